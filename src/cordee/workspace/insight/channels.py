"""Channels by the names that the company gives them: the data plane's list, and what the home adds to it."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from cordee.revenue.model.channels import Channels, load
from cordee.revenue.warehouse.home import Home


def label(channel: str | None) -> str:
    """How the screen says ``channel``, in the reader's language."""
    home: Home = settings.CORDEE_HOME
    own = home.path / "channels.yml"
    known = _loaded(home.path, own.stat().st_mtime if own.exists() else 0.0)
    language = "fr" if (translation.get_language() or "en").startswith("fr") else "en"
    return known.label(channel or "unknown", language)


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed: float) -> Channels:
    return load(Home(path))
