"""Every page. A capability's addresses live in its own ``urls.py``."""

from django.urls import include, path

urlpatterns = [
    path("", include("cordee.workspace.today.urls")),
    path("", include("cordee.workspace.scoreboard.urls")),
    path("journeys/", include("cordee.workspace.journeys.urls")),
    path("data/", include("cordee.workspace.sources.urls")),
    path("glossary/", include("cordee.workspace.glossary.urls")),
    path("search/", include("cordee.workspace.search.urls")),
    path("", include("cordee.workspace.api.urls")),
    path("", include("cordee.workspace.people.urls")),
]

handler403 = "cordee.workspace.ui.errors.refused"
handler404 = "cordee.workspace.ui.errors.not_found"
handler500 = "cordee.workspace.ui.errors.broken"
