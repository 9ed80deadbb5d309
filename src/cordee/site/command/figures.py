"""``cordee metrics`` and ``cordee records``."""

import re
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import click

from cordee.site.command.numbers import day, number, shown
from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from cordee.revenue.metrics import Record
    from cordee.vocabulary.figures import Figure
    from cordee.vocabulary.periods import Period

DAY = click.DateTime(["%Y-%m-%d"])
LISTED = 50

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])")
"""Where one sentence of a note ends: those that several figures share are printed once."""

_PERIOD = (
    click.option("--from", "first", type=DAY, help="First day (YYYY-MM-DD); the data's first if absent."),
    click.option("--to", "last", type=DAY, help="Last day, included; the data's last if absent."),
    click.option("--period", help="Instead of --from and --to: 2026, 2026-Q3, 2026-07, 2026-W27."),
    click.option("--by", help="channel, campaign, week, month, quarter, segment or team."),
    click.option("--horizon", type=click.IntRange(min=1), help="Days, for conversions. 90 if absent."),
    click.option("--model", help="Attribution model, for roi: first, last, linear, u, w, time_decay. w if absent."),
    click.option("--filter", "filters", multiple=True, metavar="DIM=VALUE", help="Only this group; may be repeated."),
)


def _asking(function: Any) -> Any:
    for option in reversed(_PERIOD):
        function = option(function)
    return function


@click.command(
    short_help="Figures, each with its interval and its definition.",
    epilog=example(
        "cordee metrics",
        "cordee metrics leads cost_per_lead --from 2026-07-01 --to 2026-09-30 --by channel",
        "cordee metrics conversion_mql_customer --horizon 90 --by quarter --json",
    ),
)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@_asking
@command
def metrics(
    session: Session,
    keys: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    period: str | None,
    by: str | None,
    horizon: int | None,
    model: str | None,
    filters: tuple[str, ...],
) -> int:
    """Figures of the registry; without KEY, the list of them with their definitions.

    ``conversion`` alone stands for each step of the path in turn.
    """
    if not keys:
        _definitions(session)
        return DONE
    figures = session.home.metrics(
        *_expanded(keys),
        period=_period(session, first, last, period),
        by=by,
        horizon=horizon,
        model=model,
        filters=_filters(filters),
        language=session.language,
    )
    session.document([dict(figure.as_json()) for figure in figures])
    by_key = {key: list(group) for key, group in groupby(figures, lambda figure: figure.metric)}
    for key in _expanded(keys):
        if key in by_key:
            _print(session, key, by_key[key])
        else:
            nothing = session.words("nothing recorded in this period.", "rien d’enregistré sur cette période.")
            session.say(f"\n{key}: {nothing}")
    return DONE


@click.command(
    short_help="The records behind a figure.",
    epilog=example(
        "cordee records leads --from 2026-07-01 --to 2026-09-30 --group paid_search",
        "cordee records revenue --period 2026-Q3 --by month --group 2026-08",
        "cordee records closing_rate --period 2026 --part denominator --json",
    ),
)
@click.argument("key")
@click.option("--group", help="A group of the figure, as the figure names it.")
@click.option(
    "--part",
    type=click.Choice(["numerator", "denominator"]),
    default="numerator",
    show_default=True,
    help="Which of the two.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), help=f"At most so many. {LISTED} on screen if absent, all with --json."
)
@_asking
@command
def records(
    session: Session,
    key: str,
    group: str | None,
    part: Literal["numerator", "denominator"],
    limit: int | None,
    first: datetime | None,
    last: datetime | None,
    period: str | None,
    by: str | None,
    horizon: int | None,
    model: str | None,
    filters: tuple[str, ...],
) -> int:
    """The records that a figure counts: as many as its numerator, or amounts that add up to it. Newest first."""
    over = _period(session, first, last, period)
    asked = {"horizon": horizon, "model": model, "filters": _filters(filters)}
    if group is not None and by is None:
        by = _dimension(session, key, group, over, asked)
    found = session.home.records(key, period=over, by=by, group=group, part=part, **asked)  # type: ignore[arg-type]  # asked holds three kinds
    shown_ = found if limit is None and session.as_json else found[: limit or LISTED]
    session.document([_row(record) for record in shown_])
    _print_records(session, shown_, len(found))
    return DONE


def _expanded(keys: Iterable[str]) -> list[str]:
    from cordee.vocabulary.stages import PATH

    steps = [f"conversion_{a}_{b}" for a, b in pairwise(PATH)]
    return [one for key in keys for one in (steps if key == "conversion" else [key])]


def _period(session: Session, first: datetime | None, last: datetime | None, period: str | None) -> "Period | None":
    from cordee.vocabulary.periods import Period

    if period is not None:
        if first or last:
            raise click.UsageError("Give either --period, or --from and --to.")
        return Period.parse(period)
    if first is None and last is None:
        return None
    if first is None or last is None:
        from cordee.revenue.library import between
        from cordee.revenue.metrics import whole_period

        with session.home.reading() as reader:
            return between(first and first.date(), last and last.date(), whole_period(reader))
    return Period(first.date(), last.date())


def _filters(filters: Iterable[str]) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for one in filters:
        name, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(f"A filter is written DIM=VALUE, such as channel=paid_search, not {one!r}.")
        kept.setdefault(name.strip(), []).append(value.strip())
    return kept


def _dimension(session: Session, key: str, group: str, period: "Period | None", asked: dict[str, Any]) -> str:
    """Which dimension of the metric has this group. Asked only when ``--by`` was not given."""
    from cordee.revenue.metrics import metric

    found = [
        by
        for by in metric(key).dimensions
        if any(figure.group == group for figure in session.home.metrics(key, period=period, by=by, **asked))
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError(f"{key} has no group {group!r} in this period. See: cordee metrics {key} --by channel")
    raise click.UsageError(f"{group!r} is a group of {' and '.join(found)}. Say which with --by.")


def _definitions(session: Session) -> None:
    language = session.language
    defined = session.home.definitions()
    session.document(
        [
            {
                "key": metric.key,
                "name": metric.name.said(language),
                "definition": metric.definition.said(language),
                "formula": metric.formula.said(language),
                "uncertainty": metric.method.uncertainty.said(language),
                "unit": str(metric.unit),
                "basis": str(metric.basis),
                "sides": [str(side) for side in metric.sides],
                "dimensions": list(metric.dimensions),
            }
            for metric in defined
        ]
    )
    for metric in defined:
        session.say(f"{metric.key}  ·  {metric.name.said(language)}")
        for line in (metric.definition.said(language), metric.formula.said(language)):
            session.say(_wrapped(line, "    "))


def _print(session: Session, key: str, figures: Sequence["Figure"]) -> None:
    from cordee.revenue.metrics import metric

    w, language = session.words, session.language
    one = figures[0]
    first, last = min(figure.start for figure in figures), max(figure.end for figure in figures)
    name = metric(key).name.said(language)
    zone = ZoneInfo(session.home.settings.zone)
    as_of = one.as_of and one.as_of.replace(tzinfo=UTC).astimezone(zone)
    known = f"{w('data as of', 'données au')} {day(as_of, language)}"
    session.say(f"\n{name}  ·  {day(first, language)} → {day(last, language)}  ·  {known}")
    notes: dict[str, int] = {}
    rows = []
    for figure in figures:
        marks = ""
        for sentence in _SENTENCE.split(figure.note or ""):
            if sentence:
                marks += f"({notes.setdefault(sentence, len(notes) + 1)})"
        bounds = "" if figure.low is None else shown(figure.low, figure.unit, language)
        if figure.low is not None or figure.high is not None:
            bounds = f"[{bounds or '…'} ; {'…' if figure.high is None else shown(figure.high, figure.unit, language)}]"
        rows.append(
            [
                figure.group or w("all", "tout"),
                shown(figure.value, figure.unit, language),
                bounds,
                number(figure.n or 0, 0, language),
                marks,
            ]
        )
    headings = [w("Group", "Groupe"), w("Value", "Valeur"), w("95 % interval", "intervalle à 95 %"), "n", ""]
    session.say(table(headings, rows, right=(1, 2, 3)))
    for note, mark in notes.items():
        session.say(_wrapped(note, f"({mark}) "))


def _row(record: "Record") -> dict[str, Any]:
    """Ids as text: they are longer than a JavaScript number."""
    return {
        name: str(value) if name.endswith("_id") and value is not None else value
        for name, value in asdict(record).items()
    }


def _print_records(session: Session, found: Sequence["Record"], total: int) -> None:
    w, language = session.words, session.language
    if not found:
        session.say(w("No record.", "Aucun enregistrement."))
        return
    columns: list[tuple[str, Any]] = [
        (w("Date", "Date"), lambda r: day(r.at, language)),
        (w("Name", "Nom"), lambda r: r.name or ""),
        ("E-mail", lambda r: r.email or ""),
        (w("Account", "Compte"), lambda r: r.account or ""),
        (w("Amount", "Montant"), lambda r: "" if r.amount is None else number(r.amount, 2, language)),
        (found[0].measure_unit or "", lambda r: "" if r.measure is None else number(r.measure, 1, language)),
        (w("Channel", "Canal"), lambda r: r.channel or ""),
        (w("Campaign", "Campagne"), lambda r: r.campaign or ""),
        (w("Detail", "Détail"), lambda r: r.detail or ""),
        ("id", lambda r: str(r.person_id or r.deal_id or r.campaign_id or "")),
    ]
    kept = [(head, read) for head, read in columns if any(read(record) for record in found)]
    right = [place for place, (head, _) in enumerate(kept) if head in (w("Amount", "Montant"), found[0].measure_unit)]
    session.say(table([head for head, _ in kept], [[read(one) for _, read in kept] for one in found], right=right))
    amounts = [one.amount for one in found if one.amount is not None]
    summed = f"  ·  Σ {number(sum(amounts), 2, language)}" if amounts and len(found) == total else ""
    session.say(f"\n{w('Records', 'Enregistrements')}: {number(total, 0, language)}{summed}")
    if len(found) < total:
        session.say(w("Shown: the newest. --limit shows more.", "Affichés : les plus récents. --limit en montre plus."))


def _wrapped(text: str, indent: str) -> str:
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=" " * len(indent))
