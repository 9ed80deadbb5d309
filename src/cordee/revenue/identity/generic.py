"""A ``Spec`` for any list: one comparison per column, made for what the column holds, and keys of two columns at a
time."""

from collections.abc import Mapping
from itertools import combinations

import duckdb

from cordee.revenue.identity import nicknames
from cordee.revenue.identity.comparison import Comparison, Frequency, Key, Level, Redundant, Spec
from cordee.revenue.identity.normalise import (
    alphanumeric_sql,
    company_sql,
    email_sql,
    host_sql,
    letters_sql,
    linkedin_sql,
    phone_sql,
    siren_sql,
    tokens_sql,
)
from cordee.revenue.warehouse.engine import identifier

MOST = 15
"""Comparisons that a pattern has room for."""

ALL_PAIRS = 1_500
"""Lists up to this size are compared whole."""

PAIRS_PER_ROW, PAIRS_PER_KEY, MOST_KEYS = 60, 15, 60
"""Pairs that all keys together, and one key alone, may propose for each row; and how many keys there may be."""

_WORTH = (
    "id", "email", "phone", "linkedin", "siren", "given", "family", "full_name", "company", "date", "address", "domain",
    "postcode", "number", "city", "title", "text", "category",
)  # fmt: skip


def generic(con: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, str]) -> Spec:
    """The spec of a staged list (``record_id`` and text columns) whose columns hold ``kinds``."""
    rows: int = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    ordered = sorted(kinds.items(), key=lambda item: (_WORTH.index(item[1]), list(kinds).index(item[0])))
    columns: list[tuple[str, str, str]] = []  # (name in the cleaned table, kind, header)
    cleaned, joins = [], ""
    for place, (header, kind) in enumerate(ordered):
        source = f"s.{identifier(header)}"
        if kind == "full_name":
            first = f"split_part({source}, ' ', 1)"
            rest = f"CASE WHEN contains({source}, ' ') THEN regexp_extract({source}, '\\s(.+)$', 1) ELSE {source} END"
            columns += [(f"given_{place}", "given", header), (f"family_{place}", "family", header)]
            cleaned += [f"CASE WHEN contains({source}, ' ') THEN {letters_sql(first)} END AS given_{place}"]
            cleaned += [f"{letters_sql(rest)} AS family_{place}"]
            continue
        name = f"{kind}_{place}"
        columns.append((name, kind, header))
        cleaned.append(f"{_cleaned(source, kind)} AS {name}")
    columns = columns[:MOST]
    names = {kind: name for name, kind, _ in reversed(columns)}
    inner = f"SELECT s.record_id, {', '.join(cleaned)} FROM {{table}} s"
    if "given" in names:
        nicknames.register(con, "_nickname")
        joins = f" LEFT JOIN _nickname k ON k.name = c.{names['given']}"
        inner = f"SELECT c.*, k.roots AS roots, coalesce(k.short, FALSE) AS short FROM ({inner}) c{joins}"
    comparisons = tuple(_comparison(name, kind, header, names, rows) for name, kind, header in columns)
    keys = _keys(con, table, inner, columns, names, rows)
    frequencies = tuple(
        Frequency(f"{name}_n", name)
        for name, kind, _ in columns
        if kind in ("given", "family", "city", "company", "address", "text")
    )
    return Spec(
        name="listed",
        clean=inner,
        comparisons=comparisons,
        keys=keys,
        frequencies=frequencies,
        redundant=_redundant(comparisons, columns),
        prior={
            name: _expected(kind, comparison) for (name, kind, _), comparison in zip(columns, comparisons, strict=True)
        },
        average=0.5,
    )


def _cleaned(source: str, kind: str) -> str:
    match kind:
        case "given" | "family":
            return letters_sql(source)
        case "email":
            return f"coalesce({email_sql(source)}, lower({source}))"
        case "phone":
            return f"coalesce({phone_sql(source)}, nullif(regexp_replace({source}, '[^0-9]+', '', 'g'), ''))"
        case "date":
            return _date(source)
        case "company":
            return company_sql(source)
        case "domain":
            return host_sql(source)
        case "linkedin":
            return f"coalesce({linkedin_sql(source)}, lower({source}))"
        case "siren":
            return f"coalesce({siren_sql(source)}, {alphanumeric_sql(source)})"
        case "id" | "postcode" | "number":
            return alphanumeric_sql(source)
        case _:
            return tokens_sql(source)


def _date(source: str) -> str:
    """Year, month and day as eight digits where they can be told, else the digits as they are."""
    return (
        f"CASE WHEN regexp_matches({source}, '^\\d{{4}}[-/.]?\\d{{2}}[-/.]?\\d{{2}}') "
        f"THEN left(regexp_replace({source}, '[^0-9]+', '', 'g'), 8) "
        f"WHEN regexp_matches({source}, '^\\d{{1,2}}[-/.]\\d{{1,2}}[-/.]\\d{{4}}') "
        f"THEN regexp_extract({source}, '^\\d+[-/.]\\d+[-/.](\\d{{4}})', 1) "
        f"|| lpad(regexp_extract({source}, '^\\d+[-/.](\\d+)', 1), 2, '0') || lpad(regexp_extract({source}, '^(\\d+)', 1), 2, '0') "
        f"ELSE nullif(regexp_replace({source}, '[^0-9]+', '', 'g'), '') END"
    )


def _comparison(name: str, kind: str, header: str, names: Mapping[str, str], rows: int) -> Comparison:
    a, b = f"l.{name}", f"r.{name}"
    same = f"{a} = {b}"
    likeness = f"jaro_winkler_similarity({a}, {b})"
    slip = f"damerau_levenshtein({a}, {b}) <= 1"
    words = f"len(list_intersect(string_split({a}, ' '), string_split({b}, ' ')))"
    of_words = f"greatest(len(string_split({a}, ' ')), len(string_split({b}, ' ')))"
    rare = Level(
        "same, rare", f"{same} AND l.{name}_n <= {max(3, rows // 1000)}", "the same, a rare one", "le même, rare"
    )
    equal = Level("same", same, "the same", "le même")
    one_slip = Level("slip", slip, "one sign away", "à un signe près")
    levels: list[Level]
    match kind:
        case "given" | "family":
            levels = [rare, equal]
            if kind == "given":
                levels.append(
                    Level(
                        "familiar",
                        "(l.short OR r.short) AND list_has_any(l.roots, r.roots)",
                        "a familiar form of the other",
                        "forme familière de l’autre",
                    )
                )
                levels.append(
                    Level(
                        "initial",
                        f"{a}[1] = {b}[1] AND (length({a}) = 1 OR length({b}) = 1)",
                        "the initial of the other",
                        "l’initiale de l’autre",
                    )
                )
            levels.append(
                Level(
                    "close",
                    f"{likeness} >= 0.92 OR ({slip} AND least(length({a}), length({b})) >= 4)",
                    "nearly the same",
                    "presque le même",
                )
            )
            other = names.get("family" if kind == "given" else "given")
            if other is not None:
                levels.append(
                    Level(
                        "swapped",
                        f"({a} = r.{other} OR {b} = l.{other}) AND coalesce({a}, {b}) IS NOT NULL",
                        "swapped with the other name",
                        "inversé avec l’autre nom",
                    )
                )
            levels.append(
                Level("alike", f"{likeness} >= 0.8 OR damerau_levenshtein({a}, {b}) <= 2", "alike", "ressemblant")
            )
        case "date":
            levels = [
                equal,
                one_slip,
                Level(
                    "day and month swapped",
                    f"left({a}, 4) = left({b}, 4) AND substr({a}, 5, 2) = substr({b}, 7, 2) AND substr({a}, 7, 2) = substr({b}, 5, 2)",
                    "day and month swapped",
                    "jour et mois inversés",
                ),
                Level(
                    "two parts the same",
                    f"((left({a}, 4) = left({b}, 4))::INTEGER + (substr({a}, 5, 2) = substr({b}, 5, 2))::INTEGER "
                    f"+ (substr({a}, 7, 2) = substr({b}, 7, 2))::INTEGER) = 2",
                    "two of year, month and day the same",
                    "deux éléments identiques sur trois",
                ),
                Level("two signs away", f"damerau_levenshtein({a}, {b}) <= 2", "two signs away", "à deux signes près"),
            ]
        case "id" | "siren" | "phone" | "linkedin":
            levels = [
                equal,
                one_slip,
                Level("two signs away", f"damerau_levenshtein({a}, {b}) <= 2", "two signs away", "à deux signes près"),
            ]
        case "number":
            levels = [equal, one_slip]
        case "postcode":
            levels = [
                equal,
                one_slip,
                Level("same area", f"left({a}, 2) = left({b}, 2)", "the same area", "le même secteur"),
            ]
        case "category":
            levels = [equal]
        case "email" | "domain":
            local_a, local_b = f"split_part({a}, '@', 1)", f"split_part({b}, '@', 1)"
            levels = [
                equal,
                Level(
                    "same local part",
                    f"{local_a} = {local_b} AND length({local_a}) > 4",
                    "the same before the @",
                    "le même avant le @",
                ),
                one_slip,
                Level(
                    "close",
                    f"jaro_winkler_similarity({local_a}, {local_b}) >= 0.92",
                    "nearly the same",
                    "presque le même",
                ),
            ]
            if kind == "domain":
                levels = [
                    equal,
                    Level(
                        "same name",
                        f"split_part({a}, '.', 1) = split_part({b}, '.', 1)",
                        "the same but for its ending",
                        "le même sauf la fin",
                    ),
                    one_slip,
                ]
        case _:
            levels = [
                *([rare] if kind in ("city", "company", "address", "text") else []),
                equal,
                Level(
                    "close",
                    f"{likeness} >= 0.94 OR ({slip} AND least(length({a}), length({b})) >= 4)",
                    "nearly the same",
                    "presque le même",
                ),
                Level(
                    "most words",
                    f"{words} >= 2 AND {words} * 2 > {of_words}",
                    "most words the same",
                    "la plupart des mots identiques",
                ),
                Level("alike", f"{likeness} >= 0.85", "alike", "ressemblant"),
            ]
            if kind == "company":
                levels.append(
                    Level(
                        "acronym",
                        f"replace({a}, ' ', '') = array_to_string(list_transform(string_split({b}, ' '), w -> w[1]), '') "
                        f"OR replace({b}, ' ', '') = array_to_string(list_transform(string_split({a}, ' '), w -> w[1]), '')",
                        "the acronym of the other",
                        "le sigle de l’autre",
                    )
                )
                levels.append(
                    Level(
                        "begins alike",
                        f"starts_with({a}, {b}) OR starts_with({b}, {a})",
                        "begins alike",
                        "commence pareil",
                    )
                )
    return Comparison(name, f"{a} IS NULL OR {b} IS NULL", tuple(levels), header, header)


_NAME = {
    "same, rare": (0.3, 0.002), "same": (0.35, 0.01), "familiar": (0.03, 0.003), "initial": (0.04, 0.01), "close": (0.1, 0.004),
    "swapped": (0.02, 0.001), "alike": (0.05, 0.03), "differs": (0.11, 0.94),
}  # fmt: skip
_CODE = {"same": (0.8, 1e-5), "slip": (0.1, 1e-4), "two signs away": (0.03, 0.001), "differs": (0.07, 1.0)}
_WORDS = {
    "same, rare": (0.3, 5e-4), "same": (0.4, 0.01), "close": (0.1, 0.005), "most words": (0.05, 0.003), "alike": (0.05, 0.03),
    "acronym": (0.01, 0.001), "begins alike": (0.03, 0.005), "differs": (0.06, 0.95),
}  # fmt: skip
_EXPECTED: dict[str, dict[str, tuple[float, float]]] = {
    "given": _NAME, "family": _NAME, "id": _CODE, "siren": _CODE, "phone": _CODE, "linkedin": _CODE,
    "email": {"same": (0.7, 1e-5), "same local part": (0.05, 1e-4), "slip": (0.08, 1e-5), "close": (0.07, 0.003), "differs": (0.1, 1.0)},
    "date": {
        "same": (0.8, 1e-4), "slip": (0.08, 0.002), "day and month swapped": (0.02, 2e-4), "two parts the same": (0.03, 0.03),
        "two signs away": (0.02, 0.02), "differs": (0.05, 0.95),
    },
    "number": {"same": (0.8, 0.02), "slip": (0.1, 0.15), "differs": (0.1, 0.83)},
    "postcode": {"same": (0.75, 0.01), "slip": (0.1, 0.03), "same area": (0.08, 0.1), "differs": (0.07, 0.86)},
    "category": {"same": (0.9, 0.3), "differs": (0.1, 0.7)},
    "city": {**_WORDS, "same, rare": (0.15, 0.005), "same": (0.6, 0.08)},
    "domain": {"same": (0.75, 0.001), "same name": (0.1, 0.001), "slip": (0.02, 0.001), "differs": (0.13, 1.0)},
}  # fmt: skip
"""The shares of levels among matches and among others that are expected before a list is seen, from judgement."""


def _expected(kind: str, comparison: Comparison) -> dict[str, tuple[float, float]]:
    named = {"differs", *(level.name for level in comparison.levels)}
    return {level: shares for level, shares in _EXPECTED.get(kind, _WORDS).items() if level in named}


def _redundant(comparisons: tuple[Comparison, ...], columns: list[tuple[str, str, str]]) -> tuple[Redundant, ...]:
    """A postcode says the town, and a town the region."""
    found: list[Redundant] = []
    by_name = {comparison.name: comparison for comparison in comparisons}

    def agreeing(name: str) -> tuple[str, ...]:
        return tuple(level.name for level in by_name[name].levels if level.name.startswith("same"))

    of = {
        kind: [name for name, k, _ in columns if k == kind]
        for kind in ("postcode", "city", "category", "given", "family", "email")
    }
    for given, then in (("postcode", "category"), ("city", "category")):
        found += [Redundant(x, agreeing(x), y, agreeing(y)) for x in of[given] for y in of[then]]
    # An address made from the names repeats them: namesakes have addresses that are alike.
    for x in of["family"] or of["given"]:
        alike = tuple(level.name for level in by_name[x].levels if level.name not in ("familiar", "initial"))
        found += [Redundant(x, alike, y, ("close",)) for y in of["email"]]
    for x, y in zip(of["given"], of["family"], strict=False):
        if any(level.name == "swapped" for level in by_name[x].levels):
            found.append(Redundant(x, ("swapped",), y, ("swapped",)))
    return tuple(found)


def _keys(
    con: duckdb.DuckDBPyConnection,
    table: str,
    inner: str,
    columns: list[tuple[str, str, str]],
    names: Mapping[str, str],
    rows: int,
) -> tuple[Key, ...]:
    """Keys that propose few pairs: one telling column alone, or two parts of columns together. A short list is
    compared whole."""
    if rows <= ALL_PAIRS:
        return (Key("all", "0", ALL_PAIRS),)
    atoms: list[tuple[str, str]] = []
    wanted: list[Key] = []
    for name, kind, _ in columns:
        if kind in ("id", "email", "phone", "linkedin", "siren"):
            wanted.append(Key(name, name))
            atoms.append((name, f"{name}[1:4]" if kind != "phone" else f"{name}[-4:]"))
        elif kind in ("given", "family", "company", "address", "domain", "title", "text"):
            atoms.append((name, name))
            atoms.append((name, f"{name}[1:3]"))
        elif kind == "date":
            atoms += [(name, name), (name, f"{name}[1:4]"), (name, f"{name}[5:8]")]
        elif kind != "category":
            atoms.append((name, name))
    if "given" in names and "family" in names:
        given, family = names["given"], names["family"]
        wanted.append(Key("both names", f"least({given}, {family}) || '|' || greatest({given}, {family})"))
    if "company" in names:
        wanted.append(Key("company", names["company"]))
    # Whole values first: a pair is then missed only if fewer than two columns agree to the letter.
    whole = {name for name, _ in atoms}
    two_by_two = [
        (sum(atom not in whole for atom in (a, b)), Key(f"{a} and {b}", f"{a} || '|' || {b}"))
        for (one, a), (two, b) in combinations(atoms, 2)
        if one != two
    ]
    con.execute(f"CREATE OR REPLACE TEMP TABLE _listed_clean AS {inner.replace('{table}', table)}")
    ranked: list[tuple[int, float, Key]] = []
    for parts, key in [*((-1, key) for key in wanted), *two_by_two]:
        pairs = con.execute(
            f"SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*) AS n FROM (SELECT {key.sql} AS v FROM _listed_clean) "
            f"WHERE v IS NOT NULL GROUP BY v HAVING count(*) <= {key.cap})"
        ).fetchall()[0][0]
        if pairs > 0:
            ranked.append((parts, float(pairs), key))
    con.execute("DROP TABLE _listed_clean")
    ranked.sort(key=lambda found: found[:2])
    chosen: list[Key] = []
    total = 0.0
    for _, pairs, key in ranked:
        if len(chosen) < MOST_KEYS and pairs <= PAIRS_PER_KEY * rows and total + pairs <= PAIRS_PER_ROW * rows:
            chosen.append(key)
            total += pairs
    return tuple(chosen)
