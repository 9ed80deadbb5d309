"""People, accounts, users and deals, each assembled from the records that speak of them."""

import duckdb
import pytest

from cordee.revenue.model import words
from tests.revenue.model.conftest import Rows
from tests.revenue.pipeline.given import ref
from tests.revenue.pipeline.story import after


def test_a_person_keeps_the_freshest_of_each_field_and_all_tools(rows: Rows) -> None:
    assert rows("SELECT given_name, family_name, email, phone, job_title, city, seniority, function, sources, n_records FROM person WHERE name = 'Claire MARTIN'") == [
        ("Claire", "MARTIN", "claire@abeille.fr", "+33612345678", "CMO", "Lyon", "executive", "marketing", ["hubspot",
        "salesforce"], 2)
    ]  # fmt: skip


def test_the_loser_is_kept_and_says_why(rows: Rows) -> None:
    assert rows("SELECT value, kept, source, rule FROM field_value WHERE field = 'job_title' ORDER BY kept") == [
        ("Directrice marketing", False, "hubspot", None),
        ("CMO", True, "salesforce", "freshest"),
    ]


def test_another_spelling_is_no_contradiction_another_title_is(rows: Rows) -> None:
    assert rows(
        "SELECT field, kept_value, other_value FROM contradiction WHERE entity = 'person' AND detail IS NULL"
    ) == [("job_title", "CMO", "Directrice marketing")]


def test_a_deleted_record_still_has_its_person(rows: Rows) -> None:
    assert rows("SELECT email, n_records FROM person WHERE email = 'old@abeille.fr'") == [("old@abeille.fr", 1)]


def test_addresses_say_whether_they_are_work(rows: Rows) -> None:
    assert rows(
        "SELECT email, is_work FROM person_email WHERE email IN ('bob@gmail.com', 'zoe@bolt.fr') ORDER BY email"
    ) == [
        ("bob@gmail.com", False),
        ("zoe@bolt.fr", True),
    ]


def test_accounts_read_country_band_and_industry(rows: Rows) -> None:
    assert rows("SELECT name, domain, country, headcount, headcount_band, n_records FROM account ORDER BY domain") == [
        ("Abeille Industrie", "abeille.fr", "FR", 120, "50-249", 2),
        ("Bolt Santé", "bolt.fr", "DE", 2000, "1000+", 1),
    ]


def test_one_colleague_whatever_the_tools_call_them(rows: Rows) -> None:
    assert rows("SELECT email, team, side FROM user_account ORDER BY email") == [
        ("camille@us.fr", "Marketing", "marketing"),
        ("karim@us.fr", "Sales France", "sales"),
    ]
    assert rows("SELECT DISTINCT u.email FROM deal AS d JOIN user_account AS u ON u.user_id = d.owner_id") == [
        ("karim@us.fr",)
    ]


def test_the_same_deal_in_two_tools_is_one(rows: Rows) -> None:
    assert rows("SELECT count(*), count(DISTINCT deal_id) FROM deal_link") == [(5, 4)]
    assert rows(
        "SELECT sources, outcome, n_people, is_sourced, is_influenced, team FROM deal WHERE len(sources) = 2"
    ) == [(["hubspot", "salesforce"], "won", 1, True, True, "Sales France")]


def test_two_tools_disagree_on_the_amount_of_a_deal(rows: Rows) -> None:
    found = rows("SELECT kept_value, other_value FROM contradiction WHERE entity = 'deal' AND field = 'amount'")
    assert [set(pair) for pair in found] == [{"12000.50", "11000.00"}]


def test_the_amount_at_opening_comes_from_history_or_is_unknown(rows: Rows) -> None:
    assert rows("SELECT amount_at_opening FROM deal WHERE name LIKE 'Abeille%'") == [(10000.0,)]
    assert rows("SELECT amount_at_opening FROM deal WHERE name = 'Bolt'") == [
        (4500.0,)
    ]  # stages moved, the amount never
    assert rows("SELECT amount_at_opening FROM deal WHERE name = 'Sans compte'") == [(None,)]


def test_deals_convert_at_the_rate_of_their_day(rows: Rows) -> None:
    assert rows(
        "SELECT amount, amount_original::VARCHAR, currency, rate, rate_on::VARCHAR FROM deal WHERE name = 'Bolt'"
    ) == [(4500.0, "5000.00", "USD", 0.9, "2026-01-15")]


def test_stage_names_tell_the_outcome_in_two_languages(rows: Rows) -> None:
    assert rows("SELECT CASE WHEN outcome <> 'won' THEN stage_raw ELSE '' END, outcome FROM deal ORDER BY 1") == [
        ("", "won"),
        ("Négociation", "open"),
        ("Open", "open"),
        ("Perdu", "lost"),
    ]


def test_a_call_knows_its_person_account_and_user(rows: Rows) -> None:
    assert rows("""
        SELECT p.email, a.domain, u.email, c.outcome FROM call AS c JOIN person AS p USING (person_id)
        JOIN account AS a ON a.account_id = c.account_id JOIN user_account AS u USING (user_id)
    """) == [("claire@abeille.fr", "abeille.fr", "karim@us.fr", "connected")]


def test_the_closed_moment_is_kept(rows: Rows) -> None:
    assert rows("SELECT closed_at FROM deal WHERE outcome = 'won'") == [(after(55),)]
    assert rows(f"SELECT count(*) FROM deal_link WHERE record_id = {ref('hubspot/deal/D1')}") == [(1,)]


@pytest.mark.parametrize(
    "other", ["Abeille Industrie SAS", "ABEILLE-INDUSTRIE", "Abeille Industrie S.A.S.", "AbeilleIndustrie"]
)
def test_a_form_of_law_makes_no_other_name(other: str) -> None:
    agreed = words.without_legal_form(words.plain("n"))
    con = duckdb.connect()

    found = con.execute(
        f"SELECT DISTINCT {agreed} FROM (VALUES ('Abeille Industrie'), ($1)) AS v (n)", [other]
    ).fetchall()

    assert found == [("abeilleindustrie",)]


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("16205829403", "16205829403"),
        ("n/a", None),
    ],
)
def test_a_telephone_number_is_read_or_left_as_digits(received: str, read: str | None) -> None:
    assert duckdb.connect().execute(
        f"SELECT {words.phone('p', 'FR')} FROM (SELECT $1 AS p)", [received]
    ).fetchone() == (read,)


@pytest.mark.parametrize(
    ("title", "seniority", "function"),
    [
        ("Directrice marketing", "director", "marketing"),
        ("VP Sales", "executive", "sales"),
        ("Responsable achats", "manager", "purchasing"),
        ("DAF", "executive", "finance"),
        ("Head of IT", "director", "it"),
        ("Comptable", "staff", "finance"),
        ("Gérante", "executive", "general"),
        ("Fleuriste", "staff", None),
    ],
)
def test_a_title_tells_rank_and_function(title: str, seniority: str, function: str | None) -> None:
    query = f"SELECT {words.seniority('t')}, {words.function('t')} FROM (SELECT {words.plain('$1')} AS t)"

    assert duckdb.connect().execute(query, [title]).fetchone() == (seniority, function)
