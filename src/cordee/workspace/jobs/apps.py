from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "cordee.workspace.jobs"
    label = "jobs"

    def ready(self) -> None:
        from cordee.workspace.jobs import events  # noqa: F401 -- registers what its events say
