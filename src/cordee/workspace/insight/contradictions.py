"""Where the tools disagree, what nothing else knows of, and campaign names that no campaign bears: as plain values."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from cordee.revenue.model.channels import normal
from cordee.revenue.model.words import countries
from cordee.workspace.insight.window import Window

ENTITIES = ("person", "account", "deal")
NEAR, NEAREST = 0.55, 3
"""Names less alike than this are not offered; at most so many are."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two tools that say differently of one field. ``rule``: why the kept value is kept."""

    entity: str
    entity_id: int
    name: str
    field: str
    kept: str | None
    kept_tool: str | None
    other: str | None
    other_tool: str | None
    rule: str | None

    @property
    def tools(self) -> tuple[str, str]:
        one, two = sorted((self.kept_tool or "", self.other_tool or ""))
        return one, two


@dataclass(frozen=True, slots=True)
class Value:
    """What one record says of a field."""

    value: str
    shown: str
    tool: str
    record: int
    kept: bool
    rule: str | None
    modified_at: object


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that the tools' data speak of and nothing else knows. ``meant``: what it may be."""

    entity: str
    field: str
    written: str
    meant: str | None
    tool: str | None
    count: int
    entity_id: int | None  # one of them


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign with a record of its own."""

    record: int
    name: str
    tool: str | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name that touches or spend carry and no campaign bears, with the campaigns whose names are like it."""

    campaign_id: int
    name: str
    touches: int
    leads: int
    cost: float
    near: tuple[Campaign, ...] = ()


_NAMES = """
    named AS (
        SELECT 'person' AS entity, person_id AS id, coalesce(name, email) AS name FROM person
        UNION ALL SELECT 'account', account_id, coalesce(name, domain) FROM account
        UNION ALL SELECT 'deal', deal_id, name FROM deal
    )
"""


def listed(window: Window) -> list[Contradiction]:
    """Every disagreement of two tools, those that nobody settled first, deals before companies before people."""

    def ask() -> list[Contradiction]:
        rows = window.reader.execute(
            f"""
            WITH {_NAMES},
            why AS (SELECT entity, entity_id, field, any_value(rule) AS rule FROM field_value WHERE kept GROUP BY ALL)
            SELECT c.entity, c.entity_id, coalesce(n.name, ''), c.field, coalesce(k.name, c.kept_value), c.kept_source,
                coalesce(o.name, c.other_value), c.other_source, w.rule
            FROM contradiction AS c
            LEFT JOIN named AS n ON n.entity = c.entity AND n.id = c.entity_id
            LEFT JOIN why AS w ON w.entity = c.entity AND w.entity_id = c.entity_id AND w.field = c.field
            LEFT JOIN account AS k ON c.field IN ('account', 'parent') AND k.account_id = try_cast(c.kept_value AS BIGINT)
            LEFT JOIN account AS o ON c.field IN ('account', 'parent') AND o.account_id = try_cast(c.other_value AS BIGINT)
            WHERE c.detail IS NULL
            ORDER BY coalesce(w.rule = 'chosen', false), c.entity = 'person', c.entity = 'account', n.name, c.entity_id,
                c.field, c.other_source
            """
        ).fetchall()
        return [Contradiction(*row) for row in rows]

    return window.remembered("contradictions", ask)


def values(window: Window, entity: str, pk: int, field: str) -> list[Value]:
    """What every record says of one field of one entity, the kept one first."""

    def ask() -> list[Value]:
        rows = window.reader.execute(
            """
            SELECT v.value, coalesce(a.name, u.name, v.value), v.source, v.record_id, v.kept, v.rule, v.modified_at
            FROM field_value AS v
            LEFT JOIN account AS a ON v.field IN ('account', 'parent') AND a.account_id = try_cast(v.value AS BIGINT)
            LEFT JOIN user_account AS u ON v.field = 'owner' AND u.user_id = try_cast(v.value AS BIGINT)
            WHERE v.entity = $1 AND v.entity_id = $2 AND v.field = $3
            ORDER BY v.kept DESC, v.modified_at DESC NULLS LAST, v.source, v.record_id
            """,
            [entity, pk, field],
        ).fetchall()
        return [Value(*row) for row in rows]

    return window.remembered(("values", entity, pk, field), ask)


def name_of(window: Window, entity: str, pk: int) -> str | None:
    """What an entity is called; None when there is none."""
    row = window.reader.execute(
        f"WITH {_NAMES} SELECT coalesce(name, '') FROM named WHERE entity = $1 AND id = $2", [entity, pk]
    ).fetchone()
    return row[0] if row else None


def oddities(window: Window) -> list[Oddity]:
    """What is odd, one line per word, currency or reference; campaigns are told apart (``unmatched``)."""

    def ask() -> list[Oddity]:
        rows = window.reader.execute(
            """
            SELECT entity, field, kept_value, any_value(other_value), min(kept_source), count(*), min(entity_id)
            FROM contradiction WHERE detail IS NOT NULL AND entity <> 'campaign'
            GROUP BY entity, field, kept_value,
                CASE WHEN field LIKE '%_ref' THEN kept_record END ORDER BY count(*) DESC, entity, field, kept_value
            """
        ).fetchall()
        return [_meant(window, Oddity(*row)) for row in rows]

    return window.remembered("oddities", ask)


def _meant(window: Window, odd: Oddity) -> Oddity:
    """The proposal as the field writes it: a country's code, an industry's usual spelling."""
    if odd.meant is None:
        return odd
    if odd.field == "country":
        return replace(odd, meant=dict(countries()).get(odd.meant, odd.meant))
    if odd.field == "industry":
        row = window.reader.execute(
            "SELECT industry FROM account WHERE strip_accents(lower(industry)) = $1 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
            [odd.meant],
        ).fetchone()
        return replace(odd, meant=row[0] if row else odd.meant.capitalize())
    return odd


def unmatched(window: Window) -> list[Unmatched]:
    """Names that no campaign bears: the costliest first, then those that brought most."""

    def ask() -> list[Unmatched]:
        known = campaigns(window)
        rows = window.reader.execute(
            """
            SELECT c.campaign_id, c.name,
                coalesce((SELECT sum(d.touches) FROM channel_day AS d WHERE d.campaign_id = c.campaign_id), 0)::BIGINT AS touches,
                (SELECT count(*) FROM lead AS l WHERE l.campaign_id = c.campaign_id) AS leads,
                coalesce((SELECT sum(s.cost) FROM spend AS s WHERE s.campaign_id = c.campaign_id), 0)::DOUBLE AS cost
            FROM campaign AS c WHERE c.record_id IS NULL AND EXISTS (FROM campaign_link)
            ORDER BY cost DESC, leads DESC, touches DESC, c.name
            """
        ).fetchall()
        return [replace(Unmatched(*row), near=_near(row[1], known)) for row in rows]

    return window.remembered("unmatched", ask)


def campaigns(window: Window) -> list[Campaign]:
    """Every campaign that a tool knows, by name."""

    def ask() -> list[Campaign]:
        rows = window.reader.execute(
            "SELECT record_id, name, source FROM campaign WHERE record_id IS NOT NULL AND name IS NOT NULL ORDER BY name, 1"
        ).fetchall()
        return [Campaign(*row) for row in rows]

    return window.remembered("campaigns", ask)


def _near(name: str, known: list[Campaign]) -> tuple[Campaign, ...]:
    told = normal(name)
    scored = [(likeness(told, normal(one.name)), one) for one in known]
    near = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], pair[1].name))
    return tuple(one for _, one in near[:NEAREST])


def likeness(one: str, other: str) -> float:
    """How alike two plain names are, 0..1: by their letters in order, or by the words that they share."""
    words, others = set(one.split()), set(other.split())
    shared = len(words & others) / max(1, min(len(words), len(others))) * 0.9 if words and others else 0.0
    return max(SequenceMatcher(None, one, other).ratio(), shared)
