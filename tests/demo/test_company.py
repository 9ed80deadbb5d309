"""The demo company: the same bytes for one seed, every row imported but the planted ones, a truth that names all."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from cordee.demo import DemoExports, write
from cordee.demo.build import SIZES, build
from cordee.demo.cast import BY_KEY, END, START
from cordee.demo.days import HOLIDAYS
from cordee.demo.world import INQUIRIES, World
from cordee.revenue.imports import ImportReport, import_files
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id_sql

TOOLS = {
    "hubspot",
    "marketo",
    "ga4",
    "linkedin_ads",
    "webflow",
    "salesforce",
    "salesloft",
    "pipedrive",
    "outreach",
    "aircall",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> DemoExports:
    return write(tmp_path_factory.mktemp("demo"), "small", seed=1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def report(small: DemoExports, home: Home) -> ImportReport:
    return import_files(home, [small.exports])


@pytest.fixture(scope="module")
def company() -> World:
    return build(SIZES["company"], 1)


def digests(folder: Path) -> dict[str, str]:
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*.*"))}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(small: DemoExports, tmp_path: Path) -> None:
    again, other = write(tmp_path / "again", seed=1), write(tmp_path / "other", seed=2)

    assert digests(again.exports.parent) == digests(small.exports.parent)
    assert again.counts == small.counts
    assert digests(other.exports)["salesforce_Lead.csv"] != digests(small.exports)["salesforce_Lead.csv"]


def test_all_ten_tools_have_exports(small: DemoExports) -> None:
    assert {file.source for file in small.files} == TOOLS


def test_every_export_is_recognised_as_what_it_is(small: DemoExports, report: ImportReport) -> None:
    told = {file.path.name: (file.source, file.object) for file in small.files}

    assert {Path(file.path).name: (file.source, file.object) for file in report.files} == told


def test_every_row_goes_in_but_the_planted_ones(small: DemoExports, report: ImportReport) -> None:
    expected = {file.path.name: (None, file.rows, file.bad_rows) for file in small.files}
    found = {Path(f.path).name: (f.error, f.rows, len({refused.row for refused in f.rejected})) for f in report.files}

    assert found == expected
    assert sum(file.bad_rows for file in small.files) == 6


@pytest.mark.parametrize(
    ("table", "truths"), [("stg_person", ("person.csv", "shared.csv")), ("stg_account", ("account.csv",))]
)
def test_the_truth_names_every_record(
    small: DemoExports, report: ImportReport, home: Home, table: str, truths: tuple[str, ...]
) -> None:
    assert report.files
    named = {(row["source"], row["object"], row["source_id"]) for name in truths for row in rows(small.truth / name)}
    with duckdb.connect() as con:
        con.execute("CREATE TABLE named (source VARCHAR, object VARCHAR, source_id VARCHAR)")
        con.executemany("INSERT INTO named VALUES (?, ?, ?)", sorted(named))
        files = f"read_parquet('{home.staged}/{table}/*.parquet', union_by_name = true)"
        staged = f"(SELECT DISTINCT record_id, source, object FROM {files})"
        key = record_id_sql("source || '/' || object || '/' || source_id")
        unnamed = con.execute(
            f"SELECT DISTINCT source, object FROM {staged} WHERE record_id NOT IN (SELECT {key} FROM named)"
        ).fetchall()
        absent = con.execute(f"SELECT * FROM named WHERE {key} NOT IN (SELECT record_id FROM {staged})").fetchall()

    # Free-mail domains that a tool took for companies are no firm's, so the truth of accounts leaves them out.
    # The robots of the website and the call without a number's owner are nobody.
    allowed = {
        "stg_account": {("salesloft", "account")},
        "stg_person": {("aircall", "caller"), ("webflow", "respondent")},
    }
    assert set(unnamed) <= allowed[table]
    assert absent == []


def test_five_people_may_sign_in_of_both_sides_and_one_administers(small: DemoExports) -> None:
    assert [(person.name, person.side, person.role, person.title) for person in small.sign_ins] == [
        ("Camille Roussel", "marketing", "leadership", "Directrice marketing"),
        ("Marc Delorme", "sales", "leadership", "Directeur commercial"),
        ("Inès Benali", "sales", "sales", "SDR"),
        ("Karim Haddad", "sales", "sales", "Account executive"),
        ("Paul Guyot", "both", "admin", "Revenue operations"),
    ]


def test_an_unknown_size_is_refused_with_the_sizes_there_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'huge'. Sizes: small, company"):
        write(tmp_path, "huge")


def test_channels_that_only_capture_demand_cause_no_deal_and_the_others_do(company: World) -> None:
    lost = company.demand.lost

    assert (lost["brand_search"], lost["retargeting"], lost["direct"]) == (0, 0, 0)
    assert min(lost["trade_show"], lost["webinar"], lost["linkedin_ads"], lost["organic"], lost["outbound"]) > 10
    assert company.demand.without_any < 0.85 * len(company.deals)


def test_the_funnel_has_plausible_rates(company: World) -> None:
    leads = {r.person for r in company.responses if r.kind in INQUIRIES}
    handed = {c.person for c in company.cycles if c.mql_at is not None}
    accepted = sum(c.sal_at is not None for c in company.cycles)
    refused = sum(c.refused_at is not None for c in company.cycles)
    outcomes = Counter(deal.outcome for deal in company.deals)
    revenue = sum(deal.amount for deal in company.deals if deal.outcome == "won")

    assert len(company.people) == 20_000
    assert 550 <= len(company.deals) <= 700
    assert 0.25 <= len(handed & leads) / len(leads) <= 0.36
    assert 0.65 <= accepted / (accepted + refused) <= 0.75
    assert 0.24 <= outcomes["won"] / (outcomes["won"] + outcomes["lost"]) <= 0.31
    assert 2e6 <= revenue <= 4e6


def test_the_hard_cases_are_there(company: World) -> None:
    people = Counter((p.firm, p.name) for p in company.people)

    assert sum(count > 1 for count in people.values()) > 20
    assert sum(p.moved is not None for p in company.people) > 200
    assert sum(firm.parent is not None for firm in company.firms) > 100
    assert {firm.currency for firm in company.firms} == {"EUR", "GBP", "USD"}
    assert len({c.person for c in company.cycles}) < len(company.cycles)
    assert [c.name for c in company.campaigns if not c.spend_known] == [
        "Sponsoring podcast « Les mains dans le cambouis »"
    ]


def test_sales_rest_on_holidays_and_nobody_works_after_leaving(company: World) -> None:
    left = BY_KEY["thibault"].left

    assert [a for a in company.acts if a.at.date() in HOLIDAYS] == []
    assert left is not None
    assert max(a.at.date() for a in company.acts if a.user == "thibault") <= left
    assert any(c.owner == "thibault" and c.sal_at is None and c.refused_at is None for c in company.cycles)


def test_all_that_happened_lies_in_the_eighteen_months(company: World) -> None:
    assert min(r.at.date() for r in company.responses) >= START
    assert max(r.at.date() for r in company.responses) <= END
    assert max(a.at.date() for a in company.acts) <= END
    assert max(d.closed_at.date() for d in company.deals if d.closed_at is not None) <= END
    assert all(
        earlier.at <= later.at for d in company.deals for earlier, later in zip(d.changes, d.changes[1:], strict=False)
    )


def test_a_deal_is_open_or_closed_and_its_history_agrees(company: World) -> None:
    for deal in company.deals:
        assert (deal.closed_at is None) == (deal.outcome == "open")
        if deal.outcome != "open":
            assert deal.changes[-1].new == {"won": "Fermée gagnée", "lost": "Fermée perdue"}[deal.outcome]
            assert deal.reason


def test_objections_are_said_in_both_languages(small: DemoExports) -> None:
    said = rows(small.truth / "objection.csv")

    assert {row["language"] for row in said} == {"fr", "en"}
    assert {"price", "timing", "competitor"} <= {row["label"] for row in said}
    assert all(row["text"] for row in said)
