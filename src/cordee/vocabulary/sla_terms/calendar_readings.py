"""Readings of the calendar: hours, holidays, closures, absences."""

from cordee.vocabulary.sla_terms.calendars import Absence, Calendar, Closure, Place, Shifts, Team, Week, Worker
from cordee.vocabulary.sla_terms.phrases import AND, capital, day, of_pair, pick
from cordee.vocabulary.sla_terms.sentences import listed

_DAYS: tuple[tuple[str, str], ...] = (
    ("lundi", "Monday"), ("mardi", "Tuesday"), ("mercredi", "Wednesday"), ("jeudi", "Thursday"), ("vendredi", "Friday"), ("samedi", "Saturday"), ("dimanche", "Sunday"),
)  # fmt: skip


def week(week: Week, language: str) -> str:
    """«lundi à vendredi 09:00-18:00»: days in a row with the same shifts are told together."""
    runs: list[tuple[int, int, Shifts]] = []
    for place, shifts in enumerate(week.days):
        if runs and runs[-1][2] == shifts and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place, shifts)
        else:
            runs.append((place, place, shifts))
    said = []
    for first, last, shifts in runs:
        if shifts:
            days = of_pair(_DAYS[first], language)
            if last > first:
                days += f" {pick(language, 'à', 'to')} {of_pair(_DAYS[last], language)}"
            said.append(f"{days} {listed([shift.replace('-', '–') for shift in shifts], language, last=AND)}")
    return ", ".join(said) or pick(language, "aucune heure", "no hours")


def _closures(closures: tuple[Closure, ...], language: str) -> list[str]:
    said = []
    for one in closures:
        days = day(one.first, language)
        if one.last != one.first:
            days = pick(
                language, f"du {days} au {day(one.last, language)}", f"from {days} to {day(one.last, language)}"
            )
        else:
            days = pick(language, f"le {days}", f"on {days}")
        part = f" ({one.hours.replace('-', '–')})" if isinstance(one, Absence) and one.hours else ""
        name = f" ({one.name})" if one.name else ""
        away = pick(language, "Absence", "Away") if isinstance(one, Absence) else pick(language, "Fermé", "Closed")
        said.append(f"{away} {days}{part}{name}.")
    return said


def company(calendar: Calendar, language: str) -> list[str]:
    said = [f"{capital(week(calendar.week, language))} ({calendar.zone})."]
    if calendar.country:
        where = f"{calendar.country}, {calendar.region}" if calendar.region else calendar.country
        said.append(pick(language, f"Jours fériés\u202f: {where}.", f"Public holidays: {where}."))
    else:
        said.append(pick(language, "Sans jours fériés.", "No public holidays."))
    said += _closures(calendar.closures, language)
    for one in calendar.worked_holidays:
        said.append(pick(language, f"Travaillé bien que férié\u202f: {day(one, language)}.", f"Worked although a holiday: {day(one, language)}."))  # fmt: skip
    return said


def _place(place: Place, language: str) -> list[str]:
    said = []
    if place.week is not None:
        said.append(f"{capital(week(place.week, language))}.")
    if place.zone:
        said.append(pick(language, f"Fuseau horaire\u202f: {place.zone}.", f"Time zone: {place.zone}."))
    if place.country:
        where = f"{place.country}, {place.region}" if place.region else place.country
        said.append(pick(language, f"Jours fériés\u202f: {where}.", f"Public holidays: {where}."))
    return said


def team(team: Team, language: str) -> list[str]:
    same = pick(language, "Les heures de l’entreprise.", "The hours of the company.")
    return (_place(team, language) + _closures(team.closures, language)) or [same]


def worker(worker: Worker, language: str) -> list[str]:
    said = _place(worker, language) + _closures(worker.absences, language)
    if worker.team:
        said.insert(0, pick(language, f"Équipe\u202f: {worker.team}.", f"Team: {worker.team}."))
    return said or [pick(language, "Les heures de l’entreprise.", "The hours of the company.")]
