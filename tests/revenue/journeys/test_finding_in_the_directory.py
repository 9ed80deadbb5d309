"""Finding people and companies in the directory: words in any order and writing, numbers however spaced, filters, order."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from cordee.revenue.journeys import directory, journey_of
from cordee.revenue.journeys.listing import Card, Question, choices, counted, every, listed, suggested
from cordee.revenue.journeys.words import highlights, terms
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from tests import firm

AS_OF = datetime(2026, 6, 20)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return firm.home(tmp_path_factory.mktemp("firm"))  # type: ignore[return-value] -- the library's home is a warehouse home


@pytest.fixture(scope="module")
def found_in(home: Home) -> directory.Directory:
    plain = Home.at(home.path)
    file = snapshots.current(plain)
    assert file is not None
    return directory.open_directory(plain, file)


def people(found_in: directory.Directory, text: str = "", **filters: object) -> list[str]:
    question = Question(kind="person", text=text, **filters)
    return [card.name for card in listed(found_in, question, as_of=AS_OF)[0]]


@pytest.mark.parametrize(
    "text",
    [
        "claire", "MOREAU", "moreau claire", "mor cla", "Clàire", "claire.moreau@boreal-logistique.fr", "claire.moreau@bor",
        "06 12 34 56 78", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "0033612345678",
        "06 12 3", "33612345678", "612345678", "claire boreal", "moreau logistique", "claire 0612",
    ],
)  # fmt: skip
def test_claire_is_found_however_one_writes_her(found_in: directory.Directory, text: str) -> None:
    assert people(found_in, text) == ["Claire Moreau"]


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1", "laire", "moreau zzz", "07 12", "@", "+", "\0", "(((", "–"])
def test_nobody_is_found_where_no_word_begins_so(found_in: directory.Directory, text: str) -> None:
    assert people(found_in, text) == []


@pytest.mark.parametrize(
    "text", ["boreal", "boreal-logistique.fr", "@boreal-logistique", "www boreal", "Logistique Boréal"]
)
def test_a_company_is_found_by_its_name_and_its_domain(found_in: directory.Directory, text: str) -> None:
    found = suggested(found_in, text.removeprefix("www "))[0]

    assert [(card.name, card.people) for card in found] == [("Boréal Logistique", 2)]


def test_who_has_the_word_itself_comes_before_who_has_a_longer_one(found_in: directory.Directory) -> None:
    assert people(found_in, "martin") == ["Jean Martin", "Jean Martin"]
    assert people(found_in, "jean abeille") == ["Jean Martin"]


def test_cards_say_what_is_known(found_in: directory.Directory) -> None:
    [card], total = listed(found_in, Question(kind="person", text="claire"), as_of=AS_OF)

    assert total == 1
    assert {
        key: value
        for key, value in asdict(card).items()
        if key in {"email", "account", "stage", "owner", "n_won", "n_open", "amount", "tools", "acts"}
    } == {
        "email": "claire.moreau@boreal-logistique.fr",
        "account": "Boréal Logistique",
        "stage": "customer",
        "owner": "Inès Roche",
        "n_won": 1,
        "n_open": 0,
        "amount": 18500.0,
        "tools": ("aircall", "hubspot"),
        "acts": card.acts,
    }


def test_filters_are_the_counts_of_the_model(found_in: directory.Directory, home: Home) -> None:
    with home.reading() as reader:  # type: ignore[attr-defined] -- the library's home
        customers = reader.execute("SELECT count(*) FROM lead WHERE stage = 'customer'").fetchone()[0]
        unheard = reader.execute(
            "SELECT count(*) FROM person WHERE person_id NOT IN (SELECT person_id FROM person_path)"
        ).fetchone()[0]

    assert counted(found_in, Question(kind="person", stage="customer"), as_of=AS_OF) == customers == 1
    assert counted(found_in, Question(kind="person", untouched=10_000), as_of=AS_OF) == unheard
    assert people(found_in, deal="won") == ["Claire Moreau"]
    assert people(found_in, tool="aircall") == ["Claire Moreau"]
    assert people(found_in, "j", deal="won") == []


def test_every_card_that_answers_is_in_the_file_in_the_same_order(found_in: directory.Directory) -> None:
    question = Question(kind="person")

    for sort in ("best", "activity", "amount", "created", "name"):
        page, total = listed(found_in, question, as_of=AS_OF, sort=sort)
        assert list(every(found_in, question, as_of=AS_OF, sort=sort)) == page
        assert total == len(page) == 5


def test_pages_follow_each_other_without_a_gap(found_in: directory.Directory) -> None:
    question = Question(kind="person", text="m")
    whole, _ = listed(found_in, question, as_of=AS_OF)

    parts: list[Card] = []
    for offset in range(0, len(whole), 2):
        parts += listed(found_in, question, as_of=AS_OF, limit=2, offset=offset)[0]

    assert parts == whole and len(whole) > 2


def test_choices_name_what_the_cards_hold(found_in: directory.Directory) -> None:
    found = choices(found_in, "person")

    assert set(found["tool"]) == {"aircall", "hubspot"}
    assert [name for _, name in found["owner"]] == ["Inès Roche"]


def test_a_directory_of_another_edition_is_built_again(tmp_path: Path) -> None:
    home = Home.at(firm.home(tmp_path).path)
    file = snapshots.current(home)
    assert file is not None
    folder = directory.build(home, file)
    (folder / "edition").write_text("0")
    (home.warehouse / "search_999").mkdir()

    assert people(directory.open_directory(home, file), "claire") == ["Claire Moreau"]
    assert [one.name for one in home.warehouse.glob("search_*")] == [folder.name]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Œuvre d’Émilie", [("oeuvre",), ("d",), ("emilie",)]),
        ("jean-pierre", [("jean",), ("pierre",)]),
        ("06 12", [("33612",)]),
        ("société 014", [("3314", "014"), ("societe",)]),
        ("123 456 789", [("123456789",)]),
        ("3M", [("3m",)]),
        ("...", []),
    ],
)  # fmt: skip
def test_a_text_is_read_as_words(text: str, found: list[tuple[str, ...]]) -> None:
    assert terms(text) == found


def test_what_was_asked_for_is_marked_where_a_word_begins() -> None:
    assert highlights("Émilie Lemilieu", terms("emi")) == [("Émi", True), ("lie Lemilieu", False)]


def test_a_journey_is_the_same_out_of_the_directory(found_in: directory.Directory, home: Home) -> None:
    plain = Home.at(home.path)
    with snapshots.reading(plain) as reader:
        for kind, table in (("person", "person"), ("account", "account")):
            for (number,) in reader.execute(f"SELECT {table}_id FROM {table}").fetchall():
                slow = journey_of(reader, plain, kind, number)
                fast = journey_of(reader, plain, kind, number, directory=found_in)
                assert fast == slow
    assert found_in.has_near and found_in.has_lineage
