"""The latest moment that the data speak of."""

from datetime import datetime

from cordee.revenue.pipeline.work import Work

_MOMENTS = {
    "stg_person": ("created_at", "modified_at"),
    "stg_account": ("created_at", "modified_at"),
    "stg_touch": ("occurred_at",),
    "stg_stage_event": ("occurred_at",),
    "stg_deal": ("created_at", "closed_at", "modified_at"),
    "stg_deal_event": ("occurred_at",),
    "stg_call": ("occurred_at",),
    "stg_spend": ("day",),
    "stg_traffic": ("day",),
}


def data_as_of(work: Work) -> datetime | None:
    """The latest moment any tool's data speaks of; what is planned does not count.

    Over every version ever received, so that a refresh only has to look at new files.
    """
    parts = [
        f"SELECT max({column}::TIMESTAMP) AS moment FROM {work.new.rows(table)} "
        f"WHERE {column}::TIMESTAMP <= received_at"
        for table, columns in _MOMENTS.items()
        if work.new.has(table)
        for column in columns
    ]
    parts.append("SELECT max(data_as_of) AS moment FROM snapshot")
    row = work.con.execute(f"SELECT max(moment) FROM ({' UNION ALL '.join(parts)})").fetchone()
    return row[0] if row else None
