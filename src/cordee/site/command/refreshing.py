"""``cordee refresh``."""

from typing import TYPE_CHECKING

import click

from cordee.site.command.outcomes import DONE, FOUND_WRONG
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from cordee.revenue.pipeline import RefreshReport


@click.command(
    short_help="Build, check and publish the figures.", epilog=example("cordee refresh", "cordee refresh --full --json")
)
@click.option("--full", is_flag=True, help="Build everything again, not only what is affected by what is new.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What computes."
)
@command
def refresh(session: Session, full: bool, engine: str) -> int:
    """Identity, model, figures, checks, then publish.

    A failed check publishes nothing: the last good snapshot stays. Readers never wait.
    """
    from cordee.revenue.pipeline import CheckFailed

    try:
        report = run(session, full=full, engine=engine)
    except CheckFailed as error:
        session.document(error.report.as_json())
        _print(session, error.report)
        session.warn(str(error))
        return FOUND_WRONG
    session.document(report.as_json())
    _print(session, report)
    return DONE if report.ok else FOUND_WRONG


def run(session: Session, *, full: bool = False, engine: str = "duckdb") -> "RefreshReport":
    """A refresh with its bar."""
    with session.bar() as bar:

        def progress(step: str, place: int, steps: int) -> None:
            bar.total = steps
            bar.set_description(step)
            bar.update(place - bar.n)

        return session.home.refresh(full=full, engine=engine, progress=progress)


def _print(session: Session, report: "RefreshReport") -> None:
    w = session.words
    rows = [[step.step, str(step.rows), f"{step.seconds:.2f}"] for step in report.steps]
    session.say(table([w("Step", "Étape"), w("Rows", "Lignes"), w("Seconds", "Secondes")], rows, right=(1, 2)))
    broken = [check for check in report.checks if not check.ok]
    for check in broken:
        session.say(w("\nBroken check: ", "\nContrôle en échec : ") + f"{check.name}. {check.detail}")
    if report.ok:
        checked = len(report.checks)
        session.say(
            w(
                f"\nSnapshot {report.snapshot} published; checks held: {checked}.",
                f"\nInstantané {report.snapshot} publié ; contrôles tenus : {checked}.",
            )
        )
