"""The companies that the demo firm sells to: towns, sectors, e-mail habits, and names that look alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cordee.demo.names import MEN, SURNAMES, plain, slug


@dataclass(frozen=True, slots=True)
class Town:
    """A town: where its post and its telephones are. ``area`` is the national telephone prefix."""

    name: str
    postal_code: str
    area: str
    country: str = "FR"


def _towns(text: str, country: str) -> tuple[Town, ...]:
    rows = (entry.strip().rsplit(" ", 2) for entry in text.replace("\n", " ").split(",") if entry.strip())
    return tuple(Town(name, code, area, country) for name, code, area in rows)


FRENCH_TOWNS = _towns(
    """Paris 75011 1, Paris 75008 1, Nanterre 92000 1, Boulogne-Billancourt 92100 1, Saint-Denis 93200 1, Créteil 94000
    1, Évry 91000 1, Versailles 78000 1, Cergy 95000 1, Lyon 69003 4, Villeurbanne 69100 4, Vénissieux 69200 4,
    Saint-Étienne 42000 4, Grenoble 38000 4, Annecy 74000 4, Cluses 74300 4, Chambéry 73000 4, Oyonnax 01100 4,
    Bourg-en-Bresse 01000 4, Valence 26000 4, Marseille 13002 4, Fos-sur-Mer 13270 4, Aix-en-Provence 13100 4,
    Toulon 83000 4, Nice 06000 4, Avignon 84000 4, Nîmes 30000 4, Montpellier 34000 4, Perpignan 66000 4,
    Clermont-Ferrand 63000 4, Thiers 63300 4, Toulouse 31000 5, Blagnac 31700 5, Tarbes 65000 5, Pau 64000 5,
    Bayonne 64100 5, Bordeaux 33000 5, Mérignac 33700 5, Périgueux 24000 5, Limoges 87000 5, Angoulême 16000 5,
    La_Rochelle 17000 5, Niort 79000 5, Poitiers 86000 5, Châtellerault 86100 5, Brive 19100 5, Castres 81100 5,
    Figeac 46100 5, Nantes 44000 2, Saint-Nazaire 44600 2, Angers 49000 2, Cholet 49300 2, Les_Herbiers 85500 2,
    La_Roche-sur-Yon 85000 2, Le_Mans 72000 2, Laval 53000 2, Rennes 35000 2, Vitré 35500 2, Fougères 35300 2,
    Saint-Brieuc 22000 2, Lorient 56100 2, Vannes 56000 2, Quimper 29000 2, Brest 29200 2, Caen 14000 2,
    Cherbourg 50100 2, Flers 61100 2, Tours 37000 2, Blois 41000 2, Orléans 45000 2, Chartres 28000 2, Bourges
    18000 2, Vierzon 18100 2, Rouen 76000 2, Le_Havre 76600 2, Dieppe 76200 2, Évreux 27000 2, Lille 59000 3,
    Roubaix 59100 3, Dunkerque 59140 3, Valenciennes 59300 3, Maubeuge 59600 3, Lens 62300 3, Calais 62100 3,
    Boulogne-sur-Mer 62200 3, Amiens 80000 3, Beauvais 60000 3, Compiègne 60200 3, Saint-Quentin 02100 3, Reims
    51100 3, Troyes 10000 3, Charleville-Mézières 08000 3, Metz 57000 3, Thionville 57100 3, Nancy 54000 3,
    Épinal 88000 3, Saint-Dié-des-Vosges 88100 3, Strasbourg 67000 3, Haguenau 67500 3, Mulhouse 68100 3, Colmar
    68000 3, Belfort 90000 3, Montbéliard 25200 3, Besançon 25000 3, Pontarlier 25300 3, Dijon 21000 3,
    Chalon-sur-Saône 71100 3, Le_Creusot 71200 3, Nevers 58000 3, Auxerre 89000 3, Mâcon 71000 3, Vesoul 70000
    3, Lons-le-Saunier 39000 3""".replace("_", " "),
    "FR",
)
FOREIGN_TOWNS = (
    *_towns(
        "Leeds LS1-4AP 113, Sheffield S1-2HE 114, Birmingham B2-4QA 121, Bristol BS1-5TR 117, Coventry CV1-2GT 24, "
        "Hull HU1-3DZ 1482",
        "GB",
    ),
    *_towns("Liège 4000 4, Charleroi 6000 71, Namur 5000 81, Gand 9000 9", "BE"),
    *_towns("Lausanne 1003 21, Bienne 2502 32, Neuchâtel 2000 32", "CH"),
    *_towns("Detroit 48226 313, Milwaukee 53202 414", "US"),
)

SECTORS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "Mécanique et métallurgie",
        "Machinery",
        ("Usinages", "Mécanique", "Ateliers", "Tôlerie", "Chaudronnerie", "Décolletage", "Forges", "Outillages"),
        "meca",
    ),
    (
        "Fonderie et sidérurgie",
        "Mining & Metals",
        ("Fonderie", "Fonderies", "Aciéries", "Laminoirs", "Tréfileries"),
        "fond",
    ),
    (
        "Agroalimentaire",
        "Food Production",
        ("Laiterie", "Biscuiterie", "Conserverie", "Moulins", "Brasserie", "Salaisons", "Fromagerie"),
        "agro",
    ),
    ("Plasturgie", "Plastics", ("Plastiques", "Plasturgie", "Injection", "Emballages", "Composites"), "plast"),
    ("Chimie", "Chemicals", ("Chimie", "Peintures", "Résines", "Laboratoires"), "chim"),
    ("Papier et carton", "Paper & Forest Products", ("Papeteries", "Cartonnages", "Imprimerie", "Scierie"), "pap"),
    ("Automobile", "Automotive", ("Carrosserie", "Équipements", "Embrayages", "Faisceaux"), "auto"),
    ("Énergie et environnement", "Utilities", ("Énergies", "Eaux", "Recyclage", "Valorisation", "Chaufferies"), "ener"),
    (
        "Transport et logistique",
        "Logistics and Supply Chain",
        ("Transports", "Logistique", "Entrepôts", "Messageries"),
        "log",
    ),
    ("Pharmacie et santé", "Pharmaceuticals", ("Pharma", "Dispositifs", "Santé", "Biotechnologies"), "phar"),
)
"""French word, English word, what such firms are called, and a syllable for coined names."""

_COINED_HEADS = (
    "Alti",
    "Bréva",
    "Calo",
    "Delta",
    "Euro",
    "Fero",
    "Gala",
    "Héli",
    "Indus",
    "Kéro",
    "Loca",
    "Méca",
    "Nova",
    "Opti",
    "Poly",
    "Quadra",
    "Roto",
    "Séri",
    "Tecni",
    "Uni",
    "Véga",
    "Axio",
    "Cobal",
    "Dyna",
)
_COINED_TAILS = (
    "tec",
    "mat",
    "lia",
    "nor",
    "vis",
    "max",
    "plast",
    "form",
    "line",
    "pro",
    "lec",
    "sol",
    "mécan",
    "flux",
    "cad",
    "ris",
    "gest",
    "val",
    "one",
    "rex",
)
_BRITISH = (
    "Engineering",
    "Castings",
    "Foods",
    "Plastics",
    "Papers",
    "Components",
    "Utilities",
    "Freight",
    "Tools",
    "Precision",
)
_LEGAL = {
    "FR": ("SAS", "SARL", "SA", "S.A.S.", ""),
    "GB": ("Ltd", "Limited", "plc"),
    "BE": ("SA", "SRL"),
    "CH": ("SA", "Sàrl"),
    "US": ("Inc.", "LLC"),
}
FREE_MAIL = (
    "gmail.com",
    "orange.fr",
    "free.fr",
    "laposte.net",
    "hotmail.fr",
    "wanadoo.fr",
    "yahoo.fr",
    "outlook.com",
    "sfr.fr",
)
ROLE_BOXES = ("contact", "info", "maintenance", "achats", "secretariat", "accueil")
E_MAIL_HABITS = (
    "{given}.{family}",
    "{given}.{family}",
    "{initial}{family}",
    "{initial}.{family}",
    "{family}.{given}",
    "{given}",
    "{given}{family}",
)


RIVALS = ("Carrel GMAO", "MaintenPro", "Optimaint Suite", "Excel")
"""Invented rivals of the invented product, and the real one."""


@dataclass(slots=True)
class Firm:
    """A company as it truly is. ``parent`` is the number of another firm; ``unit`` is who of ours sells to it."""

    number: int
    name: str
    legal_name: str
    domain: str
    siren: str | None
    vat: str | None
    sector: int
    headcount: int
    town: Town
    switchboard: str
    habit: str
    parent: int | None
    unit: str
    currency: str
    language: str
    fit: float
    other_domain: str | None = None

    @property
    def truth(self) -> str:
        return f"A{self.number:06d}"

    def country_differs(self, other: "Firm") -> bool:
        """Whether the two are in different countries."""
        return self.town.country != other.town.country


def siren_of(number: int) -> str:
    """A nine-digit company number whose Luhn check holds, the ``number``-th of the demo."""
    body = f"{31_000_000 + number * 7 % 60_000_000:08d}"
    # The check digit makes the Luhn sum a multiple of ten; of nine digits, the even places (from the left) are doubled.
    total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(body))
    return body + str(-total % 10)


def vat_of(siren: str) -> str:
    """The French VAT number of a company number."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def firm_name(draws: NDArray[np.float64], sector: int, town: Town) -> str:
    """A company name out of four numbers in [0, 1)."""
    country = town.country
    a, b, c, d = (float(x) for x in draws)
    family = SURNAMES[int(b * b * len(SURNAMES))]
    word = SECTORS[sector][2][int(d * len(SECTORS[sector][2]))]
    if country in ("GB", "US"):
        return (
            f"{plain(family)} {_BRITISH[sector]}"
            if a < 0.6
            else f"{_COINED_HEADS[int(b * 24)]}{_COINED_TAILS[int(c * 20)]} {_BRITISH[sector]}"
        )
    if a < 0.32:
        return f"{word} {family}"
    if a < 0.46:
        return f"{word} de {town.name}" if town.name[0] not in "AEIOUÉ" else f"{word} d'{town.name}"
    if a < 0.58:
        return f"Établissements {family}" if b < 0.5 else f"{family} et Fils"
    if a < 0.66:
        return f"{family} {SURNAMES[int(c * c * len(SURNAMES))]}"
    if a < 0.90:
        return f"{_COINED_HEADS[int(b * 24)]}{_COINED_TAILS[int(c * 20)]}" + (f" {word}" if d < 0.5 else "")
    if a < 0.95:
        return "".join("ABCDEFGIMPRST"[int(x * 13)] for x in (b, c, d)) + f" {word}"
    return f"{MEN[int(b * 60)]} {family} {word}"


def _untaken(name: str, draws: NDArray[np.float64], sector: int, town: Town, names: set[str]) -> str:
    """The name, told apart from a namesake by its family or its trade; one time in a hundred the two stay namesakes."""
    word = SECTORS[sector][2][int(draws[3] * len(SECTORS[sector][2]))]
    family, other = (SURNAMES[int(draw * len(SURNAMES))] for draw in (draws[9], draws[11]))
    for candidate in (name, f"{word} {family}", f"{word} {other}", f"{family} {other}", f"{word} {family} {other}"):
        if slug(candidate, "") not in names or draws[10] > 0.93:
            return candidate
    return f"{family} {other} {town.name}"


def telephone(town: Town, number: int, mobile: bool = False) -> str:
    """A number in international form, digits only after the +."""
    match town.country:
        case "FR":
            return f"+33{6 + number % 2 if mobile else town.area}{number % 100_000_000:08d}"
        case "GB":
            return (
                f"+447{400 + number % 500}{number % 1_000_000:06d}"
                if mobile
                else f"+44{town.area}{number % 10 ** (10 - len(town.area)):0{10 - len(town.area)}d}"
            )
        case "BE":
            return (
                f"+324{70 + number % 29}{number % 1_000_000:06d}"
                if mobile
                else f"+32{town.area}{number % 10 ** (8 - len(town.area)):0{8 - len(town.area)}d}"
            )
        case "CH":
            return (
                f"+417{6 + number % 4}{number % 10_000_000:07d}"
                if mobile
                else f"+41{town.area}{number % 10_000_000:07d}"
            )
        case _:
            return f"+1{town.area}{200 + number % 700}{number % 10_000:04d}"


def make_firms(count: int, rng: np.random.Generator) -> list[Firm]:
    """``count`` firms; about one in twenty-five is the subsidiary of the one before, with nearly its name."""
    draws = rng.random((count, 12))
    firms: list[Firm] = []
    taken: set[str] = set()
    names: set[str] = set()
    for number in range(count):
        d = draws[number]
        town = (
            FOREIGN_TOWNS[int(d[1] * len(FOREIGN_TOWNS))]
            if d[0] < 0.10
            else FRENCH_TOWNS[int(d[1] * d[1] * len(FRENCH_TOWNS))]
        )
        parent = None
        if number and d[2] < 0.04 and firms[-1].parent is None and firms[-1].town.country == "FR":
            mother = firms[-1]
            parent = mother.number
            ending = ("Services", "Industrie", town.name, "Maintenance")[int(d[3] * 4)]
            town = town if town.country == "FR" else FRENCH_TOWNS[0]
            name, sector = f"{mother.name} {ending}", mother.sector
        else:
            sector = int(d[4] ** 1.4 * len(SECTORS))
            name = _untaken(firm_name(d[5:9], sector, town), d, sector, town, names)
        names.add(slug(name, ""))
        domain = (
            slug(name, "-" if d[9] < 0.6 else "")[:40]
            + {"FR": ".fr", "GB": ".co.uk", "BE": ".be", "CH": ".ch", "US": ".com"}[town.country]
        )
        if d[10] < 0.15:
            domain = domain.rsplit(".co.uk" if domain.endswith(".co.uk") else ".", 1)[0] + ".com"
        while domain.replace("-", "") in taken:
            stem, dot, rest = domain.partition(".")
            domain = (
                f"{stem}-{slug(town.name)}{dot}{rest}" if slug(town.name) not in stem else f"{stem}{number}{dot}{rest}"
            )
        taken.add(domain.replace("-", ""))
        siren = siren_of(number) if town.country == "FR" else None
        legal = _LEGAL[town.country][int(d[11] * len(_LEGAL[town.country]))]
        fit = float(rng.standard_normal())
        firms.append(
            Firm(
                number=number,
                name=name,
                legal_name=f"{name} {legal}".strip(),
                domain=domain,
                siren=siren,
                vat=vat_of(siren) if siren else None,
                sector=sector,
                headcount=max(6, round(float(np.exp(4.6 + 0.55 * fit + 0.9 * rng.standard_normal())))),
                town=town,
                switchboard=telephone(town, 20_000_000 + int(d[3] * 7e7) // 100 * 100),
                habit=E_MAIL_HABITS[int(d[8] * len(E_MAIL_HABITS))],
                parent=parent,
                unit="sextan" if town.country == "FR" and d[10] > 0.93 else "rivelaine",
                currency={"GB": "GBP", "US": "USD"}.get(town.country, "EUR"),
                language="en" if town.country in ("GB", "US") else "fr",
                fit=fit,
                other_domain=domain.partition(".")[0] + "-groupe.com" if d[7] > 0.96 else None,
            )
        )
    return firms
