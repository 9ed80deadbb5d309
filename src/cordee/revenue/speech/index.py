"""Full-text search over what was said: one SQLite file with an inverted list (FTS5), beside the warehouse and rebuilt at any time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cordee.revenue.speech.cues import folded

_SCHEMA = """
CREATE VIRTUAL TABLE IF NOT EXISTS said USING fts5(
    text, call UNINDEXED, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TABLE IF NOT EXISTS call_turn (call INTEGER, turn INTEGER, PRIMARY KEY (call, turn)) WITHOUT ROWID;
"""

MARKS = ("\x02", "\x03")
"""Stand around each word found in an excerpt."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that has every word asked for; ``excerpt`` with MARKS around them."""

    turn: int
    call: int
    excerpt: str


class Index:
    """The turns of all calls by their words; accents and case do not matter, and the last word may be its beginning."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=30)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            with connection:
                yield connection
        finally:
            connection.close()

    def add(self, turns: Iterable[tuple[int, int, str]]) -> None:
        """(turn, call, text): a turn that is there already is replaced. Later turns should have larger numbers."""
        with self._open() as connection:
            connection.executescript(_SCHEMA)
            rows = list(turns)
            connection.executemany("DELETE FROM said WHERE rowid = ?", ((turn,) for turn, _, _ in rows))
            connection.executemany(
                "INSERT INTO said (rowid, text, call) VALUES (?, ?, ?)", ((t, text, c) for t, c, text in rows)
            )
            connection.executemany("INSERT OR IGNORE INTO call_turn VALUES (?, ?)", ((c, t) for t, c, _ in rows))

    def remove(self, call: int) -> None:
        """Forgets what was said in a call."""
        if not self.path.exists():
            return
        with self._open() as connection:
            connection.executescript(_SCHEMA)
            connection.execute("DELETE FROM said WHERE rowid IN (SELECT turn FROM call_turn WHERE call = ?)", (call,))
            connection.execute("DELETE FROM call_turn WHERE call = ?", (call,))

    def search(self, asked: str, *, limit: int = 50) -> list[Hit]:
        """The latest turns that have every word of ``asked``: at most ``limit``. No word: nothing."""
        question = _question(asked)
        if not question or not self.path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT rowid, call, snippet(said, 0, ?, ?, '…', 24) FROM said WHERE said MATCH ? ORDER BY rowid DESC LIMIT ?",
                (*MARKS, question, limit),
            ).fetchall()
        return [Hit(turn, call, excerpt) for turn, call, excerpt in rows]


def _question(asked: str) -> str:
    """Every word quoted, so that nothing in it is an operator; the last one may go on."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in folded(asked).replace("'", " ").split()]
    words = [word for word in words if word]
    return " ".join(f'"{word}"' for word in words) + ("*" if words else "")
