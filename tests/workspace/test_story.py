"""Telling a long journey: clusters, gathered knots, the latest part first."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.utils import translation

from cordee.workspace.insight.journeys import Act, Journey, Member, Passage
from cordee.workspace.journeys.entries import CLUSTER_UP_TO
from cordee.workspace.journeys.narrowing import Narrowed
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


def mixed(count: int) -> Journey:
    kinds = ("page_view", "call")
    return journey(*(act(n, kinds[n % 2]) for n in range(count)))


def test_a_very_long_journey_shows_its_latest_part_and_leads_to_the_rest() -> None:
    story = tell(mixed(SHOWN_AT_ONCE + 50))

    assert (story.page, story.pages.last, story.total) == (2, 2, 450)
    assert (story.first_act, story.last_act, len(story.entries)) == (226, 450, 225)
    assert (story.earlier, story.later) == ("?page=1", "")


def test_pages_follow_each_other_and_forget_no_act() -> None:
    told = mixed(1234)
    pages = [tell(told, narrowed=Narrowed(page=n)) for n in range(1, 5)]

    assert [entry.key for story in pages for entry in story.entries] == [f"a{n}" for n in range(1234)]
    assert all(len(story.entries) <= SHOWN_AT_ONCE for story in pages)
    assert [(story.first_act, story.last_act) for story in pages] == [(1, 309), (310, 617), (618, 926), (927, 1234)]


def test_many_like_acts_in_a_row_are_several_knots_so_that_no_page_holds_them_all() -> None:
    story = tell(journey(*(act(n) for n in range(5000))))

    assert max(entry.count for entry in story.whole) == CLUSTER_UP_TO
    assert sum(entry.count for entry in story.entries) <= SHOWN_AT_ONCE + CLUSTER_UP_TO
    assert sum(place.knot.count for place in story.rope.knots) == 5000


def test_of_equal_steps_those_far_apart_get_the_knots() -> None:
    knots = tell(mixed(800), narrowed=Narrowed(kinds=("page_view",))).rope.knots
    alone = [place.knot.at for place in knots if place.knot.count == 1]

    assert len(alone) >= 5
    assert max(after - before for before, after in pairwise(alone)) < (alone[-1] - alone[0]) / 2


def test_a_gathered_knot_of_very_many_steps_opens_on_its_months_or_years() -> None:
    year, decade = (
        journey(*(act(n, ("page_view", "call")[n % 2], hours=gap) for n in range(600))) for gap in (12, 120)
    )

    for told, first in ((year, "January 2026"), (decade, "2026")):
        [inside] = [place.knot.inside for place in tell(told).rope.knots if len(place.knot.inside) > 1][:1]
        assert inside[0].label == first
        assert sum(knot.count for knot in inside) == next(
            place.knot.count for place in tell(told).rope.knots if place.knot.inside
        )


def test_a_knot_and_a_year_lead_to_the_page_where_they_are() -> None:
    long = journey(*(act(n, ("page_view", "call")[n % 2], hours=24) for n in range(900)))  # from January 2026 on
    story = tell(long, narrowed=Narrowed(side="marketing", page=2))

    assert [(year.number, year.href) for year in story.years] == [
        (2026, "?side=marketing&page=1#y2026"),
        (2027, "#y2027"),
        (2028, "?side=marketing&page=3#y2028"),
    ]
    assert [month.opens_year for month in story.months if month.opens_year] == [2027]
    assert story.rope.knots[0].knot.href == "?side=marketing&page=1#a0"
    assert story.rope.knots[-1].knot.href == "?side=marketing&page=3#a899"


def test_who_asks_for_a_kind_sees_each_act_by_itself_and_the_finding_stays_the_whole_story_s() -> None:
    acts = [act(n, "call" if 10 <= n < 20 else "page_view") for n in range(30)]
    whole, calls = tell(journey(*acts)), tell(journey(*acts), narrowed=Narrowed(kinds=("call",)))

    assert [entry.title for entry in whole.entries] == ["Page read, 10 times", "Call, 10 times", "Page read, 10 times"]
    assert [entry.key for entry in calls.entries] == [f"a{n}" for n in range(10, 20)]
    assert calls.finding == whole.finding
    assert [(one.value, one.count, one.chosen) for one in calls.choices] == [
        ("page_view", 20, False),
        ("call", 10, True),
    ]


def test_what_both_did_together_is_of_each_side() -> None:
    acts = (act(0), replace(act(1, "call"), side="sales"), act(2, "webinar"))
    signed = Passage(
        at=acts[2].at, stage="customer", nth=1, reason=None, tool="hubspot", by=None, person=None, sources=()
    )
    told = replace(journey(*acts), passages=(signed,))

    assert [entry.title for entry in tell(told, narrowed=Narrowed(side="sales")).entries] == ["Call", "Customer"]
    assert [entry.title for entry in tell(told, narrowed=Narrowed(side="marketing")).entries] == [
        "Page read",
        "Customer",
        "Webinar",
    ]


def test_a_silence_is_of_the_whole_story_and_not_of_what_a_filter_hides() -> None:
    acts = [act(0, "call", hours=0), *(act(n, "page_view", hours=24) for n in range(1, 90)), act(90, "call", hours=24)]

    assert [entry.silence for entry in tell(journey(*acts), narrowed=Narrowed(kinds=("call",))).entries] == ["", ""]


@pytest.mark.parametrize(
    ("address", "narrowed"),
    [
        ("kind=call&kind=passage&side=sales", Narrowed(kinds=("passage", "call"), side="sales")),
        ("kind=nonsense&side=left&person=7&page=-1", Narrowed()),
        ("person=2&page=3", Narrowed(person=2, page=3)),
        ("page=999999999999", Narrowed()),
    ],
)
def test_an_address_says_which_part_is_read(address: str, narrowed: Narrowed) -> None:
    member = Member(id=2, name="Paul", job_title=None, tools=(), acts=1, role=None, spoke_at=None, reached_at=None)

    assert Narrowed.of(QueryDict(address), replace(journey(), kind="account", people=(member,))) == narrowed


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
