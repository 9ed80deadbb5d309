from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cordee.workspace.search"
    label = "search"
