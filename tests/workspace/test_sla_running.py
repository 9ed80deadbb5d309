"""The SLA at work: leads accepted or refused, answers, routing, warnings, and decisions that come back as records."""

import json
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import translation

from cordee.demo.agreements import agreements
from cordee.revenue.sla.terms import versions
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading
from cordee.vocabulary.sla_terms.calendars import Absence, Worker
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.promises import Member, Queue, Routing
from cordee.vocabulary.sla_terms.value import Words
from cordee.workspace.insight import sla
from cordee.workspace.insight.window import Window, window
from cordee.workspace.jobs.models import Job
from cordee.workspace.people import mail as people_mail
from cordee.workspace.people.access import DEMO_FLAG
from cordee.workspace.people.models import Person
from cordee.workspace.sla import exporting, invented, waiting
from cordee.workspace.sla.models import Standing, Version
from cordee.workspace.sla.models.decision import Answer, Assignment, Decision, Warned, Why
from cordee.workspace.sla.running import leads, links, recording, routing, warning
from tests.workspace import agreement, handed
from tests.workspace.conftest import _serve
from tests.workspace.refreshing import BY_KEY, refreshed

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SINCE = datetime(2026, 6, 1, tzinfo=UTC)
PROVIDERS = (waiting.leads_to_decide, waiting.clocks_at_risk, waiting.signatures, waiting.refusals_to_answer)
INES = "ines.benali@rivelaine.fr"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = handed.build(Home.at(tmp_path_factory.mktemp("handed")))
    (home.path / DEMO_FLAG).touch()  # the clocks are read at the end of the data
    return home


@pytest.fixture
def firm(built: Home, settings: LazySettings) -> Home:
    return _serve(built, settings)


@pytest.fixture
def own_firm(built: Home, settings: LazySettings, tmp_path: Path) -> Home:
    """One's own copy, to write to."""
    shutil.copytree(built.path, tmp_path / "home")
    return _serve(Home.at(tmp_path / "home"), settings)


@pytest.fixture
def marc(db: None) -> Person:
    return person("marc", "sales", "leadership")


@pytest.fixture
def ines(db: None) -> Person:
    made = person("ines", "sales", "sales")
    made.email = INES
    made.save()
    return made


def person(name: str, side: str, role: str) -> Person:
    return Person.objects.create_user(
        f"{name}@rivelaine.fr", "une phrase assez longue", name=name.title(), side=side, role=role, language="fr"
    )


@pytest.fixture
def agreed(camille: Person, marc: Person) -> None:
    agreement.held_since(SINCE, camille, marc)


def opened() -> Window:
    found = window()
    assert found is not None
    return found


def row_of(name: str) -> leads.Row:
    return next(row for row in leads.undecided(opened()) if row.lead.name.startswith(name))


def test_each_sees_their_own_leads_with_what_is_due(firm: Home, agreed: None, ines: Person, signed_in: SignIn) -> None:
    page = signed_in(ines).get("/sla/leads/").content.decode()

    assert "Claire Moreau" in page and "Paul Fontaine" in page
    assert "Léa Martin" not in page and "Zoé Petit" not in page
    assert page.index("Paul Fontaine") < page.index("Claire Moreau")  # what can still be kept first
    assert [row.state for row in leads.mine(opened(), INES)] == ["at_risk", "broken"]
    assert "Léa Martin" in signed_in(ines).get("/sla/leads/?whose=all").content.decode()


def test_a_lead_is_accepted_in_one_click_and_once(firm: Home, agreed: None, ines: Person, signed_in: SignIn) -> None:
    lead = row_of("Claire").lead.person_id
    client = signed_in(ines)

    client.post(f"/sla/leads/{lead}/", {"accept": "1"})
    told = client.post(f"/sla/leads/{lead}/", {"accept": "1"}, follow=True).content.decode()

    (made,) = Decision.objects.all()
    assert (made.verdict, made.name, made.by_name, made.source, made.object) == (
        "accepted",
        "Claire Moreau",
        "Ines",
        "hubspot",
        "contact",
    )
    assert "Quelqu’un a déjà décidé" in told
    assert [row.lead.name for row in leads.mine(opened(), INES)] == ["Paul Fontaine"]
    assert Job.objects.filter(kind="home.decisions").count() == 1


def test_a_refusal_needs_a_reason_that_may_be_given(
    firm: Home, agreed: None, camille: Person, ines: Person, signed_in: SignIn
) -> None:
    address = f"/sla/leads/{row_of('Claire').lead.person_id}/"
    client = signed_in(ines)

    for sent, said in (
        ({}, "obligatoire"),
        ({"reason": "made_up"}, "made_up"),
        ({"reason": "unreachable"}, "demande 5 tentatives enregistrées"),
        ({"reason": "not_now"}, "demande la date de reprise"),
        ({"reason": "not_now", "back_on": "2026-06-01"}, "demande la date de reprise"),
    ):
        answer = client.post(address, {**sent, "refuse": "1"})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), (sent, said)
    assert not Decision.objects.exists()
    assert client.post(address, {"reason": "no_budget", "text": "Gelé.", "refuse": "1"}).status_code == 302

    made = Decision.objects.get()
    assert (made.reason_fr, made.destination, made.counts_against, made.text) == (
        "Pas de budget",
        "nurture",
        "targeting",
        "Gelé.",
    )
    assert (made.follow_side, made.follow_by, made.follow_on) == ("marketing", camille, date(2026, 9, 28))  # 90 days


def test_marketing_neither_accepts_nor_refuses(firm: Home, agreed: None, camille: Person, signed_in: SignIn) -> None:
    address = f"/sla/leads/{row_of('Claire').lead.person_id}/"

    assert signed_in(camille).post(address, {"accept": "1"}).status_code == 422
    assert not Decision.objects.exists()


def test_the_answer_to_a_refusal_comes_back_to_who_refused(
    firm: Home,
    agreed: None,
    camille: Person,
    ines: Person,
    signed_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    hers, theirs = signed_in(camille), signed_in(ines)
    theirs.post(f"/sla/leads/{row_of('Claire').lead.person_id}/", {"reason": "no_budget", "refuse": "1"})
    decision = Decision.objects.get()
    assert "Pas de budget" in hers.get("/sla/refusals/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        hers.post(
            f"/sla/refusals/{decision.pk}/answer/", {"outcome": "targeting", "text": "Plus d’annonces au public."}
        )
        hers.post(f"/sla/refusals/{decision.pk}/answer/", {"outcome": "kept", "text": "Encore."})

    people_mail.settle()
    (sent,) = mail.outbox
    assert sent.to == [INES] and "Plus d’annonces au public." in sent.body
    assert Answer.objects.count() == 1
    assert "Le marketing a répondu à vos refus" in theirs.get("/sla/leads/").content.decode()
    theirs.post("/sla/leads/answers/")
    assert "Le marketing a répondu à vos refus" not in theirs.get("/sla/leads/").content.decode()
    assert "Aucun refus n’attend de réponse" in hers.get("/sla/refusals/").content.decode()


def test_the_link_of_a_mail_decides_for_its_reader_and_only_when_a_button_is_pressed(
    firm: Home, agreed: None, ines: Person
) -> None:
    lead = row_of("Paul").lead
    address = links.address(ines, lead.person_id, lead.mql_at).partition("8000")[2]
    client = Client()  # nobody is signed in

    page = client.get(address)
    assert page.status_code == 200 and "Vous décidez au nom de Ines" in page.content.decode()
    assert not Decision.objects.exists()
    assert client.get(address[:-2] + "x/").status_code == 404
    assert client.post(address, {"reason": "wrong_contact", "refuse": "1"}).status_code == 200

    assert Decision.objects.get().by == ines
    assert client.post(address, {"accept": "1"}).status_code == 410
    ines.is_active = False
    ines.save()
    assert client.get(address).status_code == 404


def test_turns_follow_the_weights() -> None:
    lead = sla.Lead(
        person_id=1, name="X", account_id=None, account=None, owner=None, account_owner=None, mql_at=datetime(2026, 1, 1), channel=None
    )  # fmt: skip
    queue = Queue(
        key="all",
        name=Words(fr="Toutes", en="All"),
        members=(Member(person="a@x.fr", weight=2), Member(person="b@x.fr"), Member(person="c@x.fr", weight=0)),
    )
    counts = routing.Counts(Counter(), Counter())

    def turn(is_there: Callable[[str], bool] = lambda _: True, **more: object) -> str | None:
        given = routing.choose(lead, Routing.model_validate({"fallback": "z@x.fr", **more}), queue, counts, is_there)
        return given.to if given else None

    assert [turn() for _ in range(6)] == ["a@x.fr", "a@x.fr", "b@x.fr", "a@x.fr", "a@x.fr", "b@x.fr"]
    assert turn(lambda email: email == "b@x.fr") == "b@x.fr"
    assert turn(lambda _: False) == "z@x.fr"
    assert turn(lambda _: False, fallback=None) is None
    owned = replace(lead, account_owner="o@x.fr")
    assert routing.choose(owned, Routing(), queue, counts, lambda _: True) == routing.Given(
        "o@x.fr", "", Why.ACCOUNT_OWNER
    )
    limited = queue.model_copy(update={"members": (Member(person="a@x.fr", most_a_day=1), Member(person="b@x.fr"))})
    fresh = routing.Counts(Counter(), Counter())
    given = [routing.choose(lead, Routing(), limited, fresh, lambda _: True) for _ in range(3)]
    assert [one.to for one in given if one] == ["a@x.fr", "b@x.fr", "b@x.fr"]


def routed(given: Terms) -> Terms:
    """Elodie and Karim take turns for the companies of Léa's; Elodie is away on the last day of the data."""
    queue = Queue.model_validate(
        {
            "key": "buyers",
            "name": {"fr": "Acheteurs", "en": "Buyers"},
            "when": {"field": "person.job_title", "operator": "contains", "value": "engineer"},
            "members": [{"person": "elodie@rivelaine.fr", "weight": 3}, {"person": "karim@rivelaine.fr"}],
        }
    )
    away = Worker(person="elodie@rivelaine.fr", absences=(Absence(first=date(2026, 6, 30), last=date(2026, 7, 2)),))
    calendar = given.calendar.model_copy(update={"people": (away,)})
    return given.model_copy(update={"routing": Routing(queues=(queue,)), "calendar": calendar})


def test_who_belongs_to_nobody_is_given_once_to_who_is_there(
    firm: Home, camille: Person, marc: Person, karim: Person, signed_in: SignIn
) -> None:
    agreement.held_since(SINCE, camille, marc, routed(agreement.terms()))
    assert row_of("Léa").holder is None
    job = Job.objects.create(kind="sla.route", lane="sla")

    assert (routing.run(job), routing.run(job)) == ({"given": 1}, {"given": 0})

    made = Assignment.objects.get()
    assert (made.name, made.to, made.queue, made.why) == ("Léa Martin", karim, "buyers", Why.TURN)
    assert row_of("Léa").holder == karim.email
    assert "Léa Martin" in signed_in(karim).get("/sla/leads/").content.decode()


def test_nobody_is_warned_twice_and_each_learns_all_at_once(
    firm: Home, camille: Person, marc: Person, ines: Person
) -> None:
    agreement.held_since(SINCE, camille, marc)
    job = Job.objects.create(kind="sla.warn", lane="sla")

    first = warning.run(job)
    sent = {message.to[0]: message.body for message in mail.outbox}
    second = warning.run(job)

    assert first["told"] > 0 and second == {"told": 0}
    assert len(mail.outbox) == len(sent)
    assert "Paul Fontaine" in sent[INES] and "/sla/leads/link/" in sent[INES]
    assert Warned.objects.count() >= len(sent)


def test_decisions_come_back_as_records_of_the_workspace(
    own_firm: Home, agreed: None, camille: Person, ines: Person, signed_in: SignIn
) -> None:
    theirs = signed_in(ines)
    theirs.post(f"/sla/leads/{row_of('Claire').lead.person_id}/", {"accept": "1"})
    theirs.post(f"/sla/leads/{row_of('Paul').lead.person_id}/", {"reason": "no_budget", "refuse": "1"})
    refused = Decision.objects.get(verdict="refused")
    signed_in(camille).post(f"/sla/refusals/{refused.pk}/answer/", {"outcome": "nurture", "text": "Repris."})
    exporting.export()
    job = Job.objects.get(kind="home.decisions")

    assert recording.run(job) == {"changed": ["acts.jsonl", "hubspot/contact"]}
    assert recording.run(job) == {"changed": []}
    assert Job.objects.filter(kind="home.refresh").count() == 1
    refreshed(own_firm, links=BY_KEY)

    with reading(own_firm, threads=1) as con:
        told = con.execute(
            'SELECT p.given_name, e.stage, e.reason, e."by" FROM stage_event AS e JOIN person AS p USING (person_id) '
            "WHERE e.source = 'cordee' AND e.record_id IS NOT NULL AND e.stage IN ('sal', 'refused', 'recycled') ORDER BY 1, 2"
        ).fetchall()
        clocks = con.execute(
            "SELECT p.given_name, c.state, c.terms, c.stopped_at = $1 FROM clock AS c JOIN person AS p USING (person_id) "
            "WHERE c.clause = 'decision' AND p.given_name IN ('Claire', 'Paul') ORDER BY 1",
            [refused.at.astimezone(UTC).replace(tzinfo=None)],
        ).fetchall()
    assert told == [
        ("Claire", "sal", None, f"cordee · {INES}"),
        ("Paul", "recycled", None, f"cordee · {camille.email}"),
        ("Paul", "refused", "Pas de budget", f"cordee · {INES}"),
    ]
    assert clocks == [("Claire", "kept", "1", True), ("Paul", "kept", "1", True)]
    assert [row.lead.name for row in leads.undecided(opened())] == ["Léa Martin"]


def test_the_scorecard_counts_its_records(firm: Home, agreed: None, camille: Person, signed_in: SignIn) -> None:
    found = opened()
    cells = sla.attainment(found, leads.present(found), weeks=8)
    client = signed_in(camille)

    assert sum(cell.kept + cell.broken for cell in cells) == 2  # Zoé's and Claire's; the others still run
    for cell in cells:
        rows = sla.judged(found, leads.present(found), cell.clause, cell.week)
        assert Counter(row.state for row in rows) == Counter(kept=cell.kept, broken=cell.broken) - Counter()
        page = client.get(f"/sla/scorecard/records/?clause={cell.clause}&week={cell.week}").content.decode()
        assert all(row.name in page for row in rows)
    assert "Ce que chaque équipe a tenu" in client.get("/sla/scorecard/").content.decode()
    assert all(cell.week.weekday() == 0 for cell in cells)
    assert (cells[-1].week - cells[0].week) % timedelta(weeks=1) == timedelta()


def test_an_invented_company_signed_in_the_past_and_a_second_time_changes_nothing(
    own_firm: Home, camille: Person, marc: Person
) -> None:
    for who, email in ((camille, "camille.roussel@rivelaine.fr"), (marc, "marc.delorme@rivelaine.fr")):
        who.email = email
        who.save()

    assert (invented.agree(agreements()), invented.agree(agreements())) == (3, 0)

    standings = [version.standing() for version in Version.objects.order_by("number")]
    assert standings == [Standing.SUPERSEDED, Standing.IN_FORCE, Standing.PROPOSED]
    assert [one.label for one in versions(own_firm)] == ["default", "1", "2"]
    version = Version.objects.get(number=3)
    version.sign(by=marc, seen=version.content_hash)
    assert version.standing() == Standing.IN_FORCE


class Listening(BaseHTTPRequestHandler):
    """An incoming webhook that keeps what it is told."""

    heard: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_the_chat_hears_of_a_delay_without_any_buyers_name(
    firm: Home, agreed: None, ines: Person, settings: LazySettings
) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.CORDEE_CHAT_WEBHOOK = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        warning.run(Job.objects.create(kind="sla.warn", lane="sla"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    said = [one["text"] for one in Listening.heard]
    assert any(text.startswith("Ines\u202f: ") and "/sla/leads/" in text for text in said)
    assert not any("Fontaine" in text or "Moreau" in text for text in said)


def test_today_tells_each_what_of_the_sla_waits_for_them(
    firm: Home, camille: Person, marc: Person, ines: Person, signed_in: SignIn
) -> None:
    found = opened()
    assert waiting.leads_to_decide(ines, found) is None  # no SLA is in force yet
    agreement.held_since(SINCE, camille, marc)
    proposal = agreement.proposed(camille, agreement.faster(agreement.terms()))
    signed_in(ines).post(f"/sla/leads/{row_of('Claire').lead.person_id}/", {"reason": "no_budget", "refuse": "1"})

    with translation.override("en"):
        told = {
            who.email: [one.sentence for ask in PROVIDERS if (one := ask(who, found)) is not None]
            for who in (camille, marc, ines)
        }
    number = proposal.number
    assert told[camille.email] == [
        f"Version {number} of the SLA waits for the signature of your side",
        "1 refusal by sales waits for an answer",
    ]
    assert f"Version {number} of the SLA waits for the signature of your side" in told[marc.email]
    assert told[ines.email][0] == "1 lead to accept or refuse"
    assert "Version" not in " ".join(told[ines.email])  # its leaders sign for the side; she may, and is not asked to
