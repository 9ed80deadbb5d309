from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cordee.workspace.ui"
    label = "ui"
