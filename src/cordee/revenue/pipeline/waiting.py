"""What people decided since the last refresh: it takes effect with the next one."""

from dataclasses import dataclass

import duckdb

from cordee.revenue.warehouse.home import Home


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many lines the snapshot has not seen; where the seen ones end, in lines."""

    decisions: int
    choices: int
    decisions_seen: int
    choices_seen: int

    @property
    def total(self) -> int:
        return self.decisions + self.choices


def waiting(reader: duckdb.DuckDBPyConnection, home: Home) -> Waiting:
    """Counts the lines of decisions and choices that a snapshot has not seen."""
    sizes = dict(
        reader.execute(
            "SELECT path, size FROM staged_file WHERE path IN ($1, $2)", [home.decisions.name, home.choices.name]
        ).fetchall()
    )
    counts = []
    for file in (home.decisions, home.choices):
        written = file.read_bytes() if file.exists() else b""
        seen = written[: sizes.get(file.name, 0)]
        counts.append((written.count(b"\n") - seen.count(b"\n"), seen.count(b"\n")))
    (decisions, decisions_seen), (choices, choices_seen) = counts
    return Waiting(decisions, choices, decisions_seen, choices_seen)
