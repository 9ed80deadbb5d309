from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "cordee.workspace.activity"
    label = "activity"
