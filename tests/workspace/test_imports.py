"""Imports on the page: brought, understood, imported, corrected, undone; by whom, and what is told when it fails."""

import csv
import errno
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import UnreadablePostError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import current, reading
from cordee.workspace.activity.models import Event
from cordee.workspace.jobs import worker
from cordee.workspace.jobs.models import Job
from cordee.workspace.people.models import Person
from cordee.workspace.sources.models import Correction, File, Import, safe_name
from tests.journeys import exports
from tests.workspace.test_french_pages import Visible, betraying

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]

VISITORS = """\
Badge;Prénom;Nom;E-mail;Société;Vu le
A-17;Zoé;Noël;zoe@exemple.fr;Abeille Industrie;25/03/2026 14:22
A-18;Max;Petit;max@exemple.fr;Petit & fils;25/03/2026 15:05
"""


@pytest.fixture
def reader(db: None) -> Person:
    return Person.objects.create_user(
        "lecture@rivelaine.fr", "une phrase assez longue", name="Lecture Seule", side="both", role="read_only"
    )


def file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def bring(client: Client, **files: str) -> Import:
    """Sends files by the form; ``contacts="…"`` is contacts.csv."""
    listed = [file(f"{name}.csv", text) for name, text in files.items()]
    response = client.post("/data/imports/new/", {"files": listed})
    assert response.status_code == 302, response.content.decode()
    brought = Import.objects.latest("pk")
    assert response["Location"] == f"/data/imports/{brought.pk}/"
    return brought


def work() -> list[str]:
    """Does what waits, as the worker would; the kinds done, in order."""
    done = []
    while (job := Job.claim("w", timezone.now())) is not None:
        worker.perform(job)
        done.append(job.kind)
    return done


def imported(client: Client, **files: str) -> Import:
    brought = bring(client, **files)
    client.post(f"/data/imports/{brought.pk}/run/")
    work()
    return brought


def people(home: Home) -> int:
    with reading(home) as con:
        (count,) = con.execute("SELECT count(*) FROM person").fetchone() or (0,)
    return int(count)


def test_files_are_understood_before_anything_is_counted(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)

    brought = bring(client, contacts=exports.contacts(), deals=exports.deals())
    page = client.get(f"/data/imports/{brought.pk}/").content.decode()

    assert "Contacts HubSpot" in page and "Dans quel ordre les dates de" in page
    assert "2 mai 2026" in page and "5 février 2026" in page
    assert "Importer 1 fichier" in page and "1 fichier attend une réponse" in page
    assert raw.history(empty_home) == [] and not Job.objects.exists()


def test_an_import_runs_as_a_job_and_has_the_figures_refreshed_once(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    first, second = bring(client, contacts=exports.contacts()), bring(client, visitors_unknown=exports.deals())
    deals = second.files.get()
    client.post(f"/data/imports/{second.pk}/files/{deals.pk}/answer/", {"dates": "dmy"})
    client.post(f"/data/imports/{first.pk}/run/")
    client.post(f"/data/imports/{second.pk}/run/")

    assert work() == ["home.import", "home.import", "home.refresh"]

    page = client.get(f"/data/imports/{first.pk}/").content.decode()
    assert "10 nouveaux, 0 modifiés" in page and "Voir l’entonnoir commun" in page
    assert not first.folder.exists()  # all of it is kept among the source records
    assert people(empty_home) == 10
    assert set(Event.objects.values_list("kind", flat=True)) >= {
        "sources.files_received",
        "sources.import_asked",
        "sources.imported",
        "sources.refreshed",
    }


def test_two_people_who_import_the_same_file_at_once_do_no_harm(
    empty_home: Home, camille: Person, karim: Person, signed_in: SignIn
) -> None:
    brought = [bring(signed_in(person), contacts=exports.contacts()) for person in (camille, karim)]
    for one, person in zip(brought, (camille, karim), strict=True):
        signed_in(person).post(f"/data/imports/{one.pk}/run/")

    work()

    assert [one.files.get().report["new"] for one in brought] == [10, 0]
    assert people(empty_home) == 10
    page = signed_in(karim).get(f"/data/imports/{brought[1].pk}/").content.decode()
    assert "Nothing changed: all of it was there already" in page


def test_an_import_that_is_done_twice_says_what_the_first_time_brought(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    brought = imported(signed_in(camille), contacts=exports.contacts())
    kept = brought.files.get()
    # As if the worker had died after the file went in, before it could say so.
    brought.folder.mkdir(parents=True)
    kept.path.write_text(exports.contacts(), encoding="utf-8")
    File.objects.update(report={}, run="")
    brought.start(camille)

    work()

    assert brought.files.get().report["new"] == 10
    assert len(raw.history(empty_home)) == 1


def test_rows_are_corrected_in_place_and_only_they_are_imported_again(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    brought = bring(client, deals=exports.deals())
    deals = brought.files.get()
    client.post(f"/data/imports/{brought.pk}/files/{deals.pk}/answer/", {"dates": "dmy"})
    client.post(f"/data/imports/{brought.pk}/run/")
    work()
    address = f"/data/imports/runs/{File.objects.get().run}/rejected/"
    page = client.get(address).content.decode()
    assert "1 ligne à corriger" in page and 'value="douze mille"' in page

    client.post(address, {"2:3": "douze mille euros"})
    work()
    assert "toujours pas juste" in client.get(address).content.decode()
    client.post(address, {"2:3": "12 000,00"})
    done = work()

    assert done == ["home.correct", "home.refresh"]
    assert "Toutes les lignes sont prises en compte" in client.get(address).content.decode()
    assert [(entry.new, entry.rejected) for entry in raw.history(empty_home)] == [(2, 1), (0, 1), (1, 0)]
    with reading(empty_home) as con:
        assert con.execute("SELECT name, amount, opened_at::DATE::TEXT FROM deal ORDER BY name").fetchall() == [
            ("Firme 1", 18500.0, "2026-05-01"),
            ("Firme 2", 12000.0, "2026-05-02"),
            ("Firme 3", 7200.0, "2026-05-03"),
        ]
    client.post(address, {"2:3": "1"})
    assert work() == []  # what is in is not corrected again here


def test_rejected_rows_can_be_downloaded_with_the_reasons(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    brought = imported(client, contacts=exports.contacts().replace("13/04/2026 09:15;20", "31/02/2026;20"))
    run = brought.files.get().run

    lines = client.get(f"/data/imports/runs/{run}/rejected.csv").content.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("cordee_row,cordee_column,cordee_reason,cordee_remedy,ID de fiche")
    assert lines[1].startswith("1,Date de création,elle ne se lit pas comme une date") and len(lines) == 2


def test_an_undone_import_leaves_the_figures_and_comes_back(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    imported(client, contacts=exports.contacts())
    more = imported(client, more=exports.contacts(tuple(f"{chr(65 + n)}x Yz" for n in range(15)))).files.get()
    before = people(empty_home)

    client.post(f"/data/imports/runs/{more.run}/undo/")
    assert work() == ["home.undo", "home.refresh"]
    undone, page = people(empty_home), client.get("/data/imports/").content.decode()
    client.post(f"/data/imports/runs/{more.run}/redo/")
    work()

    assert undone == 10 < before == people(empty_home)
    assert "Annulé" in page and "Rétablir more.csv" in page
    kinds = list(Event.objects.filter(kind__startswith="sources.import_").values_list("kind", "actor"))
    assert ("sources.import_undone", camille.email) in kinds and ("sources.import_redone", camille.email) in kinds


def test_a_file_that_nobody_knows_is_described_once_and_recognised_from_then_on(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    brought = bring(client, salon=VISITORS)
    unknown = brought.files.get()
    page = client.get(f"/data/imports/{brought.pk}/").content.decode()
    address = f"/data/imports/{brought.pk}/files/{unknown.pk}/mapping/"
    assert "Dire ce que sont les colonnes" in page and address in page
    asked = client.get(address).content.decode()
    assert 'value="person" checked' in asked and "zoe@exemple.fr" in asked
    said = {"row": "person", "row_before": "person", "source": "salon", "are_leads": "yes"}
    said |= {"column:1": "given_name", "column:2": "family_name", "column:4": "company_name", "column:5": "created_at"}

    refused = client.post(address, said | {"action": "save"})
    preview = client.post(address, said | {"column:3": "email", "action": "preview"})
    saved = client.post(address, said | {"column:3": "email", "action": "save"})

    assert refused.status_code == 422 and "Dites quelle colonne est" in refused.content.decode()
    assert preview.status_code == 200 and "25 mars 2026, 14:22" in preview.content.decode()
    assert saved["Location"] == f"/data/imports/{brought.pk}/"
    assert (empty_home.mappings / "salon.contact.yml").exists()
    client.post(f"/data/imports/{brought.pk}/run/")
    work()
    assert people(empty_home) == 2
    later = bring(client, salon=VISITORS + "A-19;Eva;Roux;eva@exemple.fr;Roux;26/03/2026 09:00\n").files.get()
    assert (later.found["tool"], later.found["new"], later.found["unchanged"]) == ("salon", 1, 2)


def test_another_kind_of_row_asks_other_things(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    brought = bring(client, salon=VISITORS)
    address = f"/data/imports/{brought.pk}/files/{brought.files.get().pk}/mapping/"

    page = client.post(address, {"row": "touch", "row_before": "person", "action": "row"}).content.decode()

    assert "Quelle sorte d’acte" in page and "L’acte de qui" in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("photo.png", b"\x89PNG", "photo.png n’est pas un tableau"),
        ("vide.csv", b"", "Choisissez au moins un fichier"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    empty_home: Home, camille: Person, signed_in: SignIn, name: str, content: bytes, told: str
) -> None:
    files = {"files": SimpleUploadedFile(name, content)} if content else {}

    response = signed_in(camille).post("/data/imports/new/", files)

    assert response.status_code == 422 and told in response.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_cannot_be_read_says_so_and_the_others_go_in(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    brought = bring(client, broken="\x00\x01\x02", contacts=exports.contacts())

    page = client.get(f"/data/imports/{brought.pk}/").content.decode()

    assert "Illisible" in page and "broken.csv n’est pas un tableau en texte" in page
    assert "Importer 1 fichier" in page and str(empty_home.path) not in page


def test_too_much_at_a_time_is_refused_before_it_is_kept(
    empty_home: Home, camille: Person, signed_in: SignIn, settings: LazySettings
) -> None:
    settings.UPLOAD_LIMIT = 1000

    response = signed_in(camille).post("/data/imports/new/", {"files": file("contacts.csv", exports.contacts())})

    assert response.status_code == 422 and "plus d’un gigaoctet" in response.content.decode()
    assert not Import.objects.exists() and list(empty_home.path.glob("incoming/*")) == []


def test_an_upload_that_breaks_off_leaves_nothing(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    boundary = "frontier"
    begun = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="contacts.csv"\r\n\r\n'
        + exports.contacts()
    ).encode()

    with pytest.raises(UnreadablePostError):
        client.generic(
            "POST",
            "/data/imports/new/",
            begun,
            content_type=f"multipart/form-data; boundary={boundary}",
            CONTENT_LENGTH=str(10 * len(begun)),
            **{"wsgi.input": io.BytesIO(begun)},
        )

    assert not Import.objects.exists() and list(empty_home.path.glob("incoming/*")) == []


def test_a_full_disk_is_told_and_nothing_is_half_kept(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    """/dev/full is a disk that is always full: what is written to it fails as on a real one."""
    client = signed_in(camille)
    folder = (
        empty_home.path
        / "incoming"
        / str((Import.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1)
    )
    folder.parent.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        original = Path.open

        def full(self: Path, *args: Any, **values: Any) -> Any:
            if self.name == "contacts.csv" and "incoming" in self.parts:
                raise OSError(errno.ENOSPC, "No space left on device", str(self))
            return original(self, *args, **values)

        patch.setattr(Path, "open", full)
        response = client.post("/data/imports/new/", {"files": file("contacts.csv", exports.contacts())})

    assert response.status_code == 507 and "le disque est plein" in response.content.decode()
    assert not Import.objects.exists() and [one for one in folder.parent.iterdir() if one.is_dir()] == []


def test_who_may_only_read_sees_everything_and_changes_nothing(
    empty_home: Home, camille: Person, reader: Person, signed_in: SignIn
) -> None:
    brought = imported(signed_in(camille), contacts=exports.contacts().replace("13/04/2026 09:15;20", "31/02/2026;20"))
    run, other = brought.files.get().run, bring(signed_in(camille), deals=exports.deals())
    client = signed_in(reader)
    seen = [
        "/data/",
        "/data/imports/",
        "/data/imports/new/",
        f"/data/imports/{brought.pk}/",
        f"/data/imports/{other.pk}/",
        f"/data/imports/runs/{run}/rejected/",
    ]
    before = Event.objects.count()

    pages = [client.get(address).content.decode() for address in seen]
    refused = [
        client.post(address, {"1:5": "2026-04-13", "files": file("a.csv", "a")}).status_code
        for address in (
            "/data/refresh/",
            "/data/imports/new/",
            f"/data/imports/{other.pk}/run/",
            f"/data/imports/{other.pk}/files/{other.files.get().pk}/answer/",
            f"/data/imports/{other.pk}/files/{other.files.get().pk}/leave-out/",
            f"/data/imports/{other.pk}/files/{other.files.get().pk}/mapping/",
            f"/data/imports/runs/{run}/rejected/",
            f"/data/imports/runs/{run}/undo/",
            f"/data/imports/runs/{run}/redo/",
        )
    ]

    assert refused == [403] * 9
    for address, page in zip(seen, pages, strict=True):
        main = page.partition("<main")[2].partition("</main")[0]
        assert '<form method="post"' not in main or address.endswith("/rejected/") or address == seen[4], address
        assert 'class="button" href="/data/imports/new/"' not in main
    assert Event.objects.count() == before and not Correction.objects.exists()


def test_a_file_is_left_out_and_the_last_one_takes_its_import_with_it(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    brought = bring(client, contacts=exports.contacts(), deals=exports.deals())
    first, second = brought.files.all()

    assert client.post(f"/data/imports/{brought.pk}/files/{first.pk}/leave-out/")["Location"].endswith(
        f"/{brought.pk}/"
    )
    assert client.post(f"/data/imports/{brought.pk}/files/{second.pk}/leave-out/")["Location"].endswith("/new/")

    assert not Import.objects.exists() and not brought.folder.exists()


def test_the_list_of_imports_asks_the_database_as_often_for_three_as_for_one(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    asked = []
    for number in range(3):
        imported(client, **{f"contacts{number}": exports.contacts() + "\n" * number})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/data/imports/")
        asked.append(len(queries))

    assert asked[0] == asked[2] <= 9


def test_what_was_brought_and_never_imported_is_forgotten_after_two_weeks(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    old, recent, kept = (bring(client, deals=exports.deals()) for _ in range(3))
    File.objects.filter(brought_by=kept).update(report={"tool": "salesforce", "error": None})
    Import.objects.filter(pk__in=(old.pk, kept.pk)).update(created_at=timezone.now() - timedelta(days=15))
    Job.enqueue("look.tidy")

    work()

    assert set(Import.objects.all()) == {recent, kept}
    assert (old.folder.exists(), recent.folder.exists()) == (False, True)


def test_the_home_of_the_data_room_says_how_fresh_everything_is(
    empty_home: Home, karim: Person, signed_in: SignIn
) -> None:
    client = signed_in(karim)
    imported(client, contacts=exports.contacts())

    page = client.get("/data/").content.decode()

    assert "HubSpot contacts" in page and "11 checks passed" in page and "Refresh now" in page
    client.post("/data/refresh/")
    assert "Waiting for its turn…" in client.get("/data/").content.decode()
    assert work() == ["home.refresh"]


def test_a_check_that_fails_is_told_in_words(empty_home: Home, karim: Person, signed_in: SignIn) -> None:
    client = signed_in(karim)
    imported(client, contacts=exports.contacts())
    from cordee.workspace.insight import refreshing

    job = refreshing.request(karim)
    claimed = Job.claim("w", timezone.now())
    assert claimed is not None and claimed == job
    outcome = {"checks": [{"name": "credits_sum", "detail": "3 deals have credits that do not add up"}]}
    claimed.fail({"en": "A check found something wrong.", "fr": "Un contrôle a trouvé une erreur."}, outcome)

    page = client.get("/data/").content.decode()

    assert "refused by a check" in page and "The credits of a deal would not add up to the whole deal." in page
    assert "3 deals have credits that do not add up" in page


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("contacts.csv", "contacts.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\Été 2026.csv", "Été 2026.csv"),
        ("a:b|c?.csv", "a_b_c_.csv"),
        ("..", "file"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_a_name_names_nothing_outside_its_folder(given: str, kept: str) -> None:
    assert safe_name(given, set()) == kept


def test_two_files_of_one_name_are_both_kept() -> None:
    assert safe_name("a.csv", {"a.csv", "a (2).csv"}) == "a (3).csv"


def test_no_english_is_left_on_the_pages_of_an_import(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    bad = imported(client, contacts=exports.contacts().replace("13/04/2026 09:15;20", "31/02/2026;20")).files.get()
    asked = bring(client, deals=exports.deals(), salon=VISITORS)
    salon = asked.files.get(name="salon.csv")
    found = set()
    for address in (
        "/data/",
        "/data/imports/",
        f"/data/imports/{asked.pk}/",
        f"/data/imports/{bad.brought_by_id}/",
        f"/data/imports/runs/{bad.run}/rejected/",
        f"/data/imports/{asked.pk}/files/{salon.pk}/mapping/?row=touch",
        f"/data/imports/{asked.pk}/files/{salon.pk}/mapping/?row=deal",
    ):
        visible = Visible()
        visible.feed(client.get(address).content.decode())
        found |= betraying(visible.texts)

    assert found == set()


def test_a_cancelled_import_keeps_whole_files_and_nothing_of_the_one_on_its_way(
    empty_home: Home, camille: Person, karim: Person, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = signed_in(camille), signed_in(karim)
    brought = bring(client, contacts=exports.contacts(), later=exports.contacts(("Anne Noël", "Luc Petit", "Zoé Roy")))
    client.post(f"/data/imports/{brought.pk}/run/")
    job = Job.claim("w", timezone.now())
    assert job is not None
    first, asked = brought.files.get(name="contacts.csv"), []

    def two_ask() -> None:
        """In the middle of the second file both press the button, and the worker's next sign of life tells it."""
        for one in (client, other):
            response = one.post(f"/jobs/{job.pk}/cancel/", {"back": f"/data/imports/{brought.pk}/"})
            asked.append((response.status_code, response["Location"]))
        job.beat()

    told = Job.tell

    def tell(self: Job, done: int, total: int, text: Any = "") -> None:
        told(self, done, total, text)
        if text == "later.csv" and first.size < done < total and not asked:
            two_ask()

    monkeypatch.setattr(Job, "tell", tell)  # a moment to press the button at
    worker.perform(job)

    assert asked == [(302, f"/data/imports/{brought.pk}/")] * 2
    job.refresh_from_db()
    assert (job.state, job.outcome) == ("cancelled", {"files": 1, "changed": 10})
    assert [entry.file_name for entry in raw.history(empty_home)] == ["contacts.csv"]
    assert not [part for part in (empty_home.raw / raw.DRAFTS).rglob("*") if part.is_file()]
    assert Event.objects.filter(kind="jobs.cancelled").count() == 1
    page = client.get(f"/data/imports/{brought.pk}/").content.decode()
    assert "L’import a été annulé" in page and "1 fichier était entré : 10 nouveaux, 0 modifiés." in page.replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    ).replace("\N{NO-BREAK SPACE}", " ")
    assert work() == ["home.refresh"] and people(empty_home) == 10

    client.post(f"/data/imports/{brought.pk}/run/")  # the rest, later

    assert work() == ["home.import", "home.refresh"]
    assert len(raw.history(empty_home)) == 2


def test_a_cancelled_refresh_publishes_nothing_and_the_next_one_does(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    brought = bring(client, contacts=exports.contacts())
    client.post(f"/data/imports/{brought.pk}/run/")
    first = Job.claim("w", timezone.now())
    assert first is not None
    worker.perform(first)
    refresh = Job.claim("w", timezone.now())
    assert refresh is not None and refresh.kind == "home.refresh"
    assert "Annuler" in client.get(f"/data/imports/{brought.pk}/").content.decode()
    client.post(f"/jobs/{refresh.pk}/cancel/")
    refresh.beat()
    worker.perform(refresh)

    refresh.refresh_from_db()
    assert refresh.state == "cancelled" and current(empty_home) is None
    client.post("/data/refresh/")
    assert work() == ["home.refresh"] and people(empty_home) == 10


def packed(files: dict[str, str | bytes], **how: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("exports.zip", out.getvalue(), content_type="application/zip")


def test_an_archive_is_opened_and_its_tables_are_brought(empty_home: Home, camille: Person, signed_in: SignIn) -> None:
    client = signed_in(camille)
    archive = packed(
        {
            "exports/contacts.csv": exports.contacts(),
            "../../elsewhere/contacts.csv": exports.contacts(),
            "__MACOSX/exports/._contacts.csv": b"\x00",
            "exports/read me.pdf": b"%PDF",
        }
    )

    response = client.post("/data/imports/new/", {"files": [archive]})

    brought = Import.objects.get()
    assert response["Location"] == f"/data/imports/{brought.pk}/"
    assert [one.name for one in brought.files.all()] == ["contacts.csv", "contacts (2).csv"]
    assert sorted(path.name for path in brought.folder.iterdir()) == ["contacts (2).csv", "contacts.csv"]
    assert "Contacts HubSpot" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        (packed({"bomb.csv": b"0" * 30_000_000}, compresslevel=9), "bien plus grosse que ne le sont des tableaux"),
        (packed({f"{one}.csv": "a;b" for one in range(201)}), "plus de 200 fichiers dans l’archive"),
        (packed({"read me.pdf": b"%PDF", "inner.zip": b"PK"}), "ni CSV ni XLSX dans l’archive"),
        (SimpleUploadedFile("exports.zip", b"PK\x03\x04 half of one"), "ne s’ouvre pas"),
    ],
    ids=["bomb", "many", "nothing", "broken"],
)
def test_an_archive_that_is_not_opened_says_why_and_leaves_nothing(
    empty_home: Home, camille: Person, signed_in: SignIn, archive: SimpleUploadedFile, said: str
) -> None:
    response = signed_in(camille).post("/data/imports/new/", {"files": [archive]})

    assert response.status_code == 422 and said in response.content.decode()
    assert not Import.objects.exists() and not any((empty_home.path / "incoming").glob("*/*"))


def test_an_archive_may_not_hold_more_than_may_be_brought(
    empty_home: Home, camille: Person, signed_in: SignIn, settings: LazySettings
) -> None:
    settings.UPLOAD_LIMIT = 100_000
    archive = packed({f"{one}.csv": "".join(f"{n * one % 977};" for n in range(20_000)) for one in range(1, 5)})
    assert archive.size is not None

    settings.UPLOAD_LIMIT = archive.size + 1000
    response = signed_in(camille).post("/data/imports/new/", {"files": [archive]})

    assert response.status_code == 422 and not Import.objects.exists()


def test_the_file_of_rejected_rows_holds_the_cells_that_have_no_heading(
    empty_home: Home, camille: Person, signed_in: SignIn
) -> None:
    client = signed_in(camille)
    lines = exports.contacts().splitlines()
    lines[3] += ";beyond;=further"
    brought = imported(client, contacts="\n".join(lines) + "\n")
    run = brought.files.get().run

    rows = list(
        csv.reader(io.StringIO(client.get(f"/data/imports/runs/{run}/rejected.csv").content.decode("utf-8-sig")))
    )

    assert rows[0][-2:] == ["cordee_beyond_1", "cordee_beyond_2"]
    assert rows[1][-2:] == ["beyond", "'=further"]
