from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "cordee.workspace.calls"
    label = "calls"

    def ready(self) -> None:
        from cordee.workspace.calls import events  # noqa: F401 -- registers what its events say
