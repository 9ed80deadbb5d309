"""Rivelaine's campaigns: their names in each tool, when they ran and what they cost a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cordee.demo.cast import END, START
from cordee.demo.demand import BRAND, GOOGLE, LINKEDIN, RETARGETING, SHOW, SHOW_WEEKS, WEBINAR, WEBINAR_WEEKS


@dataclass(frozen=True, slots=True)
class Campaign:
    """``daily`` is what it costs on a working day in euros, at company size; ``fixed`` what it costs once."""

    number: int
    name: str
    utm: str
    channel: int
    starts: date
    ends: date
    daily: float = 0.0
    fixed: float = 0.0
    spend_known: bool = True

    def runs_on(self, day: date) -> bool:
        return self.starts <= day <= self.ends


GUIDES = (
    "Guide : réduire les arrêts non planifiés",
    "Livre blanc : la maintenance prédictive sans data scientist",
    "Modèle Excel : plan de maintenance préventive",
    "Étude de cas : une fonderie passe à la GMAO",
    "Guide: choosing a CMMS in 30 questions",
)
WEBINARS = (
    "De la fiche papier à la GMAO",
    "Calculer le coût d'un arrêt",
    "Préparer un audit ISO 55001",
    "Capteurs vibratoires : par où commencer ?",
)
SHOWS = (
    "Rendez-vous de la maintenance Lyon",
    "Usine connectée Paris",
    "Forum industriel de l'Ouest",
    "Maintenance Live Birmingham",
    "Salon du process agro",
    "Fonderie Expo",
)


def _quarters() -> list[tuple[str, date, date]]:
    starts = [
        date(2025, 1, 1),
        date(2025, 4, 1),
        date(2025, 7, 1),
        date(2025, 10, 1),
        date(2026, 1, 1),
        date(2026, 4, 1),
        END + timedelta(days=1),
    ]
    return [(f"{a.year}T{a.month // 3 + 1}", a, b - timedelta(days=1)) for a, b in pairwise(starts)]


def make_campaigns() -> list[Campaign]:
    """Every campaign of the eighteen months; the same for every seed and size."""
    campaigns: list[Campaign] = []

    def add(
        name: str,
        utm: str,
        channel: int,
        starts: date,
        ends: date,
        daily: float = 0.0,
        fixed: float = 0.0,
        known: bool = True,
    ) -> None:
        campaigns.append(Campaign(len(campaigns), name, utm, channel, starts, ends, daily, fixed, known))

    for quarter, starts, ends in _quarters():
        low = quarter.lower()
        add(f"LI | Livre blanc arrêts | {quarter}", f"li-livre-blanc-{low}", LINKEDIN, starts, ends, 190)
        add(
            f"LI | Démo responsables maintenance | {quarter}", f"li-demo-maintenance-{low}", LINKEDIN, starts, ends, 130
        )
        add(f"SEA | GMAO générique | {quarter}", f"sea-gmao-{low}", GOOGLE, starts, ends, 175)
        add(f"SEA | Marque Rivelaine | {quarter}", f"sea-marque-{low}", BRAND, starts, ends, 28)
        add(f"Display | Retargeting site | {quarter}", f"retargeting-{low}", RETARGETING, starts, ends, 35)
    for place, week in enumerate(sorted(WEBINAR_WEEKS)):
        day = START + timedelta(days=7 * week + 6)
        add(f"Webinaire {day:%Y-%m} : {WEBINARS[place % 4]}", f"webinaire-{day:%Y-%m}", WEBINAR, day, day, fixed=650)
    for place, week in enumerate(SHOW_WEEKS):
        first = START + timedelta(days=7 * week + 5)
        add(
            f"Salon {SHOWS[place]} {first.year}",
            f"salon-{first:%Y-%m}",
            SHOW,
            first,
            first + timedelta(days=2),
            fixed=13_500,
        )
    add(
        "Sponsoring podcast « Les mains dans le cambouis »",
        "podcast-2026",
        LINKEDIN,
        date(2026, 2, 1),
        END,
        known=False,
    )
    return campaigns
