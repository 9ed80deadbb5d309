"""Insights on their way to the data plane: the workspace is itself a source, and a CRM will be told from here later."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cordee.workspace.journeys.models import Insight


def insights_since(moment: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Every insight told, reworded or withdrawn at or after ``moment``, as plain values; times are ISO, UTC."""
    found = Insight.objects.prefetch_related("wordings", "anchors").order_by("changed_at", "pk")
    for one in found.filter(changed_at__gte=moment) if moment else found:
        yield {
            "id": one.pk,
            "kind": one.kind,
            "reason": one.reason or None,
            "text": one.text,
            "about": one.about_kind,
            "about_name": one.about_name,
            "records": sorted(anchor.record_id for anchor in one.anchors.all()),
            "author": one.author_name,
            "side": one.side,
            "at": _iso(one.at),
            "changed_at": _iso(one.changed_at),
            "withdrawn_at": _iso(one.withdrawn_at),
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
