from cordee.revenue.identity.tool_links import PLACEHOLDER, tool_links
from tests.revenue.identity.staged_world import given


def followed(people):
    con = given(people=people)
    tool_links(con)
    links = con.execute("SELECT a, b FROM person_same_as ORDER BY 1").fetchall()
    aliases = con.execute("SELECT record_id, survivor FROM person_alias ORDER BY 1").fetchall()
    return links, aliases


def test_a_chain_of_merges_is_followed_to_its_survivor():
    people = [
        {"id": 1, "same_as": [2], "deleted": True},
        {"id": 2, "same_as": [3], "deleted": True},
        {"id": 3, "deleted": False},
        {"id": 4},
    ]

    assert followed(people) == ([(1, 3), (2, 3)], [])


def test_ids_that_no_export_holds_become_aliases_of_the_survivor():
    assert followed([{"id": 9, "same_as": [101, 102]}]) == ([], [(101, 9), (102, 9)])


def test_two_records_that_name_the_same_lost_record_are_one():
    assert followed([{"id": 8, "same_as": [500]}, {"id": 9, "same_as": [500]}]) == ([(9, 8)], [(500, 8)])


def test_a_converted_lead_and_its_contact_are_one_whichever_names_the_other():
    assert followed([{"id": 1, "same_as": [2]}, {"id": 2, "same_as": [1]}]) == ([(2, 1)], [])


def test_an_id_that_everybody_names_is_no_merge():
    assert followed([{"id": number, "same_as": [700]} for number in range(1, PLACEHOLDER + 1)]) == ([], [])


def test_empty_lists_say_nothing():
    assert followed([{"id": 1, "same_as": []}, {"id": 2, "same_as": [2]}, {"id": 3}]) == ([], [])
