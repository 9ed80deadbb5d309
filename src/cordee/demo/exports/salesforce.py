"""Salesforce, the CRM of the main business: Data Loader files in English, reports in French by Excel."""

from datetime import datetime, timedelta

from cordee.demo.cast import COLLEAGUES, END, UNIT
from cordee.demo.days import next_open
from cordee.demo.demand import SHOW, WEBINAR
from cordee.demo.desk import Desk, origin
from cordee.demo.files import (
    ENGLISH,
    EXCEL_FR,
    EXCEL_FR_UTF8,
    QUOTED,
    comma,
    french,
    french_time,
    salesforce_id,
    salesforce_time,
)
from cordee.demo.firms import Firm
from cordee.demo.world import Cycle, Deal

USERS = {
    colleague.key: salesforce_id("005", 100 + place)
    for place, colleague in enumerate(COLLEAGUES)
    if colleague.team != UNIT
}
_LEAD_SOURCES = {
    "demo": "Web",
    "contact": "Web",
    "guide": "Content",
    "webinar": "Webinar",
    "show": "Trade Show",
    "leadform": "LinkedIn Lead Gen",
    None: "Prospection",
}
_DEAL_SOURCES = {**_LEAD_SOURCES, "outbound": "Prospection", "referral": "Recommandation"}
_DISPOSITIONS = {
    "connected": "Connected",
    "meeting_booked": "Meeting Booked",
    "no_answer": "No Answer",
    "voicemail": "Left Voicemail",
    "busy": "Busy",
    "wrong_number": "Wrong Number",
}


def write(desk: Desk) -> None:
    """Users, accounts, leads and their history, contacts, opportunities and theirs, campaigns, members, tasks, events."""
    cycles: dict[int, list[Cycle]] = {}
    for cycle in desk.world.cycles:
        if cycle.person in desk.book.leads:
            cycles.setdefault(cycle.person, []).append(cycle)
    deals = [
        deal
        for deal in desk.world.deals
        if deal.firm in desk.book.accounts and desk.world.firms[deal.firm].unit != "sextan"
    ]
    _users(desk)
    _accounts(desk)
    _leads(desk, cycles)
    _lead_history(desk, cycles)
    _contacts(desk)
    _opportunities(desk, deals)
    _opportunity_history(desk, deals)
    _campaigns(desk)
    _activities(desk)


def _users(desk: Desk) -> None:
    rows = [
        (USERS[c.key], c.email, c.given_name, c.family_name, c.email, c.team, c.side, c.title, "true" if c.left is None else "false", USERS.get(c.manager or "", ""))
        for c in COLLEAGUES if c.key in USERS
    ]  # fmt: skip
    desk.folder.csv(
        "salesforce_User.csv",
        "salesforce",
        "user",
        ("Id", "Username", "FirstName", "LastName", "Email", "Department", "Side__c", "Title", "IsActive", "ManagerId"),
        rows,
        QUOTED,
    )


def _account_row(desk: Desk, firm: Firm, sf_id: str, name: str, master: str) -> tuple[object, ...]:
    book, luck = desk.book, desk.dice.random()
    created = datetime(2024, 1, 8, 9) + timedelta(hours=desk.dice.randrange(8000))  # noqa: DTZ001 -- Paris wall time
    executive = (
        "james"
        if firm.town.country in ("GB", "US")
        else "karim"
        if firm.headcount >= 250
        else ("sophie", "laurent")[firm.number % 2]
    )
    return (
        sf_id, name, f"www.{firm.domain}" if luck < 0.8 else "", firm.switchboard if luck < 0.7 else "", firm.siren or "" if luck < 0.55 else "",
        firm.vat or "" if luck < 0.25 else "", {"FR": "France", "GB": "United Kingdom", "BE": "Belgique", "CH": "Suisse", "US": "United States"}[firm.town.country],
        firm.town.name, firm.town.postal_code.replace("-", " "), desk.sector(firm, "en"), desk.headcount(firm), book.accounts.get(firm.parent, "") if firm.parent is not None else "",
        USERS[executive], salesforce_time(created), salesforce_time(created + timedelta(days=desk.dice.randrange(30, 300))), master, "true" if master else "false",
    )  # fmt: skip


def _accounts(desk: Desk) -> None:
    headers = (
        "Id", "Name", "Website", "Phone", "SIREN__c", "TVA_intracommunautaire__c", "BillingCountry", "BillingCity", "BillingPostalCode", "Industry",
        "NumberOfEmployees", "ParentId", "OwnerId", "CreatedDate", "LastModifiedDate", "MasterRecordId", "IsDeleted",
    )  # fmt: skip
    rows = []
    for number, sf_id in desk.book.accounts.items():
        firm = desk.world.firms[number]
        rows.append(_account_row(desk, firm, sf_id, firm.name if desk.dice.random() < 0.7 else firm.legal_name, ""))
        desk.truth.account("salesforce", "account", sf_id, firm.truth)
        if number in desk.book.account_twins:
            twin = desk.book.account_twins[number]
            merged = desk.dice.random() < 0.5
            rows.append(
                _account_row(
                    desk,
                    firm,
                    twin,
                    firm.legal_name.upper() if desk.dice.random() < 0.5 else f"{firm.name} ({firm.town.name})",
                    sf_id if merged else "",
                )
            )
            desk.truth.account("salesforce", "account", twin, firm.truth)
    desk.folder.csv("salesforce_Account.csv", "salesforce", "account", headers, rows, QUOTED)


def status_of(cycle: Cycle) -> str:
    """The lead's status now."""
    if cycle.deal is not None:
        return "Qualified"
    if cycle.refused_at is not None:
        return "Refused"
    if cycle.recycled_at is not None:
        return "Recycled"
    return "Qualified" if cycle.sql_at is not None else "Accepted" if cycle.sal_at is not None else "MQL"


def _leads(desk: Desk, cycles: dict[int, list[Cycle]]) -> None:
    headers = (
        "Id", "FirstName", "LastName", "Company", "Title", "Email", "Phone", "MobilePhone", "Website", "LinkedIn_URL__c", "City", "PostalCode", "Country", "LeadSource",
        "Status", "Unqualified_Reason__c", "UTM_Source__c", "UTM_Medium__c", "UTM_Campaign__c", "OwnerId", "CreatedDate", "LastModifiedDate", "IsConverted", "ConvertedDate",
        "ConvertedContactId", "ConvertedAccountId", "ConvertedOpportunityId", "MasterRecordId", "IsDeleted", "HasOptedOutOfEmail",
    )  # fmt: skip
    rows = []
    for number, sf_id in desk.book.leads.items():
        person, firm, mine = desk.person(number), desk.firm_of(number), cycles[number]
        first, last = mine[0], mine[-1]
        created = first.mql_at or first.sql_at
        assert created is not None  # a way through the funnel starts with one or the other
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
                own_id, card.given, card.family, card.company, card.title, card.email, card.phone, card.mobile, firm.domain if desk.dice.random() < 0.3 else "",
                person.linkedin or "" if desk.dice.random() < 0.4 else "", firm.town.name, firm.town.postal_code, firm.town.country,
                _LEAD_SOURCES[first.response.kind if first.response is not None else None], "New" if twin else status_of(last), "" if twin else last.reason,
                traces.get("utm_source", ""), traces.get("utm_medium", ""), traces.get("utm_campaign", ""), USERS[last.owner],
                salesforce_time(created + timedelta(days=2) if twin else created), salesforce_time(changed), "true" if deal is not None and not twin else "false",
                salesforce_time(opened) if not twin else "", *((desk.book.contacts[number], desk.book.accounts[firm.number], desk.book.deal_id(deal)) if deal is not None and not twin else ("", "", "")),
                sf_id if gone else "", "true" if gone else "false", "true" if person.opted_out_on is not None else "false",
            ))  # fmt: skip
            desk.truth.person("salesforce", "lead", own_id, person.truth)
    desk.folder.csv("salesforce_Lead.csv", "salesforce", "lead", headers, rows, QUOTED)


def _lead_history(desk: Desk, cycles: dict[int, list[Cycle]]) -> None:
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


def _contacts(desk: Desk) -> None:
    rows = []
    for number, sf_id in desk.book.contacts.items():
        person, firm = desk.person(number), desk.firm_of(number)
        deal = next((d for d in desk.world.deals if number in d.people), None)
        created = (
            deal.opened_at
            if deal is not None
            else datetime(2024, 3, 4, 10) + timedelta(hours=desk.dice.randrange(9000))
        )  # noqa: DTZ001 -- Paris wall time
        card = desk.entered(number, created.date())
        rows.append((
            sf_id, desk.book.accounts[firm.number], card.given, card.family, card.title, card.email, card.phone, card.mobile, person.linkedin or "" if desk.dice.random() < 0.35 else "",
            firm.town.name, firm.town.country, USERS["karim" if firm.headcount >= 250 else ("sophie", "laurent")[firm.number % 2]],
            salesforce_time(created), salesforce_time(created + timedelta(days=desk.dice.randrange(1, 90))), "false",
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


def _opportunities(desk: Desk, deals: list[Deal]) -> None:
    names = {c.key: c.name for c in COLLEAGUES}
    headers = (
        "ID de l'opportunité", "Nom de l'opportunité", "ID du compte", "Nom du compte", "Étape", "Montant", "Devise du montant", "Probabilité (%)", "Date de création", "Date de clôture",
        "Clôturée", "Gagnée", "Motif de perte", "Origine de la piste", "Produit", "Propriétaire de l'opportunité", "Dernière modification",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for deal in deals:
        firm = desk.world.firms[deal.firm]
        stage = (
            deal.changes[-1].new
            if deal.outcome != "open"
            else ("Découverte", "Démonstration", "Proposition", "Négociation")[deal.stage]
        )
        last = deal.changes[-1].at if deal.changes else deal.opened_at
        rows.append((
            desk.book.deal_id(deal.number, long=False), deal.name, desk.book.accounts[deal.firm][:15], firm.name, stage, comma(deal.amount), deal.currency,
            {"won": 100, "lost": 0}.get(deal.outcome, (10, 30, 50, 75)[deal.stage]), french_time(deal.opened_at), french(deal.closed_at or deal.expected),
            "Oui" if deal.closed_at else "Non", "Oui" if deal.outcome == "won" else "Non", deal.reason, _DEAL_SOURCES[deal.source], deal.product, names[deal.owner], french_time(last),
        ))  # fmt: skip
    for place, (amount, closing) in enumerate((("à définir", "30/06/2026"), ("12 k€ ?", "15/07/2026"))):
        rows.append(
            (
                salesforce_id("006", 99_000 + place, long=False),
                "TEST à supprimer",
                "",
                "",
                "Découverte",
                amount,
                "EUR",
                10,
                "13/05/2026 10:00",
                closing,
                "Non",
                "Non",
                "",
                "",
                "",
                "Paul Guyot",
                "13/05/2026 10:00",
            )
        )
    desk.folder.csv("salesforce_opportunites.csv", "salesforce", "opportunity", headers, rows, EXCEL_FR, bad_rows=2)
    roles = []
    for deal in deals:
        for place, number in enumerate(deal.people):
            if number in desk.book.contacts:
                role = "Utilisateur" if place else "Décideur"
                roles.append(
                    (
                        salesforce_id("00K", deal.number * 5 + place),
                        desk.book.deal_id(deal.number),
                        desk.book.contacts[number],
                        role,
                        "false" if place else "true",
                    )
                )
    desk.folder.csv(
        "salesforce_OpportunityContactRole.csv",
        "salesforce",
        "opportunity_contact_role",
        ("Id", "OpportunityId", "ContactId", "Role", "IsPrimary"),
        roles,
        QUOTED,
    )


def _opportunity_history(desk: Desk, deals: list[Deal]) -> None:
    fields = {"stage": "StageName", "amount": "Amount", "close_date": "CloseDate"}
    rows = [
        (salesforce_id("017", 100 + deal.number * 40 + place), desk.book.deal_id(deal.number), fields[change.field], change.old, change.new, salesforce_time(change.at), USERS[deal.owner])
        for deal in deals for place, change in enumerate(deal.changes)
    ]  # fmt: skip
    headers = ("Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById")
    desk.folder.csv(
        "salesforce_OpportunityFieldHistory.csv", "salesforce", "opportunity_field_history", headers, rows, QUOTED
    )


def _campaigns(desk: Desk) -> None:
    kinds = {WEBINAR: "Webinar", SHOW: "Trade Show"}
    rows = []
    for campaign in desk.world.campaigns:
        if campaign.channel in kinds or not campaign.spend_known:
            cost = f"{campaign.fixed * desk.world.scale:.2f}" if campaign.spend_known else ""
            rows.append(
                (
                    desk.book.campaign_id(campaign.number),
                    campaign.name,
                    kinds.get(campaign.channel, "Other") if campaign.spend_known else "Other",
                    campaign.starts,
                    campaign.ends,
                    "true" if campaign.ends >= END else "false",
                    cost,
                    "EUR",
                )
            )
    headers = ("Id", "Name", "Type", "StartDate", "EndDate", "IsActive", "ActualCost", "CurrencyIsoCode")
    desk.folder.csv("salesforce_Campaign.csv", "salesforce", "campaign", headers, rows, QUOTED)
    members = []
    for response in desk.world.responses:
        member = desk.book.leads.get(response.person), desk.book.contacts.get(response.person)
        if response.tool != "salesforce" or response.campaign is None or member == (None, None):
            continue
        uploaded = next_open((response.at + timedelta(days=1 + desk.dice.randrange(18))).date())
        members.append((desk.book.campaign_id(response.campaign.number), response.campaign.name, kinds[response.channel], member[0] or "" if member[1] is None else "", member[1] or "",
                        "Attended" if desk.dice.random() < 0.8 else "Responded", "true", response.at.date(), f"{uploaded}T08:00:00.000+0000"))  # fmt: skip
    members = list({(m[0], m[3], m[4]): m for m in members}.values())
    headers = (
        "CampaignId",
        "Campaign.Name",
        "Campaign.Type",
        "LeadId",
        "ContactId",
        "Status",
        "HasResponded",
        "FirstRespondedDate",
        "CreatedDate",
    )
    desk.folder.csv("salesforce_CampaignMember.csv", "salesforce", "campaign_member", headers, members, QUOTED)


def _activities(desk: Desk) -> None:
    tasks, events = [], []
    for place, act in enumerate(a for a in desk.world.acts if a.tool == "salesforce"):
        who = desk.book.contacts.get(act.person) or desk.book.leads[act.person]
        what = desk.book.deal_id(act.deal) if act.deal is not None else ""
        if act.kind == "meeting":
            events.append(
                (
                    salesforce_id("00U", 300 + place),
                    who,
                    what,
                    act.subject,
                    salesforce_time(act.at),
                    act.seconds // 60,
                    "Rendez-vous",
                    act.outcome,
                    USERS[act.user],
                )
            )
            continue
        call = act.kind == "call"
        task_id = salesforce_id("00T", 800 + place)
        tasks.append((task_id, who, what, act.subject or "Appel", act.at.date(), salesforce_time(act.at), "Call" if call else "Email", "Completed",
                      ("Inbound" if act.inbound else "Outbound") if call else "", act.seconds if call else "", _DISPOSITIONS[act.outcome] if call else "", act.summary, USERS[act.user]))  # fmt: skip
        for label in act.objections:
            desk.truth.calls.append(
                ("salesforce", "task", task_id, label, desk.person(act.person).language, act.summary)
            )
    headers = (
        "Id",
        "WhoId",
        "WhatId",
        "Subject",
        "ActivityDate",
        "CompletedDateTime",
        "TaskSubtype",
        "Status",
        "CallType",
        "CallDurationInSeconds",
        "CallDisposition",
        "Description",
        "OwnerId",
    )
    desk.folder.csv("salesforce_Task.csv", "salesforce", "task", headers, tasks, ENGLISH)
    headers_events = (
        "Id",
        "WhoId",
        "WhatId",
        "Subject",
        "StartDateTime",
        "DurationInMinutes",
        "Type",
        "Outcome__c",
        "OwnerId",
    )
    desk.folder.csv("salesforce_Event.csv", "salesforce", "event", headers_events, events, ENGLISH)
