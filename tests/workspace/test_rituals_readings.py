"""What did that decision change? Equal spans, one horizon, intervals that meet or not, and the courage to say that one cannot tell."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.figures import Figure
from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window, window
from cordee.workspace.jobs.models import Job
from cordee.workspace.jobs.models import said as in_each_language
from cordee.workspace.people.models import Person
from cordee.workspace.rituals import reading
from cordee.workspace.rituals.models import Decision, Reading
from cordee.workspace.rituals.models.promise import Verdict
from tests.workspace.rituals_world import NOW

pytestmark = pytest.mark.django_db


def figure(value: float | None, low: float | None = None, high: float | None = None, **more: object) -> Figure:
    said = {"metric": "m", "unit": "share", "start": date(2026, 1, 1), "end": date(2026, 1, 31), "as_of": None}
    return Figure(value=value, low=low, high=high, **said, **more)  # type: ignore[arg-type]


def published() -> Window:
    found = window()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (figure(0.2, 0.15, 0.25), figure(0.4, 0.3, 0.5), Verdict.ROSE),
        (figure(0.4, 0.3, 0.5), figure(0.2, 0.15, 0.25), Verdict.FELL),
        (figure(0.2, 0.15, 0.31), figure(0.4, 0.3, 0.5), Verdict.NO_DIFFERENCE),
        (figure(0.2, 0.15, 0.3), figure(0.4, 0.3, 0.5), Verdict.NO_DIFFERENCE),
        (figure(None), figure(0.4, 0.3, 0.5), Verdict.CANNOT_TELL),
        (figure(0.2, 0.15, 0.25), figure(0.4, 0.3, 0.5, immature=True), Verdict.CANNOT_TELL),
        (figure(0.2), figure(0.4, 0.3, 0.5), Verdict.CANNOT_TELL),
    ],
)
def test_only_intervals_that_do_not_meet_are_a_change(before: Figure, after: Figure, verdict: Verdict) -> None:
    found, why = reading.judge(before, after)

    assert found == verdict and str(why)


@given(decided=st.dates(date(2025, 1, 1), date(2026, 12, 31)), days=st.integers(0, 400), has_horizon=st.booleans())
def test_both_spans_are_of_one_length_and_neither_crosses_the_decision(
    decided: date, days: int, has_horizon: bool
) -> None:
    check = decided + timedelta(days=days)

    found = reading.spans(decided, check, has_horizon=has_horizon)

    if found is None:
        assert days < reading.SHORTEST + (reading.HORIZON if has_horizon else 0)
        return
    follow = timedelta(days=found.horizon or 0)
    assert found.before.days == found.after.days >= reading.SHORTEST
    assert found.before.end + follow < decided == found.after.start  # what is before was over when it was decided
    assert found.after.end + follow < check  # what is after can be followed to its end by the day of the reading


def test_a_decision_is_read_on_its_day_and_kept_as_it_was_read(home: Home, camille: Person) -> None:
    Decision.take(
        "Rappeler sous deux heures",
        by=camille,
        on=date(2026, 3, 1),
        metric="leads",
        expected="up",
        check_on=date(2026, 5, 1),
    )

    with time_machine.travel(NOW, tick=False):
        [(once, payload)] = reading.due(NOW)
        job = Job.enqueue("ritual.read", payload, once=once)
        outcome = reading.run(job)
        again = reading.run(job)

    kept = Reading.objects.get()
    assert outcome["read"] is True and again == {"read": False}
    before, after = reading.figure_of(kept.before), reading.figure_of(kept.after)
    assert before is not None and after is not None
    assert before == figures.figure(
        published(), "leads", reading.spans(date(2026, 3, 1), date(2026, 5, 1), has_horizon=False).before
    )  # type: ignore[union-attr]
    assert (before.start, before.end) == (date(2025, 12, 30), date(2026, 2, 28))
    assert (after.start, after.end) == (date(2026, 3, 1), date(2026, 4, 30))
    assert kept.verdict == reading.judge(before, after)[0]
    assert set(kept.why) == {"fr", "en"}
    with pytest.raises(TypeError):
        kept.save()
    with time_machine.travel(NOW, tick=False):
        assert list(reading.due(NOW)) == []


def test_a_conversion_is_followed_for_one_horizon_on_both_sides(home: Home, camille: Person) -> None:
    one = Decision.take(
        "Demander le budget", by=camille, on=date(2026, 2, 1), metric="conversion_mql_sal", check_on=date(2026, 6, 1)
    )

    found = reading.read(published(), one)

    assert found.horizon == 30
    assert found.before is not None and found.after is not None
    assert found.before.end + timedelta(days=30) < date(2026, 2, 1)
    assert (found.after.start, found.after.end) == (date(2026, 2, 1), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("on", "check", "metric", "said"),
    [
        (date(2026, 6, 10), date(2026, 6, 20), "leads", "two weeks"),
        (date(2026, 5, 20), date(2026, 7, 20), "leads", "The data end before"),
        (date(2025, 1, 20), date(2026, 5, 20), "leads", "The data begin too late"),
        (date(2026, 3, 1), date(2026, 5, 1), "gone", "not in the registry"),
    ],
)
def test_where_it_cannot_tell_it_says_why(
    home: Home, camille: Person, on: date, check: date, metric: str, said: str
) -> None:
    one = Decision.take("Décision", by=camille, on=on, metric=metric, check_on=check)

    found = reading.read(published(), one)

    assert found.verdict == Verdict.CANNOT_TELL
    assert said in in_each_language(found.why)["en"]


def test_a_reading_waits_for_the_data_a_while_and_then_says_so(home: Home, camille: Person) -> None:
    Decision.take("Décision", by=camille, on=date(2026, 5, 20), metric="leads", check_on=date(2026, 7, 20))

    def due(day: datetime) -> int:
        with time_machine.travel(day, tick=False):
            return len(list(reading.due(day)))

    assert due(NOW + timedelta(days=10)) == 0  # not its day yet
    assert due(NOW + timedelta(days=22)) == 0  # its day, but the data end in June: they may come
    assert due(NOW + timedelta(days=60)) == 1  # they did not: the reading will say so
