from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "cordee.workspace.journeys"
    label = "journeys"

    def ready(self) -> None:
        from cordee.workspace.journeys import events  # noqa: F401 -- registers what its events say
