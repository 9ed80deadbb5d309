"""Refreshing: asking for a refresh, doing it, and what the last one said of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordee.revenue.warehouse.home import Home, HomeBusy, HomeError
from cordee.workspace.activity.models import record
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Failed, Job, Later, State, said

KIND = "home.refresh"
BUSY_WAIT = timedelta(seconds=3)

STEPS: Mapping[str, Promise] = {
    "staged": _("Reading what was imported"),
    "identity": _("Working out who is who"),
    "colleagues": _("Naming our colleagues"),
    "campaigns": _("Gathering campaigns and costs"),
    "accounts": _("Gathering companies"),
    "people": _("Gathering people"),
    "deals": _("Gathering deals"),
    "touches": _("Laying out the journeys"),
    "stages": _("Dating the passages"),
    "attempts": _("Finding the first sales acts"),
    "credits": _("Crediting what led to each deal"),
    "leads": _("Counting the funnel"),
    "clocks": _("Measuring the promises"),
    "channel_days": _("Counting by channel"),
    "calls": _("Gathering calls"),
    "contradictions": _("Looking for contradictions"),
    "checks": _("Checking the figures"),
    "publish": _("Publishing"),
}
CHECKS: Mapping[str, Promise] = {
    "touches_kept": _("An act of marketing or sales would be lost or counted twice."),
    "touches_each_once": _("An act would count in several of its versions."),
    "touches_are_files": _("The acts that are counted are not those that were imported."),
    "records_linked_once": _("A record would speak of two people, or of nobody."),
    "people_have_records": _("Somebody would be shown of whom no tool speaks."),
    "no_orphans": _("Something would point at a person, company or deal that is not there."),
    "credits_sum": _("The credits of a deal would not add up to the whole deal."),
    "funnel_agrees": _("The funnel would not agree with the passages behind it."),
    "moments_are_plausible": _("Dates lie where none can be."),
    "deals_reconcile": _("The deals would not add up to what the tools say."),
    "clocks_are_whole": _("A promise would be both kept and broken, or end before it begins."),
}


def request(by: Any = None) -> Job:
    """Asks for a refresh; while one waits, it serves whoever asks."""
    return Job.enqueue(KIND, by=by, unique=KIND)


def under_way() -> Job | None:
    """The refresh that waits or runs."""
    return Job.objects.filter(kind=KIND, state__in=(State.QUEUED, State.RUNNING)).order_by("state", "pk").last()


def last() -> Job | None:
    """The last refresh that came to an end through the pages."""
    return Job.objects.filter(kind=KIND, state__in=(State.DONE, State.FAILED)).order_by("-finished_at").first()


def run(job: Job) -> dict[str, Any]:
    """Builds, checks and publishes. Done twice, it gives the same figures."""
    from cordee.revenue.pipeline import CheckFailed, refresh  # half a second, and only the worker needs it

    home: Home = settings.CORDEE_HOME

    def progress(step: str, place: int, steps: int) -> None:
        job.progress(place, steps, STEPS.get(step, step))

    try:
        report = refresh(home, progress=progress)
    except HomeBusy as busy:
        raise Later(BUSY_WAIT) from busy
    except CheckFailed as failed:
        broken = [{"name": check.name, "detail": check.detail} for check in failed.report.checks if not check.ok]
        record("sources.refresh_refused", by=job.by, checks=broken)
        text = _("A check found something wrong, so nothing was published: the last good figures stay.")
        raise Failed(text, checks=broken) from failed
    except HomeError as error:
        raise Failed(str(error)) from error
    outcome: dict[str, Any] = {
        "snapshot": report.snapshot,
        "seconds": round(report.seconds, 1),
        "checks": len(report.checks),
        "full": report.is_full,
    }
    record("sources.refreshed", by=job.by, **outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class Published:
    """What the pages read from. Times are naive UTC."""

    number: int
    built_at: datetime
    data_as_of: datetime | None
    seconds: float
    checks: int


def published() -> Published | None:
    """What the published snapshot says of itself, or None before the first refresh."""
    found = window()
    if found is None:
        return None
    row = found.reader.execute("SELECT seconds, (SELECT count(*) FROM check_result WHERE ok) FROM snapshot").fetchone()
    seconds, checks = row if row else (0.0, 0)
    shot = found.snapshot
    return Published(shot.number, shot.built_at, shot.data_as_of, seconds or 0.0, checks)


def broken_checks(job: Job | None) -> list[tuple[dict[str, str], str]]:
    """What a refused refresh found: in words (each language), and as the check wrote it."""
    if job is None or job.state != State.FAILED:
        return []
    return [(said(CHECKS.get(one["name"], one["name"])), one["detail"]) for one in job.outcome.get("checks", [])]
