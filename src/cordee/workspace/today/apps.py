from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "cordee.workspace.today"
    label = "today"

    def ready(self) -> None:
        from cordee.workspace.today import events  # noqa: F401 -- registers what its events say
