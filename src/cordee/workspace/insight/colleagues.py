"""Who acted: tools name our colleagues by e-mail, by name or by an id of their own; pages say their names."""

from collections.abc import Mapping

from cordee.revenue.warehouse.engine import quoted
from cordee.revenue.warehouse.raw import staged_files
from cordee.workspace.insight.window import Window


def name_of(window: Window, user: str | None) -> str | None:
    """The colleague's name; what nobody knows stays as the tool wrote it."""
    return None if not user else names(window).get(user.strip().lower(), user)


def names(window: Window) -> Mapping[str, str]:
    """Every way in which a tool names a colleague, in lower case → their name."""

    def ask() -> Mapping[str, str]:
        known = {
            email.lower(): name
            for email, name in window.reader.execute(
                "SELECT email, name FROM user_account WHERE email IS NOT NULL AND name IS NOT NULL"
            ).fetchall()
        }
        files = staged_files(window.home, "stg_user")
        if files:
            listed = ", ".join(quoted(file) for file in files)
            for source_id, email, name in window.reader.execute(
                f"SELECT source_id, email, name FROM read_parquet([{listed}]) ORDER BY version"
            ).fetchall():
                said = known.get((email or "").lower()) or name
                if source_id and said:
                    known[source_id.lower()] = said
        return known

    return window.remembered("colleagues", ask)
