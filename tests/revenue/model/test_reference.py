"""The page of tables says what the code says."""

from pathlib import Path

from cordee.revenue.model.reference import page

_PAGE = Path(__file__).parents[3] / "docs" / "reference" / "tables.md"


def test_the_page_of_tables_is_up_to_date() -> None:
    assert _PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m cordee.revenue.model.reference > docs/reference/tables.md"
    )
