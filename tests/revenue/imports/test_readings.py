"""How the text of whole columns is read: dates, numbers, currencies, yes and no."""

from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from cordee.revenue.imports import evidence
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.fields import MACROS
from cordee.revenue.imports.report import AmbiguousDates, ImpossibleDates
from cordee.revenue.imports.staging import Staging

DATES = """
source: acme
object: thing
columns: {a: A, b: B}
id: a
records:
  - record: deal
    fields: {created_at: a, closed_at: b}
"""

AMOUNTS = """
source: acme
object: thing
columns: {a: A, b: B}
records:
  - record: spend
    fields: {cost: a, clicks: b}
"""


def given(rows: list[tuple[str | None, str | None]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    for macro in MACROS:
        connection.execute(macro)
    connection.execute("CREATE TABLE cells (row_no BIGINT, c0 VARCHAR, c1 VARCHAR)")
    connection.executemany("INSERT INTO cells VALUES (?, ?, ?)", [(i, *row) for i, row in enumerate(rows, start=1)])
    return connection


def decided(connection: duckdb.DuckDBPyConnection, text: str, **options: object) -> Staging:
    settings = {"zone": "UTC", "delimiter": ",", "spreadsheet": False, "dates": None, **options}
    staging = Staging(mappings.parse(text, "test"), {"a": 0, "b": 1}, str(settings.pop("zone")))
    staging, _ = evidence.decide(connection, staging, "cells", headers=["A", "B"], label="export.csv", **settings)
    return staging


def moments(values: list[str], **options: object) -> list[datetime | None]:
    connection = given([(value, None) for value in values])
    staging = decided(connection, DATES, **options)
    sql = staging.moments["a"].sql("c0", staging.zone)
    return [row[0] for row in connection.execute(f"SELECT {sql} FROM cells ORDER BY row_no").fetchall()]


def amounts(values: list[str], other: list[str] | None = None, **options: object) -> list[Decimal | None]:
    pairs = zip(values, other or ["1"] * len(values), strict=True)
    connection = given(list(pairs))
    staging = decided(connection, AMOUNTS, **options)
    sql = staging.amounts["a"].sql("c0", "DECIMAL(18,4)")
    return [row[0] for row in connection.execute(f"SELECT {sql} FROM cells ORDER BY row_no").fetchall()]


@pytest.mark.parametrize(
    ("values", "read"),
    [
        pytest.param(["2024-03-05"], [datetime(2024, 3, 5)], id="ISO day"),
        pytest.param(["2024-03-05 14:22"], [datetime(2024, 3, 5, 14, 22)], id="ISO without seconds"),
        pytest.param(["2024-03-05T14:22:01.500Z"], [datetime(2024, 3, 5, 14, 22, 1, 500000)], id="ISO in UTC"),
        pytest.param(["2024-03-05T14:22:01+02:00"], [datetime(2024, 3, 5, 12, 22, 1)], id="ISO with an offset"),
        pytest.param(["2024-03-05 14:22:01 +0200"], [datetime(2024, 3, 5, 12, 22, 1)], id="offset after a space"),
        pytest.param(["2024-03-05 14:22:01 UTC"], [datetime(2024, 3, 5, 14, 22, 1)], id="UTC in letters"),
        pytest.param(["2024/03/05 14:22:01"], [datetime(2024, 3, 5, 14, 22, 1)], id="slashes, year first"),
        pytest.param(["20240305"], [datetime(2024, 3, 5)], id="eight digits"),
        pytest.param(["1709648521"], [datetime(2024, 3, 5, 14, 22, 1)], id="epoch seconds"),
        pytest.param(["1709648521500"], [datetime(2024, 3, 5, 14, 22, 1, 500000)], id="epoch milliseconds"),
        pytest.param(
            ["25/03/2024", "05/03/2024"], [datetime(2024, 3, 25), datetime(2024, 3, 5)], id="one 25 proves the day"
        ),
        pytest.param(
            ["3/25/2024", "3/5/2024"], [datetime(2024, 3, 25), datetime(2024, 3, 5)], id="one 25 proves the month"
        ),
        pytest.param(
            ["25.03.24 08:05", "1.3.24 8:05"],
            [datetime(2024, 3, 25, 8, 5), datetime(2024, 3, 1, 8, 5)],
            id="short years",
        ),
        pytest.param(["3/25/24 2:22 PM"], [datetime(2024, 3, 25, 14, 22)], id="twelve hours"),
        pytest.param(["3/25/2024, 2:22:01\u202fPM"], [datetime(2024, 3, 25, 14, 22, 1)], id="narrow space before PM"),
        pytest.param(
            ["5 mars 2024", "12 févr. 2024"], [datetime(2024, 3, 5), datetime(2024, 2, 12)], id="French months"
        ),
        pytest.param(["mardi 5 mars 2024 à 14h22"], [datetime(2024, 3, 5, 14, 22)], id="French sentence"),
        pytest.param(
            ["Mar 5, 2024", "December 12, 2024"], [datetime(2024, 3, 5), datetime(2024, 12, 12)], id="English months"
        ),
        pytest.param(["5-Mar-24"], [datetime(2024, 3, 5)], id="Salesforce's short month"),
        pytest.param(
            ["2024-03-05", "05/25/2024"], [datetime(2024, 3, 5), datetime(2024, 5, 25)], id="two ways in one column"
        ),
        pytest.param(
            ["2024-03-05", "N/A", "31/02/2024"], [datetime(2024, 3, 5), None, None], id="nothing, and no such day"
        ),
    ],
)
def test_dates_are_read_as_they_are_written(values: list[str], read: list[datetime | None]) -> None:
    assert moments(values) == read


def test_naive_times_are_of_the_company_zone() -> None:
    assert moments(["2024-07-01 10:00", "2024-12-01 10:00"], zone="Europe/Paris") == [
        datetime(2024, 7, 1, 8),
        datetime(2024, 12, 1, 9),
    ]


def test_an_offset_wins_over_the_zone() -> None:
    assert moments(["2024-07-01T10:00:00-05:00"], zone="Europe/Paris") == [datetime(2024, 7, 1, 15)]


def test_the_hours_of_a_change_of_time_are_read_always_the_same() -> None:
    skipped, repeated = moments(["2024-03-31 02:30", "2024-10-27 02:30"], zone="Europe/Paris")

    assert skipped == datetime(2024, 3, 31, 1, 30)
    assert repeated == datetime(2024, 10, 27, 1, 30)


def test_serial_days_are_dates_in_a_workbook_only() -> None:
    assert moments(["45356", "45356.5"], spreadsheet=True) == [datetime(2024, 3, 5), datetime(2024, 3, 5, 12)]
    assert moments(["45356"]) == [None]


def test_undecided_days_and_months_are_asked_for() -> None:
    with pytest.raises(AmbiguousDates) as refusal:
        moments(["05/03/2024", "06/04/2024"])

    assert str(refusal.value) == (
        "export.csv: nothing says whether the dates in A put the day or the month first "
        "(05/03/2024 could be 5 March 2024 or 3 May 2024). Say which: --dates dmy|mdy."
    )


@pytest.mark.parametrize(("dates", "day"), [("dmy", datetime(2024, 3, 5)), ("mdy", datetime(2024, 5, 3))])
def test_an_answer_decides(dates: str, day: datetime) -> None:
    assert moments(["05/03/2024"], dates=dates) == [day]


def test_another_column_of_the_file_decides() -> None:
    staging = decided(given([("05/03/2024", "25/03/2024")]), DATES)

    assert {key: reading.order for key, reading in staging.moments.items()} == {"a": "dmy", "b": "dmy"}


def test_chronology_decides_where_only_one_reading_is_in_order() -> None:
    staging = decided(given([("01/02/2024", "02/01/2024"), ("03/02/2024", "04/02/2024")]), DATES)

    assert {key: reading.order for key, reading in staging.moments.items()} == {"a": "mdy", "b": "mdy"}


def test_a_column_that_mixes_both_orders_is_refused() -> None:
    with pytest.raises(AmbiguousDates, match="mixes day/month and month/day"):
        moments(["25/03/2024", "03/25/2024", "03/26/2024"])


def test_a_real_mix_of_orders_is_refused_unless_the_person_says_which_counts() -> None:
    values = [f"{13 + i}/03/2024" for i in range(12)] + ["03/25/2024", "03/26/2024"]

    with pytest.raises(AmbiguousDates, match="12 values can only be read one way and 2 only another way"):
        moments(values)

    assert moments(values, dates="dmy")[-3:] == [datetime(2024, 3, 24), None, None]


def test_nineteen_in_twenty_decide_and_what_is_no_date_has_no_say() -> None:
    values = [f"{13 + i % 15}/03/2024" for i in range(38)] + ["03/25/2024", "03/26/2024"] + ["soon"] * 30

    assert moments(values)[37:] == [datetime(2024, 3, 20), *[None] * 32]


def test_too_many_negative_durations_stop_the_import_and_say_so() -> None:
    rows = [("2024-05-01", "2024-06-01")] * 98 + [("2024-05-01", "2024-04-01")] * 2

    with pytest.raises(ImpossibleDates) as refusal:
        decided(given(rows), DATES)

    assert str(refusal.value) == (
        "export.csv: in 2 of 100 rows (2.0%) B is before A. They were read A as year-month-day, B as year-month-day, and no other "
        "reading puts "
        "them in order: check the columns of the mapping, or correct the export."
    )


def test_a_few_negative_durations_pass() -> None:
    rows = [("2024-05-01", "2024-06-01")] * 199 + [("2024-05-01", "2024-04-01")]

    assert decided(given(rows), DATES).moments["a"].words == "ymd"


def test_a_forced_reading_that_turns_time_around_is_refused_with_the_one_that_does_not() -> None:
    with pytest.raises(ImpossibleDates, match="read month/day/year and month/day/year they would be in order"):
        decided(given([("01/02/2024", "02/01/2024")] * 3), DATES.replace("id: a", "id: a\nformats: {dates: dmy}"))


@pytest.mark.parametrize(
    ("values", "read"),
    [
        pytest.param(["12", "12.5"], ["12", "12.5"], id="point"),
        pytest.param(["12,5", "1234,25"], ["12.5", "1234.25"], id="comma"),
        pytest.param(["1 234,56 €", "12,00 €"], ["1234.56", "12"], id="French amount"),
        pytest.param(["1\u202f234,56", "1\u00a0234,56"], ["1234.56", "1234.56"], id="narrow and fixed spaces"),
        pytest.param(["$1,234.56", "$12.00"], ["1234.56", "12"], id="American amount"),
        pytest.param(["1'234.50", "12.00"], ["1234.5", "12"], id="Swiss amount"),
        pytest.param(["1.234.567,8"], ["1234567.8"], id="German amount"),
        pytest.param(["EUR 12,50", "1 000,00 EUR"], ["12.5", "1000"], id="currency code"),
        pytest.param(["-12,5", "(12,5)", "12,5-", "−12,5"], ["-12.5"] * 4, id="four ways to be negative"),
        pytest.param(["1,234", "1,234.5"], ["1234", "1234.5"], id="the other rows decide the comma"),
        pytest.param(["1,234", "1,5"], ["1.234", "1.5"], id="and the other way"),
        pytest.param(["40 %", "2,5 %"], ["0.4", "0.025"], id="percentages"),
        pytest.param(["-2e-18", "99.99999999999996"], ["0", "100"], id="what an advertising tool calls a cost"),
        pytest.param(["12", "n/a", "twelve"], ["12", None, None], id="nothing, and no number"),
        pytest.param(["1.23.4", "12,50"], [None, "12.5"], id="points where no thousands end"),
    ],
)
def test_numbers_are_read_as_they_are_written(values: list[str], read: list[str | None]) -> None:
    assert amounts(values) == [None if value is None else Decimal(value) for value in read]


@pytest.mark.parametrize(
    ("delimiter", "value"),
    [pytest.param(",", "1234", id="comma file: thousands"), pytest.param(";", "1.234", id="semicolon file: decimals")],
)
def test_a_comma_that_nothing_decides_is_read_as_the_separator_suggests(delimiter: str, value: str) -> None:
    assert amounts(["1,234"], delimiter=delimiter) == [Decimal(value)]


def test_whole_numbers_have_thousands_not_decimals() -> None:
    connection = given([("1", "1,234")])
    staging = decided(connection, AMOUNTS, delimiter=";")

    assert connection.execute(f"SELECT {staging.amounts['b'].sql('c1', 'BIGINT')} FROM cells").fetchall() == [(1234,)]


def test_readings_survive_the_ledger() -> None:
    staging = decided(given([("25/03/2024", "5 avril 2024"), ("05/03/2024", "2024-05-01T10:00:00Z")]), DATES)
    kept = evidence.as_json(staging)

    assert evidence.from_json(staging.mapping, kept) == staging
