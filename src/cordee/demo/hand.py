"""How people and forms write names, numbers and addresses down: the same human, a little different in every tool."""

from dataclasses import dataclass
from datetime import date
from random import Random

from cordee.demo.firms import ROLE_BOXES, Firm
from cordee.demo.names import NICKNAMES, plain, slip
from cordee.demo.people import Person


@dataclass(slots=True)
class Card:
    """What one tool holds about a person."""

    person: int
    given: str
    family: str
    email: str
    phone: str
    mobile: str
    title: str
    company: str
    role_box: bool = False


def written_phone(number: str | None, style: int) -> str:
    """A number as somebody writes it: 06 12 34 56 78, +33 6…, 0033…, 336… without the plus, dots, or nothing."""
    if number is None:
        return ""
    if not number.startswith("+33"):
        return number if style % 2 else f"{number[:3]} {number[3:6]} {number[6:]}"
    local = "0" + number[3:]
    pairs = [local[i : i + 2] for i in range(0, 10, 2)]
    match style % 8:
        case 0 | 1 | 2:
            return " ".join(pairs)
        case 3:
            return local
        case 4:
            return ".".join(pairs)
        case 5:
            return number
        case 6:
            return f"+33 (0){local[1]} " + " ".join(pairs[1:])
        case _:
            return f"0033{number[3:]}"


def written_company(firm: Firm, dice: Random) -> str:
    """The company's name as somebody writes it: legal form or not, capitals, accents lost, shortened, misspelt."""
    luck = dice.random()
    if luck < 0.40:
        return firm.name
    if luck < 0.58:
        return firm.legal_name
    if luck < 0.70:
        return firm.name.upper()
    if luck < 0.84:
        return plain(firm.name)
    if luck < 0.90:
        return firm.name.lower()
    if luck < 0.95:
        return slip(firm.name, dice.randrange(99))
    return f"{firm.name} - {firm.town.name}"


def work_email(person: Person, firms: list[Firm], day: date, dice: Random) -> str:
    """The work address of that day; some firms have two domains, and both reach the person."""
    email = person.email_on(day)
    other = firms[person.firm_on(day)].other_domain
    return f"{email.partition('@')[0]}@{other}" if other is not None and dice.random() < 0.4 else email


def typed(person: Person, firms: list[Firm], day: date, dice: Random) -> Card:
    """A form filled in by the person: haste, private addresses, capitals, the role mailbox of the firm."""
    firm = firms[person.firm_on(day)]
    given, family = _spelt(person, dice, care=0.55)
    email, role = work_email(person, firms, day, dice), False
    luck = dice.random()
    if person.private_email is not None and luck < 0.45:
        email = person.private_email
    elif luck > 0.985:
        email, role = f"{ROLE_BOXES[firm.number % len(ROLE_BOXES)]}@{firm.domain}", True
    elif luck > 0.965:
        email = email.replace("@", "+gmao@", 1) if luck > 0.975 else email.title() if luck > 0.97 else email.upper()
    phone = ""
    if dice.random() < 0.6:
        phone = written_phone(person.mobile or firm.switchboard, dice.randrange(8))
    return Card(
        person.number,
        given,
        family,
        email,
        phone,
        "",
        person.job() if dice.random() < 0.7 else "",
        written_company(firm, dice),
        role,
    )


def entered(person: Person, firms: list[Firm], day: date, dice: Random) -> Card:
    """A record made by a colleague: more careful with names, the switchboard where no direct line is known."""
    firm = firms[person.firm_on(day)]
    given, family = _spelt(person, dice, care=0.82)
    phone = written_phone(firm.switchboard, firm.number % 8) if dice.random() < 0.55 else ""
    mobile = written_phone(person.mobile, dice.randrange(8)) if dice.random() < 0.8 else ""
    return Card(
        person.number,
        given,
        family,
        work_email(person, firms, day, dice),
        phone,
        mobile,
        person.job(),
        written_company(firm, dice),
    )


def _spelt(person: Person, dice: Random, care: float) -> tuple[str, str]:
    given, family = person.given, person.family
    luck = dice.random()
    if luck < care:
        return given, family
    luck = (luck - care) / (1 - care)
    if luck < 0.34:
        return plain(given), plain(family)
    if luck < 0.48:
        return given, family.upper()
    if luck < 0.60:
        return given.lower(), family.lower()
    if luck < 0.72:
        return NICKNAMES.get(given, given), family
    if luck < 0.80:
        return family, given
    if luck < 0.90:
        return given, slip(family, dice.randrange(99))
    if luck < 0.95:
        return slip(given, dice.randrange(99)), family
    return given[0] + ".", family
