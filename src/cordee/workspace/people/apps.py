from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cordee.workspace.people"
    label = "people"

    def ready(self) -> None:
        from cordee.workspace.people import events  # noqa: F401 -- registers what its events say
