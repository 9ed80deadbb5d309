"""The mapping format: one row into several records, every modifier, and the words for what is wrong with a mapping."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.imports import FileReport, MappingError
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.mapping import shipped
from cordee.revenue.warehouse.ids import record_id

Load = Callable[..., FileReport]
Rows = Callable[..., list[Any]]


def mapped(columns: str, records: str, more: str = "id: a") -> str:
    return f"source: acme\nobject: thing\ncolumns: {columns}\n{more}\nrecords: {records}\n"


@pytest.mark.parametrize(
    ("field", "cells", "value"),
    [
        pytest.param("full_name: b", " Zoé\u00a0", "Zoé", id="copied and trimmed"),
        pytest.param("full_name: {const: x}", "anything", "x", id="constant"),
        pytest.param("full_name: {template: '{a}-{b}'}", "Zoé", "1-Zoé", id="template"),
        pytest.param("full_name: {column: b, lower: true}", "ZOÉ", "zoé", id="lower case"),
        pytest.param("full_name: {columns: [b, c]}", ";second", "second", id="first that is not empty"),
        pytest.param("full_name: {column: b, pattern: '<(.*)>'}", "Zoé <z@e.fr>", "z@e.fr", id="part by pattern"),
        pytest.param("full_name: {column: b, values: {Évalué: x}}", " EVALUE ", "x", id="value map, any case"),
        pytest.param("full_name: {column: b, values: {q: x}}", "other", "other", id="no default: as it is"),
        pytest.param("full_name: {column: b, values: {q: x, default: y}}", "other", "y", id="default"),
        pytest.param("full_name: {column: b, values: {q: x, default: y}}", "", None, id="empty is not the default"),
        pytest.param("full_name: {column: b, values: {'': y}}", "", "y", id="but may be named"),
        pytest.param("full_name: {column: b, values: $names}", "z", "Zoé", id="dictionary"),
        pytest.param(
            "full_name: [{column: b, when: [{column: c, in: [yes]}]}, {const: other}]",
            "Zoé;no",
            "other",
            id="alternatives",
        ),
        pytest.param("opted_out: b", "Oui", True, id="yes in French"),
        pytest.param("opted_out: b", "faux", False, id="no in French"),
        pytest.param("opted_out: b", "perhaps", None, id="neither"),
        pytest.param("phones: {columns: [b, c]}", "1;2", ["1", "2"], id="list of columns"),
        pytest.param("phones: {columns: [b, c]}", "1;1", ["1"], id="each once"),
        pytest.param("emails: {column: b, split: '|'}", "z@e.fr | | y@e.fr", ["z@e.fr", "y@e.fr"], id="list in a cell"),
        pytest.param("phones: b", "", None, id="empty list"),
        pytest.param("account_ref: {column: b, ref: company}", "7", record_id("acme/company/7"), id="reference"),
        pytest.param("account_ref: {column: b, ref: o/company}", "7", record_id("o/company/7"), id="to another tool"),
        pytest.param("account_ref: {column: b, ref: company}", "", None, id="reference to nothing"),
        pytest.param(
            "account_ref: {template: 'domain:{b}', lower: true, ref: company}",
            "E.fr",
            record_id("acme/company/domain:e.fr"),
            id="reference by template",
        ),
        pytest.param(
            "same_as: {column: b, ref: contact, as: salesforce_id}",
            "0035g00000AbCdE",
            [record_id("acme/contact/0035g00000AbCdEAAV")],
            id="Salesforce's short ids grow",
        ),
        pytest.param(
            "same_as: {column: b, ref: contact, split: '|'}",
            "2|1",
            [record_id("acme/contact/2"), record_id("acme/contact/1")],
            id="list of references",
        ),
    ],
)
def test_a_field_is_made_as_the_mapping_says(load: Load, staged: Rows, field: str, cells: str, value: object) -> None:
    by = mapped(
        "{a: A, b: B, c: C}", f"[{{record: person, fields: {{{field}}}}}]", "id: a\ndictionaries: {names: {z: Zoé}}"
    )
    b, _, c = cells.partition(";")

    report = load(f'A,B,C\n1,"{b}","{c}"\n', by=by)

    assert (report.error, report.new) == (None, 1)
    assert staged("stg_person", field.split(":")[0]) == [value]


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("present: true", ["1", "2"]),
        ("absent: true", ["3"]),
        ("in: [YES]", ["1"]),
        ("not_in: [yes]", ["2", "3"]),
        ("matches: '^n'", ["2"]),
    ],
)
def test_a_record_is_made_when_its_conditions_hold(load: Load, staged: Rows, condition: str, rows: list[str]) -> None:
    by = mapped("{a: A, b: B}", f"[{{record: person, when: [{{column: b, {condition}}}], fields: {{full_name: a}}}}]")

    load("A,B\n1,Yes\n2,no\n3,\n", by=by)

    assert staged("stg_person", "source_id") == rows


def test_units_and_scales_of_durations(load: Load, staged: Rows) -> None:
    records = (
        "[{record: call, fields: {occurred_at: t, person_ref: {column: a, ref: x},"
        " duration_s: {column: b, unit: 'hh:mm:ss'}, talk_s: {column: c, scale: 0.001}}}]"
    )

    load("A,T,B,C\n1,2024-03-05 10:00,01:02:03,61500\n", by=mapped("{a: A, t: T, b: B, c: C}", records))

    assert staged("stg_call", "duration_s, talk_s") == [(3723, 62)]


def test_a_touch_reads_its_origin_from_the_address(load: Load, staged: Rows) -> None:
    records = (
        "[{record: touch, fields: {occurred_at: t, kind: {const: page_view}, person_ref: {column: a, ref: x},"
        " url: u, referrer: r, utm_medium: m}}]"
    )
    content = (
        "A,T,U,R,M\n"
        "1,2024-03-05,https://www.exemple.fr/prix?utm_source=Google+Ads&utm_medium=cpc&gclid=abc#top,https://www.google.fr/search,\n"
        "2,2024-03-05,https://www.exemple.fr/prix?utm_source=Google+Ads&utm_medium=cpc&gclid=xyz,https://google.fr/,\n"
        "3,2024-03-05,https://www.exemple.fr/blog,,email\n"
        "4,2024-03-05,,,\n"
    )

    load(content, by=mapped("{a: A, t: T, u: U, r: R, m: M}", records))

    origins = dict(staged("stg_origin", "origin_id, [utm_source, utm_medium, referrer_host, click_id]"))
    assert [
        (row, page, origins.get(origin))
        for row, page, origin in staged("stg_touch", "source_id, landing_page, origin_id")
    ] == [
        ("1", "www.exemple.fr/prix", ["Google Ads", "cpc", "google.fr", "gclid"]),
        ("2", "www.exemple.fr/prix", ["Google Ads", "cpc", "google.fr", "gclid"]),
        ("3", "www.exemple.fr/blog", [None, "email", None, None]),
        ("4", None, None),
    ]
    assert len(origins) == 2


def test_someone_named_in_many_rows_is_one_record_per_run(load: Load, staged: Rows) -> None:
    records = (
        "[{record: person, object: recipient, id: {template: 'email:{e}', lower: true},"
        " when: [{column: e, present: true}], fields: {email: e, full_name: n}},"
        " {record: touch, fields: {occurred_at: t, kind: {const: email_open},"
        " person_ref: {template: 'email:{e}', lower: true, ref: recipient}}}]"
    )

    load("A,E,N,T\n1,Z@e.fr,Zoé,2024-03-05\n2,z@e.fr,,2024-03-06\n", by=mapped("{a: A, e: E, n: N, t: T}", records))

    assert staged("stg_person", "record_id, object, source_id, email, full_name") == [
        (record_id("acme/recipient/email:z@e.fr"), "recipient", "email:z@e.fr", "z@e.fr", "Zoé")
    ]
    assert staged("stg_touch", "person_ref") == [record_id("acme/recipient/email:z@e.fr")] * 2


def test_money_takes_its_currency_from_cell_heading_or_mapping(load: Load, staged: Rows) -> None:
    records = "[{record: deal, fields: {created_at: t, amount: b}}]"

    load(
        "A,T,B\n1,2024-03-05,12 €\n2,2024-03-05,$12\n3,2024-03-05,12\n",
        by=mapped("{a: A, t: T, b: B}", records, "id: a\nformats: {currency: CHF}"),
    )
    load("A,T,B (GBP)\n4,2024-03-05,12\n", by=mapped("{a: A, t: T, b: [B, B (GBP)]}", records), name="pounds.csv")

    assert staged("stg_deal", "source_id, amount, currency") == [
        ("1", Decimal("12.00"), "EUR"),
        ("2", Decimal("12.00"), "USD"),
        ("3", Decimal("12.00"), "CHF"),
        ("4", Decimal("12.00"), "GBP"),
    ]


def test_days_stay_days_and_footers_are_passed(load: Load, staged: Rows) -> None:
    records = "[{record: spend, fields: {cost: b, day: t}}]"
    by = mapped("{a: A, t: T, b: B}", records, "id: [a, t]\npreamble: '^#'\nfooter: '^Grand total'")
    content = (
        "# A report\n# made today\nA,T,B\nx,2024-03-05,1.5\nx,2024-03-06,2.5\n,,\nGrand total,,4.0\nGrand total,4.0\n"
    )

    report = load(content, by=by)

    assert (report.rows, report.rejected) == (2, [])
    assert staged("stg_spend", "source_id, day, cost") == [
        ("x|2024-03-05", date(2024, 3, 5), Decimal("1.5")),
        ("x|2024-03-06", date(2024, 3, 6), Decimal("2.5")),
    ]


def test_what_the_tool_deleted_is_marked(load: Load, staged: Rows) -> None:
    by = mapped("{a: A, b: B, d: D}", "[{record: person, fields: {full_name: b}}]", "id: a\ndeleted: {column: d}")

    load("A,B,D\n1,Zoé,true\n2,Max,false\n3,Ana,\n", by=by)

    assert staged("stg_person", "source_id, deleted") == [("1", True), ("2", False), ("3", False)]


TOUCHES = mapped(
    "{a: A, t: T, m: M, s: S}",
    "[{record: touch, fields: {occurred_at: t, kind: {const: note}, person_ref: {column: a, ref: x}}},"
    " {record: stage_event, part: mql, when: [{column: s, in: [mql]}],"
    " fields: {occurred_at: t, stage: {const: mql}, person_ref: {column: a, ref: x}}}]",
    "id: a\nmodified_at: m",
)


def test_a_new_version_of_a_touch_supersedes_the_old_one(load: Load, staged: Rows) -> None:
    load("A,T,M,S\n1,2024-03-05,2024-03-05,\n", by=TOUCHES)
    load("A,T,M,S\n1,2024-03-06,2024-03-07,\n", by=TOUCHES)

    assert staged("stg_touch", "version, occurred_at") == [(1, datetime(2024, 3, 4, 23)), (2, datetime(2024, 3, 5, 23))]
    assert staged("superseded", "record_id, version") == [(record_id("acme/thing/1"), 1)]


def test_a_version_that_arrives_late_changes_no_touch(load: Load, staged: Rows) -> None:
    load("A,T,M,S\n1,2024-03-06,2024-03-07,\n", by=TOUCHES)
    report = load("A,T,M,S\n1,2024-03-05,2024-03-05,\n", by=TOUCHES)

    assert (report.changed, staged("stg_touch", "version"), staged("superseded", "version")) == (1, [1], [])


def test_an_old_export_read_after_a_new_one_brings_nothing_back(load: Load) -> None:
    load("A,T,M,S\n1,2024-03-05,2024-03-05,\n", by=TOUCHES)
    load("A,T,M,S\n1,2024-03-06,2024-03-07,\n", by=TOUCHES)

    report = load("A,T,M,S\n1,2024-03-05,2024-03-05,\n2,2024-03-05,2024-03-05,\n", by=TOUCHES)

    assert (report.new, report.changed, report.unchanged) == (1, 0, 1)


def test_a_passage_that_the_tool_takes_back_is_marked_deleted(load: Load, staged: Rows) -> None:
    load("A,T,M,S\n1,2024-03-05,2024-03-05,mql\n", by=TOUCHES)
    load("A,T,M,S\n1,2024-03-05,2024-03-07,lead\n", by=TOUCHES)

    assert staged("stg_stage_event", "version, deleted") == [(1, False), (2, True)]


def test_rows_without_an_id_are_named_by_their_content(load: Load, staged: Rows) -> None:
    by = mapped("{a: A, b: B}", "[{record: spend, fields: {cost: a, campaign_name: b}}]", "")
    load("A,B\n1,x\n1,x\n2,y\n", by=by)

    again = load("A,B\n2,y\n1,x\n3,z\n1,x\n", by=by)

    assert (again.new, again.changed, again.unchanged) == (1, 0, 3)
    assert len(set(staged("stg_spend", "record_id"))) == 4


def test_several_versions_in_one_file_keep_their_order(load: Load, staged: Rows) -> None:
    by = mapped("{a: A, b: B}", "[{record: person, fields: {full_name: b}}]")
    first = load("A,B\n1,one\n2,x\n1,two\n1,two\n", by=by)
    again = load("A,B\n1,two\n1,one\n", by=by)

    assert (first.new, first.changed, first.unchanged) == (2, 1, 1)
    assert (again.new, again.changed) == (0, 0)
    assert staged("stg_person", "source_id, version, full_name") == [("1", 1, "one"), ("1", 2, "two"), ("2", 1, "x")]


def test_unreadable_numbers_that_are_no_amounts_are_dropped_with_a_warning(load: Load, staged: Rows) -> None:
    report = load("A,B\n1,50-249\n2,12\n", by=mapped("{a: A, b: B}", "[{record: account, fields: {headcount: b}}]"))

    assert [(w.column, w.rows) for w in report.warnings] == [("B", 1)]
    assert staged("stg_account", "source_id, headcount") == [("1", None), ("2", 12)]


def test_a_word_that_a_closed_list_lacks_is_said(load: Load) -> None:
    records = (
        "[{record: stage_event, fields: {occurred_at: t, person_ref: {column: a, ref: x},"
        " stage: {column: b, values: {Lead: inquiry}}}}]"
    )

    report = load("A,T,B\n1,2024-03-05,Lead\n2,2024-03-05,Prospect\n", by=mapped("{a: A, t: T, b: B}", records))

    assert [(w.column, w.message, w.rows) for w in report.warnings] == [
        ("B", "a value is not in the mapping's list for stage. Add it under values in the mapping.", 1)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("just text", "holds no mapping"),
        ("a: [", "is not valid YAML"),
        (mapped("{a: A}", "[{record: peson}]"), "there is no such record; write one of account, call"),
        (mapped("{a: A}", "[{record: person, fields: {nme: a}}]"), "it has no field 'nme'"),
        (mapped("{a: A}", "[{record: person, fields: {full_name: b}}]"), "'b' is not under columns"),
        (mapped("{a: A}", "[{record: person, fields: {account_ref: a}}]"), "write ref:"),
        (mapped("{a: A}", "[{record: touch, fields: {kind: {const: visit}}}]"), "'visit' is none of ad_click"),
        (mapped("{a: A}", "[{record: person}, {record: person}]"), "add part:"),
        (
            mapped("{a: A}", "[{record: person, fields: {full_name: {column: a, values: $x}}}]"),
            "$x is not under dictionaries",
        ),
        (mapped("{a: A}", "[{record: person, fields: {full_name: {column: a, pattern: x}}}]"), "has no group"),
        (mapped("{a: A}", "[{record: person, when: [{column: a}]}]"), "exactly one of present"),
        (mapped("{a: A}", "[]", "id: a\nformat: x"), "format: Extra inputs are not permitted"),
    ],
)
def test_a_mapping_with_a_mistake_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(MappingError) as refusal:
        mappings.parse(text, "mapping.yml")

    assert str(refusal.value).startswith("mapping.yml") and words in str(refusal.value)


def test_a_given_mapping_whose_columns_are_missing_says_which(load: Load) -> None:
    report = load("X,Y\n1,2\n", by=mapped("{a: A, b: B}", "[{record: person, fields: {full_name: b}}]"))

    assert (report.error_code, str(report.error).split(" has ")[1]) == (
        "unrecognised",
        "no column A. Its headings: X, Y.",
    )


def test_every_mapping_that_we_ship_can_be_used() -> None:
    names = [mapping.name for mapping in shipped()]

    assert len(names) == len(set(names)) > 8


def test_a_mapping_reads_the_same_after_a_stay_in_the_ledger(tmp_path: Path) -> None:
    for mapping in shipped():
        assert mappings.parse(mapping.as_json, "ledger") == mapping
