"""The demo's answers, never imported: who is who, what each channel caused, which objections were said."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cordee.demo.world import World


@dataclass(slots=True)
class Truth:
    """Collected while the exports are written. Records that speak of several humans at once (a switchboard, a role
    mailbox) belong to nobody and are set apart in ``shared``.
    """

    people: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    accounts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    calls: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)

    def person(self, source: str, object_: str, source_id: str | int, true_id: str) -> None:
        """The record ``source``/``object_``/``source_id`` speaks of that human."""
        self.people.setdefault((source, object_, str(source_id)), set()).add(true_id)

    def nobody(self, source: str, object_: str, source_id: str | int) -> None:
        """The record speaks of no one human."""
        self.people.setdefault((source, object_, str(source_id)), set()).update(("", "-"))

    def account(self, source: str, object_: str, source_id: str | int, true_id: str) -> None:
        """The record speaks of that firm."""
        self.accounts[source, object_, str(source_id)] = true_id

    def write(self, folder: Path, world: World) -> None:
        """person.csv, shared.csv, account.csv, parent.csv, homonym and job-change facts, channel.csv, objection.csv."""
        folder.mkdir(parents=True, exist_ok=True)
        single = [(*key, next(iter(ids))) for key, ids in self.people.items() if len(ids) == 1]
        _write(folder / "person.csv", ("source", "object", "source_id", "true_person"), sorted(single))
        _write(
            folder / "shared.csv",
            ("source", "object", "source_id"),
            sorted(key for key, ids in self.people.items() if len(ids) > 1),
        )
        _write(
            folder / "account.csv",
            ("source", "object", "source_id", "true_account"),
            sorted((*k, v) for k, v in self.accounts.items()),
        )
        _write(
            folder / "human.csv",
            ("true_person", "true_account", "name", "email", "moved_to", "moved_on"),
            [
                (
                    p.truth,
                    world.firms[p.firm].truth,
                    p.name,
                    p.email,
                    world.firms[p.moved[0]].truth if p.moved else "",
                    p.moved[1].isoformat() if p.moved else "",
                )
                for p in world.people
            ],
        )
        _write(
            folder / "firm.csv",
            ("true_account", "name", "domain", "siren", "parent", "project_start_week", "project_weeks"),
            [
                (
                    f.truth,
                    f.name,
                    f.domain,
                    f.siren or "",
                    "" if f.parent is None else world.firms[f.parent].truth,
                    int(a),
                    int(b),
                )
                for f, a, b in zip(world.firms, world.demand.project_start, world.demand.project_weeks, strict=True)
            ],
        )
        _write(
            folder / "objection.csv", ("source", "object", "source_id", "label", "language", "text"), sorted(self.calls)
        )
        _write(
            folder / "channel.csv",
            ("channel", "deals_lost_without", "deals", "deals_without_any"),
            [(name, lost, len(world.deals), world.demand.without_any) for name, lost in world.demand.lost.items()],
        )


def _write(path: Path, headers: tuple[str, ...], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)
