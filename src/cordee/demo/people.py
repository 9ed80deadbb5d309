"""The people of the client firms as they truly are, before any tool has written them down badly."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np

from cordee.demo.cast import END, START
from cordee.demo.firms import FREE_MAIL, Firm, telephone
from cordee.demo.names import MEN, SURNAMES, WOMEN, slug, zipf

TITLES: tuple[tuple[str, str, str, int], ...] = (
    ("Responsable maintenance", "Responsable maintenance", "Maintenance Manager", 22),
    ("Directeur industriel", "Directrice industrielle", "Operations Director", 9),
    ("Directeur de site", "Directrice de site", "Plant Manager", 9),
    ("Technicien méthodes", "Technicienne méthodes", "Maintenance Planner", 12),
    ("Ingénieur fiabilité", "Ingénieure fiabilité", "Reliability Engineer", 9),
    ("Responsable de production", "Responsable de production", "Production Manager", 11),
    ("Acheteur", "Acheteuse", "Purchasing Officer", 7),
    ("Directeur des systèmes d'information", "Directrice des systèmes d'information", "CIO", 5),
    ("Directeur administratif et financier", "Directrice administrative et financière", "CFO", 4),
    ("Responsable QHSE", "Responsable QHSE", "HSE Manager", 6),
    ("Gérant", "Gérante", "Managing Director", 6),
)
"""His title, her title, the English one, and how common."""
DECIDERS = (1, 2, 7, 8, 10)
"""Places in TITLES of those who sign."""


@dataclass(slots=True)
class Person:
    """A human. ``moved`` is a change of employer: the new firm's number, the day, the new work address."""

    number: int
    firm: int
    given: str
    family: str
    title: int
    woman: bool
    email: str
    private_email: str | None
    mobile: str | None
    linkedin: str | None
    language: str
    known_on: date | None = None
    opted_out_on: date | None = None
    moved: tuple[int, date, str] | None = None

    @property
    def truth(self) -> str:
        return f"P{self.number:07d}"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def job(self, language: str | None = None) -> str:
        """The title in the person's language, or in the one asked for."""
        his, her, english, _ = TITLES[self.title]
        return english if (language or self.language) == "en" else her if self.woman else his

    def email_on(self, day: date) -> str:
        """The work address that was theirs on that day."""
        return self.moved[2] if self.moved is not None and day >= self.moved[1] else self.email

    def firm_on(self, day: date) -> int:
        """The firm they worked for on that day."""
        return self.moved[0] if self.moved is not None and day >= self.moved[1] else self.firm


def address(habit: str, given: str, family: str, domain: str) -> str:
    """A work address after the firm's habit."""
    first, last = slug(given), slug(family, "")
    return habit.format(given=first, family=last, initial=first[0]) + "@" + domain


def make_people(firms: list[Firm], count: int, rng: np.random.Generator, dice: Random) -> list[Person]:
    """``count`` people, at least one per firm; larger firms have more of them, and now and then two of one name."""
    weights = np.array([firm.headcount**0.55 for firm in firms])
    homes = np.concatenate(
        [np.arange(len(firms)), rng.choice(len(firms), count - len(firms), p=weights / weights.sum())]
    )
    homes.sort()
    women, men = (rng.choice(len(names), count, p=zipf(len(names), 0.55)) for names in (WOMEN, MEN))
    families = rng.choice(len(SURNAMES), count, p=zipf(len(SURNAMES), 0.45))
    titles = rng.choice(len(TITLES), count, p=np.array([t[3] for t in TITLES]) / sum(t[3] for t in TITLES))
    draws = rng.random((count, 8))
    people: list[Person] = []
    taken: set[str] = set()
    for number in range(count):
        d = draws[number]
        firm = firms[homes[number]]
        woman = bool(d[0] < 0.34)
        given = (
            (WOMEN[women[number]] if woman else MEN[men[number]])
            if firm.language == "fr" or d[1] < 0.2
            else _english(d[1], woman)
        )
        family = SURNAMES[families[number]]
        if number and d[2] < 0.006 and people[-1].firm == firm.number:
            given, family, woman = people[-1].given, people[-1].family, people[-1].woman
        elif number and d[2] < 0.02 and people[-1].firm == firm.number:
            family = people[-1].family
        email = _free(address(firm.habit, given, family, firm.domain), taken)
        private = None
        if d[3] < 0.20:
            between = (".", "", "_", "-")[number % 4]
            private = _free(
                slug(given, "")
                + between
                + slug(family, "")
                + (str(number % 89) if d[3] < 0.09 else "")
                + "@"
                + FREE_MAIL[int(d[4] ** 1.5 * len(FREE_MAIL))],
                taken,
            )
        people.append(
            Person(
                number=number,
                firm=firm.number,
                given=given,
                family=family,
                title=int(titles[number]),
                woman=woman,
                email=email,
                private_email=private,
                mobile=telephone(firm.town, int(d[5] * 1e8), mobile=True) if d[6] < 0.72 else None,
                linkedin=f"https://www.linkedin.com/in/{slug(given)}-{slug(family)}-{number * 7919 % 1_048_576:05x}"
                if d[7] < 0.42
                else None,
                language=firm.language,
                known_on=START - timedelta(days=int(d[1] * 700) + 1) if d[4] < 0.42 else None,
            )
        )
    _change_jobs(people, firms, dice, taken)
    return people


def _free(email: str, taken: set[str]) -> str:
    stem, _, domain = email.partition("@")
    number = 1
    while email in taken:
        number += 1
        email = f"{stem}{number}@{domain}"
    taken.add(email)
    return email


def _english(draw: float, woman: bool) -> str:
    names = (
        ["Emma", "Olivia", "Sarah", "Kate", "Helen", "Rachel", "Laura", "Amy"]
        if woman
        else ["James", "Oliver", "Jack", "Harry", "David", "Mark", "Andrew", "Paul", "Simon", "Ian"]
    )
    return names[int(draw * len(names))]


def _change_jobs(people: list[Person], firms: list[Firm], dice: Random, taken: set[str]) -> None:
    """One person in fifty takes a job at another of the firms, and keeps their mobile and their LinkedIn page."""
    days = (END - START).days
    for person in dice.sample(people, len(people) // 50):
        firm = firms[dice.randrange(len(firms))]
        if firm.number == person.firm or firm.country_differs(firms[person.firm]):
            continue
        day = START + timedelta(days=dice.randrange(60, days - 30))
        person.moved = (firm.number, day, _free(address(firm.habit, person.given, person.family, firm.domain), taken))
