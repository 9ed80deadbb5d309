"""Salesforce, the CRM of the main business: Data Loader files in English, reports in French by Excel."""

from datetime import date, timedelta

from cordee.demo.cast import COLLEAGUES, END
from cordee.demo.days import next_open, wall
from cordee.demo.demand import SHOW, WEBINAR
from cordee.demo.desk import Desk
from cordee.demo.exports import salesforce_deals, salesforce_leads
from cordee.demo.exports.salesforce_words import USERS
from cordee.demo.files import (
    ENGLISH,
    QUOTED,
    salesforce_id,
    salesforce_time,
)
from cordee.demo.firms import Firm
from cordee.demo.world import Cycle

_DISPOSITIONS = {
    "connected": "Connected",
    "meeting_booked": "Meeting Booked",
    "no_answer": "No Answer",
    "voicemail": "Left Voicemail",
    "busy": "Busy",
    "wrong_number": "Wrong Number",
}


def write(desk: Desk) -> None:
    """Users, accounts, leads, contacts, opportunities, with their histories; campaigns, members, tasks, events."""
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
    salesforce_leads.write_leads(desk, cycles)
    salesforce_leads.write_history(desk, cycles)
    salesforce_leads.write_contacts(desk)
    salesforce_deals.write_opportunities(desk, deals)
    salesforce_deals.write_history(desk, deals)
    _campaigns(desk)
    _activities(desk)


def _users(desk: Desk) -> None:
    rows = [
        (USERS[c.key], c.email, c.given_name, c.family_name, c.email, c.team, c.side, c.title, "true"
        if c.left is None else "false", USERS.get(c.manager or "", ""))
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
    created = wall(date(2024, 1, 8), 9) + timedelta(hours=desk.dice.randrange(8000))
    executive = (
        "james"
        if firm.town.country in ("GB", "US")
        else "karim"
        if firm.headcount >= 250
        else ("sophie", "laurent")[firm.number % 2]
    )
    return (
        sf_id, name, f"www.{firm.domain}" if luck < 0.8 else "", firm.switchboard if luck < 0.7 else "", firm.siren
        or "" if luck < 0.55 else "",
        firm.vat or "" if luck < 0.25 else "", {"FR": "France", "GB": "United Kingdom", "BE": "Belgique",
        "CH": "Suisse", "US": "United States"}[firm.town.country],
        firm.town.name, firm.town.postal_code.replace("-", " "), desk.sector(firm, "en"), desk.headcount(firm),
        book.accounts.get(firm.parent, "") if firm.parent is not None else "",
        USERS[executive], salesforce_time(created), salesforce_time(desk.changed(created, desk.dice.randrange(30,
        300))), master, "true" if master else "false",
    )  # fmt: skip


def _accounts(desk: Desk) -> None:
    headers = (
        "Id", "Name", "Website", "Phone", "SIREN__c", "TVA_intracommunautaire__c", "BillingCountry", "BillingCity",
        "BillingPostalCode", "Industry",
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
    headers: tuple[str, ...] = (
        "Id",
        "Name",
        "Type",
        "StartDate",
        "EndDate",
        "IsActive",
        "ActualCost",
        "CurrencyIsoCode",
    )
    desk.folder.csv("salesforce_Campaign.csv", "salesforce", "campaign", headers, rows, QUOTED)
    members = []
    for response in desk.world.responses:
        member = desk.book.leads.get(response.person), desk.book.contacts.get(response.person)
        if response.tool != "salesforce" or response.campaign is None or member == (None, None):
            continue
        uploaded = next_open((response.at + timedelta(days=1 + desk.dice.randrange(18))).date())
        members.append((desk.book.campaign_id(response.campaign.number), response.campaign.name,
            kinds[response.channel], member[0] or "" if member[1] is None else "", member[1] or "",
                        "Attended" if desk.dice.random() < 0.8 else "Responded", "true", response.at.date(),
                        f"{uploaded}T08:00:00.000+0000"))  # fmt: skip
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
        tasks.append((task_id, who, what, act.subject or "Appel", act.at.date(), salesforce_time(act.at), "Call"
            if call else "Email", "Completed",
                      ("Inbound" if act.inbound else "Outbound") if call else "", act.seconds if call else "",
                      _DISPOSITIONS[act.outcome] if call else "", act.summary, USERS[act.user]))  # fmt: skip
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
