"""Hands the signed terms to the data plane: ``<home>/sla/<number>.yml`` and, written last, ``<home>/sla/index.json``.

The index names each version with the moment from which it holds (UTC), the hash of its content and who signed; a version that
the index does not name does not count. Files are replaced whole, so that a reader sees the former or the new one; written again
they are the same bytes.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from cordee.vocabulary.sla_terms.reading import to_yaml
from cordee.workspace.activity.models import record
from cordee.workspace.insight import refreshing
from cordee.workspace.jobs.models import Job
from cordee.workspace.sla.models import Version
from cordee.workspace.sla.models.version import EXPORT


def folder() -> Path:
    """Where the data plane reads signed terms."""
    path: Path = settings.CORDEE_HOME.path / "sla"
    return path


def run(job: Job) -> dict[str, Any]:
    """Writes what is signed, then asks for a refresh where something changed, so that clocks follow."""
    written = export()
    if written:
        numbers = ", ".join(str(one.number) for one in signed())
        record("sla.exported", by=job.by, numbers=numbers)
        refreshing.request(by=job.by)
    return {"changed": written}


def due(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """An export when the files are not what was signed: after a start, a restore, or a hand that removed them."""
    wanted = _content(signed())
    if _differs(wanted):
        key = sha256("".join(wanted.values()).encode()).hexdigest()[:12]
        yield f"{EXPORT}:{key}:{now:%Y-%m-%dT%H:%M}", {}


def export() -> list[str]:
    """Makes the folder hold exactly the signed versions. Gives the names of the files written or removed."""
    wanted = _content(signed())
    index = {name: wanted.pop(name) for name in ("index.json",) if name in wanted}
    changed = [name for name, text in wanted.items() if _write(folder() / name, text)]
    changed += [name for name, text in index.items() if _write(folder() / name, text)]
    for stale in _stale({*wanted, *index}):
        stale.unlink()
        changed.append(stale.name)
    return changed


def signed() -> list[Version]:
    """The versions that both sides have signed, in force or to be."""
    return list(
        Version.objects.filter(in_force_at__isnull=False).order_by("in_force_at").prefetch_related("signatures")
    )


def _content(versions: Iterable[Version]) -> dict[str, str]:
    files = {f"{one.number}.yml": to_yaml(one.document) for one in versions}
    if not files:
        return {"index.json": _json([])} if (folder() / "index.json").exists() else {}
    return files | {"index.json": _json([_entry(one) for one in versions])}


def _entry(version: Version) -> dict[str, Any]:
    moment = version.in_force_at
    assert moment is not None  # noqa: S101 -- for the type checker: signed() filters
    return {
        "version": version.number,
        "in_force_from": _from(moment),
        "content_hash": version.content_hash,
        "signatures": [{"side": one.side, "name": one.name, "at": _utc(one.at)} for one in version.live_signatures],
    }


def _from(moment: datetime) -> str:
    """The day where it begins at midnight in the company's zone, else the moment (UTC)."""
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.date().isoformat() if local.time() == time.min else _utc(moment)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _json(entries: list[dict[str, Any]]) -> str:
    return json.dumps({"versions": entries}, ensure_ascii=False, indent=2) + "\n"


def _differs(wanted: dict[str, str]) -> bool:
    return any(_read(folder() / name) != text for name, text in wanted.items()) or bool(_stale(set(wanted)))


def _stale(wanted: set[str]) -> list[Path]:
    return [file for file in folder().glob("*.yml") if file.name not in wanted and file.stem.isdecimal()]


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def _write(file: Path, text: str) -> bool:
    """Whether the file was not that already. Atomic: written beside, forced to the disk, then renamed."""
    if _read(file) == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    return True
