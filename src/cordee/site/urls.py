"""Every page. A capability's addresses live in its own ``urls.py``."""

from django.urls import include, path

urlpatterns = [
    path("", include("cordee.workspace.scoreboard.urls")),
    path("journeys/", include("cordee.workspace.journeys.urls")),
    path("", include("cordee.workspace.people.urls")),
]

handler404 = "cordee.workspace.ui.errors.not_found"
handler500 = "cordee.workspace.ui.errors.broken"
