"""Salesloft (times on New York's clock, accounts made out of free-mail domains) and Outreach, where sequences and mails are kept."""

from datetime import datetime, timedelta

from cordee.demo.cast import BY_KEY, COLLEAGUES, END
from cordee.demo.desk import Desk
from cordee.demo.files import BOM, ENGLISH, QUOTED, eastern_iso, iso_z
from cordee.demo.firms import FREE_MAIL
from cordee.demo.world import Act

_SALESLOFT_USERS = {"ines": 18_201, "thibault": 18_202}
_DISPOSITIONS = {
    "connected": "Connected",
    "meeting_booked": "Meeting Booked",
    "no_answer": "No Answer",
    "voicemail": "Left Voicemail",
    "busy": "Busy",
    "wrong_number": "Wrong Number",
}


def _first_acts(desk: Desk, tool: str) -> dict[int, Act]:
    first: dict[int, Act] = {}
    for act in desk.world.acts:
        if act.tool == tool:
            first.setdefault(act.person, act)
    return first


def _digits(number: str) -> str:
    return number.replace("+", "").replace(" ", "").replace("(0)", "").replace(".", "")


def write_salesloft(desk: Desk) -> None:
    """People, accounts, e-mails, calls before Aircall, cadence memberships, users."""
    first = _first_acts(desk, "salesloft")
    rows: list[tuple[object, ...]] = []
    free: dict[str, int] = {}
    for number, record in desk.book.salesloft.items():
        person, firm = desk.person(number), desk.firm_of(number)
        act = first.get(number)
        created = (act.at if act is not None else datetime(2025, 2, 3, 11)) - timedelta(days=2)  # noqa: DTZ001 -- Paris wall time
        card = desk.entered(number, created.date())
        if person.private_email is not None and desk.dice.random() < 0.25:
            card.email = person.private_email
        domain = card.email.lower().partition("@")[2]
        account = (
            desk.book.salesloft_accounts[firm.number]
            if domain not in FREE_MAIL
            else free.setdefault(domain, 55_100_000 + len(free))
        )
        crm = desk.book.contacts.get(number) or desk.book.leads.get(number, "")
        rows.append((record, card.given, card.family, card.email, _digits(card.phone), _digits(card.mobile), card.title, card.company, account, person.linkedin or "" if desk.dice.random() < 0.6 else "",
                     crm if desk.dice.random() < 0.7 else "", "Contacted" if act is not None else "New", BY_KEY[act.user].email if act is not None else "ines.benali@rivelaine.fr",
                     "true" if person.opted_out_on is not None else "false", eastern_iso(created), eastern_iso(created + timedelta(days=9))))  # fmt: skip
        desk.truth.person("salesloft", "person", record, person.truth)
    headers = (
        "Person ID",
        "First Name",
        "Last Name",
        "Email Address",
        "Phone",
        "Mobile Phone",
        "Title",
        "Company Name",
        "Account ID",
        "LinkedIn URL",
        "CRM ID",
        "Person Stage",
        "Owner",
        "Do Not Contact",
        "Created At",
        "Updated At",
    )
    desk.folder.csv("salesloft_people.csv", "salesloft", "person", headers, rows, ENGLISH)
    accounts: list[tuple[object, ...]] = [
        (record, domain, domain, "", "", "", "", "", "2025-01-15T08:00:00-05:00") for domain, record in free.items()
    ]
    for number, record in desk.book.salesloft_accounts.items():
        firm = desk.world.firms[number]
        accounts.append((record, firm.name if desk.dice.random() < 0.75 else firm.domain.partition(".")[0].upper(), firm.domain, desk.headcount(firm) or "", desk.sector(firm, "en"), firm.town.name,
                         "Tier 1" if firm.headcount > 250 else "Tier 2", desk.book.accounts.get(number, "") if desk.dice.random() < 0.6 else "", "2025-01-15T08:00:00-05:00"))  # fmt: skip
        desk.truth.account("salesloft", "account", record, firm.truth)
    desk.folder.csv(
        "salesloft_accounts.csv",
        "salesloft",
        "account",
        ("Account ID", "Account Name", "Domain", "Size", "Industry", "City", "Account Tier", "CRM ID", "Created At"),
        accounts,
        ENGLISH,
    )
    emails: list[tuple[object, ...]] = []
    calls: list[tuple[object, ...]] = []
    for place, act in enumerate(a for a in desk.world.acts if a.tool == "salesloft"):
        person = desk.person(act.person)
        cadence = (
            "Leads entrants"
            if act.subject.startswith(("Votre", "Relance", "Une", "Exemple", "Dernier"))
            else "Prospection maintenance"
        )
        if act.kind == "email":
            emails.append((880_000_000 + place, desk.book.salesloft[act.person], person.email_on(act.at.date()), eastern_iso(act.at), act.subject, cadence, f"Step {act.step}", "bounced" if act.bounced else "sent",
                           "true" if act.bounced else "false", int(act.opened_at is not None), eastern_iso(act.opened_at), eastern_iso(act.replied_at), BY_KEY[act.user].email))  # fmt: skip
        else:
            number = person.mobile or desk.firm_of(act.person).switchboard
            calls.append((440_000 + place, desk.book.salesloft[act.person], _digits(number), eastern_iso(act.at), act.seconds, _DISPOSITIONS[act.outcome],
                          f"https://api.salesloft.com/recordings/{place:08d}.mp3" if act.recorded else "", act.summary, cadence, BY_KEY[act.user].email))  # fmt: skip
            for label in act.objections:
                desk.truth.calls.append(
                    ("salesloft", "call", str(440_000 + place), label, person.language, act.summary)
                )
    headers = (
        "Email ID",
        "Person ID",
        "Recipient Email",
        "Sent At",
        "Subject",
        "Cadence",
        "Step",
        "Status",
        "Bounced",
        "Views",
        "First Viewed At",
        "Replied At",
        "User Email",
    )
    desk.folder.csv("salesloft_emails.csv", "salesloft", "email", headers, emails, ENGLISH)
    headers = (
        "Call ID",
        "Person ID",
        "To",
        "Called At",
        "Duration",
        "Disposition",
        "Recording URL",
        "Notes",
        "Cadence",
        "User Email",
    )
    desk.folder.csv("salesloft_calls.csv", "salesloft", "call", headers, calls, ENGLISH)
    members = [
        (
            610_000 + i,
            desk.book.salesloft[p],
            "Prospection maintenance" if act.step and act.subject.startswith("Vos") else "Leads entrants",
            eastern_iso(act.at - timedelta(minutes=4)),
            "completed",
            BY_KEY[act.user].email,
        )
        for i, (p, act) in enumerate(first.items())
    ]
    desk.folder.csv(
        "salesloft_cadence_memberships.csv",
        "salesloft",
        "cadence_membership",
        ("Membership ID", "Person ID", "Cadence Name", "Added At", "Current State", "User Email"),
        members,
        ENGLISH,
    )


def write_outreach(desk: Desk) -> None:
    """Prospects, accounts, mailings, sequence states, opportunities that disagree with Salesforce, users."""
    first = _first_acts(desk, "outreach")
    rows: list[tuple[object, ...]] = []
    for number, record in desk.book.outreach.items():
        person, firm = desk.person(number), desk.firm_of(number)
        created = first[number].at - timedelta(days=1)
        card = desk.entered(number, created.date())
        emails = (
            card.email
            if person.private_email is None or desk.dice.random() < 0.7
            else f"{card.email}, {person.private_email}"
        )
        crm = desk.book.contacts.get(number) or desk.book.leads.get(number, "")
        rows.append((record, card.given, card.family, emails, card.phone, card.mobile, card.title, card.company, desk.book.outreach_accounts[firm.number], person.linkedin or "" if desk.dice.random() < 0.5 else "",
                     crm if desk.dice.random() < 0.7 else "", "Approaching", "Opted in", "false" if person.opted_out_on is None else "true", BY_KEY["elodie"].email, iso_z(created), iso_z(created + timedelta(days=12))))  # fmt: skip
        desk.truth.person("outreach", "prospect", record, person.truth)
    headers = (
        "Prospect ID",
        "First Name",
        "Last Name",
        "Email",
        "Work Phone",
        "Mobile Phone",
        "Title",
        "Company",
        "Account ID",
        "LinkedIn URL",
        "Salesforce ID",
        "Prospect Stage",
        "Tags",
        "Opted Out",
        "Owner Email",
        "Created At",
        "Updated At",
    )
    desk.folder.csv("outreach_prospects.csv", "outreach", "prospect", headers, rows, ENGLISH)
    accounts = []
    for number, record in desk.book.outreach_accounts.items():
        firm = desk.world.firms[number]
        accounts.append(
            (
                record,
                firm.name,
                firm.domain,
                desk.headcount(firm) or "",
                desk.sector(firm, "fr"),
                firm.town.name,
                desk.book.accounts.get(number, ""),
                "2025-10-01T08:00:00Z",
                BY_KEY["elodie"].email,
            )
        )
        desk.truth.account("outreach", "account", record, firm.truth)
    headers = (
        "Account ID",
        "Account Name",
        "Domain",
        "Number of Employees",
        "Industry",
        "City",
        "Salesforce ID",
        "Created At",
        "Owner Email",
    )
    desk.folder.csv(
        "outreach_accounts.csv",
        "outreach",
        "account",
        (*headers, "Prospects"),
        [(*row, 1) for row in accounts],
        ENGLISH,
    )
    mailings = []
    for place, act in enumerate(a for a in desk.world.acts if a.tool == "outreach" and a.kind == "email"):
        person = desk.person(act.person)
        state = (
            "bounced" if act.bounced else "replied" if act.replied_at else "opened" if act.opened_at else "delivered"
        )
        mailings.append((3_000_000 + place, desk.book.outreach[act.person], person.email_on(act.at.date()), iso_z(act.at), iso_z(act.opened_at), iso_z(act.replied_at), iso_z(act.at + timedelta(seconds=20)) if act.bounced else "",
                         act.subject, state, "Grands comptes 2026", f"Step {act.step}", BY_KEY["elodie"].email))  # fmt: skip
    headers = (
        "Mailing ID",
        "Prospect ID",
        "Prospect Email",
        "Delivered At",
        "Opened At",
        "Replied At",
        "Bounced At",
        "Subject",
        "Mailing State",
        "Sequence Name",
        "Step",
        "Sender",
    )
    desk.folder.csv("outreach_mailings.csv", "outreach", "mailing", headers, mailings, QUOTED)
    states = [
        (
            70_000 + i,
            desk.book.outreach[p],
            "Grands comptes 2026",
            "finished",
            iso_z(act.at - timedelta(minutes=2)),
            BY_KEY["elodie"].email,
        )
        for i, (p, act) in enumerate(first.items())
    ]
    desk.folder.csv(
        "outreach_sequence_states.csv",
        "outreach",
        "sequence_state",
        ("Sequence State ID", "Prospect ID", "Sequence Name", "State", "Added At", "Sequencer"),
        states,
        ENGLISH,
    )
    deals = []
    for deal in desk.world.deals:
        people = [desk.book.outreach[p] for p in deal.people if p in desk.book.outreach]
        if (
            people
            and deal.firm in desk.book.outreach_accounts
            and deal.firm in desk.book.accounts
            and deal.opened_at.date() <= END
        ):
            amount = deal.amount if desk.dice.random() < 0.8 else round(deal.amount * desk.dice.choice((0.5, 0.8, 1.2)))
            deals.append((9_000 + deal.number, deal.name, desk.book.outreach_accounts[deal.firm], ", ".join(map(str, people)), "Négociation" if deal.outcome == "open" else deal.changes[-1].new, f"{amount:.2f}", deal.currency,
                          iso_z(deal.opened_at), (deal.closed_at or deal.expected).strftime("%Y-%m-%d"), {"open": "Open", "won": "Won", "lost": "Lost"}[deal.outcome], 60, desk.book.deal_id(deal.number), BY_KEY[deal.owner].email))  # fmt: skip
    headers = (
        "Opportunity ID",
        "Opportunity Name",
        "Account ID",
        "Prospect IDs",
        "Stage",
        "Amount",
        "Currency",
        "Created At",
        "Close Date",
        "Status",
        "Opportunity Health",
        "Salesforce ID",
        "Owner",
    )
    desk.folder.csv("outreach_opportunities.csv", "outreach", "opportunity", headers, deals, ENGLISH)


def write_users(desk: Desk) -> None:
    """Who may use Salesloft, Outreach and Aircall."""
    rows: list[tuple[object, ...]] = [
        (
            record,
            BY_KEY[key].name,
            BY_KEY[key].email,
            "SDR",
            "Yes" if BY_KEY[key].left is None else "No",
            f"{record:08x}-0000-4000-8000-000000000000",
        )
        for key, record in _SALESLOFT_USERS.items()
    ]
    desk.folder.csv(
        "salesloft_users.csv",
        "salesloft",
        "user",
        ("User ID", "Name", "Email", "Team", "Active", "GUID"),
        rows,
        ENGLISH,
    )
    elodie = BY_KEY["elodie"]
    desk.folder.csv(
        "outreach_users.csv",
        "outreach",
        "user",
        ("User ID", "First Name", "Last Name", "Email", "Team", "Mailbox", "Locked"),
        [(7, elodie.given_name, elodie.family_name, elodie.email, "SDR", elodie.email, "No")],
        ENGLISH,
    )
    sellers = [c for c in COLLEAGUES if c.side == "sales" and c.left is None]
    rows = [
        (1_200 + i, c.name, c.email, c.team, f"+33 1 99 00 {10 + i:02d} {10 + i:02d}", "Available")
        for i, c in enumerate(sellers)
    ]
    desk.folder.csv(
        "aircall_utilisateurs.csv",
        "aircall",
        "user",
        (
            "ID de l'utilisateur",
            "Nom de l'utilisateur",
            "E-mail de l'utilisateur",
            "Équipe",
            "Numéros attribués",
            "Disponibilité",
        ),
        rows,
        BOM,
    )
