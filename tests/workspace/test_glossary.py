"""The glossary: one meaning per word, both readings, and the figure as the scoreboard shows it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from cordee.revenue.metrics import REGISTRY
from cordee.revenue.warehouse.home import Home
from cordee.workspace.glossary.terms import grouped, terms
from cordee.workspace.people.models import Person

SignIn = Callable[[Person], Client]


def test_terms_name_figures_and_terms_that_exist() -> None:
    unknown = [
        (term.key, name)
        for term in terms().values()
        for name, known in ((*((key, REGISTRY) for key in term.figures), *((key, terms()) for key in term.related)))
        if name not in known  # type: ignore[operator] -- two mappings
    ]

    assert unknown == []


def test_every_figure_of_the_registry_has_its_readings() -> None:
    assert set(REGISTRY) - {key for term in terms().values() for key in term.figures} == set()


def test_keys_are_written_once() -> None:
    from importlib import resources

    text = resources.files("cordee.workspace.glossary").joinpath("terms.yml").read_text(encoding="utf-8")

    assert len(re.findall(r"^- key: ", text, flags=re.MULTILINE)) == len(terms()) >= 50


def test_french_terms_are_set_as_french_is() -> None:
    wrong = [
        said
        for term in terms().values()
        for said in term.fr.model_dump().values()
        if re.search(r"(?<![\u202f\u00a0])[;!?»]|[^\u202f\u00a0]:|«(?!\u202f)|\w'\w", said)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("refus", {"refusal", "mql", "stage"}),
        ("délai", {"delay", "attempt", "clock", "handoff", "passage", "sal", "sla", "cycle"}),
        ("cout par lead", {"cost_per_lead"}),
        ("zzz", set()),
    ],
)
def test_a_search_reads_both_languages_and_ignores_accents(text: str, found: set[str]) -> None:
    answers = {term.key for group in grouped(text) for term in group.terms}

    if found:
        assert min(found & answers, default="") and answers <= set(terms())
    assert (answers == set()) is (found == set())


def test_a_theme_lists_its_terms_in_the_order_of_the_readers_alphabet() -> None:
    with translation.override("fr"):
        [money] = [group for group in grouped() if group.theme == "money"]
        names = [term.here.name for term in money.terms]

    assert names[:4] == [
        "Apporté par le marketing",
        "Chiffre d’affaires",
        "Closing",
        "Coût d’acquisition client",
    ]


@pytest.mark.django_db
class TestPages:
    def test_a_term_shows_both_readings_and_its_live_value(
        self, home: Home, camille: Person, signed_in: SignIn
    ) -> None:
        page = signed_in(camille).get("/glossary/mql/").content.decode()

        assert "Notre livraison, et ce sur quoi l’on nous juge." in page
        assert "Un nom sur une liste, bon ou mauvais selon les semaines." in page
        assert re.search(r'href="/figures/mql/records/\?period=2026-Q2"', page)

    def test_the_live_value_is_that_of_the_scoreboard(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        client = signed_in(karim)

        def shown(address: str) -> str:
            match = re.search(r'<p class="tile__value[^>]*>\s*([^<]+?)\s*<', client.get(address).content.decode())
            assert match
            return match[1]

        assert shown("/glossary/figures/closing_rate/") == shown("/figures/closing_rate/?period=2026-Q2")

    def test_while_one_types_the_answers_come_alone(self, home: Home, karim: Person, signed_in: SignIn) -> None:
        answer = signed_in(karim).get("/glossary/?q=closing", headers={"hx-request": "true"})

        assert "<html" not in answer.content.decode()
        assert "/glossary/closing/" in answer.content.decode()
        assert "HX-Request" in answer.headers["Vary"]

    def test_without_data_the_words_are_there_and_the_values_are_not(
        self, empty_home: Home, karim: Person, signed_in: SignIn
    ) -> None:
        client = signed_in(karim)

        assert client.get("/glossary/").status_code == 200
        assert client.get("/glossary/figures/revenue/").status_code == 200
        assert "What marketing hears" in client.get("/glossary/revenue/").content.decode()

    @pytest.mark.parametrize("address", ["/glossary/nothing/", "/glossary/figures/nothing/"])
    def test_an_unknown_word_is_not_found(self, home: Home, karim: Person, signed_in: SignIn, address: str) -> None:
        assert signed_in(karim).get(address).status_code == 404
