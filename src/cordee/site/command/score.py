"""``cordee score``."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cordee.site.command.numbers import number
from cordee.site.command.outcomes import DONE, FOUND_WRONG
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from cordee.revenue.scoring import Learned

LISTED = 20


@click.group(
    short_help="Point cards for leads, learnt from what became of them.",
    epilog=example("cordee score learn leads.csv --outcome Converted --order 'Lead Number'"),
)
def score() -> None:
    """Point cards for leads, learnt from what became of past ones."""


class Several(click.Command):
    """A command whose ``--known-at`` may be followed by several columns, as well as repeated."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        place = 0
        while place < len(args):
            word = args[place]
            place += 1
            if word != "--known-at" or place == len(args):
                spread.append(word)
                continue
            taken = [args[place]]
            place += 1
            while place < len(args) and not args[place].startswith("-"):
                taken.append(args[place])
                place += 1
            # What stands last may be the file, where it was not given before.
            if len(taken) > 1 and Path(taken[-1]).is_file() and not _has_file(spread):
                spread.append(taken.pop())
            for one in taken:
                spread += ["--known-at", one]
        return super().parse_args(ctx, spread)


def _has_file(before: list[str]) -> bool:
    return any(
        not word.startswith("-") and (place == 0 or not before[place - 1].startswith("--"))
        for place, word in enumerate(before)
    )


@score.command(
    cls=Several,
    short_help="Learn a card from a file, or from history.",
    epilog=example(
        "cordee score learn leads.csv --outcome Converted --order 'Lead Number'",
        "cordee score learn deals.xlsx --outcome Stage --positive Won --known-at Source Country --order Created --json",
        "cordee score learn --outcome sql --horizon 90",
    ),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--outcome", metavar="COL", help="The column that says how it ended; without FILE, the stage to reach.")
@click.option("--positive", metavar="V", help="The value of a win; 1, yes, won and their like if absent.")
@click.option("--negative", multiple=True, metavar="V", help="A value of a loss; rows with any other are left aside.")
@click.option(
    "--known-at",
    multiple=True,
    metavar="COL...",
    help="A column that was known before the first sales contact: only those are learnt from. COL=DATE names the column "
    "that says when it was written.",
)
@click.option("--order", metavar="COL", help="The column, date or number, that says in which order the leads came.")
@click.option("--first-touch", metavar="COL", help="The date of the first sales contact, to compare with COL=DATE.")
@click.option(
    "--dates", type=click.Choice(["dmy", "mdy", "ymd"]), help="Order of day and month, where nothing proves it."
)
@click.option("--capacity", type=click.FloatRange(min=0), metavar="N", help="Leads that can be worked in a week.")
@click.option("--arrivals", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Leads that come in a week.")
@click.option("--cost", type=click.FloatRange(min=0), metavar="MONEY", help="What working a lead costs.")
@click.option("--value", type=click.FloatRange(min=0, min_open=True), metavar="MONEY", help="What a win is worth.")
@click.option(
    "--horizon",
    type=click.IntRange(min=1),
    default=90,
    show_default=True,
    help="Days to reach the stage, without FILE.",
)
@command
def learn(
    session: Session,
    file: Path | None,
    outcome: str | None,
    positive: str | None,
    negative: tuple[str, ...],
    known_at: tuple[str, ...],
    order: str | None,
    first_touch: str | None,
    dates: str | None,
    capacity: float | None,
    arrivals: float | None,
    cost: float | None,
    value: float | None,
    horizon: int,
) -> int:
    """Learn a card of six to ten rules that both teams can sign, from a CSV or XLSX of past leads; without FILE, from
    what this workspace has recorded.

    Columns that know what happened afterwards are left out, with the evidence. The card is judged on later leads than
    those it was learnt from. Where the data say nothing, that is the answer.
    """
    from cordee.revenue.imports import ImportProblem
    from cordee.revenue.scoring import CannotLearn, Question, Workload, learn_from_file, learn_from_history

    if capacity is None and (arrivals or cost or value):
        raise click.UsageError("--arrivals, --cost and --value set a threshold: say also --capacity, leads a week.")
    workload = None if capacity is None else Workload(capacity=capacity, arrivals=arrivals, cost=cost, value=value)
    try:
        with _steps(session) as tell:
            if file is None:
                learned = learn_from_history(
                    session.home.place, outcome or "opportunity", horizon=horizon, workload=workload, tell=tell
                )
            elif outcome is None:
                raise click.UsageError("Say which column tells how it ended: --outcome COLUMN.")
            else:
                learned = learn_from_file(
                    file,
                    Question(
                        outcome=outcome,
                        positive=positive,
                        negative=negative,
                        known=known_at,
                        order=order,
                        first_touch=first_touch,
                        dates=dates,
                    ),
                    workload=workload,
                    mappings=session.home.place.mappings,
                    tell=tell,
                )
    except CannotLearn as error:
        raise click.UsageError(error.said.text(session.language)) from error
    except ImportProblem as problem:
        from cordee.revenue.imports.words import as_written

        said = (problem.words.text(session.language), problem.words.remedy(session.language))
        raise type(problem)(as_written(" ".join(filter(None, said)))) from problem
    session.document(learned.as_json(session.language))
    _print(session, learned)
    return FOUND_WRONG if learned.rejected_rows else DONE


@contextlib.contextmanager
def _steps(session: Session) -> "Iterator[Callable[[str], None]]":
    names = {
        "reading": session.words("reading", "lecture"),
        "leaks": session.words("looking for leaks", "recherche de fuites"),
        "validation": session.words("judging on later leads", "jugement sur les leads ultérieurs"),
        "card": session.words("learning the card", "apprentissage de la grille"),
    }
    with session.bar(len(names)) as bar:

        def tell(step: str) -> None:
            bar.set_description(names[step])
            bar.update(0 if step == "reading" else 1)

        yield tell


def _print(session: Session, learned: "Learned") -> None:
    from cordee.revenue.scoring import sentence

    w, language = session.words, session.language
    colon = w(":", " :")
    session.say(
        f"{w('Known outcomes:', 'Issues connues :')} {number(learned.outcomes, 0, language)}   "
        f"{w('wins:', 'succès :')} {number(learned.wins, 0, language)}"
    )
    if learned.card is not None:
        session.say()
        rows = [
            [f"{rule.points:+d}", rule.said(language), number(rule.n, 0, language), _share(rule.rate, language)]
            for rule in learned.card.rules
        ]
        rows.insert(0, [f"{learned.card.start:d}", w("every lead begins with", "tout lead commence avec"), "", ""])
        session.say(table([w("Points", "Points"), w("Rule", "Règle"), "n", w("won", "succès")], rows, right=(0, 2, 3)))
    judged = learned.validation
    if judged is not None:
        session.say()
        title = (
            w("Judged on later leads:", "Jugée sur les leads ultérieurs :")
            if learned.in_time
            else w("Judged on the rows further down:", "Jugée sur les lignes plus bas :")
        )
        bounds = f"[{number(judged.auc.low, 3, language)} ; {number(judged.auc.high, 3, language)}]"
        session.say(
            f"{title} n {number(judged.n, 0, language)}   AUC {number(judged.auc.value, 3, language)} {bounds}   "
            f"Brier {number(judged.brier, 3, language)}   ECE {number(judged.ece, 3, language)}"
        )
        if learned.card is not None:
            heads = ["n", w("forecast", "prévu"), w("observed", "observé"), w("95 % interval", "intervalle à 95 %")]
            lines = [
                [
                    number(row.n, 0, language),
                    _share(row.forecast, language),
                    _share(row.observed, language),
                    f"[{_share(row.low, language)} ; {_share(row.high, language)}]",
                ]
                for row in judged.table
            ]
            session.say(table(heads, lines, right=(0, 1, 2, 3)))
    if learned.suspects:
        session.say("\n" + w("Suspected of knowing what happened afterwards:", "Soupçonnées de savoir la suite :"))
        for suspect in learned.suspects:
            name = suspect.column or w("(order of the rows)", "(ordre des lignes)")
            mark = w("kept on your word", "gardée sur votre parole") if suspect.kept else w("left out", "écartée")
            session.say(f"  {name} ({mark}){colon} {sentence(suspect).text(language)}")
    session.say()
    for said in learned.advice:
        session.say(said.text(language))
    if learned.rejected_rows:
        session.say()
        session.say(f"{w('Rows kept aside:', 'Lignes mises de côté :')} {number(learned.rejected_rows, 0, language)}")
        for one in learned.rejected[:LISTED]:
            session.say(f"  {w('row', 'ligne')} {one.row}{w(':', ' :')} {one.words.text(language)}")
        if learned.rejected_rows > LISTED:
            session.say(w("  … and others: --json lists them.", "  … et d’autres : --json les liste."))


def _share(value: float, language: str) -> str:
    return number(100 * value, 1, language) + (" %" if language == "fr" else "%")
