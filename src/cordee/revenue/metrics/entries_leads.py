"""The metrics of people: from the first inquiry to the first sales attempt, and from stage to stage."""

from itertools import combinations, pairwise

from cordee.revenue.metrics import notes
from cordee.revenue.metrics.counting import Count, Share, Spent, UnitCost
from cordee.revenue.metrics.metric import Basis, Metric, Unit
from cordee.revenue.metrics.notes import Words
from cordee.revenue.metrics.rows import CLOCK, LEAD, Rows
from cordee.revenue.metrics.spans import TIMES
from cordee.revenue.metrics.timing import STAGE_NAMES, Conversion, PassageMedian, WaitMedian
from cordee.vocabulary.stages import PATH, Stage
from cordee.vocabulary.words import Side

SPEND_DIMENSIONS = ("channel", "campaign", *TIMES)
"""What spend can be cut by: an advert has no segment and no owner."""


def passages(stage: Stage) -> Rows:
    """People by their first passage into a stage."""
    return Rows(source=LEAD, at=f"r.{stage}_at", detail="r.stage")


_LEADS = passages(Stage.INQUIRY)

# Reaching SQL or beyond is being accepted, whether or not the tool has a word for SAL.
_ACCEPTED = "least({})".format(
    ", ".join(
        f"CASE WHEN r.{stage}_at >= r.mql_at THEN r.{stage}_at END"
        for stage in ("sal", "sql", "opportunity", "customer")
    )
)
_REFUSED = "CASE WHEN r.refused_at >= r.mql_at THEN r.refused_at END"

_DECISIONS = Rows(
    source=LEAD,
    at=f"least({_ACCEPTED}, {_REFUSED})",
    where="r.mql_at IS NOT NULL",
    hit=f"{_ACCEPTED} IS NOT NULL AND coalesce({_ACCEPTED} <= {_REFUSED}, true)",
    measure=f"date_diff('second', r.mql_at, least({_ACCEPTED}, {_REFUSED})) / 3600.0",
    unit="hours",
    detail=f"CASE WHEN {_ACCEPTED} IS NOT NULL AND coalesce({_ACCEPTED} <= {_REFUSED}, true) THEN 'accepted'"
    " ELSE coalesce('refused: ' || r.refused_reason, 'refused') END",
)

_ATTEMPT = Rows(
    source=CLOCK,
    at="r.started_at",
    where="r.clause = 'first_attempt' AND r.business_minutes IS NOT NULL",
    measure="r.business_minutes",
    unit="business_minutes",
    detail="r.state",
)
_DUE = Rows(
    source=CLOCK,
    at="r.due_at",
    where="r.state IN ('kept', 'broken')",
    hit="r.state = 'kept'",
    measure="r.business_minutes",
    unit="business_minutes",
    detail="r.clause || ': ' || r.state",
)
_PENDING = Rows(source=CLOCK, at="r.due_at", where="r.state IN ('running', 'at_risk')")

METRICS: tuple[Metric, ...] = (
    Metric(
        key="leads",
        name=Words("Leads", "Leads"),
        definition=Words(
            "People whose first inquiry falls in the period.",
            "Personnes dont la première demande tombe dans la période.",
        ),
        formula=Words("number of people", "nombre de personnes"),
        unit=Unit.COUNT,
        sides=(Side.MARKETING,),
        method=Count(_LEADS),
    ),
    Metric(
        key="spend",
        name=Words("Spend", "Dépense"),
        definition=Words(
            "What campaigns cost in the period, in the company's currency.",
            "Ce que les campagnes ont coûté sur la période, dans la monnaie de l’entreprise.",
        ),
        formula=Words("Σ cost of the days of the period", "Σ coût des jours de la période"),
        unit=Unit.CURRENCY,
        sides=(Side.MARKETING,),
        method=Spent(),
        dimensions=SPEND_DIMENSIONS,
    ),
    Metric(
        key="cost_per_lead",
        name=Words("Cost per lead", "Coût par lead"),
        definition=Words(
            "Spend divided by leads; undefined where there is no lead, unknown where no spend is recorded.",
            "Dépense divisée par les leads ; non défini sans lead, inconnu sans dépense enregistrée.",
        ),
        formula=Words("spend ÷ leads", "dépense ÷ leads"),
        unit=Unit.CURRENCY,
        sides=(Side.MARKETING,),
        method=UnitCost(_LEADS, Words("leads", "leads")),
        dimensions=SPEND_DIMENSIONS,
    ),
    Metric(
        key="mql",
        name=Words("MQL", "MQL"),
        definition=Words(
            "People who first became a marketing qualified lead in the period: marketing hands them over.",
            "Personnes devenues MQL pour la première fois sur la période : le marketing passe le relais.",
        ),
        formula=Words("number of people", "nombre de personnes"),
        unit=Unit.COUNT,
        sides=(Side.MARKETING, Side.SALES),
        method=Count(passages(Stage.MQL)),
    ),
    Metric(
        key="sal",
        name=Words("SAL", "SAL"),
        definition=Words(
            "People whom sales first accepted in the period.",
            "Personnes acceptées par les ventes pour la première fois sur la période.",
        ),
        formula=Words("number of people", "nombre de personnes"),
        unit=Unit.COUNT,
        sides=(Side.SALES,),
        method=Count(passages(Stage.SAL)),
    ),
    Metric(
        key="sql",
        name=Words("SQL", "SQL"),
        definition=Words(
            "People whom sales first qualified in the period.",
            "Personnes qualifiées par les ventes pour la première fois sur la période.",
        ),
        formula=Words("number of people", "nombre de personnes"),
        unit=Unit.COUNT,
        sides=(Side.SALES,),
        method=Count(passages(Stage.SQL)),
    ),
    Metric(
        key="acceptance_rate",
        name=Words("MQL acceptance", "Acceptation des MQL"),
        definition=Words(
            "Among the MQLs that sales decided on in the period, the share accepted (SAL or beyond) rather than "
            "refused.",
            "Parmi les MQL sur lesquels les ventes ont décidé sur la période, la part acceptée (SAL ou au-delà) "
            "plutôt que refusée.",
        ),
        formula=Words("accepted ÷ (accepted + refused)", "acceptés ÷ (acceptés + refusés)"),
        unit=Unit.SHARE,
        sides=(Side.MARKETING, Side.SALES),
        method=Share(
            _DECISIONS,
            empty=notes.NOTHING_DECIDED,
            ever="lead WHERE refused_at IS NOT NULL",
            impossible=notes.NO_REFUSAL_EVER,
        ),
    ),
    Metric(
        key="speed_to_lead",
        name=Words("Speed to lead", "Délai de première tentative"),
        definition=Words(
            "Median business minutes from MQL to the first sales attempt, for those handed over in the period; "
            "those still waiting count as waiting longer.",
            "Médiane des minutes ouvrées du MQL à la première tentative des ventes, pour les relais de la période ; "
            "qui attend encore compte comme attendant plus longtemps.",
        ),
        formula=Words("Kaplan–Meier median of the waits", "médiane de Kaplan–Meier des attentes"),
        unit=Unit.BUSINESS_MINUTES,
        sides=(Side.SALES,),
        method=WaitMedian(_ATTEMPT, ended="coalesce(r.stopped_at <= $as_of, false)"),
        basis=Basis.COHORT,
    ),
    Metric(
        key="sla_compliance",
        name=Words("SLA compliance", "Respect du SLA"),
        definition=Words(
            "Among the clocks that fell due in the period, the share that was kept.",
            "Parmi les délais échus sur la période, la part tenue.",
        ),
        formula=Words("kept ÷ (kept + broken)", "tenus ÷ (tenus + manqués)"),
        unit=Unit.SHARE,
        sides=(Side.MARKETING, Side.SALES),
        method=Share(
            _DUE,
            empty=notes.NONE_DUE,
            pending=_PENDING,
            ever="clock WHERE stopped_at IS NOT NULL",
            impossible=notes.NO_ATTEMPT_EVER,
        ),
    ),
)


def _conversion(start: Stage, end: Stage) -> Metric:
    a, b = STAGE_NAMES[start], STAGE_NAMES[end]
    first = (Side.MARKETING,) if end is Stage.MQL else (Side.MARKETING, Side.SALES)
    return Metric(
        key=f"conversion_{start}_{end}",
        name=Words(f"Conversion, {a.en} → {b.en}", f"Conversion, {a.fr} → {b.fr}"),
        definition=Words(
            f"Share of the people who first became {a.en} in the period who become {b.en} within the horizon; those "
            f"who have "
            "not had the time yet count as not known, those who left as having left.",
            f"Part des personnes devenues {a.fr} pour la première fois sur la période qui deviennent {b.fr} avant "
            f"l’horizon ; "
            "qui n’en a pas encore eu le temps compte comme pas encore connu, qui est sorti comme sorti.",
        ),
        formula=Words(
            f"Aalen–Johansen incidence of {b.en} at the horizon (90 days unless said)",
            f"incidence d’Aalen–Johansen de {b.fr} à l’horizon (90 jours sauf mention)",
        ),
        unit=Unit.SHARE,
        sides=first if start in (Stage.INQUIRY, Stage.MQL) else (Side.SALES,),
        method=Conversion(start, end),
        basis=Basis.COHORT,
    )


CONVERSIONS: tuple[Metric, ...] = tuple(_conversion(start, end) for start, end in combinations(PATH, 2))
"""One per pair of stages, earlier to later."""


def _time(start: Stage, end: Stage) -> Metric:
    a, b = STAGE_NAMES[start], STAGE_NAMES[end]
    return Metric(
        key=f"time_{start}_{end}",
        name=Words(f"Time, {a.en} → {b.en}", f"Délai, {a.fr} → {b.fr}"),
        definition=Words(
            f"Median days from first {a.en} to first {b.en} of those who became {a.en} in the period, given that they "
            "arrive; who may still arrive counts as waiting longer.",
            f"Médiane des jours entre le premier passage en {a.fr} et le premier en {b.fr}, pour les entrées de la "
            "période et sachant qu’elles arrivent ; qui peut encore arriver compte comme attendant plus longtemps.",
        ),
        formula=Words(
            f"age at which the incidence of {b.en} reaches half of its plateau",
            f"âge auquel l’incidence de {b.fr} atteint la moitié de son plateau",
        ),
        unit=Unit.DAYS,
        sides=(Side.MARKETING,) if end is Stage.MQL else (Side.SALES,),
        method=PassageMedian(Conversion(start, end)),
        basis=Basis.COHORT,
    )


TIMES_OF_PASSAGE: tuple[Metric, ...] = tuple(_time(start, end) for start, end in pairwise(PATH))
"""One per step of the path."""
