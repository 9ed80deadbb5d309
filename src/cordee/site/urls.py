"""Every page. A capability's addresses live in its own ``urls.py``."""

from django.urls import include, path

from cordee.workspace.api.endpoints import api
from cordee.workspace.debriefs.endpoints import router as debriefs

api.add_router("/debriefs", debriefs)  # before its addresses are listed

from cordee.workspace.api.measures import show as measures  # noqa: E402 -- beside the others
from cordee.workspace.api.urls import v1  # noqa: E402 -- lists the addresses of the line above
from cordee.workspace.api.views import health  # noqa: E402 -- beside the others

urlpatterns = [
    path("", include("cordee.workspace.today.urls")),
    path("", include("cordee.workspace.scoreboard.urls")),
    path("journeys/", include("cordee.workspace.journeys.urls")),
    path("sla/", include("cordee.workspace.sla.urls")),
    path("calls/", include("cordee.workspace.calls.urls")),
    path("jobs/", include("cordee.workspace.jobs.urls")),
    path("data/", include("cordee.workspace.sources.urls")),
    path("glossary/", include("cordee.workspace.glossary.urls")),
    path("rituals/", include("cordee.workspace.rituals.urls")),
    path("debriefs/", include("cordee.workspace.debriefs.urls")),
    path("search/", include("cordee.workspace.search.urls")),
    path("api/v1/", v1),
    path("api/", include("cordee.workspace.api.urls")),
    path("healthz", health, name="health"),
    path("metrics", measures, name="measures"),
    path("patterns/", include("cordee.workspace.ui.urls")),
    path("", include("cordee.workspace.people.urls")),
    path("", include("cordee.workspace.people.provider_urls")),
]

handler403 = "cordee.workspace.ui.errors.refused"
handler404 = "cordee.workspace.ui.errors.not_found"
handler500 = "cordee.workspace.ui.errors.broken"
