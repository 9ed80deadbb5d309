"""Outreach, for large accounts since October 2025: prospects, mailings, and deals that disagree with Salesforce."""

from datetime import timedelta

from cordee.demo.cast import BY_KEY, END
from cordee.demo.desk import Desk
from cordee.demo.files import ENGLISH, QUOTED, iso_z


def write(desk: Desk) -> None:
    """Prospects, accounts, mailings, sequence states, opportunities that disagree with Salesforce, users."""
    first = desk.first_acts("outreach")
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
        rows.append((record, card.given, card.family, emails, card.phone, card.mobile, card.title, card.company,
            desk.book.outreach_accounts[firm.number], person.linkedin or "" if desk.dice.random() < 0.5 else "",
                     crm if desk.dice.random() < 0.7 else "", "Approaching", "Opted in", "false"
                     if person.opted_out_on is None else "true", BY_KEY["elodie"].email, iso_z(created),
                         iso_z(desk.changed(created, 12))))  # fmt: skip
        desk.truth.person("outreach", "prospect", record, person.truth)
    headers: tuple[str, ...] = (
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
        mailings.append((3_000_000 + place, desk.book.outreach[act.person], person.email_on(act.at.date()),
            iso_z(act.at), iso_z(act.opened_at), iso_z(act.replied_at), iso_z(act.at + timedelta(seconds=20))
            if act.bounced else "",
                         act.subject, state, "Grands comptes 2026", f"Step {act.step}",
                         BY_KEY["elodie"].email))  # fmt: skip
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
            deals.append((9_000 + deal.number, deal.name, desk.book.outreach_accounts[deal.firm], ", ".join(map(str,
                people)), "Négociation" if deal.outcome == "open" else deal.changes[-1].new, f"{amount:.2f}",
                deal.currency,
                          iso_z(deal.opened_at), (deal.closed_at or deal.expected).strftime("%Y-%m-%d"),
                          {"open": "Open", "won": "Won", "lost": "Lost"}[deal.outcome], 60,
                          desk.book.deal_id(deal.number), BY_KEY[deal.owner].email))  # fmt: skip
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
    elodie = BY_KEY["elodie"]
    users = [(7, elodie.given_name, elodie.family_name, elodie.email, "SDR", elodie.email, "No")]
    headers_users = ("User ID", "First Name", "Last Name", "Email", "Team", "Mailbox", "Locked")
    desk.folder.csv("outreach_users.csv", "outreach", "user", headers_users, users, ENGLISH)
