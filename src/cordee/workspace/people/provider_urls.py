"""The few addresses of django-allauth that are open: to the company's identity provider and back. It finds them by these names."""

from functools import wraps
from typing import Any

from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.saml import views as saml
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from cordee.workspace.people.access import View


def _when(kind: str, view: View) -> View:
    """Not there at all while the company has not configured this kind of provider."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        if kind not in settings.SIGN_IN.providers:
            raise Http404
        return view(request, *args, **values)

    return guarded


@login_not_required
def no_single_logout(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Named in our SAML description because it must name one. Signing out there does not sign out here: sessions are
    ended in the preferences, or by an administrator.
    """
    raise Http404


urlpatterns = [
    path("sign-in/with/<str:provider_id>/", _when("openid_connect", openid.login), name="openid_connect_login"),
    path(
        "sign-in/with/<str:provider_id>/callback/",
        _when("openid_connect", openid.callback),
        name="openid_connect_callback",
    ),
    path("sign-in/saml/<str:organization_slug>/", _when("saml", saml.login), name="saml_login"),
    path("sign-in/saml/<str:organization_slug>/acs/", _when("saml", saml.acs), name="saml_acs"),
    path("sign-in/saml/<str:organization_slug>/finish/", _when("saml", saml.finish_acs), name="saml_finish_acs"),
    path("sign-in/saml/<str:organization_slug>/metadata/", _when("saml", saml.metadata), name="saml_metadata"),
    path("sign-in/saml/<str:organization_slug>/sls/", no_single_logout, name="saml_sls"),
]
