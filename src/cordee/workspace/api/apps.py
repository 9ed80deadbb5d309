from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cordee.workspace.api"
    label = "api"

    def ready(self) -> None:
        from cordee.workspace.api import events  # noqa: F401 -- registers what its events say
