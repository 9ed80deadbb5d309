from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    name = "cordee.workspace.scoreboard"
    label = "scoreboard"
