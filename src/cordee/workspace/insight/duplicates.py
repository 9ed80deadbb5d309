"""The grey zone of identity as a queue: pairs that may be one, those with the most at stake first."""

from dataclasses import dataclass
from typing import Literal

from cordee.revenue.identity.explain import Evidence, reviewed
from cordee.workspace.insight.window import Window

Kind = Literal["person", "account"]
KINDS: tuple[Kind, ...] = ("person", "account")

__all__ = ["KINDS", "Evidence", "Kind", "Pair", "evidence", "pair", "queue"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people or two companies that may be one. ``stake``: the open deals of either, in the company's currency."""

    kind: Kind
    a: int
    b: int
    a_name: str
    b_name: str
    a_under: str
    b_under: str
    probability: float
    deals: int
    stake: float
    acts: int

    @property
    def key(self) -> tuple[str, int, int]:
        return (self.kind, self.a, self.b)


def queue(window: Window) -> tuple[Pair, ...]:
    """Every pair of the snapshot: by the open deals' amount, then by what happened, then by how sure it is.

    A side may have found its company by another way since it was weighed (a contact's own reference, say): such a pair
    is none any more.
    """

    def ask() -> tuple[Pair, ...]:
        found = [*_pairs(window, "person", _OF_PEOPLE), *_pairs(window, "account", _OF_ACCOUNTS)]
        return tuple(sorted(found, key=lambda one: (-one.stake, -one.acts, -one.probability, one.key)))

    return window.remembered("duplicates", ask)


def pair(window: Window, kind: str, a: int, b: int) -> Pair | None:
    """One pair of the queue; the ids in either order."""
    wanted = (kind, min(a, b), max(a, b))
    known = window.remembered("duplicates by key", lambda: {one.key: one for one in queue(window)})
    return known.get(wanted)


def evidence(window: Window, of: Pair) -> tuple[Evidence, ...]:
    """What speaks for and against, with the bits of the refresh that put the pair in review."""
    row = window.reader.execute(
        f"SELECT evidence, probability FROM {of.kind}_review WHERE a = $1 AND b = $2", [of.a, of.b]
    ).fetchone()
    return () if row is None else reviewed(of.kind, row[0], row[1])


_OF_PEOPLE = """
    one AS (SELECT person_id AS id, account_id, coalesce(name, email, '') AS name,
        concat_ws(', ', email, job_title) AS under FROM person),
    acts AS (SELECT person_id AS id, touches FROM person_path),
    at_stake AS (
        -- A deal belongs to the people who take part in it, and to everyone of its company where nobody is named.
        SELECT person_id AS id, deal_id FROM deal_person
        UNION
        SELECT p.person_id, d.deal_id FROM deal AS d JOIN person AS p ON p.account_id = d.account_id
        WHERE d.n_people = 0
    )
"""
_OF_ACCOUNTS = """
    one AS (SELECT account_id AS id, coalesce(name, domain, '') AS name,
        concat_ws(', ', domain, city) AS under FROM account),
    acts AS (SELECT account_id AS id, sum(touches) AS touches FROM person_path GROUP BY account_id),
    at_stake AS (SELECT account_id AS id, deal_id FROM deal WHERE account_id IS NOT NULL)
"""


def _pairs(window: Window, kind: Kind, of: str) -> list[Pair]:
    rows = window.reader.execute(
        f"""
        WITH {of},
        open AS (SELECT deal_id, coalesce(amount, 0) AS amount FROM deal WHERE outcome = 'open'),
        sides AS (
            SELECT a, b, a AS id FROM {kind}_review WHERE a < b
            UNION ALL SELECT a, b, b FROM {kind}_review WHERE a < b
        ),
        staked AS (
            SELECT a, b, count(*) AS deals, sum(amount) AS stake
            FROM (SELECT DISTINCT s.a, s.b, o.deal_id, o.amount
                FROM sides AS s JOIN at_stake AS t USING (id) JOIN open AS o USING (deal_id))
            GROUP BY a, b
        ),
        acted AS (SELECT a, b, sum(touches) AS acts FROM sides JOIN acts USING (id) GROUP BY a, b)
        SELECT r.a, r.b, x.name, y.name, x.under, y.under,
            r.probability, coalesce(s.deals, 0), coalesce(s.stake, 0)::DOUBLE, coalesce(t.acts, 0)::BIGINT
        FROM {kind}_review AS r
        JOIN one AS x ON x.id = r.a JOIN one AS y ON y.id = r.b
        LEFT JOIN staked AS s ON s.a = r.a AND s.b = r.b LEFT JOIN acted AS t ON t.a = r.a AND t.b = r.b
        WHERE r.a < r.b
        """
    ).fetchall()
    return [Pair(kind, *row) for row in rows]
