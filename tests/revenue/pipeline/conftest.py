"""A small company whose tools were exported, for every test of the refresh."""

from pathlib import Path

import pytest

from tests.revenue.pipeline.given import Staging
from tests.revenue.pipeline.story import first_exports


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "home")


@pytest.fixture
def company(staging: Staging) -> Staging:
    """The first exports of every tool, imported and not yet refreshed."""
    staging.run(**first_exports())
    return staging
