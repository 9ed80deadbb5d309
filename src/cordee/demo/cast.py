"""Rivelaine, the demo firm, and its people. It sells maintenance software to factories; none of it exists."""

from dataclasses import dataclass
from datetime import date

COMPANY = "Rivelaine"
PRODUCT = "Rivelaine GMAO"
DOMAIN = "rivelaine.fr"
UNIT = "Sextan"
"""The small business unit bought in 2024: it sells vibration sensors and still lives in its own Pipedrive."""

START = date(2025, 1, 1)
END = date(2026, 6, 30)
"""Both days included. Fixed, so that one seed gives one company for ever."""
MIGRATED = date(2026, 1, 5)
"""Marketo was left for HubSpot on that Monday."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of ours. ``key`` is how the demo's code names them; ``left`` is their last day."""

    key: str
    given_name: str
    family_name: str
    title: str
    side: str  # marketing, sales, both
    team: str
    language: str = "fr"
    joined: date = date(2023, 9, 1)
    left: date | None = None
    manager: str | None = "marc"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str:
        plain = self.given_name.lower().translate(str.maketrans("éèêïëàç", "eeeieac"))
        return f"{plain}.{self.family_name.lower().translate(str.maketrans('éèêïëàç', 'eeeieac'))}@{DOMAIN}"


COLLEAGUES: tuple[Colleague, ...] = (
    Colleague("helene", "Hélène", "Castel", "Directrice générale", "both", "Direction", manager=None),
    Colleague("camille", "Camille", "Roussel", "Directrice marketing", "marketing", "Marketing", manager="helene"),
    Colleague("hugo", "Hugo", "Lemoine", "Chargé d'acquisition", "marketing", "Marketing", manager="camille"),
    Colleague("marc", "Marc", "Delorme", "Directeur commercial", "sales", "Ventes", manager="helene"),
    Colleague("paul", "Paul", "Guyot", "Revenue operations", "both", "Direction", manager="helene"),
    Colleague("ines", "Inès", "Benali", "SDR", "sales", "SDR"),
    Colleague("thibault", "Thibault", "Carlier", "SDR", "sales", "SDR", left=date(2025, 11, 14)),
    Colleague("elodie", "Élodie", "Garnier", "SDR grands comptes", "sales", "SDR", joined=date(2025, 10, 1)),
    Colleague("karim", "Karim", "Haddad", "Account executive", "sales", "Grands comptes", language="en"),
    Colleague("sophie", "Sophie", "Tessier", "Account executive", "sales", "PME"),
    Colleague("laurent", "Laurent", "Picard", "Account executive", "sales", "PME"),
    Colleague("james", "James", "Whitcombe", "Account executive, UK", "sales", "International", language="en"),
    Colleague("nadege", "Nadège", "Morvan", "Responsable commerciale Sextan", "sales", "Sextan", manager="helene"),
)
BY_KEY = {colleague.key: colleague for colleague in COLLEAGUES}


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who may sign in to the demo. ``role``: what they may do there; ``title``: what they do at Rivelaine."""

    name: str
    email: str
    side: str
    role: str
    language: str
    title: str


SIGN_INS: tuple[SignIn, ...] = tuple(
    SignIn(one.name, one.email, one.side, role, one.language, one.title)
    for one, role in (
        (BY_KEY["camille"], "leadership"),
        (BY_KEY["marc"], "leadership"),
        (BY_KEY["ines"], "sales"),
        (BY_KEY["karim"], "sales"),
        (BY_KEY["paul"], "admin"),
    )
)
"""One of them administers: somebody must see People and the audit log."""
