"""Files of lines that are only ever appended to, safe on disk before the writer is told so."""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]


def append(path: Path, line: Line, *, unless: Callable[[list[dict[str, Any]]], None] | None = None) -> None:
    """Adds one line. ``unless`` is told the lines before, while nobody else writes, and may raise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if unless is not None:
            unless(read(path))
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                # What a crash cut short was never acknowledged: it goes before the next line is written.
                whole = path.read_bytes()
                file.truncate(whole.rfind(b"\n") + 1)
        file.write(json.dumps(dict(line), ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[dict[str, Any]]:
    """Every line, oldest first; a last one that a crash cut short was never acknowledged and is left out."""
    if not path.exists():
        return []
    whole = path.read_bytes()
    return [json.loads(line) for line in whole[: whole.rfind(b"\n") + 1].splitlines() if line.strip()]


def size(path: Path) -> int:
    """How many bytes were written: more of them, and something is new."""
    return path.stat().st_size if path.exists() else 0
