"""Every named address: who may open it, and by which method. A new address is covered on the day it is born: it fails
here until DOORS says who may read it and who may write to it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person, Role

pytestmark = pytest.mark.django_db

EVERY_ROLE = frozenset(Role.values)
WRITERS = EVERY_ROLE - {Role.READ_ONLY}
ADMINISTRATORS = frozenset({Role.ADMIN.value})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Door:
    """``read``: which roles GET is for. ``write``: which roles POST is for. NOBODY: the method is not taken (405).
    ``outside``: whoever has not signed in may pass as well.
    """

    read: frozenset[str] = EVERY_ROLE
    write: frozenset[str] = NOBODY
    outside: bool = False


PAGE = Door()
"""Everybody of the company reads, nobody writes."""

OWN = Door(write=EVERY_ROLE)
"""What a person changes about themselves: even whoever may only read."""

OWN_ACT = Door(read=NOBODY, write=EVERY_ROLE)
OUTSIDE = Door(write=EVERY_ROLE, outside=True)
OUTSIDE_ACT = Door(read=NOBODY, write=EVERY_ROLE, outside=True)
OUTSIDE_PAGE = Door(outside=True)
SHARED = Door(write=WRITERS)
"""Everybody reads; whoever may only read is refused the change."""

WRITING = Door(read=WRITERS, write=WRITERS)
"""Not even the page is for whoever may only read."""

SHARED_ACT = Door(read=NOBODY, write=WRITERS)
ADMIN_PAGE = Door(read=ADMINISTRATORS)
ADMIN = Door(read=ADMINISTRATORS, write=ADMINISTRATORS)
ADMIN_ACT = Door(read=NOBODY, write=ADMINISTRATORS)

DOORS = {
    "scoreboard:show": PAGE,
    "scoreboard:definition": PAGE,
    "scoreboard:records": PAGE,
    "scoreboard:records_csv": PAGE,
    "journeys:search": PAGE,
    "journeys:person": PAGE,
    "journeys:account": PAGE,
    "journeys:person_paper": PAGE,
    "journeys:account_paper": PAGE,
    "journeys:export": PAGE,
    "journeys:source": PAGE,
    "journeys:person_note": SHARED_ACT,
    "journeys:account_note": SHARED_ACT,
    "journeys:note_edit": SHARED,
    "journeys:note_withdraw": SHARED_ACT,
    "sla:show": PAGE,
    "sla:versions": PAGE,
    "sla:version": PAGE,
    "sla:comparison": PAGE,
    "sla:file": PAGE,
    "sla:new": WRITING,
    "sla:proposal": WRITING,
    "sla:signature": SHARED_ACT,
    "sla:withdrawal": SHARED_ACT,
    "sla:abandonment": SHARED_ACT,
    "sla:comments": SHARED_ACT,
    "sla:resolution": SHARED_ACT,
    "sla:leads": PAGE,
    "sla:lead": SHARED,
    "sla:by_link": OUTSIDE,
    "sla:read": SHARED_ACT,
    "sla:refusals": PAGE,
    "sla:answer": SHARED_ACT,
    "sla:scorecard": PAGE,
    "sla:records": PAGE,
    "sla:edit": Door(read=WRITERS),
    "sla:clause": WRITING,
    "sla:addition": WRITING,
    "sla:removal": SHARED_ACT,
    "search:show": PAGE,
    "search:go": PAGE,
    "ui:patterns": PAGE,
    "people:sign_in": OUTSIDE,
    "people:sign_in_as": OUTSIDE_ACT,
    "people:ask_for_link": OUTSIDE,
    "people:signing_link": OUTSIDE,
    "people:forgotten": OUTSIDE,
    "people:password_link": OUTSIDE,
    "people:second_factor": OUTSIDE,
    "people:sign_out": OUTSIDE_ACT,
    "people:language": OUTSIDE_ACT,
    "people:first_administrator": OUTSIDE,
    "people:join": OUTSIDE,
    "people:preferences": OWN,
    "people:password": OWN_ACT,
    "people:sessions": OWN_ACT,
    "people:factors": PAGE,
    "people:create_app": OWN_ACT,
    "people:create_passkey": OWN_ACT,
    "people:recovery_codes": OWN,
    "people:remove_factor": OWN_ACT,
    "people:index": ADMIN_PAGE,
    "people:audit": ADMIN_PAGE,
    "people:audit_csv": ADMIN_PAGE,
    "people:invitations": ADMIN_ACT,
    "people:invitation": ADMIN_ACT,
    "people:withdrawal": ADMIN_ACT,
    "people:show": ADMIN,
    "people:deactivation": ADMIN_ACT,
    "people:reactivation": ADMIN_ACT,
    "people:person_sessions": ADMIN_ACT,
    "people:factor_removal": ADMIN_ACT,
    "glossary:index": PAGE,
    "glossary:term": PAGE,
    "glossary:figure": PAGE,
    "api:described": PAGE,
    "api:tokens": OWN,
    "api:revocation": OWN_ACT,
    "health": OUTSIDE_PAGE,
    "measures": OUTSIDE_PAGE,
    "jobs:show": PAGE,
    "jobs:cancel": SHARED_ACT,
    "sources:home": PAGE,
    "sources:first": PAGE,
    "sources:imports": PAGE,
    "sources:import": PAGE,
    "sources:rejected_csv": PAGE,
    "sources:new": SHARED,
    "sources:mapping": WRITING,
    "sources:rejected": SHARED,
    "sources:refresh": SHARED_ACT,
    "sources:run": SHARED_ACT,
    "sources:answer": SHARED_ACT,
    "sources:leave_out": SHARED_ACT,
    "sources:undo": SHARED_ACT,
    "sources:redo": SHARED_ACT,
    "today:show": PAGE,
    "today:leads": PAGE,
    "today:deals": PAGE,
    "today:set_aside": SHARED_ACT,
    "today:taking_up": SHARED_ACT,
    "scoreboard:board_csv": PAGE,
    "scoreboard:board_xlsx": PAGE,
    "scoreboard:groups_csv": PAGE,
    "scoreboard:groups_xlsx": PAGE,
    "scoreboard:records_xlsx": PAGE,
    "scoreboard:objectives": Door(write=frozenset({Role.LEADERSHIP.value, Role.ADMIN.value})),
    "scoreboard:views": OWN,
    "scoreboard:view_deletion": OWN_ACT,
    "scoreboard:view_sharing": SHARED_ACT,
    "scoreboard:view_default": OWN_ACT,
    "scoreboard:digest": OWN,
    "sources:duplicates": PAGE,
    "sources:duplicates_history": PAGE,
    "sources:decision_withdrawal": SHARED_ACT,
    "sources:choice_withdrawal": SHARED_ACT,
    "sources:duplicates_entity": SHARED,
    "sources:duplicate": SHARED,
    "sources:duplicate_merged": PAGE,
    "sources:contradictions": SHARED,
    "sources:campaigns": SHARED,
    "sources:contradiction": SHARED,
    "sources:quality": PAGE,
    "sources:makers": PAGE,
    "sources:maker": PAGE,
    "sources:quality_check": PAGE,
    "sources:quality_csv": PAGE,
    "debriefs:index": PAGE,
    "debriefs:themes": PAGE,
    "debriefs:rule": Door(read=NOBODY, write=frozenset({Role.LEADERSHIP.value, Role.ADMIN.value})),
    "debriefs:show": PAGE,
    "debriefs:answer": SHARED_ACT,
    "debriefs:seat": SHARED_ACT,
    "debriefs:agreement": SHARED_ACT,
    "rituals:index": PAGE,
    "rituals:new": SHARED,
    "rituals:decisions": PAGE,
    "rituals:decision": PAGE,
    "rituals:completion": SHARED_ACT,
    "rituals:feed_renewal": OWN_ACT,
    "rituals:meeting": PAGE,
    "rituals:pack_pdf": PAGE,
    "rituals:pack_md": PAGE,
    "rituals:sending": SHARED_ACT,
    "rituals:move": SHARED,
    "rituals:cancellation": SHARED_ACT,
    "rituals:opening": SHARED_ACT,
    "rituals:live": PAGE,
    "rituals:live_state": PAGE,
    "rituals:live_topic": SHARED_ACT,
    "rituals:live_presence": SHARED_ACT,
    "rituals:live_decisions": SHARED_ACT,
    "rituals:live_actions": SHARED_ACT,
    "rituals:live_notes": SHARED,
    "rituals:closing": SHARED_ACT,
    "rituals:show": PAGE,
    "rituals:change": SHARED,
    "rituals:end": SHARED_ACT,
    "rituals:topics": SHARED_ACT,
    "rituals:feed": OUTSIDE_PAGE,
    "calls:library": PAGE,
    "calls:new": WRITING,
    "calls:debrief": WRITING,
    "calls:taking": SHARED_ACT,
    "calls:check": SHARED,
    "calls:objections": PAGE,
    "calls:objection": SHARED,
    "calls:request_answered": SHARED_ACT,
    "calls:listening": SHARED,
    "calls:plan": SHARED,
    "calls:session": PAGE,
    "calls:sheet": SHARED_ACT,
    "calls:show": PAGE,
    "calls:comment": SHARED_ACT,
    "calls:extract": SHARED_ACT,
    "calls:mark": SHARED_ACT,
    "calls:verdict": SHARED_ACT,
    # django-allauth's: not there at all (404) while no provider is configured, whatever the method.
    "openid_connect_login": OUTSIDE,
    "openid_connect_callback": OUTSIDE,
    "saml_login": OUTSIDE,
    "saml_acs": OUTSIDE,
    "saml_finish_acs": OUTSIDE,
    "saml_metadata": OUTSIDE,
    "saml_sls": OUTSIDE,
}
OF_ALLAUTH = {name for name in DOORS if ":" not in name} - {"health", "measures"}

FOR_PROGRAMS = "ninja:"
"""Addresses that want a token instead: tests/workspace/test_api.py."""

VALUES = (
    {},
    {"key": "leads"},
    {"pk": 1},
    {"pk": 1, "file": 1},
    {"pk": 1, "topic": 0},
    {"run": "7"},
    {"number": 1},
    {"number": 1, "slug": "stage"},
    {"number": 1, "clause": "exploration"},
    {"which": "silent"},
    {"label": "price"},
    {"tool": "aircall", "kind": "activity", "number": 1},
    {"kind": "people", "pk": 1},
    {"kind": "people", "a": 1, "b": 2},
    {"kind": "people", "tool": "hubspot", "thing": "contact"},
    {"entity": "person", "pk": 1, "field": "phone"},
    {"token": "not-a-token"},
    {"provider_id": "openid"},
    {"organization_slug": "saml"},
)
"""What addresses take; one set fits each."""


def names() -> Iterator[str]:
    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{pattern.app_name}:" if pattern.app_name else prefix)
            else:
                yield f"{prefix}{pattern.name}", pattern

    for name, pattern in walk(get_resolver().url_patterns, ""):
        assert pattern.name, f"{pattern} has no name"
        if not name.startswith(FOR_PROGRAMS):
            yield name


def address(name: str) -> str:
    for values in ({"key": "lead"},) if name == "glossary:term" else VALUES:
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=values)
    raise AssertionError(f"{name} takes values that this test does not know")


@pytest.fixture
def signed_in_as(signed_in: Callable[[Person], Client], db: None) -> Callable[[str], Client]:
    """Someone of this role; somebody else administers, and is the one about whom the addresses are (pk 1)."""

    def sign_in(role: str) -> Client:
        Person.objects.create(pk=1, email="one@rivelaine.fr", name="One", side="both", role="marketing")
        Person.objects.create(pk=2, email="two@rivelaine.fr", name="Two", side="both", role="admin")
        return signed_in(Person.objects.create(pk=3, email="me@rivelaine.fr", name="Me", side="both", role=role))

    return sign_in


def test_every_address_says_who_may_read_it_and_who_may_write_to_it() -> None:
    assert set(names()) - set(DOORS) == set(), "Say in DOORS who may read and write these."
    assert set(DOORS) - set(names()) == set(), "These are no addresses any more."


@pytest.mark.parametrize("name", sorted(name for name, door in DOORS.items() if not door.outside))
def test_an_outsider_is_sent_to_sign_in_and_sees_nothing(home: Home, name: str) -> None:
    client = Client()

    for response in (
        client.get(address(name)),
        client.post(address(name)),
        client.get(address(name), headers={"hx-request": "true"}),
    ):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/?next=")
        assert b"Fontaine" not in response.content


@pytest.mark.parametrize("name", sorted(name for name, door in DOORS.items() if door.outside))
def test_what_is_open_to_outsiders_shows_them_nothing_of_the_company(home: Home, camille: Person, name: str) -> None:
    response = Client().get(address(name))

    assert response.status_code in {200, 302, 404, 405}
    assert b"Fontaine" not in response.content and b"rivelaine" not in response.content


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
@pytest.mark.parametrize("name", sorted(DOORS))
def test_each_role_reads_what_it_may(home: Home, signed_in_as: Callable[[str], Client], name: str, role: str) -> None:
    door = DOORS[name]

    status = signed_in_as(role).get(address(name)).status_code

    if name in OF_ALLAUTH:
        assert status == 404
    elif role in door.read:
        assert status in {200, 302, 404}
    elif door.read == NOBODY:
        assert status in {405, 403}  # whoever may not write either may hear that first
    else:
        assert status == 403


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
@pytest.mark.parametrize("name", sorted(DOORS))
def test_each_role_changes_what_it_may(home: Home, signed_in_as: Callable[[str], Client], name: str, role: str) -> None:
    door = DOORS[name]
    client = signed_in_as(role)
    before = list(Person.objects.order_by("pk").values())

    status = client.post(address(name)).status_code

    if name in OF_ALLAUTH:
        assert status == 404
    elif role in door.write:
        assert status in {200, 204, 302, 303, 400, 404, 422}
    else:
        assert status in {403, 405}
        assert list(Person.objects.order_by("pk").values()) == before
    assert client.delete(address(name)).status_code in {302, 403, 404, 405}


@pytest.mark.parametrize("name", sorted(name for name, door in DOORS.items() if door.write and not door.outside))
def test_whoever_reads_only_changes_nothing_but_what_is_their_own(
    home: Home, signed_in_as: Callable[[str], Client], name: str
) -> None:
    own = DOORS[name].write == EVERY_ROLE

    status = signed_in_as(Role.READ_ONLY).post(address(name)).status_code

    assert (status == 403) is not own
    assert own is (name.startswith(("people:", "api:", "scoreboard:", "rituals:")) and DOORS[name] in {OWN, OWN_ACT})


def test_a_form_from_elsewhere_is_refused_in_words(home: Home, camille: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(camille)

    response = client.post("/language/", {"language": "en"})

    assert response.status_code == 403
    assert "Ce formulaire est trop ancien" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/journeys/people/1/", "/nowhere/", "/preferences/second-factor/"])
def test_every_answer_closes_the_doors_that_a_page_does_not_need(
    home: Home, karim: Person, signed_in: Callable[[Person], Client], path: str
) -> None:
    headers = signed_in(karim).get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == (
        "DENY",
        "nosniff",
        "same-origin",
    )
    assert headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/nowhere/", "/journeys/people/999999/", "/journeys/accounts/999999/"])
def test_what_does_not_exist_is_said_so_in_words(
    home: Home, camille: Person, signed_in: Callable[[Person], Client], path: str
) -> None:
    response = signed_in(camille).get(path)

    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()
