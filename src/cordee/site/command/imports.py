"""``cordee imports``."""

import getpass
from typing import TYPE_CHECKING, Any

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from cordee.revenue.warehouse.raw import Entry


@click.command(
    short_help="What was imported; undo an import, or redo it.",
    epilog=example("cordee imports", "cordee imports --undo 20260301T091500000000-1f2e && cordee refresh"),
)
@click.option("--undo", "undone", metavar="IMPORT", help="What only this import brought no longer counts.")
@click.option("--redo", "redone", metavar="IMPORT", help="Take an undo back.")
@command
def imports(session: Session, undone: str | None, redone: str | None) -> int:
    """What was imported, oldest first; undo an import, or redo it.

    Undone, the figures are those of a home that never imported that file: earlier versions come back, and what other
    imports brought too stays. Nothing is deleted. It takes effect with the next refresh.
    """
    if undone and redone:
        raise click.UsageError("Give --undo or --redo, not both.")
    by = getpass.getuser()
    if undone:
        listed = [session.home.undo_import(undone, by=by)]
    elif redone:
        listed = [session.home.redo_import(redone, by=by)]
    else:
        listed = session.home.imports()
    session.document([_document(entry) for entry in listed])
    _print(session, listed)
    if undone or redone:
        session.say(session.words("\nNow: cordee refresh", "\nEnsuite : cordee refresh"))
    return DONE


def _document(entry: "Entry") -> dict[str, Any]:
    return {
        "import": entry.run_id,
        "received_at": entry.received_at,
        "file": entry.file_name,
        "source": entry.source,
        "object": entry.object,
        "rows": entry.rows,
        "new": entry.new,
        "changed": entry.changed,
        "unchanged": entry.unchanged,
        "rejected": entry.rejected,
        "undone": entry.undone,
    }


def _print(session: Session, listed: "list[Entry]") -> None:
    w = session.words
    headings = [w("Import", "Import"), w("File", "Fichier"), w("What", "Quoi"), w("New", "Nouveau")]
    headings += [w("Changed", "Modifié"), w("Same", "Identique"), w("Rejected", "Rejeté"), ""]
    rows = [
        [
            entry.run_id,
            entry.file_name,
            f"{entry.source}/{entry.object}",
            *(str(n) for n in (entry.new, entry.changed, entry.unchanged, entry.rejected)),
            w("undone", "annulé") if entry.undone else "",
        ]
        for entry in listed
    ]
    session.say(table(headings, rows, right=range(3, 7)))
