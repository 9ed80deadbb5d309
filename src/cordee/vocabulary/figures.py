"""A figure never travels alone: it carries its metric, its period, its size and its uncertainty."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One value of a metric, for a period and at most one group.

    ``value`` is ``None`` where the data cannot answer; ``note`` then says why. Rates are 0..1, money is in the company
    currency, durations are in the metric's unit. ``low`` and ``high`` bound the stated interval. ``numerator`` equals
    the number of records that the figure opens on.
    """

    metric: str
    value: float | None
    unit: str
    start: date
    end: date
    as_of: datetime | None
    group: str | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    note: str | None = None
    immature: bool = False

    def as_json(self) -> Mapping[str, Any]:
        """The shape that the command and the HTTP interface promise: ``from`` and ``to`` instead of start and end."""
        row = asdict(self)
        return {
            "metric": row["metric"],
            "group": row["group"],
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
            "n": row["n"],
            "numerator": row["numerator"],
            "denominator": row["denominator"],
            "unit": row["unit"],
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "note": row["note"],
            "immature": row["immature"],
        }
