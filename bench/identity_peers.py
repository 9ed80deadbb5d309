"""Other tools on the same records, as their documentation and our tuning run them. One method per process; JSON on
stdout.

    python bench/identity_peers.py splink_tuned people.parquet
    python bench/identity_peers.py recordlinkage people.parquet
    python bench/identity_peers.py splink_default fake_1000.csv

Prints {"seconds", "rss_mb", "scores": {threshold: [precision, recall, f1]}}. Seconds include cleaning and clustering at one
threshold, not the sweep over thresholds.
"""

import json
import logging
import resource
import sys
import time
import warnings
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

warnings.filterwarnings("ignore")

PLAIN = "nullif(regexp_replace(lower(strip_accents({0})), '[^a-z]', '', 'g'), '')"
ROLE = "('contact', 'info', 'hello', 'sales', 'bonjour', 'accueil', 'commercial', 'support')"
FREE = "('gmail.com', 'outlook.com', 'orange.fr', 'yahoo.fr', 'hotmail.com', 'free.fr', 'laposte.net', 'wanadoo.fr', 'icloud.com')"


def clean(con: duckdb.DuckDBPyConnection, path: str) -> None:
    """Table ``p``: what a careful user would give to any of these tools."""
    con.execute(f"""
        CREATE TABLE p AS
        WITH read AS (
            SELECT row_number() OVER () - 1 AS rec_id, true_id::VARCHAR AS true_id, {PLAIN.format("first_name")} AS fn,
                   {PLAIN.format("last_name")} AS ln, regexp_replace(lower(email), '\\+[^@]*@', '@') AS mail,
                   regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g') AS digits, lower(company) AS firm, domain, linkedin,
                   city, title
            FROM read_parquet('{path}')
        )
        SELECT rec_id, true_id, fn, ln, nullif(concat_ws('|', least(fn, ln), greatest(fn, ln)), '') AS name,
               CASE WHEN split_part(mail, '@', 1) NOT IN {ROLE} THEN mail END AS em,
               CASE WHEN split_part(mail, '@', 1) NOT IN {ROLE}
                    THEN nullif(regexp_replace(split_part(mail, '@', 1), '[^a-z]', '', 'g'), '') END AS eml,
               CASE WHEN digits LIKE '0033%' THEN digits[3:] WHEN digits LIKE '0%' THEN '33' || digits[2:] ELSE nullif(digits, '') END AS ph,
               coalesce(domain, CASE WHEN split_part(mail, '@', 2) NOT IN {FREE} THEN nullif(split_part(mail, '@', 2), '') END) AS dom,
               trim(regexp_replace(firm, '( sas| sa| gmbh| ltd|sarl| group| systems| conseil| industries| labs| services)+$', '')) AS co,
               linkedin AS li, city, title
        FROM read
    """)


def components(con: duckdb.DuckDBPyConnection, pairs: str, count: int) -> np.ndarray:
    edges = con.execute(f"SELECT l, r FROM ({pairs})").fetchnumpy()
    ones = np.ones(len(edges["l"]), np.int8)
    return connected_components(coo_matrix((ones, (edges["l"], edges["r"])), shape=(count, count)), directed=False)[1]


def measure(con: duckdb.DuckDBPyConnection, label: np.ndarray) -> list[float]:
    """Pairwise precision, recall and F1 of the groups ``label`` (by rec_id) against ``p.true_id``."""
    con.register("grouped", pa.table({"rec_id": np.arange(len(label)), "label": label.astype(np.int64)}))
    both, found, true = con.execute("""
        WITH c AS (SELECT label, true_id, count(*)::DOUBLE AS n FROM grouped JOIN p USING (rec_id) GROUP BY ALL)
        SELECT (SELECT sum(n * (n - 1) / 2) FROM c),
               (SELECT sum(n * (n - 1) / 2) FROM (SELECT sum(n) AS n FROM c GROUP BY label)),
               (SELECT sum(n * (n - 1) / 2) FROM (SELECT sum(n) AS n FROM c GROUP BY true_id))
    """).fetchall()[0]
    con.unregister("grouped")
    precision, recall = both / max(found, 1), both / max(true, 1)
    return [round(precision, 5), round(recall, 5), round(2 * precision * recall / max(precision + recall, 1e-9), 5)]


def splink_tuned(path: str) -> dict[str, Any]:
    """Splink 5 with few correlated comparisons: one joint comparison of names, e-mail exact only; nine blocking
    rules."""
    import splink.comparison_level_library as level
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    con = _connect()
    start = time.perf_counter()
    clean(con, path)

    def sql(condition: str, label: str, null: bool = False) -> dict[str, Any]:
        return {"sql_condition": condition, "label_for_charts": label, **({"is_null_level": True} if null else {})}

    near = "jaro_winkler_similarity({0}_l, {0}_r) >= {1}"
    initial = "left(fn_l, 1) = left(fn_r, 1) AND least(length(fn_l), length(fn_r)) = 1"
    name = compare.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            sql("fn_l IS NULL OR fn_r IS NULL OR ln_l IS NULL OR ln_r IS NULL", "null", null=True),
            level.ExactMatchLevel("name", term_frequency_adjustments=True),
            sql(
                f"ln_l = ln_r AND ({near.format('fn', 0.9)} OR left(fn_l, 3) = left(fn_r, 3) OR ({initial}))",
                "family, given close",
            ),
            sql(f"fn_l = fn_r AND {near.format('ln', 0.88)}", "given, family close"),
            sql(f"{near.format('fn', 0.88)} AND {near.format('ln', 0.88)}", "both close"),
            sql("ln_l = ln_r", "family only"),
            sql("fn_l = fn_r", "given only"),
            level.ElseLevel(),
        ],
    )
    email = compare.CustomComparison(
        output_column_name="em",
        comparison_levels=[level.NullLevel("em"), level.ExactMatchLevel("em"), level.ElseLevel()],
    )
    firm = compare.CustomComparison(
        output_column_name="dom",
        comparison_levels=[
            sql("(dom_l IS NULL OR dom_r IS NULL) AND (co_l IS NULL OR co_r IS NULL)", "null", null=True),
            level.ExactMatchLevel("dom", term_frequency_adjustments=True),
            sql("co_l = co_r", "company"),
            level.JaroWinklerLevel("co", 0.9),
            level.ElseLevel(),
        ],
    )
    profile = compare.CustomComparison(
        output_column_name="li",
        comparison_levels=[
            level.NullLevel("li"),
            level.ExactMatchLevel("li").configure(u_probability=2e-6, m_probability=0.97),
            level.ElseLevel().configure(u_probability=0.999998, m_probability=0.03),
        ],
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=[
            name,
            email,
            compare.ExactMatch("ph").configure(term_frequency_adjustments=True),
            firm,
            profile,
            compare.ExactMatch("city"),
            compare.ExactMatch("title"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("em"),
            block_on("ph", "substr(ln, 1, 2)"),
            block_on("li"),
            block_on("ln", "dom"),
            block_on("fn", "dom"),
            block_on("name"),
            block_on("eml"),
            block_on("ph", "substr(fn, 1, 2)"),
            block_on("substr(ln, 1, 3)", "substr(fn, 1, 2)", "substr(co, 1, 5)"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("p"), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("em"), block_on("li"), "l.ph = r.ph AND l.ln = r.ln"], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("em"), block_on("ln", "dom"), block_on("fn", "ph")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.2)
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.9)
    seconds = time.perf_counter() - start
    return _sweep(con, predicted.physical_name, seconds, (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999))


def splink_default(path: str) -> dict[str, Any]:
    """Splink 5 with the comparisons, rules and training of its own introduction, on its own demonstration list."""
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    con = _connect()
    start = time.perf_counter()
    con.execute(
        "CREATE TABLE p AS SELECT row_number() OVER () - 1 AS rec_id, first_name, surname, dob, city, email, cluster AS true_id "
        f"FROM read_csv('{path}', all_varchar = true)"
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=[
            compare.NameComparison("first_name"),
            compare.NameComparison("surname"),
            compare.LevenshteinAtThresholds("dob", 1),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "city"),
            block_on("surname"),
            block_on("email"),
            block_on("dob"),
        ],
    )
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("p"), settings)
    linker.training.estimate_probability_two_random_records_match(
        ["l.first_name = r.first_name AND l.surname = r.surname AND l.dob = r.dob", "l.email = r.email"], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.2)
    seconds = time.perf_counter() - start
    return _sweep(con, predicted.physical_name, seconds, (0.5, 0.9, 0.95, 0.99))


def recordlinkage(path: str) -> dict[str, Any]:
    """recordlinkage: blocks of up to a hundred records, strings by Jaro-Winkler, the unsupervised ECM classifier."""
    import recordlinkage as tool

    con = _connect()
    start = time.perf_counter()
    clean(con, path)
    frame = con.execute("SELECT * FROM p").df().set_index("rec_id")
    pairs = None
    for key in (["em"], ["li"], ["ln", "dom"], ["fn", "dom"], ["name"], ["eml"], ["ph"]):
        held = frame.dropna(subset=key)
        size = held.groupby(key)[key[0]].transform("size")
        index = tool.Index()
        index.block(key)
        found = index.index(held[(size > 1) & (size <= 100)])
        pairs = found if pairs is None else pairs.union(found)
    compared = tool.Compare(n_jobs=2)
    for column, threshold in (("fn", 0.9), ("ln", 0.9), ("em", 0.93), ("co", 0.9)):
        compared.string(column, column, method="jarowinkler", threshold=threshold, label=column)
    for column in ("eml", "ph", "dom", "li", "city", "title"):
        compared.exact(column, column, label=column)
    features = compared.compute(pairs, frame)
    matched = tool.ECMClassifier(binarize=None).fit_predict(features.astype(int))
    con.register(
        "matched", pa.table({"l": matched.get_level_values(0).to_numpy(), "r": matched.get_level_values(1).to_numpy()})
    )
    label = components(con, "SELECT l, r FROM matched", len(frame))
    seconds = time.perf_counter() - start
    return _report(seconds, {"matches": measure(con, label)})


def _sweep(
    con: duckdb.DuckDBPyConnection, predicted: str, seconds: float, thresholds: tuple[float, ...]
) -> dict[str, Any]:
    count = con.execute("SELECT count(*) FROM p").fetchall()[0][0]
    scores = {}
    for threshold in thresholds:
        pairs = f"SELECT rec_id_l AS l, rec_id_r AS r FROM {predicted} WHERE match_probability >= {threshold}"
        scores[str(threshold)] = measure(con, components(con, pairs, count))
    return _report(seconds, scores)


def _report(seconds: float, scores: dict[str, list[float]]) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 1), "rss_mb": round(peak), "scores": scores}


def _connect() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": "8GB", "threads": 2})


if __name__ == "__main__":
    method, source = sys.argv[1:3]
    print(json.dumps(globals()[method](source)))
