"""What people chose where the tools disagree: the value of a field, how a word is to be read, which campaign a name means.

Choices are lines appended to ``choices.jsonl``, never rewritten, in terms of record ids, which stay when entities move. A
choice always wins over trust, freshness and spelling; a later one about the same thing replaces it; ``withdraw`` leaves the
thing to the rules again.

| act | says |
|---|---|
| value | of the entity that holds ``record``, ``field`` takes what this record says |
| reading | wherever ``field`` of this kind of entity is written ``written``, it means ``meant`` |
| campaign | the campaign name ``written`` means the campaign of ``record`` |
| trust | since then ``trusted`` of the settings says ``meant`` for the field, and said ``written`` before: the settings rule |
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from cordee.revenue.warehouse import ledger
from cordee.revenue.warehouse.home import Home, HomeError

Act = Literal["value", "reading", "campaign", "trust"]

READ_ANEW = {("account", "industry"), ("account", "country"), ("account", "city"), ("deal", "product")}
"""Fields of which a written word may be read as another one everywhere."""


class AlreadyChosen(HomeError):
    """Somebody chose here meanwhile: ``choice``."""

    def __init__(self, choice: "Choice") -> None:
        super().__init__(f"Chosen already by {choice.by or 'someone'} on {choice.at[:10]}.")
        self.choice = choice


class NothingChosen(HomeError):
    """Nothing is chosen here any more: somebody has undone it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the file."""

    act: Act
    entity: str  # person, account, deal, campaign
    field: str
    record: int = 0  # value: the record whose word counts; campaign: the campaign's record
    among: tuple[int, ...] = ()  # value: the records of the entity then
    written: str = ""
    meant: str = ""
    by: str = ""
    because: str = ""
    at: str = ""  # ISO 8601, UTC
    withdrawn: bool = False  # this line lifts what was chosen

    def same_matter(self, other: "Choice") -> bool:
        """The two are about one thing: the later replaces the earlier."""
        if (self.act, self.entity, self.field) != (other.act, other.entity, other.field):
            return False
        if self.act == "value":
            return bool({self.record, *self.among} & {other.record, *other.among})
        return self.act == "trust" or self.written == other.written


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices in force, oldest first."""

    in_force: tuple[Choice, ...] = field(default=())

    def values(self, entity: str) -> dict[str, list[int]]:
        """field → the records whose word counts, the latest chosen first."""
        found: dict[str, list[int]] = {}
        for choice in reversed(self.in_force):
            if choice.act == "value" and choice.entity == entity:
                found.setdefault(choice.field, []).append(choice.record)
        return found

    def readings(self, entity: str, field_: str) -> dict[str, str]:
        """What is written → what it means."""
        return {
            choice.written: choice.meant
            for choice in self.in_force
            if choice.act == "reading" and (choice.entity, choice.field) == (entity, field_)
        }

    def campaigns(self) -> dict[str, int]:
        """A name that no campaign bears → the record of the campaign that it means."""
        return {choice.written: choice.record for choice in self.in_force if choice.act == "campaign"}


def choose(home: Home, choice: Choice, *, first: bool = False, at: datetime | None = None) -> Choice:
    """Keeps a choice. ``first``: refused with ``AlreadyChosen`` where somebody chose differently meanwhile."""
    if choice.act == "reading" and (choice.entity, choice.field) not in READ_ANEW:
        raise HomeError(f"{choice.field} of a {choice.entity} is not read word by word.")
    stamped = replace(choice, at=_stamp(at), withdrawn=False)

    def unless(lines: list[dict[str, Any]]) -> None:
        held = [earlier for earlier in _in_force(_read(home, lines)) if earlier.same_matter(stamped)]
        if first and held:
            raise AlreadyChosen(held[-1])

    ledger.append(home.choices, asdict(stamped), unless=unless)
    return stamped


def withdraw(home: Home, choice: Choice, *, by: str = "", because: str = "", at: datetime | None = None) -> Choice:
    """Lifts a choice: the rules decide again. Raises ``NothingChosen``."""
    lifted = replace(choice, by=by, because=because, at=_stamp(at), withdrawn=True)

    def unless(lines: list[dict[str, Any]]) -> None:
        if not any(earlier.same_matter(lifted) for earlier in _in_force(_read(home, lines))):
            raise NothingChosen(NothingChosen.__doc__)

    ledger.append(home.choices, asdict(lifted), unless=unless)
    return lifted


def read(home: Home) -> list[Choice]:
    """Every choice ever made or lifted, oldest first."""
    return _read(home, ledger.read(home.choices))


def load(home: Home) -> Choices:
    """The choices in force."""
    return Choices(tuple(_in_force(read(home))))


def _read(home: Home, lines: list[dict[str, Any]]) -> list[Choice]:
    try:
        return [Choice(**{**line, "among": tuple(line["among"])}) for line in lines]
    except (TypeError, KeyError) as error:
        raise HomeError(
            f"{home.choices} holds a line that is not a choice ({error}). Restore it from a backup."
        ) from error


def _in_force(choices: list[Choice]) -> list[Choice]:
    kept: list[Choice] = []
    for choice in choices:
        kept = [earlier for earlier in kept if not earlier.same_matter(choice)]
        if not choice.withdrawn:
            kept.append(choice)
    return kept


def _stamp(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="seconds")
