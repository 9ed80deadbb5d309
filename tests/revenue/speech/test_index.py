"""Search over what was said."""

from pathlib import Path

from cordee.revenue.speech.index import Index


def made(tmp_path: Path) -> Index:
    index = Index(tmp_path / "calls" / "turns.sqlite3")
    index.add(
        [
            (1, 10, "C'est trop élevé pour nous"),
            (2, 10, "On verra l'an prochain"),
            (3, 11, "Le prix est ÉLEVÉ, très élevé"),
        ]
    )
    return index


def test_accents_and_case_do_not_matter_and_the_latest_comes_first(tmp_path: Path) -> None:
    assert [(hit.turn, hit.call) for hit in made(tmp_path).search("eleve")] == [(3, 11), (1, 10)]


def test_every_word_is_needed_and_the_last_may_be_a_beginning(tmp_path: Path) -> None:
    index = made(tmp_path)

    assert [hit.turn for hit in index.search("l'an proch")] == [2]
    assert [hit.turn for hit in index.search("trop prochain")] == []


def test_words_found_are_marked(tmp_path: Path) -> None:
    assert made(tmp_path).search("prochain")[0].excerpt == "On verra l'an \x02prochain\x03"


def test_nothing_in_a_question_is_an_operator(tmp_path: Path) -> None:
    index = made(tmp_path)

    for asked in ('"', "NOT", "trop OR *", "a AND", "text:prix", "(", "", "'; DROP TABLE said"):
        index.search(asked)
    assert [hit.turn for hit in index.search("prix")] == [3]


def test_a_turn_that_is_added_again_is_replaced_and_a_call_is_forgotten(tmp_path: Path) -> None:
    index = made(tmp_path)
    index.add([(1, 10, "Tout autre chose")])

    assert [hit.turn for hit in index.search("eleve")] == [3]
    index.remove(10)
    assert [hit.turn for hit in index.search("autre")] == []
    assert [hit.turn for hit in index.search("prix")] == [3]


def test_before_anything_was_said_nothing_is_found(tmp_path: Path) -> None:
    assert Index(tmp_path / "none.sqlite3").search("prix") == []
