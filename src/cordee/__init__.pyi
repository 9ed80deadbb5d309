import os

from cordee.revenue.library import Home

__all__ = ["open"]

def open(path: str | os.PathLike[str] = ".cordee") -> Home: ...  # noqa: A001 -- the door of the library: cordee.open()
