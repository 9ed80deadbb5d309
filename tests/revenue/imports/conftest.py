"""A home, a way to import text as a file, a way to read what was staged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cordee.revenue.imports import FileReport, import_files
from cordee.revenue.warehouse import raw
from cordee.revenue.warehouse.home import Home

CONTACTS = """
source: acme
object: contact
columns:
  ref: [Ref]
  first: [First name, Prénom]
  last: [Last name, Nom]
  email: [Email, E-mail]
  created: [Created, Créé le]
  amount: [Amount, Montant]
id: ref
records:
  - record: person
    fields: {given_name: first, family_name: last, email: {column: email, lower: true}, created_at: created}
  - record: account
    object: company
    id: {column: last}
    fields: {name: last, annual_revenue: amount}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


@pytest.fixture
def mapping(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "mapping.yml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def contacts(mapping: Callable[[str], Path]) -> Path:
    return mapping(CONTACTS)


@pytest.fixture
def load(home: Home, tmp_path: Path, mapping: Callable[[str], Path]) -> Callable[..., FileReport]:
    """Imports ``content`` as a file by a mapping (``CONTACTS`` unless told otherwise) and gives its report."""

    def run(content: str | bytes, *, by: str = CONTACTS, name: str = "export.csv", **options: Any) -> FileReport:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_files(home, [file], mapping=mapping(by), **options).files[0]

    return run


@pytest.fixture
def staged(home: Home) -> Callable[..., list[Any]]:
    """Rows of a staged table, all runs, ordered; one column gives bare values."""

    def rows(table: str, columns: str, where: str = "true") -> list[Any]:
        files = [str(file) for file in raw.staged_files(home, table)]
        if not files:
            return []
        found = duckdb.sql(f"SELECT {columns} FROM read_parquet({files}) WHERE {where} ORDER BY ALL").fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    return rows
