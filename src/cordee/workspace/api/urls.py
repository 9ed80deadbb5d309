from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from cordee.workspace.api import views
from cordee.workspace.api.doors import api

# They take a token instead of a session.
doors = [
    (str(one.pattern), login_not_required(one.callback), one.name)
    for one in api.urls[0]
    if isinstance(one, URLPattern) and one.callback is not None and one.name != "api-root"
]

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("api/tokens/", views.tokens, name="tokens"),
    path("api/tokens/<int:pk>/revocation/", views.revoke, name="token_revocation"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/docs/", views.docs, name="docs"),
    path("healthz", views.healthz, name="healthz"),
    *(path(f"api/v1/{route}", door, name=name) for route, door, name in doors),
]
