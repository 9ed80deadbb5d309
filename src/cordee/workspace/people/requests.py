"""The request as views see it once someone has signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cordee.workspace.people.models import Person


class PersonRequest(HttpRequest):
    """Only for views behind the sign-in: the user is a person of the company."""

    user: Person
    htmx: HtmxDetails
