"""What Rivelaine's teams said to each other: rituals, two past weekly points, and debriefs in pairs. Invented like the rest.

Plain values: the web app plays them (``site/staging.py``), by the same doors that people use. People are keys of the cast.
"""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Ritual:
    kind: str
    name: str
    cadence: str
    first: date
    at: time
    place: str
    people: tuple[str, ...]
    organiser: str = "camille"


RITUALS = (
    Ritual(
        kind="weekly_point",
        name="Point hebdo",
        cadence="weekly",
        first=date(2026, 6, 18),
        at=time(10, 0),
        place="Salle Vanoise",
        people=("camille", "marc", "ines", "karim"),
    ),
    Ritual(
        kind="lead_debrief",
        name="Débrief de leads",
        cadence="fortnightly",
        first=date(2026, 7, 6),
        at=time(11, 0),
        place="Salle Vanoise",
        people=("camille", "ines"),
    ),
    Ritual(
        kind="campaign_review",
        name="Revue de campagne",
        cadence="monthly",
        first=date(2026, 7, 7),
        at=time(14, 0),
        place="Salle Belledonne",
        people=("camille", "marc"),
    ),
    Ritual(
        kind="win_loss",
        name="Débrief gagné/perdu",
        cadence="monthly",
        first=date(2026, 7, 9),
        at=time(16, 0),
        place="Salle Belledonne",
        people=("camille", "marc", "karim"),
        organiser="marc",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    text: str
    owner: str
    due: date
    done: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    text: str
    owner: str
    metric: str = ""
    expected: str = ""
    check: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A weekly point that was held. ``notes``: by block; ``treated``: blocks in order with their seconds, the others were left."""

    day: date
    present: tuple[str, ...]
    brought: tuple[tuple[str, str], ...]
    treated: tuple[tuple[str, int], ...]
    notes: dict[str, str]
    actions: tuple[Action, ...]
    decisions: tuple[Decision, ...]


POINTS = (
    Point(
        day=date(2026, 6, 18),
        present=("camille", "marc", "ines", "karim"),
        brought=(("ines", "Les formulaires du salon arrivent sans numéro de téléphone"),),
        treated=(("refused", 540), ("broken", 610), ("closed", 420), ("moved", 300), ("", 330)),
        notes={
            "refused": "Trois refus sur cinq : pas de projet avant 2027. Ce ne sont pas de mauvais leads, ils sont trop tôt.\n"
            "Camille les reprend en nurturing plutôt que de les perdre.",
            "broken": "Les demandes du vendredi après 16 h attendent le lundi. Inès propose une permanence tournante.",
            "closed": "Le motif « Prix » cache deux choses : pas de budget voté, et un concurrent moins cher. À séparer.",
            "": "Le champ téléphone devient obligatoire sur la borne du salon, pas sur le site.",
        },
        actions=(
            Action(
                text="Rappeler les demandes de démonstration restées sans réponse",
                owner="ines",
                due=date(2026, 6, 22),
                done=date(2026, 6, 19),
            ),
            Action(
                text="Ajouter « projet prévu pour quand ? » au formulaire de démonstration",
                owner="camille",
                due=date(2026, 6, 25),
                done=date(2026, 6, 24),
            ),
            Action(text="Relancer les affaires silencieuses du trimestre", owner="karim", due=date(2026, 6, 30)),
        ),
        decisions=(
            Decision(
                text="Permanence SDR le vendredi jusqu’à 18 h",
                owner="marc",
                metric="sla_compliance",
                expected="up",
                check=date(2026, 7, 2),
            ),
        ),
    ),
    Point(
        day=date(2026, 6, 25),
        present=("camille", "ines", "karim"),
        brought=(
            ("camille", "Que garder du podcast après juin ?"),
            ("karim", "Case studies for plants under 100 people"),
        ),
        treated=(("actions", 240), ("refused", 480), ("broken", 400), ("moved", 520)),
        notes={
            "actions": "Deux actions sur trois faites. Les silencieuses : Karim en a joint une, il reste les plus grosses.",
            "refused": "Le nouveau formulaire est en ligne depuis la veille : premiers effets à lire en septembre.",
            "broken": "Première permanence du vendredi : quatre demandes rappelées dans l’heure.",
            "moved": "Five new opportunities, three from the webinar. Karim: two of them asked for a reference nearby.",
        },
        actions=(
            Action(
                text="Envoyer à Karim deux références de moins de 100 personnes",
                owner="camille",
                due=date(2026, 7, 1),
                done=date(2026, 6, 30),
            ),
            Action(
                text="Séparer « pas de budget » et « concurrent moins cher » dans le CRM",
                owner="marc",
                due=date(2026, 7, 3),
            ),
        ),
        decisions=(
            Decision(
                text="Un lead sans projet avant un an retourne au marketing au lieu d’être refusé",
                owner="camille",
                metric="conversion_mql_sal",
                expected="up",
                check=date(2026, 9, 24),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class View:
    """How one side judged a deal. ``drivers``: (driver, part, evidence)."""

    kind: str
    drivers: tuple[tuple[str, str, str], ...]
    marketing_well: str = ""
    marketing_missed: str = ""
    sales_well: str = ""
    sales_missed: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What both sides think of the deals whose reason in the CRM begins so ("" is won), and what they agree on."""

    reason: str
    marketing: View
    sales: View
    lessons: str
    decision: str


_NO = (("champion", "none", ""), ("follow_up", "none", ""))
PAIRS = (
    Pair(
        "",
        View(
            "won",
            (
                ("proof", "helped", "Ils ont relu le cas client trois fois avant la signature"),
                ("fit", "helped", "« C’est fait pour nos équipes de nuit »"),
                *_NO,
            ),
            marketing_well="Le cas client du même secteur",
            sales_well="Une démonstration sur leurs propres machines",
        ),
        View(
            "won",
            (
                ("champion", "helped", "La responsable maintenance a présenté le projet elle-même au comité"),
                ("fit", "helped", "« C’est fait pour nos équipes de nuit »"),
                ("proof", "none", ""),
                ("follow_up", "helped", "Rappelée dans l’heure après sa demande"),
            ),
            sales_well="Le champion a été préparé pour le comité",
            marketing_missed="Rien à lui donner pour son comité : elle a fait ses propres diapositives",
        ),
        "Ce qui a décidé s’est passé dans leur comité, sans nous.",
        "Un dossier de deux pages que le champion emporte à son comité",
    ),
    Pair(
        "Prix",
        View(
            "competitor",
            (
                ("competition", "hurt", "Leur acheteur a cité une offre d’un tiers moins chère"),
                ("price", "hurt", "« Au même prix, c’était vous »"),
                ("proof", "none", ""),
                ("timing", "none", ""),
            ),
            marketing_missed="Aucune page de comparaison",
            sales_missed="La remise est arrivée avant la valeur",
        ),
        View(
            "no_decision",
            (
                ("timing", "hurt", "Le budget de l’usine a été gelé jusqu’à l’exercice suivant"),
                ("price", "none", ""),
                ("competition", "none", ""),
                ("champion", "hurt", "Notre contact n’avait pas la main sur l’investissement"),
            ),
            sales_well="Le directeur de site a été rencontré deux fois",
            marketing_missed="Rien pour convaincre un directeur financier",
        ),
        "« Prix » recouvrait un budget gelé : la question du budget vient trop tard.",
        "Demander l’exercice budgétaire dès le premier appel",
    ),
    Pair(
        "Concurrent",
        View(
            "competitor",
            (
                ("competition", "hurt", "Leur comparatif public les montre mieux notés sur le mobile"),
                ("fit", "hurt", "« L’application hors ligne nous manquait »"),
                *_NO,
            ),
            marketing_missed="Pas de réponse à leur comparatif",
        ),
        View(
            "competitor",
            (
                ("fit", "hurt", "« L’application hors ligne nous manquait »"),
                ("competition", "hurt", "Ils étaient déjà installés dans une usine sœur"),
                ("proof", "hurt", "Aucune référence de leur taille à montrer"),
                ("price", "none", ""),
            ),
            sales_well="Le besoin hors ligne a été entendu au premier rendez-vous",
            marketing_missed="Une référence de cette taille",
        ),
        "Quand ils sont déjà dans le groupe, il faut le savoir avant la démonstration.",
        "Vérifier les usines sœurs avant toute démonstration",
    ),
    Pair(
        "Pas de décision",
        View(
            "no_decision",
            (
                ("timing", "hurt", "Plus aucune ouverture d’e-mail après l’annonce de leur réorganisation"),
                ("champion", "none", ""),
                ("proof", "none", ""),
                ("follow_up", "hurt", "Cinq semaines entre deux appels"),
            ),
            sales_missed="Cinq semaines sans un appel",
        ),
        View(
            "no_decision",
            (
                ("timing", "hurt", "Réorganisation : notre contact a changé de site"),
                ("champion", "hurt", "Le remplaçant n’a jamais répondu"),
                ("follow_up", "none", ""),
                ("price", "none", ""),
            ),
            marketing_well="La lettre mensuelle a gardé le lien",
        ),
        "Un seul contact dans la maison : son départ a suffi.",
        "Jamais d’affaire au-delà de 15 k€ avec un seul contact",
    ),
)
OTHERWISE = Pair(
    "?",
    View("unknown", ()),
    View(
        "no_decision",
        (
            ("timing", "hurt", "« On en reparle l’an prochain », au téléphone"),
            ("price", "none", ""),
            ("fit", "none", ""),
            ("champion", "none", ""),
        ),
    ),
    "Le marketing ne savait rien de la fin de cette affaire.",
    "Les ventes racontent toute affaire perdue au point hebdo",
)


def pair_of(reason: str, outcome: str) -> Pair:
    """The two views that fit a deal."""
    if outcome == "won":
        return PAIRS[0]
    return next((one for one in PAIRS[1:] if reason.startswith(one.reason)), OTHERWISE)


DEBRIEFED_FROM, OPEN_LAST = 9, 3
"""So many of the largest deals of the half year were debriefed; of the last ones, one waits for both, one for marketing, one is to be talked about."""
