"""What every tool's writer is given: the world, who is known where, the folder, the truth, and dice of its own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from cordee.demo.campaigns import Campaign
from cordee.demo.cast import END, MIGRATED
from cordee.demo.days import wall
from cordee.demo.demand import BRAND, EMAIL, GOOGLE, LINKEDIN, ORGANIC, REFERRAL, RETARGETING
from cordee.demo.files import Folder
from cordee.demo.firms import SECTORS, Firm
from cordee.demo.hand import Card, entered, typed
from cordee.demo.people import Person
from cordee.demo.registry import Registry
from cordee.demo.truth import Truth
from cordee.demo.world import Act, Response, World

SITE = "https://www.rivelaine.fr"
PAGES = {
    "demo": "/demande-demo",
    "contact": "/contact",
    "guide": "/ressources/guide",
    "visit": "/produit",
    "emailclick": "/blog",
    "webinar": "/webinaires",
}
_REFERRERS = {
    ORGANIC: "https://www.google.com/",
    REFERRAL: "https://www.annuaire-maintenance.fr/editeurs",
    LINKEDIN: "https://www.linkedin.com/",
    RETARGETING: "",
}


@dataclass(slots=True)
class Desk:
    """One per tool, with its own dice, so that a change in one export leaves the others as they were."""

    world: World
    book: Registry
    folder: Folder
    truth: Truth
    dice: Random

    def person(self, number: int) -> Person:
        return self.world.people[number]

    def firm_of(self, number: int) -> Firm:
        return self.world.firms[self.world.people[number].firm]

    def entered(self, number: int, day: date) -> Card:
        return entered(self.person(number), self.world.firms, day, self.dice)

    def typed(self, number: int, day: date) -> Card:
        return typed(self.person(number), self.world.firms, day, self.dice)

    def changed(self, created: datetime, days: int) -> datetime:
        """When the tool says that a record last changed: so many days later, never after the exports were made."""
        return max(created, min(created + timedelta(days=days), wall(END, 20)))

    def headcount(self, firm: Firm) -> int | None:
        """What this tool believes: mostly right, at times rounded, stale or absent."""
        luck = self.dice.random()
        if luck < 0.12:
            return None
        if luck < 0.55:
            return firm.headcount
        if luck < 0.88:
            return max(10, round(firm.headcount / 10) * 10)
        return max(5, round(firm.headcount * self.dice.choice((0.5, 0.7, 1.6, 2.2))))

    def sector(self, firm: Firm, language: str) -> str:
        """The sector's word in that language, now and then a wrong one."""
        place = firm.sector if self.dice.random() < 0.93 else self.dice.randrange(len(SECTORS))
        french, english, *_ = SECTORS[place]
        return english if language == "en" else french

    def first_acts(self, tool: str) -> dict[int, Act]:
        """Each person's first act in that tool, by person, in time order."""
        first: dict[int, Act] = {}
        for act in self.world.acts:
            if act.tool == tool:
                first.setdefault(act.person, act)
        return first

    def respondent(self, source: str, object_: str, card: Card) -> None:
        """Notes a record whose id is the e-mail address that somebody gave."""
        source_id = f"email:{card.email.lower()}"
        if card.role_box:
            self.truth.nobody(source, object_, source_id)
        else:
            self.truth.person(source, object_, source_id, self.person(card.person).truth)


def origin(response: Response, dice: Random) -> dict[str, str]:
    """The traces that a visit carries: UTMs, click ids, referrer; the referrer alone where they were lost."""
    campaign: Campaign | None = response.campaign
    found = {
        "utm_source": "",
        "utm_medium": "",
        "utm_campaign": "",
        "gclid": "",
        "li_fat_id": "",
        "referrer": _REFERRERS.get(response.channel, ""),
    }
    if not response.tagged:
        return found
    utm = campaign.utm if campaign is not None else ""
    if response.channel == LINKEDIN:
        found |= {
            "utm_source": "linkedin",
            "utm_medium": "paid_social",
            "utm_campaign": utm,
            "li_fat_id": f"{dice.getrandbits(64):016x}",
        }
    elif response.channel in (GOOGLE, BRAND):
        found |= {
            "utm_source": "google",
            "utm_medium": "cpc",
            "utm_campaign": utm,
            "gclid": f"EAIaIQob{dice.getrandbits(60):x}",
        }
    elif response.channel == RETARGETING:
        found |= {"utm_source": "google", "utm_medium": "display", "utm_campaign": utm}
    elif response.channel == EMAIL:
        found |= {"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": f"nl-{response.at:%Y-%m}"}
    return found


def page_url(response: Response, traces: dict[str, str]) -> str:
    """The address of the page with the traces in its query."""
    query = "&".join(f"{key}={value}" for key, value in traces.items() if value and key != "referrer")
    return SITE + PAGES.get(response.kind, "/") + (f"?{query}" if query else "")


def form_tool(desk: Desk, response: Response) -> str:
    """Whose export tells of that answer: guests of an event whom the CRM does not know are in the marketing tool."""
    crm = response.person in desk.book.leads or response.person in desk.book.contacts
    if response.tool != "salesforce" or crm:
        return response.tool
    return "marketo" if response.at.date() < MIGRATED else "hubspot"
