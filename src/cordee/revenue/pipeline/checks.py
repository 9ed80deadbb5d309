"""Checks: what must hold before a snapshot is published. One that does not blocks it."""

from collections.abc import Callable
from datetime import datetime

from cordee.revenue.attribution.models import MODELS, share
from cordee.revenue.model.touches import live
from cordee.revenue.pipeline.report import CheckResult
from cordee.revenue.pipeline.work import Work
from cordee.revenue.sla import terms
from cordee.revenue.sla.starts import promises_everybody
from cordee.vocabulary.stages import EXITS, PATH

Check = Callable[[Work], str | None]
"""None: it holds. Else a sentence: what is wrong and how much."""


_SMALL = {"deal_link", "origin", "campaign_link", "campaign_name", "superseded"}


def touches_kept(work: Work) -> str | None:
    """No touch is lost and none is counted twice: the view has the live staged touches, each once."""
    b = work.build
    source = work.staged if work.full else work.new
    staged = b.number(
        f"SELECT count(*) FROM {source.rows('stg_touch')} AS t "
        f"WHERE t.occurred_at IS NOT NULL AND NOT coalesce(t.deleted, false) {live(b)}"
    )
    if work.full:
        seen = b.number("SELECT sum(touches) FROM channel_day")
        if staged != seen:
            return f"{staged:,} live touches are staged, {seen:,} are counted"
    # Joins of the view cannot multiply rows while these are unique.
    for table, key in (
        ("person_link", "record_id"),
        ("account_link", "record_id"),
        ("deal_link", "record_id"),
        ("person", "person_id"),
        ("origin", "origin_id"),
        ("campaign_link", "record_id"),
        ("campaign_name", "name"),
        ("superseded", "record_id"),
    ):
        if work.links_changed or table in _SMALL:
            twice = b.number(f"SELECT count(*) - count(DISTINCT {key}) FROM {table}")
        else:
            twice = 0  # as it was checked when the links were made
        if twice:
            return f"{table}.{key} is not unique: {twice:,} rows too many"
    return None


def touches_are_files(work: Work) -> str | None:
    """Every segment that the snapshot names is there, and no other."""
    named = {path for (path,) in work.con.execute("SELECT path FROM segment_file").fetchall()}
    if named != set(work.staged.files["stg_touch"]):
        return "the list of segments differs from the staged files"
    return None


def touches_each_once(work: Work) -> str | None:
    """A touch record is live in one version at most: imports must say which versions a new one replaces."""
    b = work.build
    source = work.new
    if (
        not source.has("stg_touch")
        or b.number(f"SELECT count(*) FROM {source.rows('stg_touch')} WHERE version > 1") == 0
    ):
        return None
    again = f"SELECT record_id FROM {source.rows('stg_touch')} WHERE version > 1"
    twice = b.number(
        f"""
        SELECT count(*) FROM (
            SELECT t.record_id FROM {work.staged.rows("stg_touch")} AS t
            WHERE t.record_id IN ({again}) AND NOT coalesce(t.deleted, false) {live(b)}
            GROUP BY 1 HAVING count(*) > 1
        )
        """
    )
    return f"{twice:,} touches are live in several versions" if twice else None


def records_linked_once(work: Work) -> str | None:
    """Every person record is linked to exactly one person."""
    if not work.links_changed:
        return None
    b = work.build
    missing = b.number("SELECT count(*) FROM person_record WHERE record_id NOT IN (SELECT record_id FROM person_link)")
    twice = b.number("SELECT count(*) - count(DISTINCT record_id) FROM person_link")
    if missing or twice:
        return f"{missing:,} person records are linked to nobody, {twice:,} more than once"
    return None


def people_have_records(work: Work) -> str | None:
    """People and accounts are exactly those that links name through a record we hold."""
    b = work.build
    if not work.links_changed:
        return None
    orphans = b.number("SELECT count(*) FROM person_link WHERE person_id NOT IN (SELECT person_id FROM person)")
    empty = b.number("SELECT count(*) FROM person WHERE person_id NOT IN (SELECT person_id FROM person_link)")
    return f"{orphans:,} links name nobody, {empty:,} people have no record" if orphans or empty else None


def no_orphans(work: Work) -> str | None:
    """No id points to an entity that is not there."""
    b = work.build
    found = []
    for table, column, other in (
        ("person", "account_id", "account"),
        ("deal", "account_id", "account"),
        ("deal_person", "person_id", "person"),
        ("deal_event", "deal_id", "deal"),
        ("stage_event", "person_id", "person"),
        ("lead", "person_id", "person"),
        ("clock", "person_id", "person"),
        ("person_path", "person_id", "person"),
        ("deal_credit", "deal_id", "deal"),
        ("spend", "campaign_id", "campaign"),
        ("origin", "campaign_id", "campaign"),
        ("campaign_link", "campaign_id", "campaign"),
        ("person_review", "a", "person"),
        ("person_review", "b", "person"),
        ("account_review", "a", "account"),
        ("account_review", "b", "account"),
    ):
        if other in ("person", "account") and not work.links_changed and table not in ("deal", "deal_person"):
            continue  # nobody came or went
        key = f"{other}_id"
        n = b.number(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {other})"
        )
        if n:
            found.append(f"{n:,} {table}.{column}")
    return f"point to nothing: {', '.join(found)}" if found else None


def credits_sum(work: Work) -> str | None:
    """The shares of a deal sum to 1 in each model, and none is negative."""
    b = work.build
    scope = "true" if work.full else "deal_id IN (FROM changed_deal)"
    columns = [share(model) for model in MODELS]
    sums = ", ".join(f"sum({column}) AS {column}" for column in columns)
    unequal = " OR ".join(f"abs({column} - 1) > 1e-6" for column in columns)
    wrong = b.number(
        f"""
        SELECT count(*) FROM (
            SELECT {sums}, min(least({", ".join(columns)})) AS lowest, bool_or(({" + ".join(columns)}) IS NULL) AS lacks
            FROM deal_credit WHERE {scope} GROUP BY deal_id
        ) WHERE lacks OR lowest < 0 OR {unequal}
        """
    )
    return f"{wrong:,} deals share out more or less than 1, or lack a share" if wrong else None


def funnel_agrees(work: Work) -> str | None:
    """Each first passage of a lead is one of its passages; there are as many as people who passed."""
    b = work.build
    # An incremental refresh wrote those of who moved, and no others.
    scope = b.within("person_id", "moved_person")
    counted = [f"count({stage}_at)" for stage in (*PATH, *sorted(EXITS))]
    told = [f"count(DISTINCT person_id) FILTER (stage = '{stage}')" for stage in (*PATH, *sorted(EXITS))]
    leads = b.con.execute(f"SELECT {', '.join(counted)}, count(*) FROM lead WHERE {scope}").fetchone()
    passed = b.con.execute(
        f"SELECT {', '.join(told)}, count(DISTINCT person_id) FROM stage_event WHERE {scope}"
    ).fetchone()
    if leads != passed:
        return f"leads count {leads}, passages count {passed} people"
    people = b.number("SELECT count(*) FROM person")
    return f"more first passages than {people:,} people" if leads and max(leads) > people else None


def moments_are_plausible(work: Work) -> str | None:
    """Every passage lies after 1990 and less than ten years ahead of the data."""
    n = work.build.number(
        """
        SELECT count(*) FROM stage_event
        WHERE occurred_at < TIMESTAMP '1990-01-01'
            OR occurred_at > coalesce($1, TIMESTAMP '9999-01-01') + INTERVAL 10 YEAR
        """.replace("$1", f"TIMESTAMP '{work.data_as_of}'" if work.data_as_of else "NULL::TIMESTAMP")
    )
    return f"{n:,} passages lie before 1990 or ten years after the data" if n else None


def deals_reconcile(work: Work) -> str | None:
    """Amounts equal the original times the rate, every deal that stands is there, outcomes agree with dates."""
    b = work.build
    off = b.number("SELECT count(*) FROM deal WHERE abs(amount - amount_original::DOUBLE * rate) > 0.005")
    lost = b.number(
        """
        SELECT count(*) FROM (SELECT l.deal_id FROM deal_link AS l JOIN deal_record AS r USING (record_id)
            WHERE NOT r.deleted GROUP BY 1)
        WHERE deal_id NOT IN (SELECT deal_id FROM deal)
        """
    )
    odd = b.number(
        "SELECT count(*) FROM deal "
        "WHERE outcome NOT IN ('open', 'won', 'lost') OR (outcome = 'open') <> (closed_at IS NULL)"
    )
    undated = b.number("SELECT count(*) FROM deal WHERE outcome <> 'open' AND closed_at IS NULL")
    odd -= undated  # closed without any date: kept, and belongs to no period
    return (
        f"{off:,} amounts do not reconcile, {lost:,} deals are missing, {odd:,} outcomes are odd"
        if off or lost or odd
        else None
    )


def clocks_are_whole(work: Work) -> str | None:
    """Every MQL up to now has its clock where a first attempt is promised, none has two, and each is due after it started."""
    b = work.build
    if work.data_as_of is None:
        return None
    promised = " OR ".join(
        f"({_span('mql_at', version.since, version.until)})"
        for version in terms.versions(work.home)
        if any(promises_everybody(delay) for delay in version.terms.delays)
    )
    expected = b.number(
        f"SELECT count(*) FROM attempt WHERE mql_at <= TIMESTAMP '{work.data_as_of}' AND ({promised or 'false'})"
    )
    mine = f"clause = '{terms.FIRST_ATTEMPT}'"
    clocks = b.number(
        f"SELECT count(*) FROM clock WHERE {mine} AND ({promised.replace('mql_at', 'started_at') or 'false'})"
    )
    odd = b.number(
        "SELECT count(*) FROM clock WHERE due_at <= started_at OR business_minutes < 0 OR state IS NULL "
        f"OR (due_at IS NULL AND terms = '{terms.DEFAULT}')"
    )
    odd += b.number("SELECT count(*) - count(DISTINCT (person_id, cycle, clause)) FROM clock")
    return f"{expected:,} MQLs have {clocks:,} clocks, {odd:,} of them odd" if expected != clocks or odd else None


def _span(column: str, since: datetime | None, until: datetime | None) -> str:
    parts = [f"{column} {sign} TIMESTAMP '{at}'" for sign, at in ((">=", since), ("<", until)) if at is not None]
    return " AND ".join(parts) or "true"


CHECKS: tuple[Check, ...] = (
    touches_kept,
    touches_each_once,
    touches_are_files,
    records_linked_once,
    people_have_records,
    no_orphans,
    credits_sum,
    funnel_agrees,
    moments_are_plausible,
    deals_reconcile,
    clocks_are_whole,
)


def run_checks(work: Work) -> list[CheckResult]:
    """Every check, in order."""
    results = []
    for check in CHECKS:
        wrong = check(work)
        promise = (check.__doc__ or "").splitlines()[0]
        results.append(CheckResult(check.__name__, wrong is None, wrong or promise))
    return results
