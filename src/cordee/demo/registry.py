"""Which tool knows whom, and under which id."""

from dataclasses import dataclass, field
from random import Random

from cordee.demo.cast import MIGRATED
from cordee.demo.files import salesforce_id
from cordee.demo.world import World


@dataclass(slots=True)
class Registry:
    """Ids by person or firm number. ``*_twins`` are second records of one human in the same tool."""

    leads: dict[int, str] = field(default_factory=dict)
    lead_twins: dict[int, str] = field(default_factory=dict)
    contacts: dict[int, str] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)
    account_twins: dict[int, str] = field(default_factory=dict)
    converted: dict[int, int] = field(default_factory=dict)  # person → deal
    marketo: dict[int, int] = field(default_factory=dict)
    marketo_twins: dict[int, int] = field(default_factory=dict)
    hubspot: dict[int, int] = field(default_factory=dict)
    hubspot_twins: dict[int, int] = field(default_factory=dict)
    hubspot_merged: dict[int, int] = field(default_factory=dict)
    hubspot_companies: dict[int, int] = field(default_factory=dict)
    salesloft: dict[int, int] = field(default_factory=dict)
    salesloft_accounts: dict[int, int] = field(default_factory=dict)
    outreach: dict[int, int] = field(default_factory=dict)
    outreach_accounts: dict[int, int] = field(default_factory=dict)
    pipedrive: dict[int, int] = field(default_factory=dict)
    pipedrive_organizations: dict[int, int] = field(default_factory=dict)

    def deal_id(self, number: int, *, long: bool = True) -> str:
        """The Salesforce id of a deal."""
        return salesforce_id("006", 40_000 + number * 7, long=long)

    def campaign_id(self, number: int) -> str:
        """The Salesforce id of a campaign."""
        return salesforce_id("701", 900 + number)


def register(world: World, dice: Random) -> Registry:
    """Decides who is in which tool, from what happened to them."""
    book = Registry()
    sextan = {firm.number for firm in world.firms if firm.unit == "sextan"}

    def home(person: int) -> int:
        return world.people[person].firm

    in_deals = {person: deal.number for deal in reversed(world.deals) for person in deal.people}
    leads: set[int] = set()
    sensors: set[int] = set()
    for cycle in world.cycles:
        (sensors if home(cycle.person) in sextan else leads).add(cycle.person)
        if cycle.deal is not None and home(cycle.person) not in sextan:
            book.converted[cycle.person] = cycle.deal
    by_tool: dict[str, set[int]] = {
        "salesloft": set(),
        "outreach": set(),
        "pipedrive": set(sensors),
        "salesforce": set(),
    }
    for act in world.acts:
        if act.tool in by_tool:
            by_tool[act.tool].add(act.person)
    contacts = {p for p in in_deals if home(p) not in sextan}
    by_tool["pipedrive"] |= {p for p in in_deals if home(p) in sextan}
    stray = by_tool["salesforce"] - leads - contacts
    contacts |= stray
    known = {p.number for p in world.people if p.known_on is not None}
    seen = known.union(leads, contacts, *by_tool.values())
    for person in world.people:
        if person.number not in seen:
            place = "pipedrive" if person.firm in sextan else "salesloft" if dice.random() < 0.6 else "salesforce"
            if place == "salesforce":
                contacts.add(person.number)
            else:
                by_tool[place].add(person.number)

    book.leads = {p: salesforce_id("00Q", 70_000 + i * 3) for i, p in enumerate(sorted(leads))}
    book.contacts = {p: salesforce_id("003", 51_000 + i * 5) for i, p in enumerate(sorted(contacts))}
    book.lead_twins = {
        p: salesforce_id("00Q", 9_000_000 + i)
        for i, p in enumerate(sorted(leads))
        if dice.random() < 0.04 and p not in book.converted
    }
    firms = sorted({home(p) for p in contacts} | {deal.firm for deal in world.deals if deal.firm not in sextan})
    book.accounts = {f: salesforce_id("001", 20_000 + i * 11) for i, f in enumerate(firms)}
    book.account_twins = {f: salesforce_id("001", 8_000_000 + i) for i, f in enumerate(firms) if dice.random() < 0.04}
    readers = sorted(known)
    book.marketo = {
        p: 104_211 + 3 * i for i, p in enumerate(readers) if (world.people[p].known_on or MIGRATED) < MIGRATED
    }
    book.hubspot = {p: 87_400_000_321 + 1_009 * i for i, p in enumerate(readers)}
    for i, p in enumerate(readers):
        if world.people[p].private_email is not None and dice.random() < 0.22:
            if p in book.marketo and dice.random() < 0.5:
                book.marketo_twins[p] = 990_000 + i
            book.hubspot_twins[p] = 98_700_000_000 + i
        elif dice.random() < 0.03:
            book.hubspot_merged[p] = 99_800_000_000 + i
    book.hubspot_companies = {f: 31_000_500_000 + 37 * i for i, f in enumerate(sorted({home(p) for p in known}))}
    book.salesloft = {p: 710_400_000 + 13 * i for i, p in enumerate(sorted(by_tool["salesloft"]))}
    book.salesloft_accounts = {f: 55_200_000 + i for i, f in enumerate(sorted({home(p) for p in by_tool["salesloft"]}))}
    book.outreach = {p: 20_310 + i for i, p in enumerate(sorted(by_tool["outreach"]))}
    book.outreach_accounts = {f: 4_100 + i for i, f in enumerate(sorted({home(p) for p in by_tool["outreach"]}))}
    book.pipedrive = {p: 1 + i for i, p in enumerate(sorted(by_tool["pipedrive"]))}
    book.pipedrive_organizations = {f: 1 + i for i, f in enumerate(sorted({home(p) for p in by_tool["pipedrive"]}))}
    return book
