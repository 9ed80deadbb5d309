import json

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from cordee.revenue.identity.decisions import (
    AlreadyDecided,
    Contradiction,
    NothingDecided,
    NothingToSplit,
    load,
    merge,
    never_merge,
    read,
    split,
    withdraw,
)
from cordee.revenue.identity.resolve import allowed
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.ids import record_id, record_key


@pytest.fixture
def home(tmp_path):
    return Home.at(tmp_path / "home")


def in_force(home):
    decisions = load(home)
    return decisions.must_link, decisions.cannot_link


def test_a_merge_is_kept_with_who_why_and_when(home):
    merge(home, 2, 1, by="ines@cordee.fr", because="same card")

    (decision,) = read(home)
    assert in_force(home) == (((1, 2),), ())
    assert (decision.act, decision.by, decision.because) == ("merge", "ines@cordee.fr", "same card")
    assert decision.at != ""


def test_never_merge_undoes_a_merge_and_keeps_the_two_apart(home):
    merge(home, 1, 2)
    never_merge(home, 2, 1)

    assert in_force(home) == ((), ((1, 2),))
    assert [decision.act for decision in read(home)] == ["merge", "never_merge"]


def test_merge_lifts_a_never_merge(home):
    never_merge(home, 1, 2)
    merge(home, 1, 2)

    assert in_force(home) == (((1, 2),), ())


def test_undoing_a_merge_of_several_records_undoes_all_of_it(home):
    merge(home, [1, 2], [3, 4])
    never_merge(home, 1, 3)

    assert in_force(home) == ((), ((1, 3),))


def test_a_split_record_stays_apart_from_every_other_of_its_entity(home):
    split(home, 1, from_=[2, 3])

    assert in_force(home) == ((), ((1, 2), (1, 3)))


def test_merge_undoes_a_split(home):
    split(home, 1, from_=[2, 3])
    merge(home, 1, 3)

    assert in_force(home) == (((1, 3),), ())


def test_records_are_named_as_their_tool_names_them_without_any_snapshot(home):
    merge(home, "hubspot:contact:301", "salesforce/lead/00Q1")

    expected = sorted(
        record_id(record_key(*key)) for key in (("hubspot", "contact", "301"), ("salesforce", "lead", "00Q1"))
    )
    assert in_force(home) == ((tuple(expected),), ())


def test_a_contradiction_is_refused_and_names_the_decisions(home):
    merge(home, 1, 2, by="ines")
    merge(home, 2, 3, by="karim")

    with pytest.raises(Contradiction, match=r"Records 1 and 3 cannot be two.*merge 1 2 by ines.*merge 2 3 by karim"):
        never_merge(home, 1, 3)
    assert in_force(home) == (((1, 2), (2, 3)), ())


def test_a_merge_that_would_join_what_is_kept_apart_is_refused(home):
    never_merge(home, 1, 3)
    merge(home, 1, 2)

    with pytest.raises(Contradiction):
        merge(home, 2, 3)
    assert in_force(home) == (((1, 2),), ((1, 3),))


def test_a_record_alone_cannot_be_split(home):
    with pytest.raises(NothingToSplit, match="stands alone"):
        split(home, 1)


def test_a_record_is_not_merged_with_itself(home):
    with pytest.raises(HomeError, match="the same record already"):
        merge(home, 1, 1)


def test_the_file_is_only_ever_appended_to(home):
    merge(home, 1, 2)
    before = home.decisions.read_bytes()
    never_merge(home, 1, 2)

    assert home.decisions.read_bytes().startswith(before)
    assert [json.loads(line)["act"] for line in home.decisions.read_text().splitlines()] == ["merge", "never_merge"]


def test_a_line_that_a_crash_cut_short_is_left_out_and_replaced(home):
    merge(home, 1, 2)
    with home.decisions.open("a") as file:
        file.write('{"act": "merge", "a": [3')

    assert in_force(home) == (((1, 2),), ())
    merge(home, 5, 6)
    assert in_force(home) == (((1, 2), (5, 6)), ())


def test_a_damaged_line_in_the_middle_is_said(home):
    merge(home, 1, 2)
    home.decisions.write_text("not json\n" + home.decisions.read_text())

    with pytest.raises(HomeError, match="line 1, is not a decision"):
        load(home)


def test_what_tools_say_gives_way_to_decisions_even_by_way_of_others(home):
    never_merge(home, 1, 3)

    assert allowed([(1, 2), (2, 3), (3, 4)], load(home)) == [(1, 2), (3, 4)]


pairs = st.tuples(st.integers(1, 6), st.integers(1, 6)).filter(lambda pair: pair[0] != pair[1])


@settings(max_examples=40, deadline=None)
@drawn(acts=st.lists(st.tuples(st.sampled_from([merge, never_merge]), pairs), max_size=12))
def test_whatever_is_decided_never_contradicts_itself_and_the_last_word_holds(acts, tmp_path_factory):
    home = Home.at(tmp_path_factory.mktemp("decided"))
    for act, (a, b) in acts:
        before = in_force(home)
        pair = (min(a, b), max(a, b))
        try:
            act(home, a, b)
        except Contradiction:
            assert in_force(home) == before
            continue
        must, cannot = in_force(home)
        assert (pair in must, pair in cannot) == (act is merge, act is never_merge)
        group = {node: {node} for node in range(1, 7)}
        for x, y in must:
            joined = group[x] | group[y]
            for node in joined:
                group[node] = joined
        assert not [1 for x, y in cannot if y in group[x]]


def test_withdrawing_a_decision_leaves_the_two_undecided(home):
    decided = merge(home, 1, 2)
    withdraw(home, decided, by="karim")

    assert in_force(home) == ((), ())
    assert [(decision.act, decision.by) for decision in read(home)] == [("merge", ""), ("withdraw", "karim")]


def test_withdrawing_never_merge_does_not_merge(home):
    withdraw(home, never_merge(home, 1, 2))

    assert in_force(home) == ((), ())


def test_what_was_withdrawn_is_not_withdrawn_twice(home):
    decided = merge(home, 1, 2)
    withdraw(home, decided)

    with pytest.raises(NothingDecided, match="undone"):
        withdraw(home, decided)
    assert len(read(home)) == 2


def test_the_second_of_two_people_who_decide_at_once_is_told(home):
    merge(home, 1, 2, by="ines", first=True)

    with pytest.raises(AlreadyDecided, match="merge 1 2 by ines") as told:
        never_merge(home, 1, 2, by="karim", first=True)
    assert told.value.decision.by == "ines"
    assert in_force(home) == (((1, 2),), ())
