"""Salesloft, the SDRs' tool: times on New York's clock, accounts made of free-mail domains, phones without a plus."""

from datetime import date, timedelta

from cordee.demo.cast import BY_KEY
from cordee.demo.days import wall
from cordee.demo.desk import Desk
from cordee.demo.files import ENGLISH, eastern_iso
from cordee.demo.firms import FREE_MAIL

_USERS = {"ines": 18_201, "thibault": 18_202}
_DISPOSITIONS = {
    "connected": "Connected",
    "meeting_booked": "Meeting Booked",
    "no_answer": "No Answer",
    "voicemail": "Left Voicemail",
    "busy": "Busy",
    "wrong_number": "Wrong Number",
}


def _digits(number: str) -> str:
    return number.replace("+", "").replace(" ", "").replace("(0)", "").replace(".", "")


def write(desk: Desk) -> None:
    """People, accounts, e-mails, calls before Aircall, cadence memberships, users."""
    first = desk.first_acts("salesloft")
    rows: list[tuple[object, ...]] = []
    free: dict[str, int] = {}
    for number, record in desk.book.salesloft.items():
        person, firm = desk.person(number), desk.firm_of(number)
        act = first.get(number)
        created = (act.at if act is not None else wall(date(2025, 2, 3), 11)) - timedelta(days=2)
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
        rows.append((record, card.given, card.family, card.email, _digits(card.phone), _digits(card.mobile),
            card.title, card.company, account, person.linkedin or "" if desk.dice.random() < 0.6 else "",
                     crm if desk.dice.random() < 0.7 else "", "Contacted" if act is not None else "New",
                     BY_KEY[act.user].email if act is not None else "ines.benali@rivelaine.fr",
                     "true" if person.opted_out_on is not None else "false", eastern_iso(created),
                     eastern_iso(desk.changed(created, 9))))  # fmt: skip
        desk.truth.person("salesloft", "person", record, person.truth)
    headers: tuple[str, ...] = (
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
        accounts.append((record, firm.name if desk.dice.random() < 0.75 else firm.domain.partition(".")[0].upper(),
            firm.domain, desk.headcount(firm) or "", desk.sector(firm, "en"), firm.town.name,
                         "Tier 1" if firm.headcount > 250 else "Tier 2", desk.book.accounts.get(number, "")
                         if desk.dice.random() < 0.6 else "", "2025-01-15T08:00:00-05:00"))  # fmt: skip
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
            emails.append((880_000_000 + place, desk.book.salesloft[act.person], person.email_on(act.at.date()),
                eastern_iso(act.at), act.subject, cadence, f"Step {act.step}", "bounced" if act.bounced else "sent",
                           "true" if act.bounced else "false", int(act.opened_at is not None),
                           eastern_iso(act.opened_at), eastern_iso(act.replied_at),
                           BY_KEY[act.user].email))  # fmt: skip
        else:
            dialled = person.mobile or desk.firm_of(act.person).switchboard
            calls.append((440_000 + place, desk.book.salesloft[act.person], _digits(dialled), eastern_iso(act.at),
                act.seconds, _DISPOSITIONS[act.outcome],
                          f"https://api.salesloft.com/recordings/{place:08d}.mp3" if act.recorded else "",
                          act.summary, cadence, BY_KEY[act.user].email))  # fmt: skip
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
    _users(desk)


def _users(desk: Desk) -> None:
    rows = [
        (record, BY_KEY[key].name, BY_KEY[key].email, "SDR", "Yes" if BY_KEY[key].left is None else "No",
        f"{record:08x}-0000-4000-8000-000000000000")
        for key, record in _USERS.items()
    ]  # fmt: skip
    headers = ("User ID", "Name", "Email", "Team", "Active", "GUID")
    desk.folder.csv("salesloft_users.csv", "salesloft", "user", headers, rows, ENGLISH)
