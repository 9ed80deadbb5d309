from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cordee.workspace.api"
    label = "api"
