"""LinkedIn Ads (UTF-16, tabs, title lines) and Google Analytics 4 (# preamble, dates without dashes)."""

from collections import Counter
from datetime import date, timedelta

from cordee.demo.cast import END, START
from cordee.demo.days import is_open
from cordee.demo.demand import BRAND, DIRECT, EMAIL, GOOGLE, LINKEDIN, ORGANIC, REFERRAL, RETARGETING
from cordee.demo.desk import PAGES, Desk
from cordee.demo.files import BOM, ENGLISH, iso_z
from cordee.demo.files import LINKEDIN as UTF16

_GROUPS: dict[int, tuple[str, str, str, str, int]] = {
    LINKEDIN: ("Paid Social", "Réseaux sociaux payants", "linkedin", "paid_social", 14),
    GOOGLE: ("Paid Search", "Réseau de recherche payant", "google", "cpc", 16),
    BRAND: ("Paid Search", "Réseau de recherche payant", "google", "cpc", 9),
    ORGANIC: ("Organic Search", "Recherche naturelle", "google", "organic", 60),
    EMAIL: ("Email", "E-mail", "newsletter", "email", 6),
    RETARGETING: ("Display", "Réseau Display", "google", "display", 5),
    REFERRAL: ("Referral", "Sites référents", "annuaire-maintenance.fr", "referral", 7),
    DIRECT: ("Direct", "Accès direct", "(direct)", "(none)", 38),
}
"""English group, French group, source, medium, sessions a working day at company size."""


def write_linkedin(desk: Desk) -> None:
    """Performance per campaign and day; answers to the forms inside the adverts."""
    rows: list[tuple[object, ...]] = []
    leads = Counter(
        (r.campaign.number, r.at.date())
        for r in desk.world.responses
        if r.kind == "leadform" and r.campaign is not None
    )
    for campaign in desk.world.campaigns:
        if campaign.channel != LINKEDIN or not campaign.spend_known:
            continue
        day = campaign.starts
        while day <= campaign.ends:
            if is_open(day) or desk.dice.random() < 0.4:
                cost = campaign.daily * desk.world.scale * desk.dice.uniform(0.6, 1.35) * (0.5 if day.month == 8 else 1)
                clicks = max(0, round(cost / desk.dice.uniform(5.5, 9.5)))
                rows.append((
                    day.strftime("%m/%d/%Y"), "Rivelaine", "EUR", f"{campaign.starts.year} génération de leads",
                    661_000, campaign.name, 400_100_000 + campaign.number, "Lead generation",
                    round(cost * desk.dice.uniform(9, 16)), clicks, f"{cost:.2f}", leads[campaign.number, day],
                    campaign.utm,
                ))  # fmt: skip
            day += timedelta(days=1)
    rows.append(("n/a", "Rivelaine", "EUR", "", "", "Total partiel", "", "", 0, 0, "0.00", 0, ""))
    headers = (
        "Start Date (in UTC)", "Account Name", "Currency", "Campaign Group Name", "Campaign Group ID",
        "Campaign Name", "Campaign ID", "Campaign Objective",
        "Impressions", "Clicks", "Total Spent", "Leads", "utm_campaign",
    )  # fmt: skip
    title = (
        "Campaign Performance Report (in UTC)\nReport Start: January 1, 2025, 12:00 AM\n"
        f"Report End: {END:%B} {END.day}, {END.year}, 11:59 PM\nDate Generated: July 1, 2026, 8:02 AM\n\n"
    )
    desk.folder.csv(
        "account_509871_campaign_performance_report.csv",
        "linkedin_ads",
        "campaign_day",
        headers,
        rows,
        UTF16,
        preamble=title,
        bad_rows=1,
    )
    answers: list[tuple[object, ...]] = []
    for response in desk.world.responses:
        if response.kind != "leadform" or response.campaign is None:
            continue
        card = desk.typed(response.person, response.at.date())
        answers.append((f"{desk.dice.getrandbits(62):016x}", iso_z(response.at), "Sponsored", "false",
            response.campaign.name, 400_100_000 + response.campaign.number, response.content,
                        card.given, card.family, card.email, card.company, card.title,
                        desk.person(response.person).linkedin or ""))  # fmt: skip
        desk.respondent("linkedin_ads", "respondent", card)
    answers.append(
        (
            f"{1:016x}",
            "2026-03-02T09:00:00Z",
            "Sponsored",
            "true",
            "LI | Livre blanc arrêts | 2026T1",
            "",
            "LI Livre blanc 2026",
            "Test",
            "Test",
            "test@linkedin.com",
            "Test",
            "Test",
            "",
        )
    )
    lead_headers = (
        "Lead ID",
        "Submitted At",
        "Lead Type",
        "Test Lead",
        "Campaign Name",
        "Campaign ID",
        "Form Name",
        "First Name",
        "Last Name",
        "Email Address",
        "Company Name",
        "Job Title",
        "LinkedIn Profile",
    )
    desk.folder.csv("linkedin_lead_gen_form_answers.csv", "linkedin_ads", "lead_form", lead_headers, answers, BOM)


def write_ga4(desk: Desk) -> None:
    """Sessions per day, channel group, source / medium, campaign and landing page: 2025 in French, 2026 in English."""
    seen: Counter[tuple[date, int, str, str]] = Counter()
    events: Counter[tuple[date, int, str, str]] = Counter()
    for response in desk.world.responses:
        if response.kind in PAGES and response.channel in _GROUPS:
            channel = response.channel if response.tagged else DIRECT
            key = (
                response.at.date(),
                channel,
                response.campaign.utm if response.campaign is not None and response.tagged else "(not set)",
                PAGES[response.kind],
            )
            seen[key] += 1
            events[key] += response.kind in ("demo", "contact", "guide")
    day = START
    while day <= END:
        for channel, (*_, usual) in _GROUPS.items():
            crowd = round(
                usual
                * desk.world.scale**0.5
                * desk.dice.uniform(0.7, 1.3)
                * (1 if is_open(day) else 0.25)
                * (0.6 if day.month == 8 else 1)
            )
            if crowd:
                campaign = (
                    next((c.utm for c in desk.world.campaigns if c.channel == channel and c.runs_on(day)), "(not set)")
                    if channel in (LINKEDIN, GOOGLE, BRAND, RETARGETING)
                    else "(not set)"
                )
                seen[day, channel, campaign, "/"] += crowd
        day += timedelta(days=1)
    for year, language in ((2025, 1), (2026, 0)):
        rows = []
        for key in sorted(k for k in seen if k[0].year == year):
            on, channel, campaign, page = key
            group, sessions = _GROUPS[channel], seen[key]
            rows.append(
                (
                    f"{on:%Y%m%d}",
                    group[language],
                    f"{group[2]} / {group[3]}",
                    campaign,
                    page,
                    sessions,
                    round(sessions * 0.58),
                    max(1, round(sessions * 0.9)),
                    events[key],
                )
            )
        until = min(END, date(year, 12, 31))
        bar = "# ----------------------------------------\n"
        if language:
            headers: tuple[str, ...] = (
                "Date",
                "Groupe de canaux par défaut de la session",
                "Source/Support de la session",
                "Campagne de la session",
                "Page de destination",
                "Sessions",
                "Sessions avec engagement",
                "Nombre total d'utilisateurs",
                "Événements clés",
            )
            preamble = (
                f"{bar}# Acquisition de trafic\n# Compte : Rivelaine\n# Propriété : rivelaine.fr - GA4\n{bar}#\n"
                f"# Tous les utilisateurs\n# Date de début : {year}0101\n# Date de fin : {until:%Y%m%d}\n"
            )
        else:
            headers = (
                "Date",
                "Session default channel group",
                "Session source / medium",
                "Session campaign",
                "Landing page",
                "Sessions",
                "Engaged sessions",
                "Total users",
                "Key events",
            )
            preamble = (
                f"{bar}# Traffic acquisition\n# Account: Rivelaine\n# Property: rivelaine.fr - GA4\n{bar}#\n"
                f"# All Users\n# Start date: {year}0101\n# End date: {until:%Y%m%d}\n"
            )
        desk.folder.csv(
            f"ga4_{'acquisition_trafic' if language else 'traffic_acquisition'}_{year}.csv",
            "ga4",
            "traffic",
            headers,
            rows,
            ENGLISH,
            preamble=preamble,
        )
