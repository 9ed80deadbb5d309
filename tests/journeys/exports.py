"""What two tools of a small firm export, written for the tests of imports: a French HubSpot, a French Salesforce."""

from pathlib import Path

PEOPLE = (
    *("Claire Moreau", "Hugo Fontaine", "Nadia Kaci", "Jean Martin", "Lea Petit"),
    *("Omar Sy", "Ines Roy", "Paul Noir", "Zoe Blanc", "Max Vert"),
)
CONTACTS_HEADING = (
    "ID de fiche d'informations;Prénom;Nom;E-mail;Nom de l'entreprise;Date de création;Date de dernière modification;"
    "Date de passage en lead;Date de passage en lead qualifié marketing;Date de passage en lead qualifié commercial;"
    "Source d'origine;ID du contact Salesforce"
)
DEALS_HEADING = (
    "ID de l'opportunité;Nom de l'opportunité;Étape;Montant;Devise du montant;Date de clôture;ID du contact;"
    "Propriétaire de l'opportunité;ID du compte;Date de création"
)
DEALS = (
    # Every date could be read both ways, and in order both ways: nobody but a person can tell.
    ("Firme 1", "Fermée gagnée", "18 500,00", "08/06/2026", "02/05/2026"),
    ("Firme 2", "Fermée gagnée", "douze mille", "09/06/2026", "03/05/2026"),
    ("Firme 3", "Fermée perdue", "7 200,00", "10/06/2026", "04/05/2026"),
)


def contacts(people: tuple[str, ...] = PEOPLE) -> str:
    """Ten leads of April 2026; six became MQLs, four SQLs."""
    lines = [CONTACTS_HEADING]
    for number, name in enumerate(people, start=1):
        given, family = name.split()
        created, day = f"{number + 12:02d}/04/2026 09:15", number + 14
        mql = f"{day:02d}/04/2026 10:00" if number <= 6 else ""
        sql = f"{day + 6:02d}/04/2026 11:00" if number <= 4 else ""
        email = f"{given}.{family}@firme{number}.fr".lower()
        lines.append(
            f"{100 + number};{given};{family};{email};Firme {number};{created};20/06/2026 18:05;{created};{mql};{sql};"
            f"Recherche payante;0035g00000AbC{number:02d}"
        )
    return "\n".join(lines) + "\n"


def deals() -> str:
    """Three opportunities of May 2026: two won, one lost; the amount of one is no number."""
    lines = [DEALS_HEADING]
    for number, (name, stage, amount, closed, created) in enumerate(DEALS, start=1):
        lines.append(
            f"0065g00000OppA{number};{name};{stage};{amount};EUR;{closed};0035g00000AbC{number:02d};Inès Roche;"
            f"0015g00000Acc0{number};{created}"
        )
    return "\n".join(lines) + "\n"


def write(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contacts-hubspot.csv").write_text(contacts(), encoding="utf-8")
    (folder / "opportunites.csv").write_text(deals(), encoding="utf-8")
    return [folder / "contacts-hubspot.csv", folder / "opportunites.csv"]
