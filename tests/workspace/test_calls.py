"""Calls: taken over from the tools, brought, debriefed; labels that people decide; listening in pairs; what the law asks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.workspace.calls import hearing, keeping, objections
from cordee.workspace.calls.models import AnswerRequest, Call, Moment, Plan, Session, Sheet, Turn
from cordee.workspace.insight import calls as insight
from cordee.workspace.insight.window import window
from cordee.workspace.jobs import worker
from cordee.workspace.jobs.models import Job, State
from cordee.workspace.people.models import Person
from tests.workspace import world
from tests.workspace.conftest import _serve

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Person], Client]
NOTE = "Échange avec Claire. « C'est trop cher pour nous. » Rappeler lundi."


@pytest.fixture
def telephone(tmp_path_factory: pytest.TempPathFactory, settings: LazySettings) -> Home:
    """A home whose tools recorded two calls with Claire, one of them nineteen months before the other."""
    place = world.build(Home.at(tmp_path_factory.mktemp("telephone")), people=20)
    file = snapshots.current(place)
    assert file is not None
    with duckdb.connect(str(file)) as connection:
        for number, at in ((71, world.END - timedelta(days=580)), (72, world.END - timedelta(days=2))):
            world.insert(
                connection,
                "call",
                [
                    {
                        "call_id": number, "occurred_at": at, "person_id": world.CLAIRE, "account_id": world.ABEILLE, "talk_s": 185,
                        "recording_url": f"https://calls.example/{number}", "summary": NOTE, "source": "aircall", "user_id": 1,
                    }
                ],
            )  # fmt: skip
    (place.path / "DEMO").touch()  # retention counts from the day that the data have reached
    return _serve(place, settings)


def run(kind: str, payload: dict[str, object] | None = None, by: Person | None = None) -> Job:
    job = Job.enqueue(kind, payload, by=by)
    work()
    job.refresh_from_db()
    return job


def work() -> None:
    """What the worker does, but for the beating of its heart: that is another connection, and sees nothing of a test's transaction."""
    job = Job.claim("test", timezone.now())
    assert job is not None
    worker.perform(job)


def add(home: Home, text: str, **more: object) -> Call:
    call = Call.objects.create(**{"origin": "file", "title": "Abeille", "at": timezone.now(), **more})
    hearing.keep(call, insight.transcript(text, ours=["Inès"]))
    hearing.hear([call])
    return call


def test_the_tools_calls_are_taken_over_once_and_not_beyond_a_year(telephone: Home) -> None:
    assert run("calls.take").outcome == {"calls": 1}
    assert run("calls.take").outcome == {"calls": 0}

    call = Call.objects.get()
    assert (call.record_id, call.title, call.seconds, call.recording) == (
        72, "Abeille Industrie · Claire Fontaine", 185, "https://calls.example/72",
    )  # fmt: skip
    assert list(call.turns.values_list("speaker", "side", "text")) == [
        ("", "ours", "Échange avec Claire."),
        ("Claire Fontaine", "theirs", "C'est trop cher pour nous."),
        ("", "ours", "Rappeler lundi."),
    ]
    assert list(call.moments.values_list("suggested", "label", "text")) == [("price", "", "C'est trop cher pour nous.")]


def test_a_file_is_read_by_a_job_and_found_by_its_words(home: Home, karim: Person, signed_in: SignedIn) -> None:
    file = SimpleUploadedFile(
        "call.vtt",
        b"WEBVTT\n\n00:01:05.000 --> 00:01:09.000\n<v Paul>We don't have the budget for a d\xc3\xa9bitm\xc3\xa8tre.\n",
    )
    client = signed_in(karim)

    answer = client.post("/calls/new/", {"file": file, "title": "Acme", "at": "2026-06-01"})
    work()

    call = Call.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/calls/{call.pk}/")
    assert Job.objects.get(pk=call.job_id).state == State.DONE
    page = client.get(f"/calls/{call.pk}/").content.decode()
    assert "01:05" in page and "Price or value" in page
    assert "<mark>débitmètre</mark>" in client.get("/calls/?q=debitm").content.decode()
    assert "Nobody said that" in client.get("/calls/?q=voltage").content.decode()
    assert not list((home.path / "calls" / "incoming").iterdir())


def test_a_broken_file_says_where_in_the_readers_language(home: Home, camille: Person, signed_in: SignedIn) -> None:
    file = SimpleUploadedFile("call.srt", b"1\n00:0x --> 2\nHi")
    client = signed_in(camille)

    client.post("/calls/new/", {"file": file, "title": "Acme", "at": "2026-06-01"})
    work()

    assert "Line 2" in Job.objects.get().error["en"]
    assert 'class="errors"' in client.get(f"/calls/{Call.objects.get().pk}/").content.decode()


def test_neither_file_nor_text_is_refused_in_words(home: Home, karim: Person, signed_in: SignedIn) -> None:
    answer = signed_in(karim).post("/calls/new/", {"title": "Acme", "at": "2026-06-01"})

    assert answer.status_code == 422
    assert "Choose a file, or paste the text of the call." in answer.content.decode()
    assert not Call.objects.exists()


def test_one_click_confirms_two_correct_and_every_word_is_kept(home: Home, karim: Person, signed_in: SignedIn) -> None:
    call = add(home, "Inès: Bonjour.\nPaul: C'est trop cher pour nous.")
    moment = call.moments.get()
    client = signed_in(karim)

    client.post(f"/calls/moments/{moment.pk}/verdict/", {"label": "price"})
    client.post(
        f"/calls/moments/{moment.pk}/verdict/", {"label": "price", "real": "trust"}, headers={"hx-request": "true"}
    )

    moment.refresh_from_db()
    assert (moment.label, moment.real, moment.decided_by) == ("price", "trust", "Karim Haddad")
    assert list(moment.verdicts.values_list("label", "real")) == [("price", ""), ("price", "trust")]
    assert hearing.confirmed() == [("C'est trop cher pour nous.", "price")]
    assert client.post(f"/calls/moments/{moment.pk}/verdict/", {"label": "nonsense"}).status_code == 400


def test_what_people_decided_stays_when_a_call_is_heard_again(home: Home, karim: Person) -> None:
    call = add(home, "Paul: C'est trop cher pour nous.")
    call.moments.get().decide("need", by=karim)

    hearing.hear([call])

    assert list(call.moments.values_list("suggested", "label")) == [("price", "need")]


def test_a_debrief_card_keeps_the_stated_and_the_real_objection(home: Home, karim: Person, signed_in: SignedIn) -> None:
    signed_in(karim).post(
        "/calls/debrief/",
        {
            "title": "Acme",
            "at": "2026-06-01",
            "objection": "price",
            "real": "trust",
            "words": "Trop cher pour ce que c'est.",
        },
    )

    assert list(Moment.objects.values_list("label", "real", "suggested", "text")) == [
        ("price", "trust", "", "Trop cher pour ce que c'est.")
    ]


def test_a_remark_stands_at_its_turn(home: Home, karim: Person, signed_in: SignedIn) -> None:
    call = add(home, "[00:10] Paul: C'est trop cher pour nous.")
    turn = call.turns.get()

    answer = signed_in(karim).post(f"/calls/{call.pk}/comments/", {"turn": turn.pk, "text": "Quelle valeur ?"})

    assert answer.headers["Location"] == f"/calls/{call.pk}/#turn-0"
    assert list(turn.comments.values_list("author_name", "side", "text")) == [
        ("Karim Haddad", "sales", "Quelle valeur ?")
    ]


def test_objections_are_counted_by_group_and_never_by_colleague(
    telephone: Home, karim: Person, signed_in: SignedIn
) -> None:
    run("calls.take")
    for number in range(5):
        add(
            telephone,
            f"Paul: C'est trop cher pour nous, vraiment {number}.",
            at=datetime(2026, 6, 3 + number, 12, tzinfo=UTC),
        )

    rows, months = objections.table(window(), "month")

    assert months == ["2026-06"]
    assert (rows[0].label, rows[0].confirmed, rows[0].suggested, rows[0].groups) == (
        "price",
        0,
        6,
        (("2026-06", 6, 6),),
    )
    assert (rows[0].share.value, rows[0].share.why) == (None, "too_few_checked")
    page = signed_in(karim).get("/calls/objections/?by=user").content.decode()
    assert "Price or value" in page and "Inès Benali" not in page
    assert set(dict(objections.BY)) == {"persona", "segment", "stage", "outcome", "month"}


def test_the_share_is_corrected_once_enough_was_checked(home: Home, karim: Person) -> None:
    """Of 100 utterances 30 are suggested, of which 20 were looked at and 15 kept; of 20 others one was missed."""
    call = Call.objects.create(origin="file", title="A", at=timezone.now(), heard_at=timezone.now(), utterances=100)
    Moment.objects.bulk_create(
        [
            Moment(call=call, text=f"s{n}", suggested="price", label="price" if n < 15 else "none" if n < 20 else "")
            for n in range(30)
        ]
        + [Moment(call=call, text=f"o{n}", label="price" if n == 0 else "none") for n in range(20)]
    )

    row = next(row for row in objections.table(window(), "month")[0] if row.label == "price")

    assert row.share.value == pytest.approx(0.75 * 0.3 + 0.05 * 0.7)
    assert row.share.low < row.share.value < row.share.high


def test_ten_utterances_are_drawn_and_what_they_are_is_kept(home: Home, karim: Person, signed_in: SignedIn) -> None:
    add(home, "Inès: Bonjour à vous tous.\nPaul: On est au troisième étage.")
    client = signed_in(karim)
    turn = Turn.objects.get(side="theirs")

    assert f'name="u{turn.pk}-0"' in client.get("/calls/check/").content.decode()
    client.post("/calls/check/", {f"u{turn.pk}-0": "none", f"u{turn.pk}-7": "none", "uX-0": "none"})

    assert list(Moment.objects.values_list("suggested", "label", "text")) == [
        ("", "none", "On est au troisième étage.")
    ]
    assert f'name="u{turn.pk}-0"' not in client.get("/calls/check/").content.decode()


def test_an_objection_without_an_answer_asks_for_one_with_an_owner_of_each_side(
    home: Home, camille: Person, karim: Person, signed_in: SignedIn
) -> None:
    client = signed_in(karim)

    wrong = client.post("/calls/objections/price/", {"need": "A reference", "marketing": karim.pk, "sales": karim.pk})
    right = client.post("/calls/objections/price/", {"need": "A reference", "marketing": camille.pk, "sales": karim.pk})

    assert (wrong.status_code, right.status_code) == (422, 302)
    wanted = AnswerRequest.objects.get()
    assert (wanted.marketing, wanted.sales, wanted.state) == (camille, karim, "open")
    client.post("/calls/objections/price/", {"text": "Divide by the hours of stoppage."})
    client.post(f"/calls/requests/{wanted.pk}/answered/")
    page = client.get("/calls/objections/price/").content.decode()
    assert "Divide by the hours of stoppage." in page and "Answered" in page


def test_a_sheet_is_not_seen_before_both_are_filled(
    home: Home, camille: Person, karim: Person, ada: Person, signed_in: SignedIn
) -> None:
    session = Session.objects.create(title="Prix", on=date.today(), marketing=camille, sales=karim, created_by="Ada")
    sheet = {"words": "SECRET-OF-CAMILLE", "answered": "no", "change": "Parler de valeur", "objection": "price"}

    signed_in(camille).post(f"/calls/listening/{session.pk}/sheet/", sheet)
    for reader in (karim, ada):
        assert "SECRET-OF-CAMILLE" not in signed_in(reader).get(f"/calls/listening/{session.pk}/").content.decode()
    refused = signed_in(ada).post(f"/calls/listening/{session.pk}/sheet/", sheet)
    signed_in(karim).post(f"/calls/listening/{session.pk}/sheet/", sheet | {"words": "Of Karim"})
    signed_in(camille).post(f"/calls/listening/{session.pk}/sheet/", sheet | {"words": "Changed after"})

    assert refused.status_code == 403
    page = signed_in(karim).get(f"/calls/listening/{session.pk}/").content.decode()
    assert "SECRET-OF-CAMILLE" in page and "Of Karim" in page and "Changed after" not in page


def test_recordings_go_after_six_months_transcripts_and_sheets_after_twelve(
    home: Home, camille: Person, karim: Person
) -> None:
    today = timezone.now()
    text = "Paul: C'est trop cher pour nous. On verra l'an prochain peut-être."
    young = add(home, text, at=today - timedelta(days=180), recording="https://calls.example/1")
    middle = add(home, text, at=today - timedelta(days=200), recording="https://calls.example/2")
    old = add(home, text, at=today - timedelta(days=370), recording="https://calls.example/3")
    old.moments.filter(suggested="price").get().decide("price", by=karim)
    for days in (360, 370):
        session = Session.objects.create(title=str(days), on=(today - timedelta(days=days)).date(), created_by="A")
        Sheet.objects.create(session=session, person_name="C", side="sales", words="w", answered="no", change="c")

    assert keeping.forget(today) == {"recordings": 2, "transcripts": 1, "sessions": 1}
    assert keeping.forget(today) == {"recordings": 0, "transcripts": 0, "sessions": 0}

    assert [Call.objects.get(pk=call.pk).recording for call in (young, middle, old)] == [
        "https://calls.example/1",
        "",
        "",
    ]
    assert [call.turns.count() for call in (young, middle, old)] == [1, 1, 0]
    assert list(old.moments.values_list("label", "turn")) == [("price", None)]
    assert Call.objects.get(pk=old.pk).title == ""
    found = {hit.call for hit in insight.index().search("cher")}
    assert found >= {young.pk, middle.pk} and old.pk not in found
    assert list(Sheet.objects.values_list("session__title", flat=True)) == ["360"]


def test_recording_everything_is_refused(home: Home, karim: Person, signed_in: SignedIn) -> None:
    plan = {
        "share": 80,
        "begins": "2026-07-01",
        "ends": "2026-12-31",
        "purpose": "Training",
        "notice": "Calls may be recorded.",
    }
    client = signed_in(karim)

    assert client.post("/calls/listening/plan/", plan).status_code == 422
    assert client.post("/calls/listening/plan/", plan | {"share": 10}).status_code == 302
    assert list(Plan.objects.values_list("share", "by_name")) == [(10, "Karim Haddad")]


def test_an_address_that_is_no_web_address_is_not_made_a_link(home: Home, karim: Person, signed_in: SignedIn) -> None:
    answer = signed_in(karim).post(
        "/calls/new/", {"text": "Paul: Oui.", "title": "A", "at": "2026-06-01", "recording": "javascript:alert(1)"}
    )

    assert answer.status_code == 422
    assert not Call.objects.exists()
