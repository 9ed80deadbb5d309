"""The window on the published snapshot: opened once, kept while read, replaced when a new one is published."""

import threading
from datetime import date
from itertools import product
from pathlib import Path

from django.conf import LazySettings
from django.utils import translation

from cordee.revenue.warehouse.home import Home
from cordee.vocabulary.periods import Period
from cordee.workspace.insight import figures
from cordee.workspace.insight.window import Window, window
from cordee.workspace.scoreboard import warming
from cordee.workspace.scoreboard.board import board
from cordee.workspace.scoreboard.drawing import drawn
from cordee.workspace.scoreboard.question import Question
from tests.workspace import world

SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))


def opened() -> Window:
    found = window()
    assert found is not None
    return found


def test_there_is_no_window_before_the_first_publication(empty_home: Home) -> None:
    assert window() is None


def test_the_same_snapshot_is_opened_once(home: Home) -> None:
    assert opened() is opened()


def test_a_new_snapshot_is_seen_at_once_and_the_old_one_stays_readable(tmp_path: Path, settings: LazySettings) -> None:
    settings.CORDEE_HOME = world.build(Home.at(tmp_path), people=40)
    before = opened()
    count = figures.figure(before, "leads", SPRING).value

    world.build(settings.CORDEE_HOME, people=20)
    after = opened()

    assert after.snapshot.number == before.snapshot.number + 1
    assert figures.figure(after, "leads", SPRING).value == 18
    assert figures.figure(before, "customers", SPRING).value is not None
    assert figures.figure(before, "leads", SPRING).value == count == 38


def test_many_threads_read_the_same_figure(home: Home) -> None:
    found, answers = opened(), []

    def read(month: int) -> None:
        period = Period.parse(f"2026-{month:02d}")
        answers.append((month, figures.figure(found, "leads", period).value))

    threads = [threading.Thread(target=read, args=(1 + n % 6,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 24
    assert len(set(answers)) == 6


def test_an_answer_is_asked_once_and_the_oldest_is_forgotten(home: Home) -> None:
    found = opened()
    asked = []

    def ask() -> int:
        asked.append(1)
        return 7

    assert [found.remembered("a question of this test", ask) for _ in range(3)] == [7, 7, 7]
    assert asked == [1]


def test_the_usual_questions_are_answered_before_anybody_asks(tmp_path: Path, settings: LazySettings) -> None:
    settings.CORDEE_HOME = world.build(Home.at(tmp_path), people=40)
    found = opened()
    questions = list(warming.usual(found))
    rests: list[float] = []

    assert questions[:3] == [{}, {"period": "2026-Q2"}, {"period": "2026-Q1"}]
    assert {"channel": "paid_search"} in questions
    assert warming.warm(found, rest=rests.append) == 2 * len(questions) == len(rests)  # in two languages

    answered = set(found._answers)
    for values in ({}, {"period": "2026-Q1"}, {"channel": "paid_search"}):
        with translation.override("fr"):
            made = drawn(found, Question.asked(values, found), "quarter")
            assert made.board.funnel[0].cell.figure == board(found, Question.asked(values, found)).funnel[0].cell.figure
    assert set(found._answers) == answered  # nothing new was asked


def test_what_is_drawn_once_is_drawn_for_its_question_and_its_language_alone(home: Home) -> None:
    found = opened()
    pages = {}
    for language, channel in product(("fr", "en"), ("", "paid_search")):
        with translation.override(language):
            question = Question.asked({"period": "2026-Q1", "channel": channel}, found)
            pages[language, channel] = drawn(found, question, "quarter")

    assert len({made.below for made in pages.values()}) == 4
    assert "Together" in pages["en", ""].below and "Ensemble" in pages["fr", ""].below
    assert pages["en", ""].board.common != pages["en", "paid_search"].board.common
