from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "cordee.workspace.journeys"
    label = "journeys"
