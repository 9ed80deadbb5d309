"""Marketo, the marketing tool until the end of 2025: people, the bulk extract of activities, programs and costs."""

import json
from calendar import monthrange
from datetime import date, datetime, timedelta

from cordee.demo.cast import MIGRATED, START
from cordee.demo.days import wall
from cordee.demo.demand import BRAND, GOOGLE, RETARGETING
from cordee.demo.desk import Desk, form_tool, origin, page_url
from cordee.demo.files import ENGLISH, iso_z
from cordee.demo.world import INQUIRIES, Cycle, Response

_CHANNELS = {GOOGLE: "Google Ads", BRAND: "Google Ads Brand", RETARGETING: "Display"}
_END = wall(MIGRATED)


def write(desk: Desk) -> None:
    """marketo_people.csv, marketo_activities.csv, marketo_program_costs.csv."""
    first: dict[int, Response] = {}
    for response in desk.world.responses:
        if response.kind in INQUIRIES:
            first.setdefault(response.person, response)
    cycle_of: dict[int, Cycle] = {}
    for cycle in desk.world.cycles:
        if cycle.mql_at is not None and cycle.mql_at < _END:
            cycle_of.setdefault(cycle.person, cycle)
    _people(desk, first, cycle_of)
    _activities(desk)
    _programs(desk)


def _people(desk: Desk, first: dict[int, Response], cycle_of: dict[int, Cycle]) -> None:
    headers = (
        "Id", "Email Address", "First Name", "Last Name", "Company Name", "Job Title", "Phone Number",
        "Mobile Phone Number", "Website", "City", "Country", "Person Source",
        "Original Source Type", "Original Source Info", "Original Referrer", "Person Status", "Person Score",
        "Inquiry Date", "MQL Date", "SAL Date", "SQL Date", "Recycled Date", "Recycled Reason",
        "Unsubscribed", "Email Invalid", "SFDC Lead Id", "SFDC Contact Id", "Created At", "Updated At",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for number, lead in desk.book.marketo.items():
        person, firm = desk.person(number), desk.firm_of(number)
        known = person.known_on or START
        response = first.get(number)
        created = response.at if response is not None and response.at.date() == known else wall(known, 10, number % 60)
        cycle = cycle_of.get(number)
        sensors = firm.unit == "sextan"
        bounced = person.moved is not None and person.moved[1] < MIGRATED
        for twin in (False, True):
            if twin and number not in desk.book.marketo_twins:
                continue
            card = desk.typed(number, known) if desk.dice.random() < 0.6 else desk.entered(number, known)
            if card.role_box:
                card = desk.entered(number, known)
            if twin:
                card.email = person.private_email or card.email
            elif card.email == person.private_email and number in desk.book.marketo_twins:
                card.email = person.email
            lead_id = desk.book.marketo_twins[number] if twin else lead
            web = response is not None and created == response.at
            crm = not twin and desk.dice.random() < 0.8
            rows.append((
                lead_id, card.email, card.given, card.family, card.company, card.title, card.phone, card.mobile,
                firm.domain if desk.dice.random() < 0.35 else "",
                firm.town.name if desk.dice.random() < 0.5 else "", firm.town.country, "" if not web else "Website",
                "Web form fill" if web else "List Import",
                page_url(response, origin(response, desk.dice)) if web and response is not None
                else "import_salon_2024.csv", "", "Active", (cycle is not None) * 50 + number % 40,
                iso_z(response.at) if response is not None and response.at < _END and not twin else "",
                *((iso_z(cycle.mql_at), *((iso_z(cycle.sal_at), iso_z(cycle.sql_at), iso_z(cycle.recycled_at),
                cycle.reason if cycle.recycled_at else "") if sensors else ("",) * 4)) if cycle is not None
                and not twin else ("",) * 5),
                "true" if person.opted_out_on is not None and person.opted_out_on < MIGRATED else "false", "true"
                if bounced else "false",
                desk.book.leads.get(number, "") if crm else "", desk.book.contacts.get(number, "") if crm else "",
                iso_z(created), iso_z(desk.changed(created, desk.dice.randrange(1, 120))),
            ))  # fmt: skip
            desk.truth.person("marketo", "lead", lead_id, person.truth)
    desk.folder.csv("marketo_people.csv", "marketo", "lead", headers, rows, ENGLISH)


def _activities(desk: Desk) -> None:
    rows: list[tuple[object, ...]] = []
    book, dice = desk.book, desk.dice

    def add(
        person: int,
        at: datetime,
        kind: int,
        asset: object,
        value: str,
        attributes: dict[str, object],
        program: object = "",
    ) -> None:
        if person in book.marketo and at < _END:
            rows.append(
                (
                    len(rows) + 7_100_001,
                    book.marketo[person],
                    iso_z(at),
                    kind,
                    program,
                    asset,
                    value,
                    json.dumps(attributes, ensure_ascii=False),
                )
            )

    for mail in desk.world.sends:
        mailing = desk.world.mailings[mail.mailing]
        if mailing.tool != "marketo":
            continue
        asset = 900 + mailing.number
        add(mail.person, mail.at, 6, asset, mailing.name, {"Subject": mailing.subject})
        if mail.bounced:
            add(
                mail.person,
                mail.at + timedelta(seconds=40),
                8,
                asset,
                mailing.name,
                {"Details": "550 5.1.1 user unknown"},
            )
        if mail.opened_at is not None:
            add(mail.person, mail.opened_at, 10, asset, mailing.name, {"Device": "unknown", "Is Mobile Device": False})
        if mail.clicked_at is not None:
            add(
                mail.person,
                mail.clicked_at,
                11,
                asset,
                mailing.name,
                {
                    "Link": f"https://www.rivelaine.fr/blog?utm_source=newsletter&utm_medium=email&utm_campaign=nl-{mailing.day:%Y-%m}"
                },
            )
        if mail.left_at is not None:
            add(mail.person, mail.left_at, 9, asset, mailing.name, {})
    for response in desk.world.responses:
        traces = origin(response, dice)
        url = page_url(response, traces)
        program = (
            1500 + response.campaign.number
            if response.campaign is not None and response.campaign.channel in _CHANNELS
            else ""
        )
        if form_tool(desk, response) == "marketo" and response.kind in INQUIRIES:
            add(
                response.person,
                response.at,
                2,
                300 + len(response.content),
                response.content,
                {
                    "Client URL": url,
                    "Referrer URL": traces["referrer"],
                    "Form Fields": "Email, FirstName, LastName, Company",
                },
                program,
            )
        if response.kind not in ("webinar", "show"):
            for place in range(1 + dice.randrange(4)):
                page = (
                    url
                    if place == 0
                    else f"https://www.rivelaine.fr/{('produit', 'tarifs', 'clients', 'blog')[dice.randrange(4)]}"
                )
                add(
                    response.person,
                    response.at - timedelta(minutes=3 * place + 2),
                    1,
                    400 + place,
                    page.partition("?")[0],
                    {
                        "Webpage URL": page,
                        "Referrer URL": traces["referrer"] if place == 0 else "",
                        "Query Parameters": page.partition("?")[2],
                    },
                    program,
                )
    for number, twin in book.marketo_twins.items():
        if number % 2:
            rows.append(
                (
                    len(rows) + 7_100_001,
                    book.marketo[number],
                    "2025-11-20T10:00:00Z",
                    32,
                    "",
                    "",
                    "",
                    json.dumps({"Merge IDs": f"[{twin}]", "Merge Source": "Web Service API"}),
                )
            )
            desk.truth.person("marketo", "lead_merge", len(rows) + 7_100_000, desk.person(number).truth)
    rows.sort(key=lambda row: (str(row[2]), str(row[0])))
    headers = (
        "marketoGUID",
        "leadId",
        "activityDate",
        "activityTypeId",
        "campaignId",
        "primaryAttributeValueId",
        "primaryAttributeValue",
        "attributes",
    )
    desk.folder.csv("marketo_activities_2025.csv", "marketo", "activity", headers, rows, ENGLISH)


def _programs(desk: Desk) -> None:
    rows = []
    for campaign in desk.world.campaigns:
        if campaign.channel not in _CHANNELS or campaign.starts >= MIGRATED:
            continue
        month = campaign.starts
        while month <= min(campaign.ends, date(2025, 12, 31)):
            days = sum(
                1
                for d in range(1, monthrange(month.year, month.month)[1] + 1)
                if date(month.year, month.month, d).weekday() < 5
            )
            cost = campaign.daily * desk.world.scale * days * desk.dice.uniform(0.85, 1.1)
            rows.append(
                (
                    1500 + campaign.number,
                    campaign.name,
                    "Default",
                    "Program",
                    _CHANNELS[campaign.channel],
                    campaign.utm,
                    f"{month:%Y-%m-01}",
                    f"{cost:.2f}",
                    "EUR",
                )
            )
            month = (month + timedelta(days=32)).replace(day=1)
    headers = (
        "Program ID",
        "Program Name",
        "Workspace",
        "Program Type",
        "Channel",
        "UTM Campaign",
        "Month",
        "Period Cost",
        "Currency",
    )
    desk.folder.csv("marketo_program_costs.csv", "marketo", "program", headers, rows, ENGLISH)
