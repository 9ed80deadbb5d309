"""Periods as people say them: 2026-Q3, 2026-07, 2026, or two dates. Both ends are included."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta


class NotAPeriod(ValueError):
    """The text does not name a period. Write 2026, 2026-Q3, 2026-07, 2026-W27 or 2026-07-01..2026-09-30."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``start`` to ``end``, both days included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise NotAPeriod(f"A period ends after it starts: {self.start} to {self.end}.")

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def previous(self) -> "Period":
        """The period of the same length just before; whole months and quarters step by calendar."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        whole = self.start.day == 1 and self.end.day == calendar.monthrange(self.end.year, self.end.month)[1]
        if whole:
            index = self.start.year * 12 + self.start.month - 1 - months
            return Period(date(index // 12, index % 12 + 1, 1), self.start - timedelta(days=1))
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Reads ``2026``, ``2026-Q3``, ``2026-07``, ``2026-W27`` or ``2026-07-01..2026-09-30``."""
        text = text.strip()
        try:
            if match := re.fullmatch(r"(\d{4})", text):
                return cls(date(int(match[1]), 1, 1), date(int(match[1]), 12, 31))
            if match := re.fullmatch(r"(\d{4})-[QT]([1-4])", text):
                first = int(match[2]) * 3 - 2
                return cls(date(int(match[1]), first, 1), _last_day(int(match[1]), first + 2))
            if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
                return cls(date(int(match[1]), int(match[2]), 1), _last_day(int(match[1]), int(match[2])))
            if match := re.fullmatch(r"(\d{4})-W(\d{2})", text):
                monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
                return cls(monday, monday + timedelta(days=6))
            if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:\.\.|/)(\d{4}-\d{2}-\d{2})", text):
                return cls(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
        except ValueError as error:
            raise NotAPeriod(f"{text!r}: {error}") from error
        raise NotAPeriod(f"{text!r} is not a period. Write 2026, 2026-Q3, 2026-07, 2026-W27 or 2026-07-01..2026-09-30.")


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
