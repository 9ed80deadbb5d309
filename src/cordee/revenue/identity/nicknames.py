"""Familiar forms of given names: ``Bill`` may be ``William``, ``Manu`` may be ``Emmanuel``."""

from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa


@cache
def roots() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Given name -> (its roots, whether it is a short form). Two names that share a root can be one human's if
    either is short: ``alexandre`` and ``alexandra`` share one, but neither is a familiar form of the other."""
    found: dict[str, dict[str, None]] = {}
    short: set[str] = set()
    for line in (files("cordee.revenue.identity") / "nicknames.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        root, familiar, formal = line.split(":")
        for name in (*familiar.split(), *formal.split()):
            found.setdefault(name, {})[root] = None
        short.update(set(familiar.split()) - set(formal.split()))
    return {name: (tuple(of), name in short) for name, of in found.items()}


def register(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Makes ``table(name, roots, short)``."""
    known = roots()
    given = pa.table(
        {
            "name": list(known),
            "roots": [list(root) for root, _ in known.values()],
            "short": [short for _, short in known.values()],
        }
    )
    con.register("_nicknames", given)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM _nicknames")
    con.unregister("_nicknames")
