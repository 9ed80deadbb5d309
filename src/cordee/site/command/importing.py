"""``cordee import``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cordee.site.command.outcomes import DONE, FOUND_WRONG, UNREADABLE
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from cordee.revenue.imports import FileReport, ImportReport

LISTED = 10
"""So many rejected rows of a file are printed; all of them are in ``--json`` and in the file kept aside."""


@click.command(
    "import",
    short_help="Import what the tools export.",
    epilog=example(
        "cordee import ~/exports",
        "cordee import contacts.csv --source hubspot --dates dmy",
        "cordee import sellers.csv --mapping sellers.yml --dry-run",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=False, path_type=Path))
@click.option("--source", help="The tool, where several would fit: hubspot, salesforce…")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="A YAML mapping that says what the columns are; kept for next time.",
)
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="The order of day, month and year, where nothing proves it.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@command
def import_(
    session: Session,
    paths: tuple[Path, ...],
    source: str | None,
    mapping: Path | None,
    dates: str | None,
    dry_run: bool,
) -> int:
    """Import files and folders: CSV, TSV and XLSX, each recognised by its columns.

    Importing the same file again changes nothing. Bad rows are listed and kept aside; the good ones go in.
    """
    if missing := [path for path in paths if not path.exists()]:
        raise FileNotFoundError(2, "There is no such file or folder", str(missing[0]))
    report = _import(session, paths, source, mapping, dates, dry_run)
    if dates is None and session.can_ask:
        report = _asked(session, report, source, mapping, dry_run)
    _, chosen = click.get_current_context().find_root().obj
    session.document(report.as_json(chosen or "en"))
    _print(session, report)
    if report.unreadable:
        return UNREADABLE
    return DONE if report.ok else FOUND_WRONG


def _import(
    session: Session,
    paths: tuple[Path, ...],
    source: str | None,
    mapping: Path | None,
    dates: str | None,
    dry_run: bool,
) -> "ImportReport":
    with session.bar(unit=session.words(" rows", " lignes")) as bar:
        state = {"file": ""}

        def progress(file: str, done: int, estimated: int, _seconds: float) -> None:
            if state["file"] != file:
                state["file"] = file
                bar.reset(total=estimated or None)
                bar.set_description(Path(file).name[-40:])
            bar.total = max(estimated, done) or None
            bar.update(done - bar.n)

        return session.home.import_files(
            paths, source=source, mapping=mapping, dates=dates, dry_run=dry_run, progress=progress
        )


def _asked(
    session: Session, report: "ImportReport", source: str | None, mapping: Path | None, dry_run: bool
) -> "ImportReport":
    """Files whose dates nothing proves are asked about, one by one, and imported with the answer."""
    files = []
    for file in report.files:
        if file.error_code != "ambiguous_dates":
            files.append(file)
            continue
        session.warn(file.refusal.text(session.language) if file.refusal else file.path)
        answer = click.prompt(
            session.words(
                "Which comes first? dmy = day, mdy = month, ymd = year, skip = leave this file out",
                "Qu’est-ce qui vient en premier ? dmy = jour, mdy = mois, ymd = année, skip = laisser ce fichier",
            ),
            type=click.Choice(["dmy", "mdy", "ymd", "skip"]),
            err=True,
        )
        if answer == "skip":
            files.append(file)
        else:
            files += _import(session, (Path(file.path),), source, mapping, answer, dry_run).files
    return replace(report, files=files)


def _print(session: Session, report: "ImportReport") -> None:
    w = session.words
    headings = [
        w("File", "Fichier"),
        w("Tool", "Outil"),
        w("Object", "Objet"),
        w("Rows", "Lignes"),
        w("New", "Nouveau"),
    ]
    headings += [w("Changed", "Modifié"), w("Same", "Identique"), w("Rejected", "Rejeté")]
    rows = [
        [
            Path(file.path).name,
            file.source or "?",
            file.object or "?",
            *(str(n) for n in (file.rows, file.new, file.changed, file.unchanged, file.rejected_rows)),
        ]
        for file in report.files
    ]
    session.say(table(headings, rows, right=range(3, 8)))
    for file in report.files:
        _print_troubles(session, file)
    if report.dry_run:
        session.say(w("\nDry run: nothing was changed.", "\nEssai : rien n’a été modifié."))
    elif any(file.new or file.changed for file in report.files):
        session.say(w("\nNow: cordee refresh", "\nEnsuite : cordee refresh"))


def _print_troubles(session: Session, file: "FileReport") -> None:
    w, name, language = session.words, Path(file.path).name, session.language
    colon = w(":", "\u202f:")
    if file.refusal:
        session.say(f"\n{name}{colon} {w('not imported.', 'non importé.')} {file.refusal.text(language)}")
    for warning in file.warnings:
        column = f" [{warning.column}]" if warning.column else ""
        session.say(
            f"\n{name}{column}{colon} {warning.text(language)}" + (f" ({warning.rows})" if warning.rows else "")
        )
    if file.rejected:
        session.say(f"\n{name}{colon} {w('rows rejected', 'lignes rejetées')}{colon} {file.rejected_rows}")
    for one in file.rejected[:LISTED]:
        where = f"{w('row', 'ligne')} {one.row}" + (f", {one.column}" if one.column else "")
        where += w(f" “{one.value}”", f" «\u202f{one.value}\u202f»") if one.value else ""
        session.say(f"  {where}{colon} {one.words.text(language)}. {one.words.remedy(language)}")
    if len(file.rejected) > LISTED:
        session.say(w("  … and others: --json lists them.", "  … et d’autres\u202f: --json les liste."))
    if file.rejected_file:
        session.say(w("  Kept aside for correction: ", "  Gardées pour correction\u202f: ") + file.rejected_file)
