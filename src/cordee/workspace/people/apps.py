from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cordee.workspace.people"
    label = "people"
