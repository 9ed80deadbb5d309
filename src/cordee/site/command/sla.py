"""``cordee sla show``, ``check``, ``draft`` and ``replay``; ``sign`` is in ``signing``."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from cordee.site.command.numbers import number, shown
from cordee.site.command.outcomes import DONE, FOUND_WRONG
from cordee.site.command.session import Session, command, example, table
from cordee.site.command.signing import sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cordee.revenue.sla.drafting import Draft
    from cordee.revenue.sla.replaying import Replay
    from cordee.revenue.sla.standing import Standing
    from cordee.revenue.sla.terms import Version
    from cordee.vocabulary.sla_terms.document import Terms

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(
    short_help="The SLA: in force, its clocks, a draft from history, a replay of other terms.",
    epilog=example(
        "cordee sla show",
        "cordee sla check",
        "cordee sla draft --out proposal.yml",
        "cordee sla replay proposal.yml --period 2026-Q2",
    ),
)
def sla() -> None:
    """The SLA: what is in force, how its clocks stand, and what other terms would have changed."""


sla.add_command(sign)


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


@sla.command(
    short_help="Propose terms from history, with the evidence of each clause.",
    epilog=example(
        "cordee sla draft --out proposal.yml",
        "cordee sla draft --revenue-target 1000000 --by 2027-06-30",
        "cordee sla draft --capacity 25 --json",
    ),
)
@click.option("--revenue-target", type=click.FloatRange(min=0, min_open=True), metavar="MONEY", help="A revenue to win from now on, in the company's currency; objectives follow from it.")  # fmt: skip
@click.option("--by", type=DAY, help="The day (YYYY-MM-DD) by which it must be won.")
@click.option("--capacity", type=click.FloatRange(min=0, min_open=True), metavar="N", help="MQLs that sales can work in a week; what they worked, if absent.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the terms to this file, which must not exist yet.")  # fmt: skip
@command
def draft(
    session: Session, revenue_target: float | None, by: datetime | None, capacity: float | None, out: Path | None
) -> int:
    """Propose terms from what the tools recorded: stages, a card, delays, reasons, objectives.

    Each clause shows its evidence, with n and interval. Where the data cannot say, the preset's value stands and says so.
    """
    from cordee.revenue.sla import drafting
    from cordee.revenue.sla.replaying import CannotReplay
    from cordee.vocabulary.sla_terms.reading import to_yaml

    if (revenue_target is None) != (by is None):
        raise click.UsageError("Give both --revenue-target and --by.")
    if out is not None and out.exists():
        raise click.UsageError(session.words(f"{out} exists already; choose another file.", f"{out} existe déjà\u202f; choisissez un autre fichier."))  # fmt: skip
    with session.bar(5) as bar:

        def tell(_: str) -> None:
            bar.update()

        try:
            found = drafting.draft(
                session.home.place,
                revenue_target=revenue_target,
                by=by.date() if by else None,
                capacity=capacity,
                tell=tell,
            )
        except CannotReplay as error:
            raise click.UsageError(error.said(session.language)) from error
    if out is not None:
        out.write_text(to_yaml(found.terms), encoding="utf-8")
    session.document({**found.as_json(), "file": None if out is None else str(out)})
    _print_draft(session, found)
    session.say()
    if out is None:
        session.say(session.words("To keep it as a file that both sides can change: --out FILE.", "Pour en faire un fichier que les deux équipes peuvent changer\u202f: --out FICHIER."))  # fmt: skip
    else:
        session.say(session.words(f"Written to {out}. What it would have changed: cordee sla replay {out}", f"Écrit dans {out}. Ce que cela aurait changé\u202f: cordee sla replay {out}"))  # fmt: skip
    return DONE


@sla.command(
    short_help="What other terms would have changed in a past period.",
    epilog=example(
        "cordee sla replay proposal.yml",
        "cordee sla replay proposal.yml --period 2026-Q2 --minutes-per-attempt 8",
        "cordee sla replay proposal.yml --from 2026-04-01 --to 2026-06-30 --json",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", type=DAY, help="First day (YYYY-MM-DD); the last whole quarter of the data if absent.")
@click.option("--to", "last", type=DAY, help="Last day, included.")
@click.option("--period", help="Instead of --from and --to: 2026, 2026-Q3, 2026-07, 2026-W27.")
@click.option("--minutes-per-attempt", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="What an attempt takes: an assumption, for no tool logs it.")  # fmt: skip
@command
def replay(
    session: Session,
    file: Path,
    first: datetime | None,
    last: datetime | None,
    period: str | None,
    minutes_per_attempt: float,
) -> int:
    """What the terms of FILE would have changed in a past period, in three parts that are never added up.

    Exact: MQLs a week, by channel, segment and grade, hours of work, clocks. Bounded: wins of leads that nobody worked.
    Extrapolated: an assumption. Leads and scores are those of then.
    """
    from cordee.revenue.sla import replaying
    from cordee.revenue.sla.replaying_words import sentences
    from cordee.vocabulary.periods import Period

    if period is not None and (first or last):
        raise click.UsageError("Give either --period, or --from and --to.")
    if (first is None) != (last is None):
        raise click.UsageError("Give both --from and --to.")
    over = Period.parse(period) if period else Period(first.date(), last.date()) if first and last else None
    terms = _terms(session, file)
    with session.bar(100, unit="%") as bar:

        def tell(share: float) -> None:
            bar.update(max(0, round(100 * share) - bar.n))

        try:
            found = replaying.replay(
                session.home.place, terms, over, minutes_per_attempt=minutes_per_attempt, tell=tell
            )
        except replaying.CannotReplay as error:
            raise click.UsageError(error.said(session.language)) from error
    said = {language: sentences(found, language) for language in ("fr", "en")}
    session.document(found.as_json() | {"sentences": said})
    _print_replay(session, found)
    return DONE


def _terms(session: Session, file: Path) -> "Terms":
    """The terms of a file. A file that is not there, or no terms, is one that could not be read."""
    from cordee.revenue.warehouse.home import HomeError
    from cordee.vocabulary.sla_terms.problems import TermsError
    from cordee.vocabulary.sla_terms.reading import read

    try:
        return read(file.read_text(encoding="utf-8"))
    except TermsError as error:
        raise HomeError(f"{file}\n{error.said(session.language)}") from error


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


def _print_draft(session: Session, found: "Draft") -> None:
    """Each clause as it reads, and below it why; the glossary and the calendar, which nothing is known of, are left out."""
    from cordee.vocabulary.sla_terms.clauses import clauses

    language, silent = session.language, ("title", "glossary", "calendar", "routing", "review")
    session.say(found.terms.title.said(language))
    for part in clauses(found.terms):
        evidence = found.of(part.id)
        if part.section in silent:
            continue
        session.say(f"\n{part.title.said(language)}  [{part.id}]")
        for sentence in part.reading(language):
            session.say(f"  {sentence}")
        for one in evidence:
            session.say(f"    {'·' if one.from_history else '○'} {one.said(language)}")
    for one in found.of("reason"):
        session.say(f"\n  · {one.said(language)}")


def _print_replay(session: Session, found: "Replay") -> None:
    from cordee.revenue.sla.replaying_words import sentences

    w, language = session.words, session.language
    said = sentences(found, language)
    names = {
        "exact": w("EXACT: counted again on the leads that there were", "EXACT\u202f: recompté sur les leads tels qu’ils étaient"),
        "bounded": w("BOUNDED: wins that nobody can know, between two limits", "BORNÉ\u202f: des gains que nul ne peut savoir, entre deux limites"),
        "extrapolated": w("EXTRAPOLATED: an assumption", "EXTRAPOLÉ\u202f: une hypothèse"),
        "notes": w("Notes", "Remarques"),
    }  # fmt: skip
    for part, lines in said.items():
        if not lines:
            continue
        session.say(f"\n{names[part]}")
        for line in lines:
            session.say(f"  {line}")
        if part == "exact":
            _print_exact(session, found)
        if part == "bounded" and found.bounded.bands:
            rows = [
                [f"{band.least}–{band.most}", number(band.n, 0, language), _between(session, band.low, band.high), number(band.unworked, 0, language), number(band.above, 0, language)]
                for band in found.bounded.bands
            ]  # fmt: skip
            headings = [w("Score", "Score"), w("Leads", "Leads"), w("Win rate", "Taux de gain"), w("Unworked", "Non travaillés"), w("Worked above", "Travaillés au-dessus")]  # fmt: skip
            session.say("\n" + table(headings, rows, right=(1, 2, 3, 4)))


def _print_exact(session: Session, found: "Replay") -> None:
    w, language = session.words, session.language
    before, after = w("As it was", "Tel quel"), w("Proposal", "Proposition")
    names = {"channel": w("Channel", "Canal"), "segment": w("Segment", "Segment"), "grade": w("Grade", "Note")}
    for name, shares in found.mix.items():
        rows = [[one.value, number(one.actual, 0, language), number(one.proposal, 0, language)] for one in shares]
        session.say("\n" + table([names[name], before, after], rows, right=(1, 2)))
    rows = [
        [one.clause, number(one.kept, 0, language), number(one.broken, 0, language), shown(one.share, "share", language), shown(one.share_then, "share", language)]
        for one in found.clocks
    ]  # fmt: skip
    if rows:
        headings = [w("Clause", "Clause"), w("Kept", "Tenus"), w("Broken", "Manqués"), after, w("As judged then", "Jugés alors")]  # fmt: skip
        session.say("\n" + table(headings, rows, right=(1, 2, 3, 4)))


def _between(session: Session, low: float, high: float) -> str:
    return f"{shown(low, 'share', session.language)} – {shown(high, 'share', session.language)}"
