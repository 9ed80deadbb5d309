"""``cordee sla show`` and ``cordee sla check``."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from cordee.site.command.outcomes import DONE, FOUND_WRONG
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cordee.revenue.sla.standing import Standing
    from cordee.revenue.sla.terms import Version

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(
    short_help="The SLA: what is in force, and how its clocks stand.",
    epilog=example("cordee sla show", "cordee sla check"),
)
def sla() -> None:
    """The SLA: what is in force, and how its clocks stand."""


@sla.command(
    short_help="The terms in force, clause by clause.",
    epilog=example("cordee sla show", "cordee sla show --at 2026-03-01 --json", "cordee sla show --yaml > sla.yml"),
)
@click.option("--at", "day", type=DAY, help="What was in force at the end of this day (YYYY-MM-DD); today if absent.")
@click.option("--yaml", "as_yaml", is_flag=True, help="The terms as a file that can be changed and proposed again.")
@command
def show(session: Session, day: datetime | None, as_yaml: bool) -> int:
    """The terms in force, clause by clause; before anything was signed, what the settings promise."""
    from cordee.revenue.sla.terms import in_force, versions
    from cordee.vocabulary.sla_terms.clauses import clauses, content_hash
    from cordee.vocabulary.sla_terms.reading import to_json, to_yaml

    if as_yaml and session.as_json:
        raise click.UsageError("Give --yaml or --json, not both.")
    version = in_force(versions(session.home.place), _moment(session, day))
    if as_yaml:
        click.echo(to_yaml(version.terms), nl=False)
        return DONE
    parts = clauses(version.terms)
    session.document(
        {
            "version": version.label,
            "in_force_from": version.since,
            "in_force_until": version.until,
            "content_hash": content_hash(version.terms),
            "clauses": [
                {
                    "id": part.id,
                    "title": {"fr": part.title.fr, "en": part.title.en},
                    "reading": {language: part.reading(language) for language in ("fr", "en")},
                }
                for part in parts
            ],
            "terms": to_json(version.terms),
        }
    )
    session.say(_heading(session, version))
    for part in parts:
        if part.id != "title":
            session.say(f"\n{part.title.said(session.language)}  [{part.id}]")
            for sentence in part.reading(session.language):
                session.say(f"  {sentence}")
    return DONE


@sla.command(
    short_help="How the clocks stand: kept, broken, running, at risk.",
    epilog=example(
        "cordee sla check", "cordee sla check --days 30 --json", "cordee sla check || echo 'something broke'"
    ),
)
@click.option("--days", type=click.IntRange(min=1), default=7, show_default=True, help="Of those that stopped, those due in so many last days.")  # fmt: skip
@click.option("--now", "by_the_clock", is_flag=True, help="As of this minute instead of the newest data: what was not imported yet counts as not done.")  # fmt: skip
@command
def check(session: Session, days: int, by_the_clock: bool) -> int:
    """How the clocks stand, with the leads. The exit code is 1 when something is broken.

    Every clock that still runs, and those that fell due in the last days.
    """
    from cordee.revenue.sla.standing import STATES, data_as_of, standings

    with session.home.reading() as con:
        known = data_as_of(con)
        at = datetime.now(UTC).replace(tzinfo=None) if by_the_clock or known is None else known
        found = standings(con, at=at, days=days)
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    session.document({"as_of": at, "days": days, "counts": counts, "clocks": [one.as_json() for one in found]})
    _print(session, found, counts, at)
    return FOUND_WRONG if counts["broken"] else DONE


def _moment(session: Session, day: datetime | None) -> datetime:
    if day is None:
        return datetime.now(UTC).replace(tzinfo=None)
    local = datetime.combine(day.date(), time(23, 59, 59), ZoneInfo(session.home.settings.zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def _heading(session: Session, version: "Version") -> str:
    from cordee.revenue.sla.terms import DEFAULT

    w, title = session.words, version.terms.title.said(session.language)
    if version.label == DEFAULT:
        return w(f"{title} (no SLA is in force)", f"{title} (aucun SLA n’est en vigueur)")
    since = _local(session, version.since)[:10]
    return w(f"{title}, version {version.label}, in force since {since}", f"{title}, version {version.label}, en vigueur depuis le {since}")  # fmt: skip


def _local(session: Session, at: datetime | None) -> str:
    if at is None:
        return "–"
    return f"{at.replace(tzinfo=UTC).astimezone(ZoneInfo(session.home.settings.zone)):%Y-%m-%d %H:%M}"


def _print(session: Session, found: "Sequence[Standing]", counts: dict[str, int], at: datetime) -> None:
    w = session.words
    names = {"broken": w("broken", "manqués"), "at_risk": w("at risk", "à risque"), "running": w("running", "en cours"), "kept": w("kept", "tenus")}  # fmt: skip
    listed = ", ".join(f"{count} {names[state]}" for state, count in counts.items())
    session.say(w(f"As of {_local(session, at)}: {listed}.", f"Au {_local(session, at)}\u202f: {listed}."))
    rows = [
        [
            names[one.state],
            one.person or str(one.person_id),
            one.account or "",
            one.owner or w("nobody", "personne"),
            one.clause if one.tier == "all" else f"{one.clause} ({one.tier})",
            _local(session, one.due_at),
            f"{one.business_minutes:.0f} / {one.target_minutes}",
            one.terms,
        ]
        for one in found
        if one.state != "kept"
    ]
    if rows:
        headings = [w("State", "État"), w("Lead", "Lead"), w("Company", "Entreprise"), w("Owner", "À qui"), w("Clause", "Clause"), w("Due", "Échéance"), "min", w("Terms", "Version")]  # fmt: skip
        session.say("\n" + table(headings, rows, right=(6,)))
