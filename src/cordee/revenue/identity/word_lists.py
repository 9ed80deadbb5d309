"""The word lists beside this module: text files, ``#`` for comments, words apart by spaces."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def lines(name: str) -> Iterator[list[str]]:
    """The words of each line of ``<name>.txt``, comments and blank lines left out."""
    text = files("cordee.revenue.identity").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words:
            yield words


@cache
def words(name: str) -> frozenset[str]:
    """Every word of ``<name>.txt``."""
    return frozenset(word for line in lines(name) for word in line)


@cache
def phrases(name: str) -> dict[tuple[str, ...], str]:
    """``CODE a b_c`` lines read as {(a,): CODE, (b, c): CODE}."""
    return {tuple(phrase.split("_")): code for code, *rest in lines(name) for phrase in rest}
