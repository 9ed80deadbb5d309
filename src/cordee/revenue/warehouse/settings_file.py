"""Writing in ``cordee.toml`` without losing what people wrote there: order, blank lines and comments stay.

Only the lines of the setting in question are rewritten, and the result is read back before it replaces the file: where the
file is written in a way that this cannot follow, nothing is changed and the message says what to write by hand.
"""

import fcntl
import os
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from cordee.revenue.warehouse.home import Home, HomeError

_TABLE = re.compile(r"\s*\[")
_TRUSTED = re.compile(r"""\s*\[\s*(?:trusted|"trusted"|'trusted')\s*\]""")
_INLINE = re.compile(r"\s*trusted\s*=")


def trust(home: Home, field: str, tools: Sequence[str]) -> tuple[str, ...]:
    """Sets which tools are trusted for a field, most trusted first (none: the setting goes). Gives those before."""
    if not re.fullmatch(r"[a-z_]+", field) or not all(re.fullmatch(r"[a-z0-9_-]+", tool) for tool in tools):
        raise HomeError(f"trusted.{field} = {list(tools)} cannot be a setting.")
    home.path.mkdir(parents=True, exist_ok=True)
    file = home.path / "cordee.toml"
    with (home.path / ".settings.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        before = home.settings.trusted.get(field, ())  # refuses a file that is not valid as it is
        written = _written(text, field, tools)
        _check(home, text, written, field, tools)
        draft = file.with_suffix(".toml.new")
        with draft.open("w", encoding="utf-8") as out:
            out.write(written)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    return before


def _written(text: str, field: str, tools: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True)
    first_table = next((place for place, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    header = next((place for place, line in enumerate(lines) if _TRUSTED.match(line)), None)
    if header is not None:
        end = next((p for p in range(header + 1, len(lines)) if _TABLE.match(lines[p])), len(lines))
        return _in_table(lines, header + 1, end, rf"{field}|\"{field}\"", field, field, tools)
    inline = next((place for place in range(first_table) if _INLINE.match(lines[place])), None)
    if inline is not None:
        return _in_braces(lines, inline, field, tools)
    dotted = [p for p in range(first_table) if re.match(r"\s*trusted\s*\.", lines[p])]
    if dotted:
        after = _end(lines, dotted[-1])
        return _in_table(lines, dotted[0], after, rf"trusted\s*\.\s*{field}", f"trusted.{field}", field, tools)
    if not tools:
        return text
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[trusted]\n{field} = {_list(tools)}\n"


def _in_table(lines: list[str], start: int, end: int, pattern: str, key: str, field: str, tools: Sequence[str]) -> str:
    """The lines with the key's own replaced, added after the last setting of the table, or taken out."""
    place = next((p for p in range(start, end) if re.match(rf"\s*(?:{pattern})\s*=", lines[p])), None)
    if place is not None:
        after = _end(lines, place)
        new = [f"{key} = {_list(tools)}{_comment(lines[after - 1])}\n"] if tools else []
        return "".join([*lines[:place], *new, *lines[after:]])
    while end > start and not lines[end - 1].strip():
        end -= 1
    if end and not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    new = [f"{key} = {_list(tools)}\n"] if tools else []
    return "".join([*lines[:end], *new, *lines[end:]])


def _in_braces(lines: list[str], place: int, field: str, tools: Sequence[str]) -> str:
    after = _end(lines, place)
    held: dict[str, Any] = tomllib.loads("".join(lines[place:after]))["trusted"]
    held = {**held, field: list(tools)} if tools else {name: kept for name, kept in held.items() if name != field}
    listed = ", ".join(f"{name} = {_list(kept)}" for name, kept in held.items())
    new = f"trusted = {{ {listed} }}{_comment(lines[after - 1])}\n" if held else ""
    return "".join([*lines[:place], new, *lines[after:]])


def _end(lines: list[str], place: int) -> int:
    """Where the value that begins in this line ends: it may go over several."""
    for after in range(place + 1, len(lines) + 1):
        try:
            tomllib.loads("".join(lines[place:after]))
        except tomllib.TOMLDecodeError:
            continue
        return after
    return place + 1


def _comment(line: str) -> str:
    """What is said after the value."""
    match = re.search(r"[\]}\s](#[^\"'\]}]*)$", line.rstrip("\n"))
    return f"  {match[1]}" if match else ""


def _list(tools: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{tool}"' for tool in tools) + "]"


def _check(home: Home, before: str, after: str, field: str, tools: Sequence[str]) -> None:
    """Refuses to write anything but the one setting."""
    expected = tomllib.loads(before)
    trusted = {name: value for name, value in expected.pop("trusted", {}).items() if name != field}
    if tools:
        trusted[field] = list(tools)
    try:
        found = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        found = {"trusted": None}
    if (found.pop("trusted", {}), found) != (trusted, expected):
        raise HomeError(
            f"{home.path / 'cordee.toml'} is written in a way that Cordée will not touch. "
            f"Write this in it by hand: trusted.{field} = {_list(tools)}"
        )
