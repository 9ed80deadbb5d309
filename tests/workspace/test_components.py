"""What the frame and the components say, without a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.conf import LazySettings
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from cordee.revenue.warehouse.home import Home
from cordee.workspace.people.models import Person
from cordee.workspace.ui import charts
from cordee.workspace.ui.context import shell
from cordee.workspace.ui.samples import Samples


def only_marketing(user: object) -> bool:
    return getattr(user, "side", "") == "marketing"


def menu(path: str, person: Person, settings: LazySettings, *entries: tuple[Any, ...]) -> list[tuple[str, bool]]:
    settings.NAVIGATION = entries
    request = RequestFactory().get(path)
    request.user = person
    from django.urls import resolve

    request.resolver_match = resolve(path)
    return [(str(entry["label"]), entry["current"]) for entry in shell(request)["menu"]]


def test_the_menu_marks_where_we_are(karim: Person, settings: LazySettings) -> None:
    entries = (("scoreboard:show", "Board", "scoreboard"), ("journeys:search", "Journeys", "journeys"))

    assert menu("/journeys/people/1/", karim, settings, *entries) == [("Board", False), ("Journeys", True)]


def test_the_menu_leaves_out_pages_that_do_not_exist_and_those_of_others(
    karim: Person, camille: Person, settings: LazySettings
) -> None:
    entries = (
        ("nowhere:show", "Nowhere", "today"),
        ("people:preferences", "Preferences", "people", f"{__name__}.only_marketing"),
        ("journeys:search", "Journeys"),
    )

    assert menu("/", karim, settings, *entries) == [("Journeys", False)]
    assert menu("/preferences/", camille, settings, *entries) == [("Preferences", True), ("Journeys", False)]


@pytest.mark.parametrize(
    ("query", "order", "address"),
    [
        ("", "", "?sort=-waited"),
        ("sort=-waited&team=2&page=3", "descending", "?sort=waited&amp;team=2"),
        ("sort=waited", "ascending", "?sort=-waited"),
    ],
)
def test_a_head_sorts_numbers_from_the_largest_and_keeps_the_rest_of_the_address(
    query: str, order: str, address: str
) -> None:
    request = RequestFactory().get("/")
    request.GET = QueryDict(query)  # type: ignore[assignment] -- as the browser sent it
    html = Template('{% load tables %}{% sorted_head "waited" "Waited" number=True %}').render(
        Context({"request": request})
    )

    assert f'href="{address}"' in html
    assert (f'aria-sort="{order}"' in html) is bool(order)


class Promise(forms.Form):
    name = forms.CharField(label="Name", help_text="As both say it.")
    theme = forms.ChoiceField(label="Theme", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    digest = forms.BooleanField(label="Digest", required=False)


def test_a_field_is_described_by_its_hint_and_its_error() -> None:
    form = Promise({"theme": "x"})
    html = render_to_string("ui/_field.html", {"field": form["name"]})

    for described in str(form["name"]).split('aria-describedby="')[1].split('"')[0].split():
        assert f'id="{described}"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_has_a_legend_and_a_box_its_label() -> None:
    form = Promise()

    assert '<legend class="field__label">Theme</legend>' in render_to_string("ui/_field.html", {"field": form["theme"]})
    assert '<label class="choice" for="id_digest">' in render_to_string("ui/_field.html", {"field": form["digest"]})


def test_the_summary_leads_to_each_field_in_error_and_is_absent_without_one() -> None:
    wrong = render_to_string("ui/_error_summary.html", {"form": Promise({"theme": "a"})})
    right = render_to_string("ui/_error_summary.html", {"form": Promise({"theme": "a", "name": "x"})})

    assert wrong.count('<a href="#id_') == 1 and '<a href="#id_name">' in wrong
    assert right.strip() == ""


def test_a_status_is_a_word_beside_its_glyph() -> None:
    with translation.override("fr"):
        said = [render_to_string("ui/_status.html", {"state": state}) for state in Samples(french=True).states]

    assert [one.split("</svg>")[1].split("</span>")[0] for one in said] == [
        "tenu", "rompu", "en danger", "en cours", "en ordre", "échoué", "pas à jour", "en attente", "pas connu",
    ]  # fmt: skip
    assert len({one.split("<path")[-1] for one in said}) >= 7


@pytest.mark.parametrize(
    ("values", "path"),
    [([], ""), ([3], ""), ([1, 1], "M0.0,22.0L100.0,22.0"), ([0, 5, 10], "M0.0,22.0L50.0,12.0L100.0,2.0")],
)
def test_a_spark_is_the_shape_of_its_values(values: list[float], path: str) -> None:
    assert charts.spark(values) == path


@pytest.mark.django_db
def test_patterns_are_shown_as_asked_and_change_nothing(
    home: Home, camille: Person, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(camille)

    english = client.get("/patterns/?language=en&theme=dark").content.decode()
    french = client.get("/patterns/?language=xx&theme=pink").content.decode()

    assert '<html lang="en" data-theme="dark">' in english
    assert '<html lang="fr">' in french
    camille.refresh_from_db()
    assert (camille.language, camille.theme) == ("fr", "auto")
