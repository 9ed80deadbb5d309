"""A list of people or companies as a file: read as text whatever its format, written back with one column more."""

import csv
from pathlib import Path

import duckdb
import pyarrow as pa
from charset_normalizer import from_bytes

from cordee.revenue.warehouse.engine import identifier, quoted


class UnreadableList(ValueError):
    """The file cannot be read as a table."""


def read(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> list[str]:
    """Makes ``table``: ``record_id`` (row number, header not counted, first is 1) and every column as
    text; empty is NULL. Gives the columns' names as in the file, trimmed."""
    if not path.exists():
        raise UnreadableList(f"{path}: no such file")
    suffix = path.suffix.lower()
    if suffix in (".parquet", ".pq"):
        relation = con.read_parquet(str(path)).to_arrow_table()
        rows = relation.rename_columns(_names(relation.column_names))
    elif suffix in (".xlsx", ".xls", ".xlsb", ".ods"):
        rows = _read_sheet(path)
    else:
        rows = _read_text(con, path)
    return stage(con, rows, table)


def stage(con: duckdb.DuckDBPyConnection, rows: pa.Table, table: str) -> list[str]:
    names = list(rows.column_names)
    numbered = rows.append_column("record_id", pa.array(range(1, rows.num_rows + 1), pa.int64()))
    con.register("_rows", numbered)
    columns = ", ".join(f"nullif(trim({identifier(name)}::VARCHAR), '') AS {identifier(name)}" for name in names)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT record_id, {columns} FROM _rows")
    con.unregister("_rows")
    return names


def write(con: duckdb.DuckDBPyConnection, table: str, names: list[str], out: Path) -> None:
    """Writes the columns and ``cluster_id`` of ``table`` in the order of the file; the suffix names the format."""
    columns = ", ".join(identifier(name) for name in [*names, "cluster_id"])
    query = f"SELECT {columns} FROM {table} ORDER BY record_id"
    suffix = out.suffix.lower()
    if suffix in (".parquet", ".pq"):
        con.execute(f"COPY ({query}) TO {quoted(out)} (FORMAT parquet)")
    elif suffix == ".xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, [*names, "cluster_id"])
            for place, row in enumerate(con.execute(query).fetchall(), 1):
                sheet.write_row(place, 0, row)
    else:
        delimiter = "\t" if suffix in (".tsv", ".tab") else ","
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow([*names, "cluster_id"])
            writer.writerows(con.execute(query).fetchall())


def _read_text(con: duckdb.DuckDBPyConnection, path: Path) -> pa.Table:
    content = path.read_bytes()
    if not content.strip():
        raise UnreadableList(f"{path}: the file is empty")
    text = _decoded(content)
    if text is None:
        raise UnreadableList(f"{path}: its encoding could not be told; save it as UTF-8")
    lines = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))
    return _table([[cell.strip() for cell in line] for line in lines], path)


def _decoded(content: bytes) -> str | None:
    """The text, by its byte-order mark, else as UTF-8, else as Windows wrote it in Western Europe, else as it
    looks most like."""
    marked = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(content).best()
    return None if best is None else str(best)


def _delimiter(text: str) -> str:
    head = text[:20_000].splitlines()[:50]
    best = max(
        ",;\t|", key=lambda mark: (sorted(line.count(mark) for line in head)[len(head) // 4], head[0].count(mark))
    )
    return best if head[0].count(best) else ","


def _read_sheet(path: Path) -> pa.Table:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return _table([["" if cell is None else _plain(cell) for cell in row] for row in rows], path)


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _table(lines: list[list[str]], path: Path) -> pa.Table:
    filled = [line for line in lines if any(line)]
    if len(filled) < 2:
        raise UnreadableList(f"{path}: a header and at least one row are needed")
    names = _names(filled[0])
    width = len(names)
    columns = list(zip(*([*line[:width], *[""] * (width - len(line))] for line in filled[1:]), strict=True))
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)


def _names(header: list[str]) -> list[str]:
    """Column names, trimmed, none empty, no two alike (``record_id`` and ``cluster_id`` are ours)."""
    taken = {"record_id", "cluster_id"}
    names = []
    for place, raw in enumerate(header, 1):
        name = base = raw.strip().lstrip("\ufeff") or f"column {place}"
        number = 2
        while name.lower() in taken:
            name, number = f"{base} ({number})", number + 1
        taken.add(name.lower())
        names.append(name)
    return names
