"""Pipedrive, where the Sextan unit still lives: each French header names its object, deals come as a workbook."""

from cordee.demo.cast import BY_KEY, UNIT
from cordee.demo.deals import STAGES
from cordee.demo.desk import Desk
from cordee.demo.files import BOM, space_utc
from cordee.demo.world import Cycle

_OWNER = BY_KEY["nadege"].name
_TYPES = {"call": "Appel", "email": "E-mail", "meeting": "Réunion", "linkedin": "Message LinkedIn"}


def write(desk: Desk) -> None:
    """Organizations, people, leads, deals and their changes, activities, users."""
    book = desk.book
    organizations = []
    for number, record in book.pipedrive_organizations.items():
        firm = desk.world.firms[number]
        organizations.append((record, firm.name if desk.dice.random() < 0.6 else firm.name.upper(), firm.domain
            if desk.dice.random() < 0.7 else "", f"{firm.town.postal_code} {firm.town.name}, France", firm.town.name,
                              firm.siren or "" if desk.dice.random() < 0.2 else "", desk.headcount(firm) or "",
                              _OWNER, "2024-11-04 09:00:00"))  # fmt: skip
        desk.truth.account("pipedrive", "organization", record, firm.truth)
    headers: tuple[str, ...] = (
        "Organisation - ID",
        "Organisation - Nom",
        "Organisation - Site web",
        "Organisation - Adresse",
        "Organisation - Ville",
        "Organisation - SIREN",
        "Organisation - Nombre d'employés",
        "Organisation - Propriétaire",
        "Organisation - Organisation créée",
    )
    desk.folder.csv("pipedrive_organizations.csv", "pipedrive", "organization", headers, organizations, BOM)
    starts: dict[int, Cycle] = {}
    for cycle in desk.world.cycles:
        if cycle.person in book.pipedrive:
            starts.setdefault(cycle.person, cycle)
    people, leads = [], []
    for number, record in book.pipedrive.items():
        person, firm = desk.person(number), desk.firm_of(number)
        start = starts.get(number)
        created = (start.mql_at or start.sql_at) if start is not None else None
        card = desk.entered(number, created.date() if created is not None else desk.world.campaigns[0].starts)
        name = f"{card.given} {card.family}" if desk.dice.random() < 0.85 else f"{card.family.upper()} {card.given}"
        people.append(
            (
                record,
                name,
                card.email,
                card.phone,
                card.mobile,
                card.title,
                firm.name,
                book.pipedrive_organizations[firm.number],
                _OWNER,
                space_utc(created) or "2024-11-04 09:00:00",
            )
        )
        desk.truth.person("pipedrive", "person", record, person.truth)
        if start is not None and start.response is not None and start.mql_at is not None:
            leads.append(
                (
                    f"{desk.dice.getrandbits(32):08x}-11f0-4a00-9000-{record:012d}",
                    f"Piste {firm.name}",
                    record,
                    book.pipedrive_organizations[firm.number],
                    "Site web" if start.response.kind != "show" else "Salon",
                    _OWNER,
                    space_utc(start.mql_at),
                )
            )
    headers = (
        "Personne - ID",
        "Personne - Nom",
        "Personne - E-mail - Travail",
        "Personne - Téléphone - Travail",
        "Personne - Téléphone - Mobile",
        "Personne - Fonction",
        "Personne - Organisation",
        "Personne - ID de l'organisation",
        "Personne - Propriétaire",
        "Personne - Personne créée",
    )
    desk.folder.csv("pipedrive_people.csv", "pipedrive", "person", headers, people, BOM)
    headers = (
        "Lead - ID",
        "Lead - Titre",
        "Lead - ID de la personne à contacter",
        "Lead - ID de l'organisation",
        "Lead - Origine de la source",
        "Lead - Propriétaire",
        "Lead - Lead créé",
    )
    desk.folder.csv("pipedrive_leads.csv", "pipedrive", "lead", headers, leads, BOM)
    _deals(desk)
    _activities(desk)
    desk.folder.csv(
        "pipedrive_users.csv",
        "pipedrive",
        "user",
        (
            "Utilisateur - ID",
            "Utilisateur - Nom",
            "Utilisateur - E-mail",
            "Utilisateur - Actif",
            "Utilisateur - Équipe",
        ),
        [(1, _OWNER, BY_KEY["nadege"].email, "Oui", UNIT)],
        BOM,
    )


def _deals(desk: Desk) -> None:
    book = desk.book
    deals, changes = [], []
    for deal in desk.world.deals:
        if desk.world.firms[deal.firm].unit != "sextan":
            continue
        record = deal.number + 1
        word = {"open": "Ouverte", "won": "Gagnée", "lost": "Perdue"}[deal.outcome]
        closed = space_utc(deal.closed_at)
        deals.append((record, deal.name, book.pipedrive_organizations[deal.firm], book.pipedrive[deal.people[0]],
            "Capteurs", STAGES[deal.stage], word, deal.amount, deal.currency, _OWNER,
                      "Prospection" if deal.source == "outbound" else "Site web", space_utc(deal.opened_at),
                      deal.expected.isoformat(), closed if deal.outcome == "won" else "", closed
                      if deal.outcome == "lost" else "",
                      deal.reason if deal.outcome == "lost" else ""))  # fmt: skip
        for change in deal.changes:
            if change.new in ("Fermée gagnée", "Fermée perdue"):
                changes.append((record, "Statut", "Ouverte", word, space_utc(change.at), _OWNER))
            else:
                field = {"stage": "Étape", "amount": "Valeur", "close_date": "Date de clôture prévue"}[change.field]
                changes.append((record, field, change.old, change.new, space_utc(change.at), _OWNER))
    headers = (
        "Affaire - ID", "Affaire - Titre", "Affaire - ID de l'organisation",
        "Affaire - ID de la personne à contacter", "Affaire - Pipeline", "Affaire - Étape", "Affaire - Statut",
        "Affaire - Valeur", "Affaire - Devise",
        "Affaire - Propriétaire", "Affaire - Canal source", "Affaire - Affaire créée",
        "Affaire - Date de clôture prévue", "Affaire - Date de gain", "Affaire - Date de perte",
        "Affaire - Raison de la perte",
    )  # fmt: skip
    desk.folder.xlsx("pipedrive_deals.xlsx", "pipedrive", "deal", headers, deals, "Affaires")
    desk.folder.csv(
        "pipedrive_deal_changes.csv",
        "pipedrive",
        "deal_change",
        ("Affaire - ID", "Champ modifié", "Ancienne valeur", "Nouvelle valeur", "Heure du changement", "Modifié par"),
        changes,
        BOM,
    )


def _activities(desk: Desk) -> None:
    book = desk.book
    rows = []
    for place, act in enumerate(a for a in desk.world.acts if a.tool == "pipedrive"):
        minutes = act.seconds // 60
        rows.append((5_000 + place, act.subject or "Appel", _TYPES[act.kind], act.at.date().isoformat(), "Terminé",
            space_utc(act.at), f"{minutes // 60:02d}:{minutes % 60:02d}", act.summary, _OWNER,
            book.pipedrive[act.person],
                     book.pipedrive_organizations[desk.person(act.person).firm], act.deal + 1 if act.deal is not None
                     else ""))  # fmt: skip
        for label in act.objections:
            desk.truth.calls.append(
                ("pipedrive", "activity", str(5_000 + place), label, desk.person(act.person).language, act.summary)
            )
    rows.append((4_999, "Rappeler après les congés", "Tâche", "2026-09-01", "À faire", "", "", "", _OWNER, 1, 1, ""))
    rows.sort(key=lambda row: (str(row[5]), int(str(row[0]))))
    headers = (
        "Activité - ID",
        "Activité - Objet",
        "Activité - Type",
        "Activité - Date d'échéance",
        "Activité - Terminé",
        "Activité - Heure marquée comme terminée",
        "Activité - Durée",
        "Activité - Note",
        "Activité - Attribuée à",
        "Personne - ID",
        "Organisation - ID",
        "Affaire - ID",
    )
    desk.folder.csv("pipedrive_activities.csv", "pipedrive", "activity", headers, rows, BOM)
