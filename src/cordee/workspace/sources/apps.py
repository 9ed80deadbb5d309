from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "cordee.workspace.sources"
    label = "sources"

    def ready(self) -> None:
        from cordee.workspace.sources import events  # noqa: F401 -- registers what its events say
