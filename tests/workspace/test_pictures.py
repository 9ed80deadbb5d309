"""Pictures: drawn for two widths, coloured by the tokens, linked to the records, and told as a table."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import altair
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cordee.workspace.ui.pictures import Bar, Dot, Picture, Point, Series, bars, columns, dots, drawing, trend
from cordee.workspace.ui.pictures.scale import scale
from cordee.workspace.ui.pictures.swatches import swatches
from cordee.workspace.ui.templatetags.formats import percent, quantity

NARROW = "\N{NARROW NO-BREAK SPACE}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- what we have just drawn


def accepted(*, last_immature: bool = True) -> Series:
    """Four quarters, of which the second is not known."""
    return Series(
        [
            Point(label="T1 2026", value=0.31, low=0.27, high=0.36, href="/records/?period=2026-Q1&side=sales"),
            Point(label="T2 2026", value=None),
            Point(label="T3 2026", value=0.4, low=0.35, high=0.46, href="/records/?period=2026-Q3"),
            Point(label="T4 2026", value=0.44, low=0.3, high=0.6, immature=last_immature),
        ],
        name="Acceptés",
        side="sales",
    )


def acceptance(**more: Any) -> Picture:
    return trend(accepted(), finding="Quatre sur dix", name="Part acceptée", shown=percent, **more)


def by_channel() -> Picture:
    items = [
        Bar(label="Webinaire", parts={"marketing": 120, "sales": 30}, href="/w/"),
        Bar(label="Salon", parts={"sales": 8}),
    ]
    return bars(items, finding="Le webinaire", name="Leads", of="Canal", shown=quantity)


def by_month() -> Picture:
    items = [Bar(label="mai", parts={"joint": 12}), Bar(label="juin", parts={"joint": 7}, immature=True)]
    return columns(items, finding="Mai", name="Affaires", shown=quantity, target=10, target_label="objectif")


def conversions() -> Picture:
    items = [Dot(label="Salon", value=0.034, low=0.012, high=0.095, side="joint"), Dot(label="Presse", value=None)]
    return dots(
        items, finding="Le salon", name="Client", of="Canal", shown=percent, reference=0.02, reference_label="tous"
    )


PICTURES = [acceptance, by_channel, by_month, conversions]


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.mark.parametrize("made", PICTURES)
def test_what_is_given_to_vega_is_vega_lite(made: Callable[[], Picture], monkeypatch: pytest.MonkeyPatch) -> None:
    """Altair knows the schema; at run time nothing checks it, since that costs more than the drawing."""
    given: list[dict[str, Any]] = []
    kept = drawing._kept
    monkeypatch.setattr(drawing, "_kept", lambda spec, *rest: given.append(json.loads(spec)) or kept(spec, *rest))

    made()

    assert len(given) == 1
    altair.VConcatChart.from_dict(given[0], validate=True)


@pytest.mark.parametrize("made", PICTURES)
def test_a_drawing_takes_every_colour_from_the_tokens_and_nothing_from_elsewhere(made: Callable[[], Picture]) -> None:
    for drawn in made().drawings:
        root = parsed(drawn)
        colours = {part.get(name) for part in root.iter() for name in ("fill", "stroke")} - {None, "none"}

        assert {colour for colour in colours if not str(colour).startswith("var(--")} == set()
        assert {name for part in root.iter() for name in part.attrib} & {
            "style",
            "id",
            "font-family",
            "onclick",
        } == set()
        assert "http" not in drawn and "xlink" not in drawn


def test_there_is_a_drawing_for_a_phone_and_one_for_a_wide_column() -> None:
    classes = [parsed(drawn).get("class") for drawn in acceptance().drawings]

    assert classes == ["chart__drawing chart__drawing--narrow", "chart__drawing chart__drawing--wide"]


def test_marks_lead_to_the_records_and_say_their_value_with_its_interval() -> None:
    root = parsed(acceptance().drawings[1])

    assert root.get("role") == "group" and root.get("aria-label") == "Quatre sur dix"
    assert [(link.get("href"), link.get("aria-label")) for link in root.iter("a")] == [
        ("/records/?period=2026-Q1&side=sales", f"T1 2026{NARROW}: 31{NARROW}% [27{NARROW}% – 36{NARROW}%]"),
        ("/records/?period=2026-Q3", f"T3 2026{NARROW}: 40{NARROW}% [35{NARROW}% – 46{NARROW}%]"),
    ]
    assert [title.text for title in root.iter("title")][-1] == (
        f"T4 2026{NARROW}: 44{NARROW}% [30{NARROW}% – 60{NARROW}%] (trop tôt pour juger)"
    )


def test_a_drawing_without_links_is_one_image_and_hides_its_parts_from_ears() -> None:
    root = parsed(conversions().drawings[0])

    assert root.get("role") == "img"
    assert {part.get("aria-hidden") for part in root} == {"true"}


def test_the_table_says_the_same_as_the_drawing() -> None:
    picture = acceptance()

    assert picture.columns == ("Période", "Acceptés", "Intervalle")
    assert [(row.label, *row.cells) for row in picture.rows] == [
        ("T1 2026", f"31{NARROW}%", f"27{NARROW}% – 36{NARROW}%"),
        ("T2 2026", "–", "–"),
        ("T3 2026", f"40{NARROW}%", f"35{NARROW}% – 46{NARROW}%"),
        ("T4 2026", f"44{NARROW}% (trop tôt pour juger)", f"30{NARROW}% – 60{NARROW}%"),
    ]


def test_parts_by_side_are_named_beside_the_bars_and_add_up_in_the_table() -> None:
    picture = by_channel()
    texts = {text.text for text in parsed(picture.drawings[1]).iter("text")}

    assert {"Marketing", "Ventes", "150", "8"} <= texts
    assert picture.columns == ("Canal", "Marketing", "Ventes", "Total")
    assert [row.cells for row in picture.rows] == [("120", "30", "150"), ("0", "8", "8")]


def test_what_is_not_over_yet_is_hollow_and_dashed() -> None:
    root = parsed(by_month().drawings[1])
    hollow = [part for part in root.iter("path") if part.get("stroke-dasharray")]

    assert [(part.get("fill"), part.get("stroke")) for part in hollow] == [("var(--surface)", "var(--joint)")]


@pytest.mark.parametrize("line", [Series([], name="rien"), Series([Point(label="mai", value=None)], name="rien")])
def test_nothing_known_draws_nothing_and_still_says_so(line: Series) -> None:
    picture = trend(line, finding="Rien encore", name="Part", shown=percent)
    html = render_to_string("ui/_chart.html", {"picture": picture})

    assert picture.drawings == ()
    assert "Rien encore" in html and "<svg" not in html


def test_a_name_that_people_wrote_stays_text() -> None:
    picture = bars(
        [Bar(label="<script>alert(1)</script>' + x", parts={"": 3}, href='/?q="><b>')],
        finding="Un & deux", name="n", of="Canal", shown=quantity,
    )  # fmt: skip
    html = render_to_string("ui/_chart.html", {"picture": picture})

    assert "<script" not in html and '"><b>' not in html
    assert [link.get("href") for link in parsed(picture.drawings[0]).iter("a")] == ['/?q="><b>']


def test_the_same_picture_is_a_file_and_an_image_with_literal_colours() -> None:
    picture = acceptance()
    svg = picture.as_svg()

    assert "var(" not in svg and "<a " not in svg
    assert swatches()["sales"] in svg
    parsed(svg)
    assert picture.as_png(scale=1)[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_literal_colours_are_those_of_the_tokens() -> None:
    assert swatches()["surface"] == "#ffffff"
    assert swatches()["sales"] == "#206daa"  # oklch(52% 0.12 247), as Chromium computes it


@pytest.mark.parametrize(
    ("values", "shown", "labels"),
    [
        ([0.22, 0.44], percent, ["0", "20", "40", "60"]),
        ([0.011, 0.104], percent, ["0", "5", "10", "15"]),
        ([1, 2], quantity, ["0", "1", "2"]),
        ([0, 0], quantity, ["0", "1"]),
        (
            [10_000, 10_900],
            quantity,
            [f"10{NARROW}000", f"10{NARROW}250", f"10{NARROW}500", f"10{NARROW}750", f"11{NARROW}000"],
        ),
    ],
)
def test_a_scale_has_round_steps_and_never_says_the_same_twice(
    values: list[float], shown: Callable[[float], str], labels: list[str]
) -> None:
    assert [label.removesuffix(f"{NARROW}%") for label in scale(values, shown, from_zero=False).labels] == labels
