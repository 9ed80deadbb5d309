"""The SLA versions of a home: ``sla/<n>.yml``, and ``sla/index.json`` that says from when each is in force.

The workspace writes them once both sides have signed. Each version holds from its day (midnight in the company's zone), or
from the moment of the second signature where no day was agreed, until the next one's; before the first, and while there is none, the settings say the only promise: ``default``.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cordee.revenue.sla.hours import of_settings
from cordee.revenue.warehouse.home import Home, HomeError, Settings
from cordee.vocabulary.sla_terms.clauses import content_hash
from cordee.vocabulary.sla_terms.delays import Act, Delay, Start, Tier
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.problems import TermsError
from cordee.vocabulary.sla_terms.reading import read, to_yaml
from cordee.vocabulary.sla_terms.value import Owes, Words
from cordee.vocabulary.words import SALES_ATTEMPTS

DEFAULT = "default"
"""What judges a clock that started before any version was in force."""

FIRST_ATTEMPT = "first_attempt"
"""The key of the delay that the speed to lead is measured on."""


@dataclass(frozen=True, slots=True)
class Version:
    """Terms with what the document itself does not know: its number, and the naive UTC moments between which it holds."""

    label: str
    terms: Terms
    since: datetime | None = None
    until: datetime | None = None
    content_hash: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether it judges what starts at a moment."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def folder(home: Home) -> Path:
    return home.path / "sla"


def versions(home: Home) -> tuple[Version, ...]:
    """Every version that was ever in force, oldest first, the default before them.

    Raises ``HomeError`` when a file is missing, is not what was signed (its hash differs), or two begin on one day.
    """
    settings = home.settings
    given = _index(home)
    starts = [_begins(one["in_force_from"], settings.zone) for one in given]
    if starts != sorted(set(starts)):
        raise HomeError(f"{folder(home) / 'index.json'}: versions are not in the order of their days, or share one.")
    found = [Version(DEFAULT, default(settings), None, starts[0] if starts else None)]
    for place, one in enumerate(given):
        until = starts[place + 1] if place + 1 < len(starts) else None
        terms = _terms(folder(home) / f"{one['version']}.yml", str(one["content_hash"]))
        found.append(Version(str(one["version"]), terms, starts[place], until, str(one["content_hash"])))
    return tuple(found)


def in_force(given: Sequence[Version], at: datetime) -> Version:
    """The version that judges what starts at a moment (naive UTC)."""
    return next(version for version in given if version.holds(at))


def default(settings: Settings) -> Terms:
    """The promise of ``cordee.toml``: a first attempt after each MQL, within so many minutes of the company's hours."""
    minutes = settings.first_attempt_minutes
    delay = Delay(
        key=FIRST_ATTEMPT,
        name=Words(fr="Première tentative", en="First attempt"),
        owed_by=Owes.SALES,
        starts=Start.MQL,
        stops=tuple(Act(kind) for kind in sorted(SALES_ATTEMPTS)),
        tiers=(Tier(key="all", target_minutes=minutes),),
    )
    title = Words(fr="Réglages par défaut, que personne n’a signés", en="Default settings, which nobody signed")
    return Terms(title=title, delays=(delay,), calendar=of_settings(settings))


def publish(home: Home, version: int, terms: Terms, *, in_force_from: date) -> Path:
    """Writes a version that is signed by both sides and puts it in the index; the same one again changes nothing.

    Raises ``HomeError`` when this number was published with other terms or another day, or when the day is not after
    that of the version before: what was in force stays as it was.
    """
    given = _index(home)
    entry = {"version": version, "in_force_from": in_force_from.isoformat(), "content_hash": content_hash(terms)}
    file = folder(home) / f"{version}.yml"
    for one in given:
        if one["version"] == version:
            if one != entry:
                raise HomeError(f"{file}: version {version} is in force as it was signed; publish another number.")
            return file
    if given and in_force_from.isoformat() <= str(given[-1]["in_force_from"]):
        raise HomeError(f"Version {version} would begin before {given[-1]['in_force_from']}, when the last one did.")
    folder(home).mkdir(parents=True, exist_ok=True)
    _replace(file, to_yaml(terms))
    _replace(folder(home) / "index.json", json.dumps({"versions": [*given, entry]}, indent=2) + "\n")
    return file


def fingerprint(home: Home) -> str:
    """What must be rebuilt for when it changes: which versions hold from when."""
    return json.dumps(_index(home), sort_keys=True)


def _index(home: Home) -> list[dict[str, Any]]:
    file = folder(home) / "index.json"
    if not file.exists():
        return []
    try:
        given: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["versions"]
        for one in given:
            _begins(one["in_force_from"], "UTC"), one["version"], one["content_hash"]
    except (ValueError, KeyError, TypeError) as error:
        raise HomeError(f"{file} cannot be read ({error}). Publish the versions again from the SLA page.") from error
    return given


def _terms(file: Path, signed: str) -> Terms:
    try:
        terms = read(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise HomeError(f"{file} is missing, though it is in force. Publish it again from the SLA page.") from error
    except TermsError as error:
        raise HomeError(f"{file} cannot be read: {error}") from error
    if content_hash(terms) != signed:
        raise HomeError(f"{file} is not what was signed: its hash differs. Publish it again from the SLA page.")
    return terms


def _begins(text: str, zone: str) -> datetime:
    """The naive UTC moment of a day (its midnight in the zone) or of a moment with its offset."""
    if "T" in text:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    local = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def _replace(file: Path, text: str) -> None:
    """Writes beside and swaps, so that a reader never sees half a file and a crash leaves the one before."""
    aside = file.with_name(f".{file.name}.new")
    with aside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(file)
