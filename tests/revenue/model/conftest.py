"""The small company of the pipeline's tests, refreshed once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.snapshots import reading
from tests.revenue.pipeline.given import Staging, by_key
from tests.revenue.pipeline.story import first_exports

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """Asks the published snapshot."""
    staging = Staging(Path(tmp_path_factory.mktemp("company")) / "home").settings(
        'rates = {"USD:2026-01-15" = 0.9, "USD:2026-02-01" = 0.8}'
    )
    exports = first_exports()
    exports["product"] = [{"key": "salesforce/product/1", "name": "GTX Pro"}]
    exports["deal"].append(
        {
            "key": "salesforce/opportunity/O9",
            "name": "P",
            "product": "GTXPro",
            "created_at": "2026-01-09",
            "stage_raw": "Open",
        }
    )
    staging.run(**exports)
    refresh(staging.home, links=by_key, threads=2)
    with reading(staging.home, threads=2) as con:
        yield lambda query: con.execute(query).fetchall()
