from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "cordee.workspace.jobs"
    label = "jobs"
