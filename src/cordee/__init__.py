"""Cordée: marketing and sales, on one rope.

``cordee.open(".cordee")`` opens a home in Python; ``cordee --help`` lists the commands.

Start here: revenue.library.Home, site.command
"""

import os
from importlib import import_module
from typing import Any

__all__ = ["open"]


def open(path: str | os.PathLike[str] = ".cordee") -> Any:  # noqa: A001 -- cordee.open reads as it should
    """The ``revenue.library.Home`` at ``path``: figures, journeys, records, imports. Nothing is created yet.

    The type is in ``__init__.pyi``: the storeys are imported when asked, so that the command starts at once.
    """
    return import_module("cordee.revenue.library").Home.at(path)
