from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "cordee.workspace.sources"
    label = "sources"
