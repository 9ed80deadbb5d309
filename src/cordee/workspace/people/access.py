"""Who may be signed in as, and where."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cordee.workspace.people.models import Person, Role

View = Callable[..., HttpResponseBase]
READING = frozenset({"GET", "HEAD", "OPTIONS"})

DEMO_FLAG = "DEMO"
"""A file of this name in the home says that everyone in it is invented."""


def is_demo_home() -> bool:
    """Whether this home holds the demo company."""
    return (settings.CORDEE_HOME.path / DEMO_FLAG).exists()


def demo_people() -> QuerySet[Person]:
    """The people that one click signs in as: nobody outside a demo home."""
    everyone = Person.objects.filter(is_demo=True, is_active=True)
    return everyone.order_by("pk") if is_demo_home() else everyone.none()


def may_write(person: Person) -> bool:
    """Everybody takes part, except who was invited to read only."""
    return person.role != Role.READ_ONLY


def may_administer(person: Person) -> bool:
    """People, sessions, sign-in settings and the audit log are the administrators'."""
    return person.role == Role.ADMIN


def administers(user: object) -> bool:
    """The same of whoever looks, signed in or not: for the menu."""
    return isinstance(user, Person) and may_administer(user)


def _only(allowed: Callable[[Person], bool], *, also_reading: bool) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
            reads = request.method in READING
            if not (reads and not also_reading) and not (isinstance(request.user, Person) and allowed(request.user)):
                raise PermissionDenied
            return view(request, *args, **values)

        return guarded

    return guard


writers_change = _only(may_write, also_reading=False)
"""Everybody may look; who may only read is refused (403) any other method."""

writers_only = _only(may_write, also_reading=True)
"""Not even the page is for those who may only read."""

administrators_only = _only(may_administer, also_reading=True)
"""403 for everybody else."""
