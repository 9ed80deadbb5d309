"""Salesforce people: leads, their history as a French report, contacts."""

from datetime import date, timedelta

from cordee.demo.cast import COLLEAGUES
from cordee.demo.days import wall
from cordee.demo.desk import Desk, origin
from cordee.demo.exports.salesforce_words import LEAD_SOURCES, USERS
from cordee.demo.files import EXCEL_FR_UTF8, QUOTED, french_time, salesforce_time
from cordee.demo.world import Cycle


def status_of(cycle: Cycle) -> str:
    """The lead's status now."""
    if cycle.deal is not None:
        return "Qualified"
    if cycle.refused_at is not None:
        return "Refused"
    if cycle.recycled_at is not None:
        return "Recycled"
    return "Qualified" if cycle.sql_at is not None else "Accepted" if cycle.sal_at is not None else "MQL"


def write_leads(desk: Desk, cycles: dict[int, list[Cycle]]) -> None:
    headers = (
        "Id", "FirstName", "LastName", "Company", "Title", "Email", "Phone", "MobilePhone", "Website",
        "LinkedIn_URL__c", "City", "PostalCode", "Country", "LeadSource",
        "Status", "Unqualified_Reason__c", "UTM_Source__c", "UTM_Medium__c", "UTM_Campaign__c", "OwnerId",
        "CreatedDate", "LastModifiedDate", "IsConverted", "ConvertedDate",
        "ConvertedContactId", "ConvertedAccountId", "ConvertedOpportunityId", "MasterRecordId", "IsDeleted",
        "HasOptedOutOfEmail",
    )  # fmt: skip
    rows = []
    for number, sf_id in desk.book.leads.items():
        person, firm, mine = desk.person(number), desk.firm_of(number), cycles[number]
        first, last = mine[0], mine[-1]
        created = first.started_at
        deal = desk.book.converted.get(number)
        opened = desk.world.deals[deal].opened_at if deal is not None else None
        traces = origin(first.response, desk.dice) if first.response is not None else {}
        changed = max(
            m
            for c in mine
            for m in (c.mql_at, c.sal_at, c.sql_at, c.refused_at, c.recycled_at, opened)
            if m is not None
        )
        for twin in (False, True):
            if twin and number not in desk.book.lead_twins:
                continue
            card = (
                desk.entered(number, created.date())
                if first.response is None or not twin
                else desk.typed(number, created.date())
            )
            if card.role_box:
                card = desk.entered(number, created.date())
            own_id = desk.book.lead_twins[number] if twin else sf_id
            gone = twin and desk.dice.random() < 0.5
            rows.append((
                own_id, card.given, card.family, card.company, card.title, card.email, card.phone, card.mobile,
                firm.domain if desk.dice.random() < 0.3 else "",
                person.linkedin or "" if desk.dice.random() < 0.4 else "", firm.town.name, firm.town.postal_code,
                firm.town.country,
                LEAD_SOURCES[first.response.kind if first.response is not None else None], "New" if twin
                else status_of(last), "" if twin else last.reason,
                traces.get("utm_source", ""), traces.get("utm_medium", ""), traces.get("utm_campaign", ""),
                USERS[last.owner],
                salesforce_time(created + timedelta(days=2) if twin else created), salesforce_time(changed), "true"
                if deal is not None and not twin else "false",
                salesforce_time(opened) if not twin else "", *((desk.book.contacts[number],
                desk.book.accounts[firm.number], desk.book.deal_id(deal)) if deal is not None and not twin else ("",
                "", "")),
                sf_id if gone else "", "true" if gone else "false", "true" if person.opted_out_on is not None
                else "false",
            ))  # fmt: skip
            desk.truth.person("salesforce", "lead", own_id, person.truth)
    desk.folder.csv("salesforce_Lead.csv", "salesforce", "lead", headers, rows, QUOTED)


def write_history(desk: Desk, cycles: dict[int, list[Cycle]]) -> None:
    names = {c.key: c.name for c in COLLEAGUES}
    rows = []
    for number, mine in cycles.items():
        status = "New"
        for cycle in mine:
            steps = [
                (cycle.mql_at, "MQL", ""),
                (cycle.sal_at, "Accepted", ""),
                (cycle.refused_at, "Refused", cycle.reason),
                (cycle.sql_at, "Qualified", ""),
                (cycle.recycled_at, "Recycled", cycle.reason),
            ]
            for at, new, reason in sorted(((a, n, r) for a, n, r in steps if a is not None), key=lambda s: s[0]):
                by = "Camille Roussel" if new == "MQL" else names[cycle.owner]
                rows.append((at, desk.book.leads[number][:15], "Statut", status, new, french_time(at), by, reason))
                status = new
    rows.sort(key=lambda row: (row[0], row[1]))
    headers = (
        "ID de la piste",
        "Champ / Événement",
        "Ancienne valeur",
        "Nouvelle valeur",
        "Date de modification",
        "Modifié par",
        "Motif de refus",
    )
    desk.folder.csv(
        "salesforce_historique_des_pistes.csv",
        "salesforce",
        "lead_history",
        headers,
        [row[1:] for row in rows],
        EXCEL_FR_UTF8,
    )


def write_contacts(desk: Desk) -> None:
    rows = []
    for number, sf_id in desk.book.contacts.items():
        person, firm = desk.person(number), desk.firm_of(number)
        deal = next((d for d in desk.world.deals if number in d.people), None)
        created = (
            deal.opened_at
            if deal is not None
            else wall(date(2024, 3, 4), 10) + timedelta(hours=desk.dice.randrange(9000))
        )
        card = desk.entered(number, created.date())
        rows.append((
            sf_id, desk.book.accounts[firm.number], card.given, card.family, card.title, card.email, card.phone,
            card.mobile, person.linkedin or "" if desk.dice.random() < 0.35 else "",
            firm.town.name, firm.town.country, USERS["karim" if firm.headcount >= 250 else ("sophie",
            "laurent")[firm.number % 2]],
            salesforce_time(created), salesforce_time(desk.changed(created, desk.dice.randrange(1, 90))), "false",
        ))  # fmt: skip
        desk.truth.person("salesforce", "contact", sf_id, person.truth)
    headers = (
        "Id",
        "AccountId",
        "FirstName",
        "LastName",
        "Title",
        "Email",
        "Phone",
        "MobilePhone",
        "LinkedIn_URL__c",
        "MailingCity",
        "MailingCountry",
        "OwnerId",
        "CreatedDate",
        "LastModifiedDate",
        "IsDeleted",
    )
    desk.folder.csv("salesforce_Contact.csv", "salesforce", "contact", headers, rows, QUOTED)
