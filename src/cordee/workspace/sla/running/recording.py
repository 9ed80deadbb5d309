"""Hands what people decided to the data plane, as records of the source ``cordee``, and asks for a refresh."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from cordee.workspace.insight import refreshing, sla
from cordee.workspace.jobs.models import Job, Later
from cordee.workspace.sla.models.decision import Answer, Assignment, Decision, Handed, Outcome, Verdict
from cordee.workspace.sla.running.leads import naive

BUSY_WAIT = timedelta(seconds=3)
STAGES = {Verdict.ACCEPTED: "sal", Verdict.REFUSED: "refused"}


def run(job: Job) -> dict[str, Any]:
    """Writes everything that was ever decided; done twice it changes nothing more."""
    try:
        changed = sla.hand_over(settings.CORDEE_HOME, acts())
    except sla.HomeBusy as busy:
        raise Later(BUSY_WAIT) from busy
    if changed:
        refreshing.request(by=job.by)
    return {"changed": changed}


def acts() -> list[sla.Act]:
    """Every assignment, decision and answer, in the order in which they were made."""
    found = [_act(f"assigned-{one.pk}", one, "assigned", one.to_email) for one in Assignment.objects.all()]
    for decision in Decision.objects.all():
        stage = None if decision.told_by else STAGES[Verdict(decision.verdict)]
        found.append(
            _act(f"decision-{decision.pk}", decision, decision.verdict, decision.by_email, stage, decision.reason_fr)
        )
    for answer in Answer.objects.select_related("decision"):
        taken = answer.outcome == Outcome.NURTURE
        key, at = f"answer-{answer.pk}", answer.at
        found.append(_act(key, answer.decision, "answered", answer.by_email, "recycled" if taken else None, at=at))
    return sorted(found, key=lambda act: (act.at, act.key))


def _act(
    key: str, handed: Handed, act: str, by: str, stage: str | None = None, reason: str = "", at: datetime | None = None
) -> sla.Act:
    known = sla.Record(handed.record, handed.source, handed.object, handed.source_id)
    return sla.Act(key, known, act, naive(at or handed.at), by, stage, reason)
