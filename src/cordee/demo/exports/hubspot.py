"""HubSpot, the marketing tool since January 2026: French headers, companies as a workbook, e-mail events in English."""

from datetime import date, timedelta

from cordee.demo.cast import BY_KEY, COLLEAGUES, END, MIGRATED
from cordee.demo.days import wall
from cordee.demo.demand import BRAND, EMAIL, GOOGLE, LINKEDIN, ORGANIC, REFERRAL, RETARGETING
from cordee.demo.desk import Desk, form_tool, origin, page_url
from cordee.demo.files import BOM, ENGLISH, iso_z, space
from cordee.demo.world import INQUIRIES, Cycle, Response

_SINCE = wall(MIGRATED)
_OWNERS = {colleague.key: 61_204_000 + place for place, colleague in enumerate(COLLEAGUES)}
_SOURCES = {
    LINKEDIN: "Réseaux sociaux payants",
    GOOGLE: "Recherche payante",
    BRAND: "Recherche payante",
    RETARGETING: "Autres campagnes",
    EMAIL: "E-mail marketing",
    REFERRAL: "Sites référents",
    ORGANIC: "Recherche organique",
}


def write(desk: Desk) -> None:
    """Owners, contacts, companies, form submissions, e-mail events, lead statuses, campaigns and their costs."""
    first: dict[int, Response] = {}
    for response in desk.world.responses:
        if response.kind in INQUIRIES:
            first.setdefault(response.person, response)
    cycles: dict[int, list[Cycle]] = {}
    for cycle in desk.world.cycles:
        if cycle.mql_at is not None and cycle.mql_at >= _SINCE:
            cycles.setdefault(cycle.person, []).append(cycle)
    rows = [
        (_OWNERS[c.key], c.email, c.given_name, c.family_name, c.team, "Actif" if c.left is None else "Désactivé")
        for c in COLLEAGUES
    ]
    desk.folder.csv(
        "hubspot_utilisateurs.csv",
        "hubspot",
        "owner",
        ("ID du propriétaire", "E-mail", "Prénom", "Nom", "Équipe", "Statut"),
        rows,
        BOM,
    )
    _contacts(desk, first, cycles)
    _companies(desk)
    _forms(desk)
    _emails(desk)
    _statuses(desk, cycles)
    _campaigns(desk)


def _origin_words(response: Response) -> tuple[str, str, str]:
    campaign = response.campaign.utm if response.campaign is not None else ""
    source = _SOURCES.get(response.channel, "Trafic direct")
    match response.channel:
        case _ if not response.tagged and response.channel not in (ORGANIC, REFERRAL):
            return "Trafic direct", "www.rivelaine.fr/produit", ""
        case 0:
            return source, "LinkedIn", campaign
        case 1 | 2 | 8 | 6:
            return source, campaign, "gmao"
        case 9:
            return source, "www.annuaire-maintenance.fr", "/editeurs"
        case _:
            return source, "", ""


def _contacts(desk: Desk, first: dict[int, Response], cycles: dict[int, list[Cycle]]) -> None:
    headers = (
        "ID de fiche d'informations", "Prénom", "Nom", "E-mail", "Adresses e-mail supplémentaires",
        "Numéro de téléphone", "Numéro de téléphone mobile", "Intitulé du poste", "URL LinkedIn",
        "Nom de l'entreprise", "ID de l'entreprise associée principale", "Ville", "Pays/région", "Langue préférée",
        "Propriétaire du contact", "Phase du cycle de vie", "Statut du lead",
        "Date de passage en lead", "Date de passage en lead qualifié marketing", "Source d'origine",
        "Données de la source d'origine 1", "Données de la source d'origine 2",
        "Désabonné de tous les e-mails", "ID du lead Salesforce", "ID du contact Salesforce",
        "ID des fiches d'informations fusionnées", "Date de création", "Date de dernière modification",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    stage_words = {True: "Lead qualifié marketing", False: "Lead"}
    for number, contact in desk.book.hubspot.items():
        person, firm = desk.person(number), desk.firm_of(number)
        known = max(person.known_on or MIGRATED, MIGRATED)
        response = first.get(number)
        fresh = response is not None and response.at >= _SINCE and (person.known_on or MIGRATED) >= MIGRATED
        created = response.at if fresh and response is not None else wall(MIGRATED, 8, number % 60)
        mine = cycles.get(number, [])
        for twin in (False, True):
            if twin and number not in desk.book.hubspot_twins:
                continue
            card = desk.typed(number, known) if desk.dice.random() < 0.55 else desk.entered(number, known)
            if card.role_box:
                card = desk.entered(number, known)
            if twin:
                card.email = person.private_email or card.email
            elif number in desk.book.hubspot_twins and card.email == person.private_email:
                card.email = person.email
            record = desk.book.hubspot_twins[number] if twin else contact
            offline = response is None or not fresh
            source = (
                ("Sources hors ligne", "IMPORT", "import_marketo.csv")
                if offline or response is None
                else _origin_words(response)
            )
            customer = desk.book.converted.get(number)
            synced = not twin and desk.dice.random() < 0.75
            owner = BY_KEY[mine[-1].owner].name if mine else ""
            rows.append((
                record, card.given, card.family, card.email, person.private_email if not twin and number % 9 == 0
                and person.private_email and number not in desk.book.hubspot_twins else "",
                card.phone, card.mobile, card.title, person.linkedin or "" if desk.dice.random() < 0.5 else "",
                card.company, desk.book.hubspot_companies[firm.number] if not twin else "",
                firm.town.name if desk.dice.random() < 0.4 else "", {"FR": "France", "GB": "Royaume-Uni",
                "BE": "Belgique", "CH": "Suisse", "US": "États-Unis"}[firm.town.country],
                "Français" if person.language == "fr" else "Anglais", owner, "Opportunité" if customer is not None
                else stage_words[bool(mine)], "",
                space(response.at) if response is not None and response.at >= _SINCE and not twin else "",
                space(mine[0].mql_at) if mine and not twin else "", *source,
                "true" if person.opted_out_on is not None else "false", desk.book.leads.get(number, "") if synced
                else "", desk.book.contacts.get(number, "") if synced else "",
                desk.book.hubspot_merged.get(number, "") if not twin else "", space(created),
                space(desk.changed(created, desk.dice.randrange(1, 60))),
            ))  # fmt: skip
            desk.truth.person("hubspot", "contact", record, person.truth)
    desk.folder.csv("hubspot_contacts.csv", "hubspot", "contact", headers, rows, BOM)


def _companies(desk: Desk) -> None:
    headers = (
        "ID de fiche d'informations", "Nom de l'entreprise", "Nom de domaine de l'entreprise", "Numéro de téléphone",
        "Ville", "Code postal", "Pays/région", "Secteur d'activité",
        "Nombre d'employés", "SIREN", "ID du compte Salesforce", "Date de création", "Date de dernière modification",
    )  # fmt: skip
    rows = []
    for number, record in desk.book.hubspot_companies.items():
        firm, luck = desk.world.firms[number], desk.dice.random()
        created = f"2026-01-{5 + number % 20:02d} 08:{number % 60:02d}"
        rows.append((
            str(record), firm.name if luck < 0.7 else firm.legal_name if luck < 0.85 else firm.name.upper(),
            firm.domain if luck < 0.92 else "", firm.switchboard if luck > 0.5 else "", firm.town.name,
            firm.town.postal_code, firm.town.country, desk.sector(firm, "fr"), desk.headcount(firm) or "", firm.siren
            or "" if luck < 0.3 else "",
            desk.book.accounts.get(number, "") if luck < 0.8 else "", created,
            f"2026-{2 + number % 5:02d}-{1 + number % 27:02d} 17:{number % 60:02d}",
        ))  # fmt: skip
        desk.truth.account("hubspot", "company", record, firm.truth)
    desk.folder.xlsx("hubspot_entreprises.xlsx", "hubspot", "company", headers, rows, "Entreprises")


def _forms(desk: Desk) -> None:
    rows = []
    for response in desk.world.responses:
        if form_tool(desk, response) != "hubspot" or response.kind not in INQUIRIES:
            continue
        card = desk.typed(response.person, response.at.date())
        traces = origin(response, desk.dice)
        rows.append(
            (
                f"{desk.dice.getrandbits(96):024x}",
                space(response.at),
                response.content,
                page_url(response, traces),
                traces["referrer"],
                card.given,
                card.family,
                card.email,
                card.phone,
                card.company,
                card.title,
            )
        )
        desk.respondent("hubspot", "form_answer", card)
    headers = (
        "ID de conversion",
        "Date de conversion",
        "Nom du formulaire",
        "Page de conversion",
        "Référent",
        "Prénom",
        "Nom",
        "E-mail",
        "Numéro de téléphone",
        "Nom de l'entreprise",
        "Intitulé du poste",
    )
    desk.folder.csv("hubspot_soumissions_formulaires.csv", "hubspot", "form_submission", headers, rows, BOM)


def _emails(desk: Desk) -> None:
    rows: list[tuple[object, ...]] = []
    for mail in desk.world.sends:
        mailing = desk.world.mailings[mail.mailing]
        if mailing.tool != "hubspot":
            continue
        person = desk.person(mail.person)
        email, campaign = person.email_on(mailing.day), 240_000_000 + mailing.number
        desk.truth.person("hubspot", "recipient", f"email:{email.lower()}", person.truth)
        happened = [
            ("SENT", mail.at, ""),
            ("BOUNCE", mail.at + timedelta(seconds=31) if mail.bounced else None, ""),
            ("OPEN", mail.opened_at, ""),
            ("UNSUBSCRIBED", mail.left_at, ""),
        ]
        happened.append(
            (
                "CLICK",
                mail.clicked_at,
                f"https://www.rivelaine.fr/blog?utm_source=newsletter&utm_medium=email&utm_campaign=nl-{mailing.day:%Y-%m}",
            )
        )
        for kind, at, url in happened:
            if at is not None and at.date() <= END:
                rows.append(
                    (
                        f"{len(rows):08x}-{campaign:x}",
                        email,
                        kind,
                        iso_z(at),
                        campaign,
                        mailing.name,
                        mailing.subject,
                        url,
                        "false",
                    )
                )
        if mail.person % 13 == 0:  # a link scanner opens every message that this firm receives
            rows.append(
                (
                    f"{len(rows):08x}-{campaign:x}",
                    email,
                    "OPEN",
                    iso_z(mail.at + timedelta(seconds=2)),
                    campaign,
                    mailing.name,
                    mailing.subject,
                    "",
                    "true",
                )
            )
    headers = (
        "Event ID",
        "Recipient",
        "Event type",
        "Created",
        "Email campaign ID",
        "Email name",
        "Email subject",
        "URL",
        "Filtered event",
    )
    desk.folder.csv("hubspot_email_events.csv", "hubspot", "email_event", headers, rows, ENGLISH)


def _statuses(desk: Desk, cycles: dict[int, list[Cycle]]) -> None:
    rows = []
    for number, mine in cycles.items():
        if number not in desk.book.hubspot or desk.firm_of(number).unit != "sextan":
            continue
        for cycle in mine:
            for at, value, reason in (
                (cycle.sal_at, "IN_PROGRESS", ""),
                (cycle.refused_at, "UNQUALIFIED", cycle.reason),
                (cycle.recycled_at, "BAD_TIMING", cycle.reason),
            ):
                if at is not None:
                    rows.append(
                        (
                            desk.book.hubspot[number],
                            "hs_lead_status",
                            value,
                            iso_z(at),
                            reason,
                            BY_KEY[cycle.owner].email,
                        )
                    )
    headers = ("Contact ID", "Property Name", "Property Value", "Timestamp", "Reason", "Changed By")
    desk.folder.csv("hubspot_contact_history.csv", "hubspot", "lifecycle_history", headers, rows, ENGLISH)


def _campaigns(desk: Desk) -> None:
    rows = []
    for campaign in desk.world.campaigns:
        if campaign.channel not in (GOOGLE, BRAND, RETARGETING) or campaign.starts < date(2026, 1, 1):
            continue
        days = sum(
            1
            for d in range((campaign.ends - campaign.starts).days + 1)
            if (campaign.starts + timedelta(days=d)).weekday() < 5
        )
        cost = campaign.daily * desk.world.scale * days * desk.dice.uniform(0.9, 1.05)
        rows.append(
            (
                f"7c1f0{campaign.number:03d}-aa10-4d6e-9f51-1c0de{campaign.number:07d}",
                campaign.name,
                campaign.utm,
                campaign.starts,
                campaign.ends,
                f"{cost * 1.1:.2f}",
                f"{cost:.2f}",
                "EUR",
            )
        )
    headers = (
        "Campaign ID",
        "Campaign name",
        "Campaign UTM",
        "Start date",
        "End date",
        "Budget total",
        "Spend",
        "Currency",
    )
    desk.folder.csv("hubspot_campaigns.csv", "hubspot", "campaign", headers, rows, ENGLISH)
