from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "cordee.workspace.today"
    label = "today"
