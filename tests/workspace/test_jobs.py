"""Long work: claimed once, taken up again when its worker dies, told in words when it fails."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cordee.workspace.jobs import worker
from cordee.workspace.jobs.models import ATTEMPTS, SILENT_AFTER, Cancelled, Failed, Job, Later, LostToAnother, State
from cordee.workspace.people.models import Person

pytestmark = pytest.mark.django_db


def counts(job: Job) -> dict[str, Any]:
    return {"counted": job.payload["to"]}


def refuses(job: Job) -> dict[str, Any]:
    raise Failed(_("The disk is full. Nothing was lost: make room on it, then start this again."), rows=3)


def breaks(job: Job) -> dict[str, Any]:
    raise ZeroDivisionError


def fills_the_disk(job: Job) -> dict[str, Any]:
    raise OSError(28, "No space left on device")


def waits(job: Job) -> dict[str, Any]:
    raise Later(timedelta(minutes=1))


def weekly(now: datetime) -> list[tuple[str, dict[str, Any]]]:
    return [(f"weekly:{now:%G-W%V}", {"to": 7})] if now.isoweekday() == 1 else []


@pytest.fixture(autouse=True)
def kinds(settings: LazySettings) -> None:
    functions = ("counts", "refuses", "breaks", "fills_the_disk", "waits")
    settings.JOBS = {f"test.{name}": f"{__name__}.{name}" for name in functions} | {
        "other.counts": f"{__name__}.counts"
    }


def done(job: Job, name: str = "w") -> Job:
    claimed = Job.claim(name, timezone.now())
    assert claimed is not None and claimed.pk == job.pk
    worker.perform(claimed)
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_says_what_came_of_it(camille: Person) -> None:
    job = done(Job.enqueue("test.counts", {"to": 3}, by=camille))

    assert (job.state, job.outcome, job.by, job.attempts) == ("done", {"counted": 3}, camille, 1)
    assert Job.claim("w", timezone.now()) is None


def test_a_kind_that_nobody_does_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"No job is called 'test\.unknown'"):
        Job.enqueue("test.unknown")


def test_of_one_lane_one_job_runs_at_a_time_and_another_lane_does_not_wait() -> None:
    first = Job.enqueue("test.counts", {"to": 1})
    second = Job.enqueue("test.refuses")
    other = Job.enqueue("other.counts", {"to": 2})
    now = timezone.now()

    assert [Job.claim("a", now), Job.claim("b", now), Job.claim("c", now)] == [first, other, None]
    first.refresh_from_db()
    worker.perform(first)
    assert Job.claim("c", now) == second


def test_two_workers_who_try_the_same_job_do_it_once() -> None:
    job = Job.enqueue("test.counts", {"to": 1})
    seen_by_both = Job.objects.get(pk=job.pk)
    now = timezone.now()

    assert (job._begin("a", now), seen_by_both._begin("b", now)) == (True, False)


def test_a_job_whose_worker_died_is_taken_up_again_and_the_dead_one_changes_nothing_any_more() -> None:
    Job.enqueue("test.counts", {"to": 1})
    now = timezone.now()
    dead = Job.claim("dead", now)
    assert dead is not None
    assert Job.claim("alive", now + SILENT_AFTER - timedelta(seconds=1)) is None

    again = Job.claim("alive", now + SILENT_AFTER + timedelta(seconds=1))

    assert again is not None and (again.pk, again.attempts) == (dead.pk, 2)
    assert (dead.finish({"counted": 9}), dead.beat()) == (False, False)
    with pytest.raises(LostToAnother):
        dead.progress(1, 2, "late")
    worker.perform(again)
    again.refresh_from_db()
    assert (again.state, again.outcome) == ("done", {"counted": 1})


def test_a_worker_that_knows_that_it_is_alone_does_not_wait_for_the_dead() -> None:
    Job.enqueue("test.counts", {"to": 1})
    now = timezone.now()
    dead = Job.claim("dead", now)

    assert Job.orphaned("alive", now) == 1

    assert Job.claim("alive", now) == dead


def test_a_job_that_always_kills_its_worker_is_given_up() -> None:
    job = Job.enqueue("test.counts", {"to": 1})
    now = timezone.now()
    for attempt in range(ATTEMPTS):
        assert Job.claim("w", now + attempt * (SILENT_AFTER + timedelta(seconds=1))) is not None

    assert Job.claim("w", now + ATTEMPTS * (SILENT_AFTER + timedelta(seconds=1))) is None

    job.refresh_from_db()
    assert job.state == State.FAILED
    with translation.override("fr"):
        assert job.why.startswith("Commencé plusieurs fois sans jamais aller au bout")


@pytest.mark.parametrize(
    ("kind", "english", "french", "outcome"),
    [
        ("test.refuses", "The disk is full.", "Le disque est plein.", {"rows": 3}),
        ("test.fills_the_disk", "The disk is full.", "Le disque est plein.", {}),
        ("test.breaks", "Something broke on our side.", "Quelque chose s’est cassé de notre côté.", {}),
    ],
)
def test_what_goes_wrong_is_told_in_words_in_the_readers_language(
    kind: str, english: str, french: str, outcome: dict[str, int]
) -> None:
    job = done(Job.enqueue(kind))

    assert (job.state, job.outcome) == ("failed", outcome)
    with translation.override("en"):
        assert job.why.startswith(english)
    with translation.override("fr"):
        assert job.why.startswith(french)


def test_a_job_that_cannot_be_done_now_waits_and_the_attempt_does_not_count() -> None:
    job = done(Job.enqueue("test.waits"))

    assert (job.state, job.attempts) == ("queued", 0)
    assert Job.claim("w", timezone.now()) is None
    assert Job.claim("w", timezone.now() + timedelta(minutes=2)) is not None


def test_the_same_waits_once_and_may_be_asked_again_once_it_runs() -> None:
    first = Job.enqueue("test.counts", {"to": 1}, unique="all")

    assert Job.enqueue("test.counts", {"to": 1}, unique="all") == first
    running = Job.claim("w", timezone.now())
    assert running == first
    assert Job.enqueue("test.counts", {"to": 1}, unique="all") != first


def test_progress_is_written_with_the_sign_of_life_in_both_languages() -> None:
    Job.enqueue("test.counts", {"to": 1})
    job = Job.claim("w", timezone.now())
    assert job is not None

    job.progress(1, 4, _("Checking the figures"))
    job.beat()

    kept = Job.objects.get(pk=job.pk)
    assert (kept.percent, kept.text) == (25, {"fr": "Contrôle des chiffres", "en": "Checking the figures"})


def test_what_recurs_is_asked_for_once_per_turn(settings: LazySettings) -> None:
    settings.RECURRING = (("test.counts", f"{__name__}.weekly"), ("other.counts", timedelta(hours=6)))
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    for minutes in (0, 5, 24 * 60, 7 * 24 * 60):
        worker.Worker("w").ask_what_is_due(monday + timedelta(minutes=minutes))

    made = sorted(Job.objects.filter(kind="test.counts").values_list("once_key", flat=True))
    assert made == ["weekly:2026-W48", "weekly:2026-W49"]
    assert Job.objects.filter(kind="other.counts").count() == 3


def test_what_waits_is_cancelled_at_once_and_never_begins() -> None:
    job = Job.enqueue("test.counts", {"to": 1})

    assert (job.cancel(), job.cancel()) == (True, False)
    job.refresh_from_db()
    assert (job.state, Job.claim("w", timezone.now())) == ("cancelled", None)


def test_what_runs_stops_where_it_can_be_left_and_of_two_who_ask_one_did_it() -> None:
    job = Job.enqueue("test.counts", {"to": 1})
    running = Job.claim("w", timezone.now())
    assert running is not None
    running.progress(1, 3, "first")

    assert (Job.objects.get(pk=job.pk).cancel(), Job.objects.get(pk=job.pk).cancel()) == (True, False)

    running.progress(2, 3, "not told yet")
    assert running.beat()
    running.tell(2, 3, "cannot be left here")
    with pytest.raises(Cancelled):
        running.progress(3, 3, "can be left here")
    assert running.stopped() and not running.finish({"counted": 1})
    job.refresh_from_db()
    assert (job.state, job.outcome) == ("cancelled", {})


def test_what_was_asked_to_stop_does_not_come_back_by_waiting_or_by_the_death_of_its_worker() -> None:
    Job.enqueue("test.waits")
    waiting = Job.claim("w", timezone.now())
    assert waiting is not None and waiting.cancel()
    worker.perform(waiting)
    Job.enqueue("test.counts", {"to": 1})
    dead = Job.claim("dead", timezone.now())
    assert dead is not None and dead.cancel()

    again = Job.claim("alive", timezone.now() + SILENT_AFTER + timedelta(seconds=1))

    assert again is not None
    with pytest.raises(Cancelled):
        again.progress(0, 1, "begun again")
    assert set(Job.objects.filter(kind="test.waits").values_list("state", flat=True)) == {"cancelled"}
