from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "cordee.workspace.insight"
    label = "insight"
