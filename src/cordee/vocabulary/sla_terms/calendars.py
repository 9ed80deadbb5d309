"""The working calendar as both sides wrote it: hours, public holidays, teams, part-time, absences."""

import itertools
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from cordee.vocabulary.sla_terms.value import Key, Said, Value

_SHIFT = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$")


def _shift(text: str) -> str:
    if not (match := _SHIFT.match(text)) or (match[3] == "24" and match[4] != "00"):
        raise ValueError("not_a_shift")
    return text


Shift: TypeAlias = Annotated[str, AfterValidator(_shift), Field(json_schema_extra={"pattern": _SHIFT.pattern})]
"""From when to when people work, in local time: ``09:00-12:30``. An end before the start is on the next day, an end
equal to the start a whole day later; 24:00 is midnight."""

Shifts: TypeAlias = tuple[Shift, ...]


def seconds(shift: Shift) -> tuple[int, int]:
    """Local seconds after midnight at which a shift begins and ends; the end passes 86,400 when it is the next day."""
    match = _SHIFT.match(shift)
    if match is None:
        raise ValueError(f"{shift!r} is not a shift; write one like 09:00-12:30.")
    start, end = (int(match[n]) * 3600 + int(match[n + 1]) * 60 for n in (1, 3))
    return start, end if end > start else end + 86_400


class Week(Value):
    """The shifts of each day of the week; a day without any is closed."""

    mon: Shifts = ()
    tue: Shifts = ()
    wed: Shifts = ()
    thu: Shifts = ()
    fri: Shifts = ()
    sat: Shifts = ()
    sun: Shifts = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Week":
        week = [
            (day * 86_400 + start, day * 86_400 + end)
            for day, shifts in enumerate(self.days)
            for start, end in map(seconds, shifts)
        ]
        if week:
            week.append((week[0][0] + 7 * 86_400, week[0][1] + 7 * 86_400))
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(week)):
            raise ValueError("shifts_overlap")
        return self

    @property
    def days(self) -> tuple[Shifts, ...]:
        """Monday first."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


_OFFICE: Mapping[str, Shifts] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))


class Closure(Value):
    """Days on which nobody works although the week says so: both ends included."""

    first: date
    last: date
    name: Said | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Closure":
        if self.last < self.first:
            raise ValueError("ends_before_start")
        return self


class Absence(Closure):
    """Days on which a person is away, both ends included; ``hours`` limits it to a part of each day (a local shift)."""

    hours: Shift | None = None


class Place(Value):
    """What a team or a person has of their own; what is absent is taken from the level above."""

    zone: Said | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    region: Said | None = None
    week: Week | None = None


class Team(Place):
    """A team by the name that the tools give it."""

    key: Key
    name: Said
    closures: tuple[Closure, ...] = ()


class Worker(Place):
    """A person: part-time is a week of their own; absences are theirs alone."""

    person: Said
    team: Key | None = None
    absences: tuple[Absence, ...] = ()


class Calendar(Value):
    """Business time. Public holidays are those of the country (and region, where it has its own) of whoever works.

    ``worked_holidays`` are public holidays on which the company works all the same.
    """

    zone: Said = "Europe/Paris"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = "FR"
    region: Said | None = None
    week: Week = Week.model_validate(_OFFICE)
    closures: tuple[Closure, ...] = ()
    worked_holidays: tuple[date, ...] = ()
    teams: tuple[Team, ...] = ()
    people: tuple[Worker, ...] = ()
