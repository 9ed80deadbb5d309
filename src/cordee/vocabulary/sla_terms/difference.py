"""What changed from one version to the next, clause by clause, with both readings."""

from dataclasses import dataclass
from enum import StrEnum

from cordee.vocabulary.sla_terms.clauses import Clause, clauses
from cordee.vocabulary.sla_terms.document import Terms


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Changed:
    """A clause that is not the same in both versions; ``before`` is absent when added, ``after`` when removed."""

    id: str
    change: Change
    before: Clause | None
    after: Clause | None


def difference(before: Terms, after: Terms) -> tuple[Changed, ...]:
    """Clauses added, removed or changed, in the reading order of the new version; those removed follow their section.

    A clause that only moved is not changed, except where the order decides: the tiers of a delay and the queues of the
    routing are part of their clause.
    """
    old = {clause.id: clause for clause in clauses(before)}
    new = {clause.id: clause for clause in clauses(after)}
    order = list(new)
    for gone in (clause for clause in old if clause not in new):
        alike = [place for place, other in enumerate(order) if other.split(".")[0] == gone.split(".")[0]]
        order.insert(alike[-1] + 1 if alike else len(order), gone)
    found = []
    for clause in order:
        was, now = old.get(clause), new.get(clause)
        if was is None:
            found.append(Changed(clause, Change.ADDED, None, now))
        elif now is None:
            found.append(Changed(clause, Change.REMOVED, was, None))
        elif was.content != now.content:
            found.append(Changed(clause, Change.CHANGED, was, now))
    return tuple(found)
