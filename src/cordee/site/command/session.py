"""What every command works with: the home, the language, and a way to print that keeps stdout clean for ``--json``."""

import functools
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from tqdm import tqdm

    from cordee.revenue.library import Home

P = ParamSpec("P")
R = TypeVar("R")


class Session:
    """One run of a command."""

    def __init__(self, place: str, language: str | None, as_json: bool) -> None:
        self.place, self.as_json = place, as_json
        self._language = language

    @functools.cached_property
    def home(self) -> "Home":
        from cordee.revenue.library import Home

        return Home.at(self.place)

    @functools.cached_property
    def language(self) -> str:
        """What CORDEE_LANG or --lang says, else the company's."""
        return self._language or self.home.settings.language

    def words(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def say(self, text: str = "") -> None:
        """A line for people: nothing under ``--json``."""
        if not self.as_json:
            click.echo(text)

    def document(self, document: object) -> None:
        """The one document of ``--json``: nothing otherwise."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))

    def warn(self, text: str) -> None:
        click.echo(text, err=True)

    @property
    def can_ask(self) -> bool:
        return not self.as_json and sys.stdin.isatty() and sys.stderr.isatty()

    def bar(self, total: int | None = None, *, unit: str = "") -> "tqdm[Any]":
        """A progress bar on stderr for work of over a second: rate and remaining time; none where nobody watches."""
        from tqdm import tqdm

        return tqdm(
            total=total,
            unit=unit,
            unit_scale=bool(unit),
            delay=1,
            leave=False,
            file=sys.stderr,
            disable=not sys.stderr.isatty(),
            dynamic_ncols=True,
        )


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Adds ``--json`` and gives the function its session as first argument."""

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and nothing else, on stdout.")
    @click.pass_context
    @functools.wraps(function)
    def wrapped(ctx: click.Context, /, *args: Any, as_json: bool, **kwargs: Any) -> Any:
        place, language = ctx.find_root().obj
        return function(Session(place, language, as_json), *args, **kwargs)  # type: ignore[arg-type]  # P begins with it

    return wrapped  # type: ignore[return-value]  # click replaces the signature


def example(*lines: str) -> str:
    """The end of a ``--help``: how it is used, word for word."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """A table of aligned columns; those of ``right`` are aligned on the right. Long cells are cut, never the
    numbers.
    """
    cells = [list(headings), *([one.replace("\n", " ") for one in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    widths = [min(width, 60) if column not in right else width for column, width in enumerate(widths)]
    lines = []
    for place, row in enumerate(cells):
        parts = []
        for column, cell in enumerate(row):
            text = cell if len(cell) <= widths[column] else cell[: widths[column] - 1] + "…"
            parts.append(text.rjust(widths[column]) if column in right else text.ljust(widths[column]))
        lines.append("  ".join(parts).rstrip())
        if place == 0:
            lines.append("  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    return str(value)
