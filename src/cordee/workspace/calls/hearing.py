"""From words to moments: taking over the tools' calls, reading what is brought, labelling. The jobs of the lane ``calls``."""

from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.speech import Label
from cordee.workspace.activity.models import record
from cordee.workspace.calls.keeping import KEPT
from cordee.workspace.calls.models import Call, Moment, Origin, Turn, as_of
from cordee.workspace.insight import calls
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Failed, Job

CHUNK = 400
"""Calls that are taken over and labelled at a time."""


def confirmed() -> list[tuple[str, str]]:
    """(words, label) that people decided, earliest first: what the labeller learns from."""
    decided = Moment.objects.exclude(label="").exclude(label=Label.COMPETITOR_MENTION)
    return list(decided.order_by("decided_at").values_list("text", "label"))


def competitors() -> list[str]:
    """The names of other suppliers, one a line of ``competitors.txt`` in the home; none where there is no such file."""
    file: Path = settings.CORDEE_HOME.path / "competitors.txt"
    return (
        [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        if file.exists()
        else []
    )


def take(job: Job) -> dict[str, Any]:
    """Takes over the recorded calls of the tools that are not there yet, and labels them. A second time changes nothing."""
    found = window()
    if found is None:
        return {"calls": 0}
    today = as_of(found.snapshot.data_as_of)
    since = (today - KEPT).astimezone(UTC).replace(tzinfo=None)
    known = set(Call.objects.exclude(record_id=None).values_list("record_id", flat=True))
    fresh = [one for one in calls.recorded(found, since=since) if one.id not in known]
    for start in range(0, len(fresh), CHUNK):
        job.progress(start, len(fresh), _("Taking over the tools’ calls"))
        part = fresh[start : start + CHUNK]
        with transaction.atomic():
            kept = Call.objects.bulk_create(
                Call(
                    origin=Origin.TOOL,
                    record_id=one.id,
                    tool=one.source,
                    title=" · ".join(filter(None, (one.account, one.person)))[:200],
                    at=one.at.replace(tzinfo=UTC),
                    seconds=one.seconds,
                    recording=one.recording if one.recording.startswith(("https://", "http://")) else "",
                )
                for one in part
            )
            turns = Turn.objects.bulk_create(
                Turn(call=call, place=place, text=turn.text, speaker=(turn.speaker or "")[:120], side=turn.side or "")
                for call, one in zip(kept, part, strict=True)
                for place, turn in enumerate(calls.turns_of(one.note, one.person))
            )
        calls.index().add((turn.pk, turn.call_id, turn.text) for turn in turns)
        hear(kept, job)
    if fresh:
        record("calls.taken", by=job.by, subject="", calls=len(fresh))
    return {"calls": len(fresh)}


def read(job: Job) -> dict[str, Any]:
    """Reads and labels a transcript that somebody brought."""
    call = Call.objects.filter(pk=job.payload["call"]).first()
    if call is None:
        raise Failed(_("This call is not there any more."))
    file = settings.CORDEE_HOME.path / "calls" / "incoming" / job.payload["file"]
    job.progress(0, 1, _("Reading the transcript"))
    if file.exists():
        try:
            told = calls.transcript(file, ours=calls.colleagues(window()))
        except calls.NotATranscript as problem:
            raise Failed(problem.said) from problem
        keep(call, told)
        file.unlink()
    hear([call], job)
    return {"turns": call.turns.count(), "moments": call.moments.count()}


def keep(call: Call, told: list[calls.Turn]) -> None:
    """Keeps the turns of a call, and has them found."""
    turns = call.keep(told)
    last = [turn.until or turn.at for turn in told if turn.until is not None or turn.at is not None]
    if last and call.seconds is None:
        call.seconds = int(max(time for time in last if time is not None))
        call.save(update_fields=["seconds"])
    calls.index().add((turn.pk, call.pk, turn.text) for turn in turns)


def hear(some: list[Call], job: Job | None = None) -> None:
    """Labels calls anew; what people decided stays. Without the encoder nothing is suggested, and the calls stay unheard."""
    if not calls.can_suggest():
        return
    turns = list(Turn.objects.filter(call__in=some).order_by("call_id", "place"))
    told = [calls.Turn(text=turn.text, speaker=turn.speaker, at=turn.at, side=turn.side or None) for turn in turns]

    def progress(done: int, total: int) -> None:
        if job is not None:
            job.progress(done, total, _("Looking for what was said"))

    found, _looked = calls.labelled(told, confirmed=confirmed(), competitors=competitors(), progress=progress)
    looked: dict[int, int] = {}
    for turn in turns:
        if turn.side != calls.OURS:
            looked[turn.call_id] = looked.get(turn.call_id, 0) + len(calls.utterances(turn.text))
    with transaction.atomic():
        Moment.objects.filter(call__in=some, label="").delete()
        decided = set(Moment.objects.filter(call__in=some).values_list("turn_id", "text"))
        Moment.objects.bulk_create(
            Moment(
                call_id=turns[one.turn].call_id,
                turn=turns[one.turn],
                text=one.text,
                suggested=one.label,
                probability=one.probability,
            )
            for one in found
            if (turns[one.turn].pk, one.text) not in decided
        )
        from django.utils import timezone

        for call in some:
            call.heard_at, call.utterances = timezone.now(), looked.get(call.pk, 0)
        Call.objects.bulk_update(some, ["heard_at", "utterances"])
