"""What the processes of the server must agree on: how often a program asked, which code was used already."""

from typing import Any

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache


class HomeCache(FileBasedCache):
    """Django's cache in files of the home, for all its processes. No page and no figure is kept in it."""

    def __init__(self, _place: str, params: dict[str, Any]) -> None:
        super().__init__(str(settings.CORDEE_HOME.path), params)

    @property
    def _dir(self) -> str:
        return str(settings.CORDEE_HOME.path / "cache")

    @_dir.setter
    def _dir(self, _place: str) -> None:
        """The home says where; a test has a home of its own."""
