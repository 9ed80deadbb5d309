"""Business time: against a slow oracle, and against what helpdesks have got wrong for years."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import ibis
import numpy as np
import pandas as pd
import pytest

from cordee.revenue.sla.calendar import Tables, add_moment, add_seconds_before, tables
from cordee.revenue.sla.hours import Openings, moment, of_company, of_person, of_settings, of_team, openings, second
from cordee.revenue.warehouse.home import HomeError, Settings
from cordee.vocabulary.sla_terms.calendars import Absence, Calendar, Closure, Team, Week, Worker
from tests.revenue.sla.oracle import Oracle

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
OFFICE = ("09:00-12:30", "13:30-18:00")
OFFICE_WEEK = Week(mon=OFFICE, tue=OFFICE, wed=OFFICE, thu=OFFICE, fri=("09:00-12:30", "13:30-17:00"))
NIGHT = Week(
    mon=("22:00-06:00",), tue=("22:00-06:00",), fri=("22:00-06:00",), sat=("22:00-06:00",), sun=("06:00-24:00",)
)
AWAY = (
    Absence(first=date(2025, 8, 4), last=date(2025, 8, 22)),
    Absence(first=date(2026, 3, 24), last=date(2026, 4, 2), hours="14:00-16:30"),
    Absence(first=date(2026, 10, 26), last=date(2026, 10, 26), hours="00:00-10:00"),
)
PLACES: dict[str, tuple[Calendar, Worker | None]] = {
    "France, lunch breaks and a closure": (
        Calendar(week=OFFICE_WEEK, closures=(Closure(first=date(2025, 12, 24), last=date(2026, 1, 2)),)),
        None,
    ),
    "France, part-time and away": (
        Calendar(week=OFFICE_WEEK),
        Worker(person="ines@x.fr", week=Week(mon=OFFICE, tue=OFFICE, thu=("09:00-12:30",)), absences=AWAY),
    ),
    "Germany, a holiday worked": (
        Calendar(zone="Europe/Berlin", country="DE", worked_holidays=(date(2026, 5, 1), date(2025, 10, 3))),
        None,
    ),
    "New York": (Calendar(zone="America/New_York", country="US", week=OFFICE_WEEK), None),
    "Auckland for a French company": (
        Calendar(week=OFFICE_WEEK),
        Worker(person="kiri@x.nz", zone="Pacific/Auckland", country="NZ", absences=AWAY),
    ),
    "India, no summer time, half hours": (Calendar(zone="Asia/Kolkata", country="IN", week=OFFICE_WEEK), None),
    "Lord Howe, half an hour of summer time, at night": (
        Calendar(zone="Australia/Lord_Howe", country="AU", week=NIGHT),
        None,
    ),
    "Paris at night, when the clocks change": (Calendar(country=None, week=NIGHT), None),
}  # fmt: skip


def known(calendar: Calendar, worker: Worker | None = None, first: date = FIRST, last: date = LAST) -> Openings:
    full = calendar.model_copy(update={"people": (worker,) if worker else ()})
    return openings(of_person(full, worker.person) if worker else of_company(full), first, last)


def pairs(calendars: int, each: int) -> pd.DataFrame:
    """Random pairs; a third of them around the days on which clocks change."""
    dice = np.random.default_rng(20261125)
    low, span = second(datetime(2025, 1, 3)), 86_400 * 700
    start = low + dice.integers(0, span, calendars * each)
    change = [second(datetime(*day)) for day in ((2025, 3, 30), (2025, 10, 26), (2026, 3, 29), (2026, 10, 25), (2026, 4, 5), (2025, 11, 2))]  # fmt: skip
    near = dice.choice(change, calendars * each) + dice.integers(-3 * 86_400, 3 * 86_400, calendars * each)
    start = np.where(dice.random(calendars * each) < 1 / 3, near, start)
    stop = start + dice.exponential(200_000, calendars * each).astype(np.int64)
    stop = np.minimum(stop, low + span + 86_400 * 20)
    amount = dice.integers(1, 86_400, calendars * each)
    return pd.DataFrame(
        {"calendar": np.repeat(np.arange(calendars), each), "start": start, "stop": stop, "amount": amount}
    )


def counted(given: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """The engine's answers: seconds open between start and stop, and the moment at which ``amount`` is over."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    day = pd.DataFrame(given.days, columns=list(given.day_columns))
    block = pd.DataFrame(given.blocks, columns=list(given.block_columns))
    con.register("open_day", day)
    con.register("open_block", block)
    con.register("given", rows)
    con.execute(
        "CREATE TABLE pair AS SELECT row_number() OVER () AS id, calendar::INTEGER AS calendar, amount, "
        "make_timestamp(start * 1000000) AS started_at, make_timestamp(stop * 1000000) AS stopped_at FROM given"
    )
    types = {"id": "int64", "calendar": "int32", "amount": "int64", "started_at": "timestamp(6)", "stopped_at": "timestamp(6)"}  # fmt: skip
    open_day = ibis.table(dict.fromkeys(given.day_columns, "int64"), name="open_day")
    open_block = ibis.table(dict.fromkeys(given.block_columns, "int64"), name="open_block")
    told = add_seconds_before(ibis.table(types, name="pair"), "started_at", open_day, given, "start_seconds")
    told = add_seconds_before(told, "stopped_at", open_day, given, "stop_seconds")
    told = add_moment(told.mutate(due=told.start_seconds + told.amount), "due", open_block, given, "due_at")
    query = ibis.to_sql(told, dialect="duckdb")
    return con.execute(
        f"SELECT stop_seconds - start_seconds AS spent, epoch(due_at) AS due FROM ({query}) ORDER BY id"
    ).df()


def test_both_forms_are_exact_to_the_second_on_100_000_random_pairs() -> None:
    each = 100_000 // len(PLACES)
    rows = pairs(len(PLACES), each)
    places = list(PLACES.values())
    calendars = [known(*place) for place in places]
    told = counted(tables(calendars), rows)
    assert len(told) == len(rows) == 100_000

    for number, (place, one) in enumerate(zip(places, calendars, strict=True)):
        mine = slice(number * each, (number + 1) * each)
        oracle = Oracle(*place, FIRST, LAST)
        start, stop, amount = (rows[name].to_numpy()[mine] for name in ("start", "stop", "amount"))
        expected = oracle.seconds_before(stop) - oracle.seconds_before(start)
        due = told["due"].to_numpy()[mine].astype(np.int64)

        assert (told["spent"].to_numpy()[mine] == expected).all()
        assert [one.between(a, b) for a, b in zip(start.tolist(), stop.tolist(), strict=True)] == expected.tolist()
        # The first moment at which the amount is over: exactly over there, and not yet a second earlier.
        assert (oracle.seconds_before(due) - oracle.seconds_before(start) == amount).all()
        assert (oracle.seconds_before(due - 1) - oracle.seconds_before(start) == amount - 1).all()
        assert [one.after(a, n) for a, n in zip(start.tolist(), amount.tolist(), strict=True)] == due.tolist()


def local(text: str, zone: str = "Europe/Paris") -> int:
    """The second of a local time: ``2026-03-27 16:00``."""
    at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return int(at.timestamp())


def due(calendar: Calendar, start: str, hours: float, worker: Worker | None = None) -> str:
    """When so many hours of business time are over, in local time."""
    zone = (worker and worker.zone) or calendar.zone
    at = known(calendar, worker).after(local(start, zone), round(hours * 3600))
    return moment(at).replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


NINE_TO_FIVE = Calendar(week=Week.model_validate(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-17:00",))))


def test_four_hours_at_16_00_fall_at_noon_of_the_next_working_day() -> None:
    """FreeScout 3756: the clock ran on through the night."""
    assert due(NINE_TO_FIVE, "2026-03-25 16:00", 4) == "2026-03-26 12:00"
    assert due(NINE_TO_FIVE, "2026-03-27 16:00", 4) == "2026-03-30 12:00"


def test_what_comes_on_a_closed_day_counts_from_the_first_open_minute() -> None:
    """Frappe Helpdesk 2075: a ticket raised on a Sunday began with the hours of the Sunday."""
    assert due(NINE_TO_FIVE, "2026-03-29 15:20", 1) == "2026-03-30 10:00"
    assert due(NINE_TO_FIVE, "2026-03-30 05:00", 1) == "2026-03-30 10:00"
    assert known(NINE_TO_FIVE).between(local("2026-03-28 10:00"), local("2026-03-30 09:00")) == 0


def test_a_public_holiday_is_not_a_working_day() -> None:
    """Frappe CRM holds an empty list of holidays in its code; osTicket was asked for them from 2014 on (1168, 4969)."""
    assert due(NINE_TO_FIVE, "2026-04-03 16:00", 2) == "2026-04-07 10:00"  # Easter Monday
    assert due(NINE_TO_FIVE.model_copy(update={"country": None}), "2026-04-03 16:00", 2) == "2026-04-06 10:00"


def test_a_day_off_of_one_country_is_a_day_of_work_in_another() -> None:
    assert due(NINE_TO_FIVE.model_copy(update={"country": "US"}), "2026-07-13 16:30", 1) == "2026-07-14 09:30"
    assert due(NINE_TO_FIVE, "2026-07-13 16:30", 1) == "2026-07-15 09:30"


def test_an_absence_of_some_hours_counts() -> None:
    """Chili Piper reads an absence only from events of the whole day."""
    worker = Worker(person="ines@x.fr", absences=(Absence(first=date(2026, 3, 25), last=date(2026, 3, 25), hours="14:00-17:00"),))  # fmt: skip

    assert due(NINE_TO_FIVE, "2026-03-25 13:30", 2, worker) == "2026-03-26 10:30"


def test_nobody_there_for_three_weeks_is_said_rather_than_forgotten() -> None:
    """Chili Piper routes nobody when all are away: here the next opening is known, and so is that there is none."""
    away = Worker(person="ines@x.fr", absences=(Absence(first=date(2026, 8, 3), last=date(2026, 8, 21)),))
    gone = Worker(person="ines@x.fr", absences=(Absence(first=date(2026, 8, 3), last=date(2027, 8, 21)),))

    assert known(NINE_TO_FIVE, away).next_opening(local("2026-08-04 10:00")) == local("2026-08-24 09:00")
    assert known(NINE_TO_FIVE, gone).next_opening(local("2026-08-04 10:00")) is None


def test_a_night_shift_is_an_hour_shorter_when_summer_time_begins_and_longer_when_it_ends() -> None:
    night = Calendar(country=None, week=Week(sat=("22:00-06:00",)))

    assert known(night).between(local("2026-03-28 12:00"), local("2026-03-29 12:00")) == 7 * 3600
    assert known(night).between(local("2026-10-24 12:00"), local("2026-10-25 12:00")) == 9 * 3600


def test_round_the_clock_is_every_second() -> None:
    always = Calendar(country=None, week=Week.model_validate(dict.fromkeys(Week.model_fields, ("00:00-24:00",))))
    one = known(always)

    assert (len(one.starts), one.before[-1]) == (1, one.last - one.first)


def test_a_team_has_its_own_zone_holidays_and_closures_and_a_person_goes_before_it() -> None:
    part = Week(mon=("10:00-12:00",))
    calendar = Calendar(
        region="57",
        closures=(Closure(first=date(2026, 12, 28), last=date(2026, 12, 31)),),
        teams=(Team(key="sdr_us", name="SDR US", zone="America/New_York", country="US", closures=(Closure(first=date(2026, 1, 2), last=date(2026, 1, 2)),)),),
        people=(Worker(person="Ines@X.fr", team="sdr_us", week=part), Worker(person="paul@x.fr", zone="Europe/London")),
    )  # fmt: skip
    team = of_team(calendar, "SDR us")
    ines = of_person(calendar, "ines@x.FR", team="other")

    assert (team.zone, team.country, team.region, len(team.closures)) == ("America/New_York", "US", None, 2)
    assert (ines.zone, ines.country, ines.week, len(ines.closures)) == ("America/New_York", "US", part, 2)
    assert (of_person(calendar, "paul@x.fr").region, of_person(calendar, "paul@x.fr").zone) == ("57", "Europe/London")
    assert of_person(calendar, "nobody@x.fr", team="sdr_us") == team
    assert of_person(calendar, None) == of_team(calendar, None) == of_team(calendar, "ghosts") == of_company(calendar)


def test_a_region_has_holidays_that_its_country_has_not() -> None:
    day = (local("2026-12-26 00:00"), local("2026-12-27 00:00"))
    saturday = Week(sat=("09:00-12:00",))

    assert known(Calendar(week=saturday)).between(*day) == 3 * 3600
    assert known(Calendar(week=saturday, region="57")).between(*day) == 0  # Saint Stephen in Moselle


def test_moments_that_the_calendar_does_not_know_are_refused() -> None:
    one = known(NINE_TO_FIVE, first=date(2026, 3, 1), last=date(2026, 3, 31))

    for wrong in (lambda: one.between(one.first - 1, one.last), lambda: one.after(one.last - 86_400, 9 * 3600), lambda: one.after(one.first, 0)):  # fmt: skip
        with pytest.raises(ValueError, match="The calendar is known"):
            wrong()


def test_a_calendar_that_never_opens_has_tables_too() -> None:
    given = tables([known(Calendar(week=Week()))])
    rows = pd.DataFrame({"calendar": [0], "start": [local("2026-03-25 10:00")], "stop": [local("2026-03-26 10:00")], "amount": [60]})  # fmt: skip

    told = counted(given, rows)

    assert told["spent"].tolist() == [0] and told["due"].isna().all()


def test_the_settings_say_the_hours_while_nobody_has_signed_any() -> None:
    calendar = of_settings(Settings(country="CH", zone="Europe/Zurich", opening="08:00", closing="12:00"))

    assert (calendar.country, calendar.zone, calendar.week.mon, calendar.week.sat) == ("CH", "Europe/Zurich", ("08:00-12:00",), ())  # fmt: skip
    assert known(calendar).between(local("2026-03-25 00:00"), local("2026-03-26 00:00")) == 4 * 3600


@pytest.mark.parametrize("opening", ["9h", "25:00", ""])
def test_a_time_that_is_none_is_refused(opening: str) -> None:
    with pytest.raises(HomeError, match=f"'{opening}' is not a time of day"):
        of_settings(Settings(opening=opening))


def test_a_country_without_a_calendar_is_refused() -> None:
    with pytest.raises(HomeError, match="no public holidays are known for 'XX'"):
        known(Calendar(country="XX"))


def test_calendars_of_other_days_do_not_share_a_table() -> None:
    one = known(NINE_TO_FIVE)

    with pytest.raises(ValueError, match="know the same days"):
        tables([one, known(NINE_TO_FIVE, last=LAST - timedelta(days=1))])
