"""Methods that count and divide: counts, totals, shares, unit costs, return."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cordee.revenue.metrics import intervals, notes
from cordee.revenue.metrics.metric import Answer
from cordee.revenue.metrics.notes import Words
from cordee.revenue.metrics.query import WHOLE, Query, Sums
from cordee.revenue.metrics.rows import CREDIT, SHARE, SPEND, Rows

CHANCE = Words(
    "Counted, not estimated; the 95 % interval says how far chance alone moves a count at one pace (exact Poisson, "
    "Garwood).",
    "Compté, pas estimé ; l’intervalle à 95 % dit jusqu’où le hasard seul déplace un compte à rythme égal (Poisson "
    "exact, Garwood).",
)
CHANCE_AMOUNT = Words(
    "Summed, not estimated; the 95 % interval says how far chance alone moves the sum at one pace (compound Poisson, "
    "Fay–Feuer).",
    "Somme exacte ; l’intervalle à 95 % dit jusqu’où le hasard seul la déplace à rythme égal (Poisson composé, "
    "Fay–Feuer).",
)
EXACT = Words("Summed from the tools: no interval.", "Somme de ce que disent les outils : pas d’intervalle.")
WILSON = Words("Wilson interval at 95 %.", "Intervalle de Wilson à 95 %.")
WILSON_AMOUNT = Words(
    "Wilson interval at 95 % with the effective size of the amounts (Kish).",
    "Intervalle de Wilson à 95 % avec la taille effective des montants (Kish).",
)
DIVIDED = Words(
    "The spend is exact; the 95 % interval is that of the count below it (exact Poisson, Garwood).",
    "La dépense est exacte ; l’intervalle à 95 % est celui du compte qui la divise (Poisson exact, Garwood).",
)
BOOTSTRAP = Words(
    "Bootstrap over deals at 95 % (2,000 Poisson resamples, fixed seed); spend is taken as exact.",
    "Bootstrap sur les affaires à 95 % (2 000 tirages de Poisson, graine fixe) ; la dépense est prise comme exacte.",
)

DATED_SPEND = Rows(source=SPEND, at="r.day", amount="r.cost", by_day=True)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows."""

    numerator: Rows
    denominator: None = None
    uncertainty: Words = CHANCE

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        found = {}
        for label, sums in query.sums(self.numerator).items():
            low, high = intervals.poisson(sums.hits)
            found[label] = Answer(value=sums.hits, low=low, high=high, n=sums.hits, numerator=sums.hits)
        return found


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the rows' amounts."""

    numerator: Rows
    missing: Words = notes.WITHOUT_AMOUNT
    denominator: None = None
    uncertainty: Words = CHANCE_AMOUNT

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        found = {}
        for label, sums in query.sums(self.numerator).items():
            bounds = intervals.total(float(sums.amount), sums.squares, sums.largest)
            said = (query.say(self.missing, count=sums.without_amount),) if sums.without_amount else ()
            low, high = bounds or (None, None)
            amount = float(sums.amount)
            value: float | None = amount
            if sums.hits and sums.without_amount == sums.hits:
                value, said = None, (query.say(notes.NO_AMOUNT, count=sums.hits),)
            found[label] = Answer(value=value, low=low, high=high, n=sums.hits, numerator=amount, notes=said)
        return found


@dataclass(frozen=True, slots=True)
class Spent:
    """The campaigns' cost. Where no dated spend is recorded it is unknown, not zero."""

    numerator: Rows = DATED_SPEND
    denominator: None = None
    uncertainty: Words = EXACT

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        undated = undated_spend(query)
        sums = query.sums(self.numerator)
        found = {}
        for label in sums.keys() | undated.keys():
            spent = sums.get(label, Sums())
            said = list(undated.get(label, ()))
            if not spent.hits:
                said.insert(0, query.say(notes.NO_SPEND))
            amount = float(spent.amount)
            found[label] = Answer(
                value=amount if spent.hits else None, n=spent.hits, numerator=amount, notes=tuple(said)
            )
        return found


@dataclass(frozen=True, slots=True)
class Share:
    """Hits among rows. ``impossible`` is what is said, and no value given, when ``ever`` (SQL) finds no miss in all
    the data.
    """

    numerator: Rows
    empty: Words
    ever: str | None = None
    impossible: Words | None = None
    pending: Rows | None = None
    uncertainty: Words = WILSON

    @property
    def denominator(self) -> Rows:
        return self.numerator.all

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        refused = never(query, self.ever, self.impossible)
        pending = query.sums(self.pending) if self.pending is not None else {}
        sums = query.sums(self.numerator)
        found = {}
        for label in sums.keys() | pending.keys():
            one = sums.get(label, Sums())
            said = []
            if label in pending and pending[label].n:
                said.append(query.say(notes.STILL_RUNNING, count=pending[label].n))
            if one.n == 0:
                found[label] = Answer(value=None, denominator=0, notes=(query.say(self.empty), *said))
            elif refused:
                found[label] = Answer(
                    value=None, n=one.n, numerator=one.hits, denominator=one.n, notes=(refused, *said)
                )
            else:
                low, high = intervals.wilson(one.hits, one.n)
                found[label] = Answer(
                    value=one.hits / one.n,
                    low=low,
                    high=high,
                    n=one.n,
                    numerator=one.hits,
                    denominator=one.n,
                    notes=tuple(said),
                )
        return found


@dataclass(frozen=True, slots=True)
class AmountShare:
    """The amount of the hits over the amount of all the rows. ``n`` is the number of hits: the records of the
    numerator.
    """

    numerator: Rows
    empty: Words
    ever: str
    impossible: Words
    uncertainty: Words = WILSON_AMOUNT

    @property
    def denominator(self) -> Rows:
        return self.numerator.all

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        refused = never(query, self.ever, self.impossible)
        columns = {"weight": f"coalesce(CAST({self.numerator.amount} AS DOUBLE), 0)", "won": self.numerator.hit}
        hits, everything = query.sums(self.numerator), query.sums(self.numerator.all)
        found = {}
        for label, column in query.arrays(self.numerator, columns).items():
            won, whole = hits.get(label, Sums()), everything.get(label, Sums())
            said = (query.say(notes.WITHOUT_AMOUNT, count=whole.without_amount),) if whole.without_amount else ()
            value = low = high = None
            if whole.amount <= 0:
                said = (query.say(self.empty), *said)
            elif refused:
                said = (refused, *said)
            else:
                value = float(won.amount / whole.amount)
                order = np.lexsort((column["won"], column["weight"]))  # sums of floats depend on the order of rows
                low, high = intervals.weighted_share(column["weight"][order], column["won"][order].astype(bool))
            found[label] = Answer(
                value=value,
                low=low,
                high=high,
                n=won.hits,
                numerator=float(won.amount),
                denominator=float(whole.amount),
                notes=said,
            )
        return found


@dataclass(frozen=True, slots=True)
class UnitCost:
    """Spend ÷ a count; undefined where the count is zero, unknown where no spend is recorded."""

    denominator: Rows
    counted: Words
    numerator: Rows = DATED_SPEND
    uncertainty: Words = DIVIDED

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        undated = undated_spend(query)
        spent, counted = query.sums(self.numerator), query.sums(self.denominator)
        found = {}
        for label in spent.keys() | counted.keys() | undated.keys():
            spend, n = spent.get(label, Sums()), counted.get(label, Sums()).hits
            amount = float(spend.amount)
            said = list(undated.get(label, ()))
            value = low = high = None
            if n == 0:
                said.insert(0, query.say(notes.NOBODY_TO_DIVIDE_BY, count=self.counted.said(query.language)))
            elif not spend.hits:
                said.insert(0, query.say(notes.NO_SPEND))
            else:
                fewest, most = intervals.poisson(n)
                value, low, high = amount / n, amount / most, amount / fewest
                if query.by not in ("channel", "campaign") and not {"channel", "campaign"} & query.filters.keys():
                    said.append(query.say(notes.BLENDED))
            found[label] = Answer(
                value=value, low=low, high=high, n=spend.hits, numerator=amount, denominator=n, notes=tuple(said)
            )
        return found


CREDITED = Rows(
    source=CREDIT,
    at="r.closed_at",
    where=f"r.outcome = 'won' AND k.side = 'marketing' AND {SHARE} > 0",
    amount=f"r.amount * {SHARE}",
    per_deal=True,
)


@dataclass(frozen=True, slots=True)
class Return:
    """(Credited revenue − spend) ÷ spend, for a named attribution model."""

    numerator: Rows = CREDITED
    denominator: Rows = DATED_SPEND
    uncertainty: Words = BOOTSTRAP

    def answers(self, query: Query) -> Mapping[str | None, Answer]:
        undated = undated_spend(query)
        spent, credit = query.sums(self.denominator), query.sums(self.numerator)
        amounts = query.arrays(self.numerator, {"amount": "amount"}) if credit else {}
        found = {}
        for label in spent.keys() | credit.keys() | undated.keys():
            spend, won = spent.get(label, Sums()), credit.get(label, Sums())
            cost, earned = float(spend.amount), float(won.amount)
            said = [
                query.say(notes.MODEL, model=query.model),
                query.say(notes.NOT_INCREMENTAL),
                *undated.get(label, ()),
            ]
            value = low = high = None
            if cost <= 0:
                said.insert(0, query.say(notes.NO_SPEND))
            else:
                value = (earned - cost) / cost
                bounds = intervals.bootstrap_total(np.nan_to_num(amounts[label]["amount"])) if won.hits else None
                if bounds is None:
                    said.append(query.say(notes.NO_CREDIT))
                else:
                    low, high = ((bound - cost) / cost for bound in bounds)
            found[label] = Answer(
                value=value, low=low, high=high, n=won.hits, numerator=earned, denominator=cost, notes=tuple(said)
            )
        return found


def never(query: Query, ever: str | None, impossible: Words | None) -> str | None:
    """What to say where the whole snapshot has no row of ``ever``; None where it has, or where nothing was asked."""
    if ever is None or impossible is None or query.constant(f"SELECT 1 FROM {ever} LIMIT 1"):
        return None
    return query.say(impossible)


def undated_spend(query: Query) -> dict[str | None, tuple[str, ...]]:
    """What is said of the spend that has no date, by group; of all of it where the groups are times."""
    kept = "channel" if query.by == "channel" else "campaign" if query.by == "campaign" else None
    group = SPEND.dimension(kept) if kept else "NULL::VARCHAR"
    filters = " AND ".join(query.filtered(DATED_SPEND)) or "true"
    rows = query.constant(
        f"""SELECT {group}, sum(r.cost) FROM spend AS r LEFT JOIN campaign AS cp ON cp.campaign_id = r.campaign_id
            WHERE r.day IS NULL AND {filters} GROUP BY 1 HAVING sum(r.cost) > 0"""
    )
    currency = query.snapshot.currency
    said: dict[str | None, tuple[str, ...]] = {
        label: (query.say(notes.UNDATED_SPEND, amount=cost, currency=currency),) for label, cost in rows
    }
    if query.buckets and WHOLE in said:
        return dict.fromkeys(query.buckets, said[WHOLE])
    return said
