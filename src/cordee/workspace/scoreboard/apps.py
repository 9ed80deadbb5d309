from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    name = "cordee.workspace.scoreboard"
    label = "scoreboard"

    def ready(self) -> None:
        from cordee.workspace.scoreboard import events  # noqa: F401 -- registers what its events say
