from datetime import datetime

import pytest

from cordee.revenue.identity.decisions import NothingToSplit, merge, never_merge, split
from cordee.revenue.identity.resolve import resolve_all
from cordee.revenue.identity.who import AmbiguousReference, UnknownReference, find
from cordee.revenue.warehouse import snapshots
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id
from cordee.revenue.warehouse.tables import MODEL
from tests.revenue.identity.staged_world import CROWD, NOON, given, links, refreshed, rules

LATER = datetime(2026, 2, 1, 9)


def person(key, given_name, family_name, email=None, **more):
    source, object_, source_id = key.split("/")
    return {
        "id": record_id(key), "source": source, "object": object_, "source_id": source_id, "version": 1, "received_at": NOON,
        "given_name": given_name, "family_name": family_name, "email": email, **more,
    }  # fmt: skip


CLAIRE_HUBSPOT, CLAIRE_PIPEDRIVE = "hubspot/contact/301", "pipedrive/person/7"
PAUL, CLARA = "hubspot/contact/302", "salesforce/lead/00Q1"
PEOPLE = [
    person(CLAIRE_HUBSPOT, "Claire", "Martin", "claire.martin@abeille.fr", phones=["06 12 34 56 78"]),
    person(CLAIRE_PIPEDRIVE, "Claire", "MARTIN", "claire.martin@abeille.fr"),
    person(PAUL, "Paul", "Roux", "paul.roux@kolibree.fr", same_as=[record_id("hubspot/contact/299")]),
    person(CLARA, "Clara", "Nguyen", "clara@zephyrine.fr"),
    *CROWD,
]
COMPANIES = [
    {"id": record_id("hubspot/company/1"), "name": "Abeille SAS", "domain": "abeille.fr", "source": "hubspot", "object": "company", "source_id": "1", "version": 1, "received_at": NOON},
    {"id": record_id("pipedrive/organization/1"), "name": "Abeille", "domain": "abeille.fr", "source": "pipedrive", "object": "organization", "source_id": "1", "version": 1, "received_at": NOON},
]  # fmt: skip


@pytest.fixture
def home(tmp_path):
    return Home.at(tmp_path / "home")


def people_of(home):
    with snapshots.reading(home) as con:
        found = links(con, "person")
    return {name: found[record_id(name)] for name in (CLAIRE_HUBSPOT, CLAIRE_PIPEDRIVE, PAUL, CLARA)}


def test_the_four_tables_have_the_columns_of_the_contract(home):
    con = given(companies=COMPANIES, people=PEOPLE)

    outcome = resolve_all(con, home, now=NOON)

    for table in ("person_link", "account_link", "person_review", "account_review", "identity_model"):
        described = [(row[0], row[1]) for row in con.execute(f"DESCRIBE {table}").fetchall()]
        assert described == [(column.name, column.type) for column in MODEL[table].columns]
    assert (outcome.person_records, outcome.people, outcome.company_records) == (4 + len(CROWD), 3 + len(CROWD), 2)


def test_the_records_given_are_untouched(home):
    con = given(companies=COMPANIES, people=PEOPLE)
    before = con.execute("FROM person_record ORDER BY record_id").fetchall()

    resolve_all(con, home, now=NOON)

    assert con.execute("FROM person_record ORDER BY record_id").fetchall() == before
    assert [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1").fetchall()] == [
        "account_link", "account_record", "account_review", "identity_model", "person_link", "person_record", "person_review",
    ]  # fmt: skip


def test_what_refers_to_a_merged_record_that_no_export_holds_finds_its_person(home):
    con = given(people=PEOPLE)

    resolve_all(con, home, now=NOON)

    gone = record_id("hubspot/contact/299")
    assert (links(con, "person")[gone], rules(con, "person")[gone]) == (record_id(PAUL), "key:same_as")


def test_a_merge_that_a_tool_says_is_followed_whatever_the_names(home):
    one, two = record_id("hubspot/contact/1"), record_id("hubspot/contact/2")
    merged = [
        person("hubspot/contact/1", "Anne", "Ymer", "a@x-ray.fr"),
        person("hubspot/contact/2", "Zoé", "Xan", "z@y-lab.fr", same_as=[one]),
    ]
    con = given(people=[*merged, *CROWD])

    resolve_all(con, home, now=NOON)

    assert links(con, "person")[one] == links(con, "person")[two] == min(one, two)
    assert (rules(con, "person")[one], rules(con, "person")[two]) == ("key:same_as", "key:same_as")


def test_a_link_keeps_its_first_day_as_long_as_it_says_the_same(home):
    refreshed(home, companies=COMPANIES, people=PEOPLE, now=NOON)
    merge(home, CLARA, PAUL)
    refreshed(home, companies=COMPANIES, people=PEOPLE, now=LATER)

    with snapshots.reading(home) as con:
        since = dict(con.execute("SELECT record_id, since FROM person_link").fetchall())
    moved = max(record_id(CLARA), record_id(PAUL))
    assert {key: since[record_id(key)] for key in (CLAIRE_HUBSPOT, CLAIRE_PIPEDRIVE)} == {
        CLAIRE_HUBSPOT: NOON,
        CLAIRE_PIPEDRIVE: NOON,
    }
    assert since[moved] == LATER


def test_decisions_survive_every_later_refresh(home):
    refreshed(home, companies=COMPANIES, people=PEOPLE)
    first = people_of(home)
    assert first[CLAIRE_HUBSPOT] == first[CLAIRE_PIPEDRIVE]

    split(home, "pipedrive:person:7", by="ines@cordee.fr")
    merge(home, "paul.roux@kolibree.fr", "clara@zephyrine.fr")
    for _ in range(2):
        refreshed(home, companies=COMPANIES, people=PEOPLE)
        now = people_of(home)
        assert now[CLAIRE_HUBSPOT] != now[CLAIRE_PIPEDRIVE]
        assert now[PAUL] == now[CLARA]


def test_a_split_record_is_not_glued_back_by_later_evidence(home):
    refreshed(home, people=PEOPLE)
    split(home, "pipedrive:person:7")
    bridge = person("aircall/contact/1", "Claire", "Martin", "claire.martin@abeille.fr", phones=["06 12 34 56 78"])

    refreshed(home, people=[*PEOPLE, bridge])

    now = people_of(home)
    assert now[CLAIRE_HUBSPOT] != now[CLAIRE_PIPEDRIVE]


def test_undoing_brings_back_what_the_evidence_says(home):
    refreshed(home, people=PEOPLE)
    merge(home, "paul.roux@kolibree.fr", "clara@zephyrine.fr")
    refreshed(home, people=PEOPLE)
    split(home, "paul.roux@kolibree.fr")
    refreshed(home, people=PEOPLE)
    apart = people_of(home)
    merge(home, "hubspot:contact:301", "pipedrive:person:7")
    never_merge(home, "hubspot:contact:301", "pipedrive:person:7")
    refreshed(home, people=PEOPLE)

    assert apart[PAUL] != apart[CLARA]
    assert people_of(home)[CLAIRE_HUBSPOT] != people_of(home)[CLAIRE_PIPEDRIVE]


def test_accounts_are_decided_upon_by_domain_and_name(home):
    refreshed(home, companies=COMPANIES, people=PEOPLE)
    with snapshots.reading(home) as con:
        kolibree = links(con)[record_id(PAUL)]

    merge(home, "abeille.fr", str(kolibree))
    refreshed(home, companies=COMPANIES, people=PEOPLE)

    with snapshots.reading(home) as con:
        assert (
            links(con)[record_id(PAUL)] == links(con)[record_id(CLAIRE_HUBSPOT)] == find(home, "Abeille SAS").entity_id
        )


def test_references(home):
    refreshed(home, companies=COMPANIES, people=PEOPLE)
    claire = find(home, "Claire.Martin@abeille.fr")

    assert (claire.kind, len(claire.records), claire.is_record) == ("person", 2, False)
    assert claire.keys == tuple(
        key for _, key in sorted((record_id(key), key.replace("/", ":")) for key in (CLAIRE_HUBSPOT, CLAIRE_PIPEDRIVE))
    )
    assert find(home, "hubspot:contact:301").siblings == claire.records
    assert find(home, str(claire.entity_id)).records == claire.records
    assert (
        find(home, "www.abeille.fr").records
        == find(home, "ABEILLE").records
        == tuple(sorted(row["id"] for row in COMPANIES))
    )
    assert find(home, "Clara Nguyen").records == (record_id(CLARA),)


@pytest.mark.parametrize("who", ["nobody@nowhere.fr", "inconnue.fr", "Personne", "hubspot:contact:999", "12345"])
def test_an_unknown_reference_is_said(home, who):
    refreshed(home, companies=COMPANIES, people=PEOPLE)

    with pytest.raises(UnknownReference):
        find(home, who)


def test_a_name_that_several_accounts_bear_is_not_guessed(home):
    companies = [
        {"id": 1, "name": "Kolibrée", "domain": "kolibree.fr", "siren": "732829320"},
        {"id": 2, "name": "Kolibrée", "domain": "kolibree.com", "siren": "552100554"},
    ]
    refreshed(home, companies=companies)

    with pytest.raises(AmbiguousReference, match="2 answer to Kolibrée: 1, 2"):
        find(home, "Kolibrée")


def test_splitting_a_large_entity_asks_which_record(home):
    third = person("aircall/contact/1", "Claire", "Martin", "claire.martin@abeille.fr")
    refreshed(home, people=[*PEOPLE, third])

    with pytest.raises(NothingToSplit, match=r"has 3 records; say which one is not of them: .*hubspot:contact:301"):
        split(home, "claire.martin@abeille.fr")


def test_a_mailbox_provider_that_a_tool_took_for_a_company_is_none(home):
    provider = {**COMPANIES[0], "id": record_id("salesloft/account/9"), "name": "orange.fr", "domain": "orange.fr"}
    named = {**COMPANIES[0], "id": record_id("salesloft/account/8"), "name": "Orange", "domain": "orange.fr"}
    lead = person(
        "salesloft/person/1", "Léa", "Blanc", "lea.blanc@orange.fr", account_ref=record_id("salesloft/account/9")
    )
    con = given(companies=[*COMPANIES, provider, named], people=[*PEOPLE, lead])

    resolve_all(con, home, now=NOON)

    linked = {record for (record,) in con.execute("SELECT record_id FROM account_link").fetchall()}
    assert record_id("salesloft/account/9") not in linked
    assert record_id("salesloft/person/1") not in linked
    assert record_id("salesloft/account/8") in linked
