"""A slow and independent reading of a calendar: minute by minute, by what the clock on the wall says at each."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from numpy.typing import NDArray

from cordee.vocabulary.sla_terms.calendars import Absence, Calendar, Worker

_EPOCH = date(1970, 1, 1)


class Oracle:
    """Open minutes of a person (or of the company) between two days, by looking at every minute of UTC."""

    def __init__(self, calendar: Calendar, worker: Worker | None, first: date, last: date) -> None:
        self.low = (first - _EPOCH).days * 1440
        minutes = np.arange(self.low, ((last - _EPOCH).days + 1) * 1440)
        zone = ZoneInfo((worker and worker.zone) or calendar.zone)
        local = minutes + self._ahead(zone, minutes)
        day, minute = local // 1440, local % 1440
        week = (worker and worker.week) or calendar.week
        country = (worker and worker.country) or calendar.country
        years = range(first.year - 1, last.year + 2)
        off = set(holidays.country_holidays(country, years=years)) if country else set()
        off -= set(calendar.worked_holidays)
        low = day.min() - 1
        works = np.array([self._works(int(n), calendar, worker, off) for n in range(low, day.max() + 1)])
        table = np.zeros((7, 2880), dtype=bool)
        for weekday, shifts in enumerate(week.days):
            for shift in shifts:
                begin, end = ((int(text[:2]) * 60 + int(text[3:])) for text in shift.split("-"))
                table[weekday, begin : end if end > begin else end + 1440] = True
        today = table[(day + 3) % 7, minute] & works[day - low]
        yesterday = table[(day + 2) % 7, minute + 1440] & works[day - 1 - low]
        self.open = (today | yesterday) & ~self._away(worker, day, minute)
        self.before = np.concatenate([[0], np.cumsum(self.open)]) * 60

    def seconds_before(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        place = seconds // 60 - self.low
        return self.before[place] + np.where(self.open[place], seconds % 60, 0)

    @staticmethod
    def _ahead(zone: ZoneInfo, minutes: NDArray[np.int64]) -> NDArray[np.int64]:
        quarters = minutes[::15]
        ahead = [
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(one))).astimezone(zone).utcoffset()
            for one in quarters
        ]
        return np.repeat([int(one.total_seconds()) // 60 for one in ahead if one is not None], 15)[: len(minutes)]

    @staticmethod
    def _works(number: int, calendar: Calendar, worker: Worker | None, off: set[date]) -> bool:
        day = _EPOCH + timedelta(days=number)
        whole = [absence for absence in (worker.absences if worker else ()) if absence.hours is None]
        return day not in off and not any(one.first <= day <= one.last for one in (*calendar.closures, *whole))

    @staticmethod
    def _away(worker: Worker | None, day: NDArray[np.int64], minute: NDArray[np.int64]) -> NDArray[np.bool_]:
        away = np.zeros(len(day), dtype=bool)
        partly: list[Absence] = [one for one in (worker.absences if worker else ()) if one.hours]
        for one in partly:
            begin, end = ((int(text[:2]) * 60 + int(text[3:])) for text in str(one.hours).split("-"))
            number = np.arange((one.first - _EPOCH).days, (one.last - _EPOCH).days + 1)
            away |= np.isin(day, number) & (minute >= begin) & (minute < end)
        return away
