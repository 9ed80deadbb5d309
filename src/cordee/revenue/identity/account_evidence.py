"""How much the evidence says that two nodes speak of one company: bits per field, their sum, a probability, a veto.

Fellegi and Sunter's weights (A theory for record linkage, JASA 1969): each field adds log2(share among true pairs / share
among chance pairs). Names weigh what their words weigh (``account_nodes.word_bits``); an identifier is worth the prior
plus a margin, because its chance of coinciding falls with the number of companies. The prior is one true partner for two
nodes. A veto is not a weight: two valid SIRENs are two companies whatever else agrees.
"""

import math
from dataclasses import dataclass

import duckdb
import numpy as np

from cordee.revenue.identity.account_nodes import universe
from cordee.revenue.identity.comparison import Floats
from cordee.revenue.warehouse.engine import quoted

FIELDS = ("number", "page", "domain", "name", "phone", "place", "country")

SAME_NUMBER, SAME_PAGE, SAME_DOMAIN = 12.0, 12.0, 7.5  # above the prior
SISTER_DOMAIN, OTHER_DOMAIN = 6.0, -4.0
OTHER_NAME, OTHER_PAGE, OTHER_COUNTRY, OTHER_FORM = -6.0, -4.0, -4.0, -5.0
SAME_PHONE, SAME_POSTAL, SAME_CITY, OTHER_CITY, OTHER_PHONE = 8.0, 5.0, 3.0, -2.0, -2.0
SHARED_BY_MANY = 12
"""A domain under which this many differently named companies sit tells nothing of any of them."""

EXACT = ("same", "other order", "other spacing")
LOOSE = ("acronym", "near acronym", "contained", "typing")
DOUBT = 2.0
"""Standard deviation, in bits, of what the shipped weights may be wrong by."""
MOST = 4.0
SECOND = 0.03
"""Share of pairs of records of one company that show two of its domains."""

OBJECTION, DOUBTFUL = -3.0, 0.98
"""Two nodes whose evidence, the prior left out, is below this are never put together by way of a third; nor are
two that contradict each other in a field and are less probable than that."""

HOMONYMS = 0.9
"""The most that a name can say of two companies that show two domains and agree on no telephone: they go to review."""
_HOMONYMS = (
    "phone_level <> 'same' AND (domain_level IN ('kin', 'differs') "
    "OR (domain_level = 'sister' AND place_level = 'differs'))"
)

_CIVIL = "('sci', 'scp', 'sccv', 'gie', 'societe civile immobiliere', 'societe civile')"
_DIGITS = "regexp_replace({0}, '[^0-9]', '', 'g')"


@dataclass(frozen=True, slots=True)
class Weights:
    """What the bits depend on beyond the pair: how many companies there are, and two corrections learnt from them."""

    universe: int
    exact: float = 0.0  # bits added where the names are the same
    loose: float = 0.0  # bits added where one is a variant of the other

    @property
    def prior(self) -> float:
        return -(math.log2(self.universe) + 1)


def learn(con: duckdb.DuckDBPyConnection, scored: str) -> Weights:
    """The weights for these companies, and ``scored`` (made with plain weights) corrected by them.

    How far an equal name can be trusted here is read off the pairs that have domains: they label themselves. The same
    domain is a match, two others are not (few firms show two, ``SECOND``). The correction maximises their likelihood
    under a normal prior of ``DOUBT`` bits around zero, so that a handful of pairs changes little.
    """
    plain = Weights(universe(con))
    shifts = []
    for levels in (EXACT, LOOSE):
        listed = ", ".join(map(quoted, levels))
        rows = con.execute(
            f"""
            SELECT weight - domain_bits - number_bits - page_bits + $1 AS logit,
                (domain_level = 'same' AND veto IS NULL)::DOUBLE AS label
            FROM {scored}
            WHERE name_level IN ({listed}) AND domain_level IN ('same', 'differs') AND coalesce(veto, 'siren') = 'siren'
            ORDER BY logit, label
            """,
            [plain.prior],
        ).fetchnumpy()
        shifts.append(_shift(np.asarray(rows["logit"], float), np.asarray(rows["label"], float)))
        con.execute(
            f"UPDATE {scored} SET name_bits = name_bits + $1, weight = weight + $1 WHERE name_level IN ({listed})",
            [shifts[-1]],
        )
    con.execute(f"UPDATE {scored} SET raw = {_raw_sql(plain)}")
    con.execute(f"UPDATE {scored} SET probability = CASE WHEN veto IS NULL THEN raw ELSE 0 END")
    return Weights(plain.universe, *shifts)


def _raw_sql(weights: Weights) -> str:
    """The probability before any veto: without a number or a page of their own two names are never quite certain, and
    homonyms with two domains are not certain enough to be joined."""
    most = f"CASE WHEN number_bits > 0 OR page_bits > 0 THEN 0.9999 WHEN {_HOMONYMS} THEN {HOMONYMS} ELSE 0.995 END"
    return f"least(1 / (1 + 2 ** (-(weight + ({weights.prior!r})))), {most})"


def _shift(logits: Floats, labels: Floats) -> float:
    """The shift in bits under which ``labels`` are the likeliest: a match shows one domain in 1 − ``SECOND`` of cases."""
    shifts = np.arange(-MOST, MOST + 0.01, 0.1)
    match = (1 - SECOND) / (1 + np.exp2(-np.clip(logits[:, None] + shifts[None, :], -60, 60)))
    likelihood = np.where(labels[:, None] > 0, np.log(match), np.log1p(-match)).sum(axis=0)
    return float(round(shifts[np.argmax(likelihood - (shifts / DOUBT) ** 2 / 2)], 1))


def score(con: duckdb.DuckDBPyConnection, pairs: str, into: str, weights: Weights) -> None:
    """Table ``into``: one row per pair (a, b) of the query ``pairs``, with levels and bits of each field.

    Columns: a, b, then per field ``<field>_level`` VARCHAR and ``<field>_bits`` DOUBLE, ``veto`` (NULL: none), ``weight``
    (sum of bits), ``raw`` (probability before veto) and ``probability`` (0 under a veto).
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE _shared_domain AS
        SELECT domain, count(DISTINCT coalesce(core, '')) AS names FROM _node JOIN _node_domain USING (node_id) GROUP BY ALL
        """
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS {_score_sql(pairs, weights)}")


def _score_sql(pairs: str, weights: Weights) -> str:
    identifier = f"{-weights.prior!r}"
    is_domain = "len(r.squash) >= 4 AND list_contains(l.labels, r.squash) OR len(l.squash) >= 4 AND list_contains(r.labels, l.squash)"
    acronym = "(len(l.squash) >= 3 AND l.squash = r.acronym OR len(r.squash) >= 3 AND r.squash = l.acronym)"
    near_acronym = """(len(l.squash) >= 4 AND len(r.acronym) = len(l.squash) + 1 AND starts_with(r.acronym, l.squash)
        OR len(r.squash) >= 4 AND len(l.acronym) = len(r.squash) + 1 AND starts_with(l.acronym, r.squash))"""
    return f"""
    WITH pair AS (SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM ({pairs}) WHERE a <> b),
    common AS (
        SELECT p.a, p.b, min(d.names) AS names
        FROM pair AS p JOIN _node_domain AS x ON x.node_id = p.a JOIN _node_domain AS y ON y.node_id = p.b AND y.domain = x.domain
        JOIN _shared_domain AS d ON d.domain = x.domain
        GROUP BY ALL
    ),
    side AS (
        SELECT p.a, p.b, l, r, c.names AS sharers,
            coalesce(list_sum(list_transform(list_zip(l.tokens, l.bits), lambda z: CASE WHEN list_contains(r.tokens, z[1]) THEN z[2] ELSE 0 END)), 0) AS shared,
            coalesce(list_sum(l.bits), 0) AS l_bits, coalesce(list_sum(r.bits), 0) AS r_bits
        FROM pair AS p JOIN _node AS l ON l.node_id = p.a JOIN _node AS r ON r.node_id = p.b
        LEFT JOIN common AS c ON c.a = p.a AND c.b = p.b
    ),
    level AS (
        SELECT *,
            CASE
                WHEN l.siren IS NOT NULL AND r.siren IS NOT NULL THEN CASE WHEN l.siren = r.siren THEN 'same siren' ELSE 'other siren' END
                WHEN l.vat IS NOT NULL AND r.vat IS NOT NULL THEN CASE WHEN l.vat = r.vat THEN 'same vat' ELSE 'other vat' END
                ELSE 'unknown'
            END AS number_level,
            CASE WHEN l.linkedin IS NULL OR r.linkedin IS NULL THEN 'unknown' WHEN l.linkedin = r.linkedin THEN 'same' ELSE 'differs' END AS page_level,
            CASE
                WHEN sharers >= {SHARED_BY_MANY} THEN 'shared by many'
                WHEN sharers IS NOT NULL THEN 'same'
                WHEN len(l.domains) = 0 OR len(r.domains) = 0 THEN 'unknown'
                WHEN len(list_filter(list_intersect(l.labels, r.labels), lambda x: len(x) >= 4)) > 0 THEN 'sister'
                WHEN least(len(l.labels[1]), len(r.labels[1])) >= 5 AND (starts_with(l.labels[1], r.labels[1])
                    OR starts_with(r.labels[1], l.labels[1])) THEN 'kin'
                ELSE 'differs'
            END AS domain_level,
            CASE
                WHEN l.core IS NULL AND r.core IS NULL THEN 'unknown'
                WHEN l.core = r.core THEN 'same'
                WHEN l.ordered = r.ordered THEN 'other order'
                WHEN l.squash = r.squash THEN 'other spacing'
                WHEN ({is_domain}) AND (l.acronym <> '' OR r.acronym <> '') AND ({near_acronym} OR {acronym}) THEN 'acronym and domain'
                WHEN {is_domain} THEN 'is the domain'
                WHEN l.core IS NULL OR r.core IS NULL THEN 'unknown'
                WHEN {acronym} THEN 'acronym'
                WHEN {near_acronym} THEN 'near acronym'
                WHEN shared >= 8 AND shared >= 0.99 * least(l_bits, r_bits) THEN 'contained'
                WHEN least(len(l.squash), len(r.squash)) >= 6 AND {_DIGITS.format("l.squash")} = {_DIGITS.format("r.squash")}
                    AND damerau_levenshtein(l.squash, r.squash) <= CASE WHEN least(len(l.squash), len(r.squash)) >= 12 THEN 2 ELSE 1 END THEN 'typing'
                WHEN shared >= 8 THEN 'overlaps'
                ELSE 'differs'
            END AS name_level,
            CASE
                WHEN len(l.phones) = 0 OR len(r.phones) = 0 THEN 'unknown'
                WHEN list_has_any(l.phones, r.phones) THEN 'same' ELSE 'differs'
            END AS phone_level,
            CASE
                WHEN l.postal = r.postal THEN 'same postal code'
                WHEN len(l.cities) = 0 OR len(r.cities) = 0 THEN 'unknown'
                WHEN list_has_any(l.cities, r.cities) THEN 'same city' ELSE 'differs'
            END AS place_level,
            CASE WHEN l.country IS NULL OR r.country IS NULL THEN 'unknown' WHEN l.country = r.country THEN 'same' ELSE 'differs' END AS country_level
        FROM side
    ),
    weighed AS (
        SELECT *,
            CASE WHEN number_level IN ('same siren', 'same vat') THEN {identifier} + {SAME_NUMBER} ELSE 0 END AS number_bits,
            CASE page_level WHEN 'same' THEN {identifier} + {SAME_PAGE} WHEN 'differs' THEN {OTHER_PAGE} ELSE 0 END AS page_bits,
            CASE domain_level
                WHEN 'same' THEN {identifier} + {SAME_DOMAIN} - log2(greatest(sharers - 1, 1))
                WHEN 'sister' THEN {SISTER_DOMAIN} WHEN 'differs' THEN {OTHER_DOMAIN} ELSE 0
            END AS domain_bits,
            CASE name_level
                WHEN 'same' THEN least(l.info, r.info) + {weights.exact!r} - CASE WHEN l.is_group <> r.is_group THEN 1 ELSE 0 END
                WHEN 'other order' THEN least(l.info, r.info) + {weights.exact!r} - 1
                WHEN 'other spacing' THEN greatest(l.info, r.info) + {weights.exact!r} - 1
                WHEN 'acronym and domain' THEN least(l.info, r.info) + 5
                WHEN 'is the domain' THEN 0.8 * CASE WHEN list_contains(l.labels, r.squash) THEN r.info ELSE l.info END
                WHEN 'acronym' THEN least(3.5 * least(len(l.squash), len(r.squash)) - 4, 12) + {weights.loose!r}
                WHEN 'near acronym' THEN least(3 * least(len(l.squash), len(r.squash)) - 4, 9) + {weights.loose!r}
                WHEN 'contained' THEN least(shared - 6, l.info - 4, r.info - 4) + {weights.loose!r}
                WHEN 'typing' THEN 0.75 * least(l.info, r.info) - 2 + {weights.loose!r}
                WHEN 'overlaps' THEN -1
                WHEN 'differs' THEN {OTHER_NAME}
                ELSE 0
            END + CASE WHEN l.core IS NOT NULL AND r.core IS NOT NULL AND (l.form IN {_CIVIL}) <> (r.form IN {_CIVIL}) THEN {OTHER_FORM} ELSE 0 END AS name_bits,
            CASE phone_level WHEN 'same' THEN {SAME_PHONE} WHEN 'differs' THEN {OTHER_PHONE} ELSE 0 END AS phone_bits,
            CASE place_level WHEN 'same postal code' THEN {SAME_POSTAL} WHEN 'same city' THEN {SAME_CITY} WHEN 'differs' THEN {OTHER_CITY} ELSE 0 END AS place_bits,
            CASE country_level WHEN 'differs' THEN {OTHER_COUNTRY} ELSE 0 END AS country_bits,
            CASE
                WHEN number_level IN ('same siren', 'same vat') THEN NULL
                WHEN number_level = 'other siren' THEN 'siren'
                WHEN number_level = 'other vat' AND page_level <> 'same' THEN 'vat'
                WHEN l.parent_ref = r.node_id OR r.parent_ref = l.node_id THEN 'parent'
                WHEN page_level = 'same' THEN NULL
                WHEN country_level = 'differs' THEN 'country'
                WHEN l.region <> r.region AND l.core IS NOT NULL AND r.core IS NOT NULL THEN 'region'
            END AS veto
        FROM level
    ),
    summed AS (
        SELECT *, {" + ".join(f"{field}_bits" for field in FIELDS)} AS weight FROM weighed
    ),
    judged AS (
        SELECT *,
            {_raw_sql(weights)} AS raw
        FROM summed
    )
    SELECT a, b, {", ".join(f"{field}_level, {field}_bits" for field in FIELDS)}, veto, weight, raw,
        CASE WHEN veto IS NULL THEN raw ELSE 0 END AS probability
    FROM judged
    """


def candidates(con: duckdb.DuckDBPyConnection, into: str, *, cap: int = 60) -> None:
    """Table ``into(a, b)``: nodes that share a key (number, page, domain, its label, name, acronym, phone, rarest word).

    A key that more than ``cap`` nodes share is narrowed by place or domain; what is still too
    wide is compared neighbour by neighbour, in the order of names.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE _wide AS
        WITH key AS (
            SELECT node_id, 'siren ' || siren AS key FROM _node WHERE siren IS NOT NULL
            UNION SELECT node_id, 'vat ' || vat FROM _node WHERE vat IS NOT NULL
            UNION SELECT node_id, 'page ' || linkedin FROM _node WHERE linkedin IS NOT NULL
            UNION SELECT node_id, 'domain ' || domain FROM _node_domain
            UNION SELECT node_id, 'squash ' || label FROM _node_domain
            UNION SELECT node_id, 'squash ' || squash FROM _node WHERE squash IS NOT NULL
            UNION SELECT node_id, 'ordered ' || ordered FROM _node WHERE len(tokens) > 1
            UNION SELECT node_id, 'squash ' || acronym FROM _node WHERE acronym <> ''
            UNION SELECT node_id, 'squash ' || acronym[:-2] FROM _node WHERE len(acronym) >= 5
            UNION SELECT node_id, 'phone ' || unnest(phones) FROM _node
            UNION SELECT node_id, 'start ' || squash[:5] || ' ' || len(squash) // 3 FROM _node WHERE len(squash) >= 6
            UNION SELECT node_id, 'start ' || squash[:5] || ' ' || (len(squash) + 1) // 3 FROM _node WHERE len(squash) >= 6
            UNION SELECT node_id, 'end ' || squash[-5:] || ' ' || len(squash) // 3 FROM _node WHERE len(squash) >= 6
            UNION SELECT node_id, 'word ' || tokens[list_position(bits, list_max(bits))] FROM _node WHERE list_max(bits) >= 8
        ),
        sized AS (SELECT key, node_id, count(*) OVER (PARTITION BY key) AS size FROM key)
        SELECT s.*, n.core FROM sized AS s JOIN _node AS n USING (node_id) WHERE size >= 2
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE _key AS
        WITH finer AS (
            SELECT key || ' @' || place AS key, n.node_id, count(*) OVER (PARTITION BY key || ' @' || place) AS size
            FROM _wide AS n JOIN (
                SELECT node_id, postal AS place FROM _node WHERE postal IS NOT NULL
                UNION SELECT node_id, unnest(cities) FROM _node UNION SELECT node_id, domain FROM _node_domain
            ) AS p USING (node_id)
            WHERE n.size > {cap}
        )
        SELECT key, node_id FROM _wide WHERE size <= {cap}
        UNION ALL SELECT key, node_id FROM finer WHERE size BETWEEN 2 AND {cap}
        """
    )
    con.execute(f"DELETE FROM _wide WHERE size <= {cap}")
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        SELECT DISTINCT x.node_id AS a, y.node_id AS b
        FROM _key AS x JOIN _key AS y ON y.key = x.key AND x.node_id < y.node_id
        UNION
        SELECT least(node_id, other), greatest(node_id, other) FROM (
            SELECT node_id, lag(node_id) OVER (PARTITION BY key ORDER BY core, node_id) AS other FROM _wide
        ) WHERE other IS NOT NULL
        """
    )
    con.execute("DROP TABLE _key")
    con.execute("DROP TABLE _wide")
