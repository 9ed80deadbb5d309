from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "cordee.workspace.glossary"
    label = "glossary"
