from django.urls import path

from cordee.workspace.ui import patterns

app_name = "ui"
urlpatterns = [path("", patterns.show, name="patterns")]
