from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "cordee.workspace.debriefs"
    label = "debriefs"

    def ready(self) -> None:
        from cordee.workspace.debriefs import events  # noqa: F401 -- registers what its events say
