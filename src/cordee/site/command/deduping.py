"""``cordee dedupe``."""

from pathlib import Path

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example


@click.command(
    short_help="Find duplicates in any list of people or companies.",
    epilog=example(
        "cordee dedupe contacts.csv --out contacts_with_clusters.csv",
        "cordee dedupe list.xlsx --columns family=Nom --columns given=Prénom --json",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--columns", multiple=True, metavar="KIND=COLUMN", help="What a column holds; guessed if absent. May be repeated."
)
@click.option(
    "--kind",
    type=click.Choice(["auto", "persons", "companies"]),
    default="auto",
    show_default=True,
    help="What is listed.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the list with a column cluster_id.")
@command
def dedupe(session: Session, file: Path, columns: tuple[str, ...], kind: str, out: Path | None) -> int:
    """Which rows of a CSV, TSV or XLSX speak of one person or one company. No labels and no home needed.

    Precision and recall are estimated by the engine itself.
    """
    from cordee.revenue.library import Home

    if not file.exists():
        raise FileNotFoundError(2, "There is no such file", str(file))
    given = {}
    for one in columns:
        name, equals, column = one.partition("=")
        if not equals:
            raise click.UsageError(f"--columns is written KIND=COLUMN, such as family=Nom, not {one!r}.")
        given[name.strip()] = column.strip()
    report = Home.dedupe(file, kind=kind, columns=given or None, out=out)
    session.document(
        {
            "rows": report.rows,
            "clusters": report.clusters,
            "pairs": [{"a": pair.a, "b": pair.b, "probability": pair.probability} for pair in report.pairs],
            "estimated_precision": report.estimated_precision,
            "estimated_recall": report.estimated_recall,
            "columns": dict(report.columns),
        }
    )
    w = session.words
    session.say(f"{w('Rows', 'Lignes')}: {report.rows}   {w('distinct', 'distincts')}: {report.clusters}")
    for label, value in (
        (w("Estimated precision", "Précision estimée"), report.estimated_precision),
        (w("Estimated recall", "Rappel estimé"), report.estimated_recall),
    ):
        session.say(f"{label}: {'–' if value is None else f'{value:.3f}'}")
    session.say(
        w("Columns taken for: ", "Colonnes prises pour : ") + ", ".join(f"{c} = {k}" for c, k in report.columns.items())
    )
    for pair in report.pairs[:20]:
        session.say(f"  {w('rows', 'lignes')} {pair.a}, {pair.b}   p = {pair.probability:.3f}")
    if len(report.pairs) > 20:
        session.say(w("  … and others: --json lists them.", "  … et d’autres : --json les liste."))
    if out is not None:
        session.say(w("Written: ", "Écrit : ") + str(out))
    return DONE
