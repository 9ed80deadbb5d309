"""Acts that people log in Cordée itself: ``sla/acts.jsonl``, one JSON object a line, appended and never rewritten.

``{"act": "assigned", "record": 812…, "at": "2026-11-25T09:14:00", "until": null, "by": "ines@x.fr"}``: the act, the
record id of the person's record it was done on (so that it follows a merge), when (UTC), until when for a pause, by whom.
"""

import json
from datetime import datetime

from cordee.revenue.model.build import Build
from cordee.revenue.model.campaigns import as_table
from cordee.revenue.warehouse.home import Home, HomeError

ACTS = frozenset(
    {"assigned", "accepted", "refused", "qualified", "recycled", "answered", "postponed", "meeting_booked", "explored"}
)
"""Those that clocks know: assignments, decisions, the two that pause a clock until a moment; and the draw of the exploration
quota, which replays read."""


def acts(build: Build, home: Home) -> int:
    """Makes the temporary table ``sla_act`` (person_id, act, at, until_at, by) of who is known by now; how many."""
    file, rows = home.path / "sla" / "acts.jsonl", []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else (), 1):
        try:
            one = json.loads(line)
            until = one.get("until")
            row = {
                "record_id": int(one["record"]),
                "act": str(one["act"]),
                "at": datetime.fromisoformat(one["at"]),
                "until_at": None if until is None else datetime.fromisoformat(until),
                "by": one.get("by"),
            }
        except (ValueError, KeyError, TypeError) as error:
            raise HomeError(f"{file}, line {number}: not an act ({error}).") from error
        if row["act"] in ACTS:
            rows.append(row)
    types = {"record_id": "BIGINT", "act": "VARCHAR", "at": "TIMESTAMP", "until_at": "TIMESTAMP", "by": "VARCHAR"}
    as_table(build, "sla_act_told", rows, types)
    build.temp(
        "sla_act",
        'SELECT DISTINCT l.person_id, t.act, t."at", t.until_at, t."by" '
        "FROM sla_act_told AS t JOIN person_link AS l USING (record_id)",
    )
    return len(rows)
