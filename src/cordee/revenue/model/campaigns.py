"""Campaigns, what they cost, and where touches and sessions came from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from cordee.revenue.model.build import Build
from cordee.revenue.model.channels import UNKNOWN, Channels, normal
from cordee.revenue.model.rates import conversion
from cordee.revenue.model.staged import Staged
from cordee.revenue.warehouse.ids import record_id
from cordee.revenue.warehouse.tables import MODEL

_RECORD = (
    "record_id, source, name, kind, channel_raw, utm_campaign, starts_on, ends_on, deleted, "
    "coalesce(modified_at, received_at) AS fresh_at"
)

_EARLIEST = datetime(1970, 1, 1)  # noqa: DTZ001 -- naive UTC, as everywhere in the warehouse


@dataclass
class _Groups:
    """Union-find over record ids: which records are one campaign."""

    parent: dict[int, int] = field(default_factory=dict)

    def find(self, item: int) -> int:
        self.parent.setdefault(item, item)
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        self.parent[max(a, b)] = min(a, b)


def campaigns(build: Build, staged: Staged, channels: Channels) -> int:
    """Fills ``campaign``, ``campaign_link``, ``campaign_name`` and ``origin``.

    Campaigns of several tools are one when they share a name or a ``utm_campaign``. A name that no campaign record
    knows, and that nobody linked to one (``choices``), is a campaign of its own: its cost and its leads stay visible, and
    ``contradiction`` lists it (``oddities``).
    """
    staged.current(build, "campaign_record", "stg_campaign")
    records = build.con.execute(f"SELECT {_RECORD} FROM campaign_record ORDER BY record_id").fetchall()
    groups, by_name = _Groups(), dict[str, int]()
    for record in records:
        groups.find(record[0])
        for name in {normal(record[2]), normal(record[5])} - {""}:
            groups.join(by_name.setdefault(name, record[0]), record[0])
    for written, meant in build.choices.campaigns().items():
        if meant in groups.parent and normal(written) not in by_name:
            by_name[normal(written)] = meant
    names = _names(build, staged)
    rows = [_campaign(root, members, channels) for root, members in sorted(_members(groups, records).items())]
    known = {row["campaign_id"] for row in rows}
    links: list[dict[str, Any]] = []
    for name in names:
        plain = normal(name)
        if not plain:
            continue
        root = by_name.get(plain)
        campaign_id = groups.find(root) if root is not None else record_id(f"campaign/{plain}")
        links.append({"name": name, "campaign_id": campaign_id})
        if campaign_id not in known:
            known.add(campaign_id)
            rows.append({"campaign_id": campaign_id, "name": name, "channel": UNKNOWN})
    _replace(build, "campaign_link", ({"record_id": r[0], "campaign_id": groups.find(r[0])} for r in records))
    _replace(build, "campaign_name", links)
    origins = list(_origins(build, staged, channels, {link["name"]: link["campaign_id"] for link in links}))
    _replace(build, "origin", origins)
    _lend_channels(rows, origins)
    return _replace(build, "campaign", rows)


def spend(build: Build, staged: Staged, channels: Channels) -> int:
    """Fills ``spend``: the cost of each campaign and day in the company currency, at the rate of that day.

    A span of days is spread evenly over them. A cost without a date is kept, with ``day`` NULL; a cost without a known
    rate is kept in its own currency, with ``cost`` NULL.
    """
    staged.current(build, "spend_record", "stg_spend", "NOT coalesce(deleted, false)")
    said = build.con.execute("SELECT DISTINCT source, channel_raw FROM spend_record").fetchall()
    words = [{"source": source, "channel_raw": raw, "channel": _of_tool(channels, source, raw)} for source, raw in said]
    as_table(build, "spend_channel", words, {"source": "VARCHAR", "channel_raw": "VARCHAR", "channel": "VARCHAR"})
    rate = conversion(build.settings, "currency", "day")
    build.con.execute("DELETE FROM spend")
    return build.add(
        "spend",
        f"""
        WITH told AS (
            SELECT s.*, coalesce(l.campaign_id, n.campaign_id, u.campaign_id) AS campaign_id,
                CASE WHEN w.channel = '{UNKNOWN}' THEN coalesce(c.channel, w.channel) ELSE w.channel END AS channel,
                CASE WHEN s.undated OR s.day IS NULL THEN 1
                    ELSE greatest(1, 1 + date_diff('day', s.day, coalesce(s.until, s.day))) END AS days
            FROM spend_record AS s
            LEFT JOIN campaign_link AS l ON l.record_id = s.campaign_ref
            LEFT JOIN campaign_name AS n ON n.name = s.campaign_name
            LEFT JOIN campaign_name AS u ON u.name = s.utm_campaign
            LEFT JOIN campaign AS c ON c.campaign_id = coalesce(l.campaign_id, n.campaign_id, u.campaign_id)
            JOIN spend_channel AS w ON w.source = s.source AND w.channel_raw IS NOT DISTINCT FROM s.channel_raw
        ),
        daily AS (
            SELECT * EXCLUDE (day), nth, CASE WHEN NOT coalesce(undated, false) THEN (day + nth::INTEGER) END AS day,
                coalesce(upper(currency), '{build.settings.currency}') AS money
            FROM (SELECT *, unnest(range(days)) AS nth FROM told)
        )
        SELECT campaign_id, day, channel,
            (impressions // days) + (nth < impressions % days)::INTEGER AS impressions,
            (clicks // days) + (nth < clicks % days)::INTEGER AS clicks,
            cost::DOUBLE / days * rate.rate AS cost, cost / days AS cost_original, money AS currency,
            rate.rate AS rate, rate.rated_on AS rate_on, conversions / days AS conversions, source, record_id
        FROM (SELECT *, {rate} AS rate FROM (SELECT * REPLACE (money AS currency) FROM daily))
        """,
    )


def traffic(build: Build, staged: Staged) -> int:
    """Fills ``traffic``: sessions of a day from an origin, as the web analytics tool counts them."""
    staged.current(build, "traffic_record", "stg_traffic", "NOT coalesce(deleted, false)")
    build.con.execute("DELETE FROM traffic")
    return build.add(
        "traffic",
        f"""
        SELECT t.*, coalesce(o.channel, '{UNKNOWN}') AS channel
        FROM traffic_record AS t LEFT JOIN origin AS o USING (origin_id)
        """,
    )


def _names(build: Build, staged: Staged) -> list[str]:
    """Every campaign name that touches, origins and spend carry, as received."""
    return [
        name
        for (name,) in build.con.execute(
            f"""
            SELECT DISTINCT campaign_name FROM {staged.rows("stg_touch")} WHERE campaign_name IS NOT NULL
            UNION SELECT DISTINCT utm_campaign FROM {staged.rows("stg_origin")} WHERE utm_campaign IS NOT NULL
            UNION SELECT DISTINCT campaign_name FROM {staged.rows("stg_spend")} WHERE campaign_name IS NOT NULL
            UNION SELECT DISTINCT utm_campaign FROM {staged.rows("stg_spend")} WHERE utm_campaign IS NOT NULL
            ORDER BY 1
            """
        ).fetchall()
    ]


def _members(groups: _Groups, records: list[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    members: dict[int, list[tuple[Any, ...]]] = {}
    for record in records:
        members.setdefault(groups.find(record[0]), []).append(record)
    return members


def _campaign(root: int, members: list[tuple[Any, ...]], channels: Channels) -> dict[str, Any]:
    best = sorted(members, key=lambda r: (r[8], -(r[9] or _EARLIEST).timestamp() if r[9] else 0.0, r[0]))

    def first(place: int) -> Any:
        return next((record[place] for record in best if record[place] not in (None, "")), None)

    said = [_of_tool(channels, r[1], r[4]) for r in best] + [channels.of_word(r[3])[0] for r in best]
    return {
        "campaign_id": root,
        "name": first(2) or first(5),
        "kind": first(3),
        "channel": next((channel for channel in said if channel != UNKNOWN), UNKNOWN),
        "utm_campaign": first(5),
        "starts_on": first(6),
        "ends_on": first(7),
        "source": best[0][1],
        "record_id": best[0][0],
    }


def _origins(build: Build, staged: Staged, channels: Channels, named: dict[str, int]) -> Iterable[dict[str, Any]]:
    columns = ("channel_raw", "utm_source", "utm_medium", "utm_campaign", "referrer_host", "click_id")
    query = (
        f"SELECT DISTINCT ON (origin_id) origin_id, {', '.join(columns)} FROM {staged.rows('stg_origin')} ORDER BY ALL"
    )
    for row in build.con.execute(query).fetchall():
        values = dict(zip(columns, row[1:], strict=True))
        channel, rule = channels.classify(**values)
        values.pop("click_id")
        utm = values["utm_campaign"]
        yield values | {
            "origin_id": row[0],
            "channel": channel,
            "rule": rule,
            "campaign_id": named.get(utm) if utm else None,
        }


def _lend_channels(rows: list[dict[str, Any]], origins: list[dict[str, Any]]) -> None:
    """A campaign whose tool does not say its channel has the one that most of its links were tagged with."""
    tagged: dict[int, Counter[str]] = {}
    for origin in origins:
        if origin["campaign_id"] is not None and origin["channel"] != UNKNOWN:
            tagged.setdefault(origin["campaign_id"], Counter())[origin["channel"]] += 1
    for row in rows:
        if row["channel"] == UNKNOWN and row["campaign_id"] in tagged:
            row["channel"] = max(sorted(tagged[row["campaign_id"]].items()), key=lambda item: item[1])[0]


def _of_tool(channels: Channels, source: str, raw: str | None) -> str:
    """The channel of an advertising row: its own word, else what the tool is known for."""
    channel = channels.of_word(raw)[0]
    return channel if channel != UNKNOWN else channels.words.get(normal(source), UNKNOWN)


def _replace(build: Build, table: str, rows: Iterable[dict[str, Any]]) -> int:
    as_table(build, f"{table}_new", list(rows), {column.name: column.type for column in MODEL[table].columns})
    build.con.execute(f"DELETE FROM {table}")
    return build.add(table, f"SELECT * FROM {table}_new")


def as_table(build: Build, name: str, rows: list[dict[str, Any]], types: dict[str, str]) -> None:
    """Makes a temporary table of rows made in Python."""
    kinds = {
        "VARCHAR": pa.string(),
        "BIGINT": pa.int64(),
        "INTEGER": pa.int32(),
        "DATE": pa.date32(),
        "BOOLEAN": pa.bool_(),
        "TIMESTAMP": pa.timestamp("us"),
    }
    build.con.register("given", pa.Table.from_pylist(rows, schema=pa.schema([(n, kinds[t]) for n, t in types.items()])))
    build.temp(name, "SELECT * FROM given")
    build.con.unregister("given")
