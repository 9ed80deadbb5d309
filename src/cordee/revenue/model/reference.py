"""The reference page of tables, written from ``warehouse/tables.py``: ``python -m cordee.revenue.model.reference``."""

from cordee.revenue.warehouse.tables import MODEL, STAGED, Table

_HEAD = """# Tables

Made from `src/cordee/revenue/warehouse/tables.py` by `python -m cordee.revenue.model.reference`; a test compares.

Times are naive UTC. `*_ref` columns hold record ids, `*_id` columns of model tables hold entity ids. Money is in the
company currency unless a column says otherwise.
"""


def page() -> str:
    """The whole page, in Markdown."""
    parts = [_HEAD, "## Model tables\n", "What a published snapshot holds; `touch` is a view that readers make.\n"]
    parts += [_table(table) for table in MODEL.values()]
    parts += ["## Staged tables\n", "What imports write, one Parquet file per run and table.\n"]
    parts += [_table(table) for table in STAGED.values()]
    return "\n".join(parts)


def _table(table: Table) -> str:
    lines = [f"### {table.name}\n", f"{table.grain}.\n", "| column | type | meaning |", "| --- | --- | --- |"]
    lines += [f"| {c.name} | {c.type} | {c.doc.replace('|', chr(92) + '|')} |" for c in table.columns]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
