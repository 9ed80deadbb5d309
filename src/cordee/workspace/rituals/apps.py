from django.apps import AppConfig


class RitualsConfig(AppConfig):
    name = "cordee.workspace.rituals"
    label = "rituals"

    def ready(self) -> None:
        from cordee.workspace.rituals import events  # noqa: F401 -- registers what its events say
