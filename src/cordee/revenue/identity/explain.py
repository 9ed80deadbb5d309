"""Why two records, people or accounts are one, or are not: each piece of evidence with its weight, and what decided.

Works from the published snapshot (links, weights) and the staged records: the pair is compared again, field by field, with
the very weights that judged it. Weights are bits: +1 doubles the odds, −1 halves them.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log2

import duckdb

from cordee.revenue.identity import account_nodes
from cordee.revenue.identity.account_evidence import FIELDS, Weights, score
from cordee.revenue.identity.decisions import Decision, load
from cordee.revenue.identity.engine import explain_pair
from cordee.revenue.identity.explain_words import AccountWords, conclusion, decision_words, rule_words
from cordee.revenue.identity.pairs import clean
from cordee.revenue.identity.person_cleaning import prepare
from cordee.revenue.identity.resolve import HUMAN
from cordee.revenue.identity.who import Found, Reference, UnknownReference, find_in
from cordee.revenue.warehouse.engine import connect
from cordee.revenue.warehouse.home import Home, HomeError
from cordee.revenue.warehouse.raw import staged_files
from cordee.revenue.warehouse.snapshots import reading
from cordee.revenue.warehouse.tables import STAGED


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field of the comparison. ``bits`` > 0 speaks for one and the same, < 0 against."""

    field_en: str
    field_fr: str
    level_en: str
    level_fr: str
    bits: float


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: two records, how surely they are one by the evidence alone, and that evidence."""

    a: int
    b: int
    probability: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to « why A B »; ``as_json`` for programs, ``sentences`` for people."""

    kind: str  # person, account
    same: bool
    rule: str  # key:…, model, decision, single, or 'evidence' where they are two
    probability: float  # by the evidence alone, of the surest pair
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    en: tuple[str, ...]
    fr: tuple[str, ...]

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        return self.fr if language == "fr" else self.en

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def why(home: Home, a: Reference, b: Reference) -> Explanation:
    """Why ``a`` and ``b`` are one, or two. Raises ``UnknownReference``, ``NothingPublished``."""
    with reading(home) as snapshot:
        one, two = find_in(snapshot, home, a), find_in(snapshot, home, b)
        if one.kind != two.kind:
            raise HomeError(
                f"{one.name} is a {one.kind} and {two.name} is a {two.kind}: only two of a kind are compared."
            )
        left, right = _sides(one, two)
        same = one.entity_id == two.entity_id
        rules = dict(
            snapshot.execute(
                f"SELECT record_id, rule FROM {one.kind}_link WHERE list_contains(?::BIGINT[], record_id)",
                [[*left, *right]],
            ).fetchall()
        )
        members = sorted({*one.siblings, *two.siblings} if same else {*left, *right})
        model = snapshot.execute("SELECT model FROM identity_model WHERE kind = ?", [one.kind]).fetchone()
        company = home.settings
        if model is None:
            raise HomeError("The snapshot holds no identity weights. Run `cordee refresh --full`.")
    con = connect(memory="2GB", threads=2)
    try:
        _stage(con, home)
        compare = _people if one.kind == "person" else _companies
        judge = compare(con, str(model[0]), members, company.country, company.internal_domains)
        steps = _chain(judge, left, right, members if same else None)
    finally:
        con.close()
    decided = tuple(load(home).deciding(one.siblings or left, two.siblings or right))
    probability = (
        max((step.probability for step in steps), default=0.0)
        if not same
        else min((step.probability for step in steps), default=1.0)
    )
    rule = _rule(same, decided, rules, left, right)
    sentences = {}
    for language in ("en", "fr"):
        lines = [conclusion(one.kind, same, one.name, two.name, rule, probability, language)]
        lines += [decision_words(decision, language) for decision in decided]
        sentences[language] = tuple(lines + [line for step in steps for line in _told(step, language, len(steps) > 1)])
    return Explanation(one.kind, same, rule, probability, steps, decided, sentences["en"], sentences["fr"])


def reviewed(kind: str, evidence: str | None, probability: float) -> tuple[Evidence, ...]:
    """The evidence of a pair in the grey zone, as the refresh kept it: the same bits as ``why`` gives, at once.

    What fixed rules add or hold back comes last, so that the bits add up to the log2 odds of ``probability``.
    """
    told = json.loads(evidence) if evidence else {}
    found = [Evidence("prior", "a priori", "", "", float(told.get("prior", 0.0)))]
    if kind == "person":
        by_name = {comparison.name: comparison for comparison in HUMAN.comparisons}
        for one in told.get("evidence", ()):
            comparison = by_name.get(one["comparison"])
            if comparison is not None:
                code = comparison.code(one["level"])
                words = (comparison.en or comparison.name, comparison.fr or comparison.name)
                found.append(Evidence(*words, comparison.words(code, "en"), comparison.words(code, "fr"), one["bits"]))
    else:
        for field in FIELDS:
            if (one := told.get(field)) and one.get("level"):
                names, levels = AccountWords.field(field), AccountWords.level(field, one["level"])
                found.append(Evidence(*names, *levels, float(one["bits"])))
    shift = log2(probability / (1 - probability)) - sum(one.bits for one in found) if 0 < probability < 1 else 0.0
    if told and abs(shift) >= 0.25:
        veto = told.get("veto")
        level = AccountWords.veto(veto) if veto else ("what fixed rules allow", "ce que permettent les règles fixes")
        found.append(Evidence("rule", "règle", *level, round(shift, 2)))
    return tuple(found)


def _sides(one: Found, two: Found) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The records to compare: those that each name means; where both mean one entity, those that carry the name."""
    if set(one.records).isdisjoint(two.records):
        return one.records, two.records
    left, right = one.named, two.named
    if not set(left).isdisjoint(right):
        rest = tuple(record for record in right if record not in left) or tuple(r for r in right if r != left[0])
        return (left if rest and set(left).isdisjoint(rest) else left[:1]), rest or right
    return left, right


def _stage(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Current versions of staged people and companies, as the refresh takes them."""
    for name, table in (("person_record", "stg_person"), ("account_record", "stg_account")):
        files = [str(file) for file in staged_files(home, table)]
        con.execute(STAGED[table].ddl.replace(f"TABLE {table}", f"TEMP TABLE {name}", 1))
        if files:
            con.execute(
                f"INSERT INTO {name} BY NAME SELECT * FROM read_parquet(?, union_by_name = true) QUALIFY row_number() OVER "
                "(PARTITION BY record_id ORDER BY record_id = raw_id DESC, coalesce(modified_at, received_at) DESC, "
                "version DESC, received_at DESC, run_id DESC) = 1",
                [files],
            )


class _Judge(ABC):
    """Weighs any two records again."""

    @abstractmethod
    def step(self, a: int, b: int) -> Step:
        """What the evidence says of two records."""


class _people(_Judge):  # noqa: N801 -- called like the function that it stands for
    def __init__(
        self, con: duckdb.DuckDBPyConnection, model: str, members: Sequence[int], region: str, internal: Sequence[str]
    ) -> None:
        prepare(con, "person_record", region=region)
        clean(con, "person_record", HUMAN)
        con.execute(f"CREATE OR REPLACE TABLE {HUMAN.name}_model AS SELECT $1::VARCHAR AS model", [model])
        self.con = con

    def step(self, a: int, b: int) -> Step:
        try:
            en = explain_pair(self.con, HUMAN, a, b, "en")
            fr = explain_pair(self.con, HUMAN, a, b, "fr")
        except KeyError as error:
            raise UnknownReference(f"{error.args[0]}: the tools merged it away, no export holds it.") from error
        evidence = tuple(
            Evidence(_prior(e[0], "en"), _prior(f[0], "fr"), e[1], f[1], round(e[2], 2))
            for e, f in zip(en, fr, strict=True)
        )
        return Step(a, b, 1 / (1 + 2 ** -min(60.0, max(-60.0, sum(e[2] for e in en)))), evidence)


class _companies(_Judge):  # noqa: N801 -- called like the function that it stands for
    def __init__(
        self, con: duckdb.DuckDBPyConnection, model: str, members: Sequence[int], region: str, internal: Sequence[str]
    ) -> None:
        account_nodes.build(con, "account_record", "person_record", internal_domains=internal)
        self.con, self.weights = con, Weights(**json.loads(model))
        self.node = dict(
            con.execute(
                "SELECT node_id, node_id FROM _node UNION ALL SELECT record_id, name_node FROM _mention WHERE name_node IS NOT NULL"
            ).fetchall()
        )

    def step(self, a: int, b: int) -> Step:
        x, y = self.node.get(a), self.node.get(b)
        if x is None or y is None or x == y:
            known = x is not None and x == y
            return Step(a, b, 1.0 if known else 0.0, ())
        score(self.con, f"SELECT {x}::BIGINT AS a, {y}::BIGINT AS b", "_why", self.weights)
        names = ", ".join(f"{field}_level, {field}_bits" for field in FIELDS)
        row = self.con.execute(f"SELECT probability, veto, {names} FROM _why").fetchall()[0]
        evidence = [Evidence("prior", "a priori", "", "", round(self.weights.prior, 2))]
        for place, field in enumerate(FIELDS):
            level, bits = row[2 + 2 * place], row[3 + 2 * place]
            evidence.append(Evidence(*AccountWords.field(field), *AccountWords.level(field, level), round(bits, 2)))
        if row[1] is not None:
            evidence.append(Evidence("veto", "veto", *AccountWords.veto(row[1]), -99.0))
        return Step(a, b, float(row[0]), tuple(evidence))


def _prior(name: str, language: str) -> str:
    if name == "prior":
        return "a priori" if language == "fr" else "prior"
    if name == "rule":
        return "règle" if language == "fr" else "rule"
    return name


def _chain(judge: _Judge, left: Sequence[int], right: Sequence[int], members: Sequence[int] | None) -> tuple[Step, ...]:
    """The surest direct pair; inside one entity the surest path, when it goes by way of others (at most 12 records)."""
    direct = max(
        (judge.step(a, b) for a in left[:6] for b in right[:6] if a != b),
        key=lambda step: (step.probability, -step.a, -step.b),
        default=None,
    )
    if direct is None:
        return ()
    if members is None or direct.probability >= 0.95 or len(members) > 12:
        return (direct,)
    # Widest path: the path whose weakest step is the surest (Prim's tree, grown from the left side).
    reached: dict[int, tuple[Step, ...]] = {direct.a: ()}
    waiting = [record for record in members if record != direct.a]
    while waiting and direct.b not in reached:
        options = [judge.step(a, b) for a in reached for b in waiting]
        best = max(options, key=lambda step: (step.probability, -step.a, -step.b))
        reached[best.b] = (*reached[best.a], best)
        waiting.remove(best.b)
    path = reached[direct.b]
    return path if min(step.probability for step in path) > direct.probability else (direct,)


def _rule(
    same: bool, decided: Sequence[Decision], rules: dict[int, str], left: Sequence[int], right: Sequence[int]
) -> str:
    if any(decision.joins == same for decision in decided):
        return "decision"
    if not same:
        return "evidence"
    for record in (*right, *left):
        if rules.get(record, "single") != "single":
            return rules[record]
    return "single"


def _told(step: Step, language: str, with_records: bool) -> list[str]:
    french = language == "fr"
    lines = [f"{step.a} – {step.b} : {step.probability:.1%}"] if with_records else []
    for item in step.evidence:
        name, level = (item.field_fr, item.level_fr) if french else (item.field_en, item.level_en)
        if abs(item.bits) < 0.05:
            continue
        weight = f"{item.bits:+.1f} bits".replace(".", ",") if french else f"{item.bits:+.1f} bits"
        colon = " : " if french else ": "
        lines.append(f"{name}{colon}{level} ({weight})" if level else f"{name}{colon}{weight}")
    return lines


__all__ = ["Evidence", "Explanation", "Step", "reviewed", "rule_words", "why"]
