"""Telling a long journey: clusters, gathered knots, the latest part first."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from cordee.workspace.insight.journeys import Act, Journey, Passage
from cordee.workspace.journeys.story import SHOWN_AT_ONCE, tell
from cordee.workspace.ui import charts


def act(number: int, kind: str = "page_view", *, hours: float = 1, person: int = 1) -> Act:
    return Act(
        id=number,
        at=datetime(2026, 1, 5) + timedelta(hours=hours * number),
        kind=kind,
        side="marketing",
        direction="in",
        about=None,
        outcome=None,
        duration_s=None,
        user=None,
        channel=None,
        person_id=person,
        person=None,
        sources=(),
    )


def journey(*acts: Act) -> Journey:
    return Journey(
        kind="person",
        id=1,
        name="Claire",
        facts=(),
        account_id=None,
        account=None,
        tools=(),
        n_records=1,
        acts=acts,
        passages=(),
        deals=(),
        people=(),
        contradictions=(),
        records=(),
    )


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("count", "entries"), [(1, 1), (2, 2), (3, 1), (20, 1)])
def test_three_like_acts_in_a_row_become_one(count: int, entries: int) -> None:
    assert len(tell(journey(*(act(n) for n in range(count)))).entries) == entries


def test_acts_of_two_people_are_never_one_cluster() -> None:
    story = tell(journey(*(act(n, person=1 + n // 3) for n in range(6))))

    assert [len(entry.acts) for entry in story.entries] == [3, 3]


def test_nothing_known_is_said_so() -> None:
    assert tell(journey()).finding == "Nothing is known of this journey yet"


@pytest.mark.parametrize("count", [0, 1, 2, 11, 12, 60, 399])
def test_the_rope_never_holds_more_knots_than_fit_and_forgets_none(count: int) -> None:
    kinds = ("page_view", "call", "email_open", "webinar", "form_fill")
    story = tell(journey(*(act(n, kinds[n % 5]) for n in range(count))))

    assert len(story.rope.knots) == min(count, len(story.rope.knots)) <= charts.KNOTS_SHOWN
    assert sum(place.knot.count for place in story.rope.knots) == count
    assert all(0 <= place.x <= charts.ROPE_WIDTH for place in story.rope.knots)
    assert [place.x for place in story.rope.knots] == sorted(place.x for place in story.rope.knots)


def test_a_very_long_journey_shows_its_latest_part_and_offers_the_rest() -> None:
    kinds = ("page_view", "call")
    long = journey(*(act(n, kinds[n % 2]) for n in range(SHOWN_AT_ONCE + 50)))

    assert (tell(long).hidden, len(tell(long).entries)) == (50, SHOWN_AT_ONCE)
    assert (tell(long, everything=True).hidden, len(tell(long, everything=True).entries)) == (0, SHOWN_AT_ONCE + 50)


def test_the_signature_has_a_knot_of_its_own_however_much_happened_before() -> None:
    kinds = ("page_view", "call", "email_open", "webinar", "meeting")
    long = journey(*(act(n, kinds[n % 5]) for n in range(300)))
    stages = ("inquiry", "mql", "refused", "mql", "sal", "sql", "opportunity", "customer")
    passages = tuple(
        Passage(
            at=long.acts[n * 30].at, stage=stage, nth=1, reason=None, tool="hubspot", by=None, person=None, sources=()
        )
        for n, stage in enumerate(stages)
    )

    story = tell(replace(long, passages=passages))

    labels = [place.knot.label for place in story.rope.knots]
    assert len(labels) <= charts.KNOTS_SHOWN
    assert {"MQL", "Opportunity", "Customer"} <= set(labels)
    assert sum(place.knot.count for place in story.rope.knots) == 308
