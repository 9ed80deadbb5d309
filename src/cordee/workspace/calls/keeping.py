"""How long things are kept: recordings 6 months, transcripts and sheets 12 (the CNIL's recommendation for calls at work)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordee.workspace.activity.models import record
from cordee.workspace.calls.models import Call, Session, as_of
from cordee.workspace.insight import calls
from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Job

RECORDINGS = timedelta(days=182)
KEPT = timedelta(days=365)


def purge(job: Job) -> dict[str, Any]:
    """Forgets what is past its time. The decided utterances stay, without who said them, so that shares can be compared over years."""
    found = window()
    return forget(as_of(found.snapshot.data_as_of if found else None))


def forget(today: datetime) -> dict[str, int]:
    """As of ``today``: how many recordings, transcripts and sessions went."""
    with transaction.atomic():
        recordings = Call.objects.filter(at__lt=today - RECORDINGS).exclude(recording="").update(recording="")
        old = list(Call.objects.filter(at__lt=today - KEPT, emptied_at=None))
        for call in old:
            call.moments.filter(label="").delete()
            call.turns.all().delete()  # with their comments and extracts
            call.title, call.emptied_at, call.job_id = "", today, None
        Call.objects.bulk_update(old, ["title", "emptied_at", "job_id"])
        sessions = Session.objects.filter(on__lt=(today - KEPT).date())
        gone = sessions.count()
        sessions.delete()
    for call in old:
        calls.index().remove(call.pk)
    if recordings or old or gone:
        record("calls.purged", by=None, subject="", recordings=recordings, transcripts=len(old))
    return {"recordings": recordings, "transcripts": len(old), "sessions": gone}
