"""The reference of exports cannot drift from the mappings."""

from pathlib import Path

from cordee.revenue.connectors.reference import page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "exports.md"


def test_the_reference_of_exports_is_made_from_the_mappings() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m cordee.revenue.connectors.reference > docs/reference/exports.md"
    )
