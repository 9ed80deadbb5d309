from django.contrib.auth.decorators import login_not_required
from django.urls import path

from cordee.workspace.api import views
from cordee.workspace.api.endpoints import api

v1 = api.urls
for one in v1[0]:
    if one.callback is not None:
        # Programs sign in by their token; the form that people are sent to is not for them.
        one.callback = login_not_required(one.callback)

app_name = "api"
urlpatterns = [
    path("", views.described, name="described"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revocation/", views.create_revocation, name="revocation"),
]
