"""The metrics of deals: opened, won, how fast, and what it cost to win them."""

from cordee.revenue.metrics import notes
from cordee.revenue.metrics.counting import AmountShare, Count, Return, Share, Total, UnitCost
from cordee.revenue.metrics.cycle import CycleMedian, Velocity
from cordee.revenue.metrics.entries_leads import SPEND_DIMENSIONS
from cordee.revenue.metrics.metric import Metric, Unit
from cordee.revenue.metrics.notes import Words
from cordee.revenue.metrics.rows import DEAL, Rows
from cordee.revenue.metrics.timing import DAY
from cordee.vocabulary.words import Side

_BOTH = (Side.MARKETING, Side.SALES)
_STANDING = "concat_ws(': ', r.outcome, r.reason)"

_OPENED = Rows(source=DEAL, at="r.opened_at", amount="r.amount", detail=_STANDING)
_WON = Rows(source=DEAL, at="r.closed_at", where="r.outcome = 'won'", amount="r.amount", detail=_STANDING)
_CLOSED = Rows(
    source=DEAL,
    at="r.closed_at",
    where="r.outcome IN ('won', 'lost')",
    hit="r.outcome = 'won'",
    amount="r.amount",
    detail=_STANDING,
)
_CYCLE = CycleMedian(
    Rows(
        source=DEAL,
        at="r.closed_at",
        where="r.outcome = 'won' AND r.closed_at >= r.opened_at",
        measure=f"date_diff('microsecond', r.opened_at, r.closed_at) / {DAY}",
        unit="days",
        detail=_STANDING,
    )
)

_EVER_LOST = "deal WHERE outcome = 'lost'"
_CLOSING = Share(_CLOSED, empty=notes.NOTHING_DECIDED, ever=_EVER_LOST, impossible=notes.NO_LOSS_EVER)
_REVENUE = Total(_WON)

METRICS: tuple[Metric, ...] = (
    Metric(
        key="opportunities",
        name=Words("Opportunities", "Affaires ouvertes"),
        definition=Words("Deals opened in the period.", "Affaires ouvertes sur la période."),
        formula=Words("number of deals", "nombre d’affaires"),
        unit=Unit.COUNT,
        sides=_BOTH,
        method=Count(_OPENED),
    ),
    Metric(
        key="customers",
        name=Words("Customers", "Clients"),
        definition=Words("Deals won in the period.", "Affaires gagnées sur la période."),
        formula=Words("number of deals", "nombre d’affaires"),
        unit=Unit.COUNT,
        sides=_BOTH,
        method=Count(_WON),
    ),
    Metric(
        key="pipeline_generated",
        name=Words("Pipeline generated", "Pipeline généré"),
        definition=Words(
            "Amount of the deals opened in the period, as known now.",
            "Montant des affaires ouvertes sur la période, tel que connu aujourd’hui.",
        ),
        formula=Words("Σ amount now", "Σ montant actuel"),
        unit=Unit.CURRENCY,
        sides=_BOTH,
        method=Total(_OPENED),
    ),
    Metric(
        key="pipeline_generated_at_opening",
        name=Words("Pipeline generated, as known at opening", "Pipeline généré, tel que connu à l’ouverture"),
        definition=Words(
            "Amount of the deals opened in the period, as known on the day each was opened.",
            "Montant des affaires ouvertes sur la période, tel que connu le jour de leur ouverture.",
        ),
        formula=Words("Σ amount at opening", "Σ montant à l’ouverture"),
        unit=Unit.CURRENCY,
        sides=_BOTH,
        method=Total(
            Rows(source=DEAL, at="r.opened_at", amount="r.amount_at_opening", detail=_STANDING),
            missing=notes.WITHOUT_OPENING_AMOUNT,
        ),
    ),
    Metric(
        key="pipeline_sourced",
        name=Words("Pipeline sourced by marketing", "Pipeline apporté par le marketing"),
        definition=Words(
            "Amount of the deals opened in the period whose account's first touch before opening (within the "
            "look-back, 180 days unless set) was marketing's; of marketing's, only what the buyer did counts, not what "
            "was sent or merely opened.",
            "Montant des affaires ouvertes sur la période dont la première interaction du compte avant l’ouverture "
            "(dans la fenêtre, 180 jours sauf réglage) vient du marketing ; du marketing ne comptent que les actes de "
            "l’acheteur, pas ce qui fut envoyé ou seulement ouvert.",
        ),
        formula=Words("Σ amount of sourced deals", "Σ montant des affaires apportées"),
        unit=Unit.CURRENCY,
        sides=_BOTH,
        method=Total(_OPENED.only("r.is_sourced")),
    ),
    Metric(
        key="pipeline_influenced",
        name=Words("Pipeline influenced by marketing", "Pipeline influencé par le marketing"),
        definition=Words(
            "Amount of the deals opened in the period with at least one marketing touch from the look-back before "
            "opening up to closing or now; a touch is what the buyer did, not what was sent or merely opened.",
            "Montant des affaires ouvertes sur la période avec au moins une interaction marketing, de la fenêtre "
            "avant l’ouverture jusqu’à la clôture ou à aujourd’hui ; une interaction est un acte de l’acheteur, pas ce "
            "qui fut envoyé ou seulement ouvert.",
        ),
        formula=Words("Σ amount of influenced deals", "Σ montant des affaires influencées"),
        unit=Unit.CURRENCY,
        sides=_BOTH,
        method=Total(_OPENED.only("r.is_influenced")),
    ),
    Metric(
        key="closing_rate",
        name=Words("Closing rate", "Taux de closing"),
        definition=Words(
            "Among the deals closed in the period, the share won.",
            "Parmi les affaires closes sur la période, la part gagnée.",
        ),
        formula=Words("won ÷ (won + lost)", "gagnées ÷ (gagnées + perdues)"),
        unit=Unit.SHARE,
        sides=(Side.SALES,),
        method=_CLOSING,
    ),
    Metric(
        key="closing_rate_amount",
        name=Words("Closing rate, by amount", "Taux de closing, en montant"),
        definition=Words(
            "Among the amounts of the deals closed in the period, the share won.",
            "Parmi les montants des affaires closes sur la période, la part gagnée.",
        ),
        formula=Words("Σ amount won ÷ Σ amount closed", "Σ montant gagné ÷ Σ montant clos"),
        unit=Unit.SHARE,
        sides=(Side.SALES,),
        method=AmountShare(_CLOSED, empty=notes.NOTHING_DECIDED, ever=_EVER_LOST, impossible=notes.NO_LOSS_EVER),
    ),
    Metric(
        key="sales_cycle",
        name=Words("Sales cycle", "Cycle de vente"),
        definition=Words(
            "Median days from opening to winning, given that the deal is won, at the pace of the period; lost deals "
            "compete, open "
            "ones count as not known yet.",
            "Médiane des jours de l’ouverture au gain, sachant que l’affaire est gagnée, au rythme de la période ; "
            "les pertes sont "
            "une issue concurrente, les affaires en cours comptent comme pas encore connues.",
        ),
        formula=Words(
            "age at which the incidence of winning reaches half of its plateau",
            "âge auquel l’incidence du gain atteint la moitié de son plateau",
        ),
        unit=Unit.DAYS,
        sides=(Side.SALES,),
        method=_CYCLE,
    ),
    Metric(
        key="revenue",
        name=Words("Revenue", "Chiffre d’affaires"),
        definition=Words("Amount of the deals won in the period.", "Montant des affaires gagnées sur la période."),
        formula=Words("Σ amount won", "Σ montant gagné"),
        unit=Unit.CURRENCY,
        sides=_BOTH,
        method=_REVENUE,
    ),
    Metric(
        key="velocity",
        name=Words("Velocity", "Vélocité"),
        definition=Words(
            "Money that the pipeline of the period turns into revenue per day, at its closing rate, mean won amount "
            "and cycle.",
            "Argent que le pipeline de la période transforme en chiffre d’affaires par jour, à son taux de closing, "
            "son montant "
            "moyen gagné et son cycle.",
        ),
        formula=Words(
            "opportunities × closing rate × mean won amount ÷ sales cycle",
            "affaires ouvertes × taux de closing × montant moyen gagné ÷ cycle de vente",
        ),
        unit=Unit.CURRENCY_PER_DAY,
        sides=_BOTH,
        method=Velocity(Count(_OPENED), _CLOSING, _REVENUE, _CYCLE),
    ),
    Metric(
        key="cac",
        name=Words("Customer acquisition cost", "Coût d’acquisition client"),
        definition=Words(
            "Spend of the period divided by the deals won in it; the delay between the two is not corrected.",
            "Dépense de la période divisée par les affaires gagnées sur la période ; le décalage entre les deux "
            "n’est pas corrigé.",
        ),
        formula=Words("spend ÷ customers", "dépense ÷ clients"),
        unit=Unit.CURRENCY,
        sides=_BOTH,
        method=UnitCost(_WON, Words("customers", "clients")),
        dimensions=SPEND_DIMENSIONS,
    ),
    Metric(
        key="roi",
        name=Words("Return on spend", "Retour sur dépense"),
        definition=Words(
            "Revenue of the deals won in the period that an attribution model credits to marketing, less the spend "
            "of the period, "
            "over that spend.",
            "Chiffre d’affaires des affaires gagnées sur la période qu’un modèle d’attribution crédite au marketing, "
            "moins la "
            "dépense de la période, rapporté à cette dépense.",
        ),
        formula=Words("(attributed revenue − spend) ÷ spend", "(chiffre d’affaires attribué − dépense) ÷ dépense"),
        unit=Unit.RATIO,
        sides=_BOTH,
        method=Return(),
        dimensions=SPEND_DIMENSIONS,
    ),
)
