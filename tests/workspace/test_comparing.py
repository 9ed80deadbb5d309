"""Two records side by side: what agrees, what may be chosen, and the waterfall of the evidence."""

from datetime import datetime

import pytest

from cordee.revenue.identity.explain import Evidence
from cordee.workspace.insight.identities import Entity, Record, same
from cordee.workspace.sources import comparing


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("name", "Zoé PETIT", "Petit Zoe", True),
        ("name", "Zoé Petit", "Zoé Grand", False),
        ("phone", "+33 6 12 34 56 78", "06.12.34.56.78", True),
        ("phone", "0612345678", "0612345679", False),
        ("email", "A@bolt.fr, zoe@bolt.fr", "zoe@bolt.fr", True),
        ("email", "zoe@bolt.fr", "zoe@bolt.com", False),
    ],
)
def test_tools_write_the_same_in_their_own_ways(field: str, one: str, other: str, expected: bool) -> None:
    assert same(field, one, other) is expected


def _entity(number: int, *records: tuple[str, dict[str, str]], deleted: bool = False) -> Entity:
    listed = tuple(
        Record(number * 10 + place, tool, "contact", str(place), deleted, datetime(2026, 6, 1), values)
        for place, (tool, values) in enumerate(records)
    )
    return Entity("person", number, "Zoé", listed, {})


def test_each_value_stands_once_with_the_tools_that_say_it() -> None:
    a = _entity(1, ("hubspot", {"city": "Lille"}), ("marketo", {"city": "Lille"}))
    b = _entity(2, ("salesforce", {"city": "Paris", "job_title": "DAF"}))

    found = {row.field: row for row in comparing.rows("person", a, b)}

    assert [(said.value, said.tools, said.record) for said in found["city"].a] == [
        ("Lille", ("hubspot", "marketo"), 10)
    ]
    assert {field: (row.verdict, row.choosable) for field, row in found.items()} == {
        "city": ("differs", True),
        "job_title": ("one", False),
    }


def test_dates_of_tools_are_no_disagreement() -> None:
    a = _entity(1, ("hubspot", {"created_at": "2026-01-01T00:00:00"}))
    b = _entity(2, ("salesforce", {"created_at": "2026-02-01T00:00:00"}))

    (row,) = comparing.rows("person", a, b)

    assert (row.verdict, row.choosable) == ("", False)


def test_the_waterfall_starts_where_the_last_piece_ended_and_leaves_out_what_weighs_nothing() -> None:
    evidence = [
        Evidence("prior", "a priori", "", "", -2.0),
        Evidence("city", "ville", "unknown", "inconnu", 0.01),
        Evidence("name", "nom", "differs", "différent", -1.0),
        Evidence("company", "société", "the same", "la même", 5.0),
    ]

    drawn = comparing.waterfall(evidence, 0.8, "fr")

    assert [(bar.field, bar.bits) for bar in drawn.bars] == [("a priori", -2.0), ("société", 5.0), ("nom", -1.0)]
    assert [bar.starts for bar in drawn.bars[1:]] == [bar.ends for bar in drawn.bars[:-1]]
    assert (drawn.bars[0].starts, drawn.axis, round(drawn.total, 2)) == (256.0, 256.0, 2.0)
