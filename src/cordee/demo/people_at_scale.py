"""A large list of people with known duplicates, to measure who-is-who at a million, made as the demo is made.

Hard cases are planted: namesakes in one firm, switchboards and role mailboxes given instead of one's own, people
who changed firm, parents and subsidiaries with nearly one name.
"""

import os
from collections import Counter
from random import Random

import numpy as np
from numpy.typing import NDArray

from cordee.demo.firms import E_MAIL_HABITS, FREE_MAIL, ROLE_BOXES, Firm, make_firms
from cordee.demo.hand import written_phone
from cordee.demo.names import MEN, NICKNAMES, SURNAMES, WOMEN, plain, slip, slug, zipf
from cordee.demo.people import TITLES

COLUMNS = (
    "rec_id", "true_id", "source", "first_name", "last_name", "email", "phone", "company", "domain", "title", "city",
    "linkedin",
)  # fmt: skip
_TOOLS = ("hubspot", "salesforce", "salesloft", "webflow", "marketo")


def write_people(path: str | os.PathLike[str], n: int, duplicates: float = 0.2, seed: int = 1) -> None:
    """Writes ``n`` records to a Parquet file, columns ``COLUMNS``, all text, '' never: an absent value is NULL.

    A share ``duplicates`` of them speaks of a human already there, from another tool, with the errors of ``hand``; the
    others are humans of their own, whose record is ``true_id`` itself. Rows are shuffled. Same arguments, same content.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not 0 <= duplicates < 1 or n < 1:
        raise ValueError("n is at least 1 and duplicates is in [0, 1).")
    rng, dice = np.random.default_rng(seed), Random(seed)
    humans = max(1, n - round(n * duplicates))
    firms = make_firms(max(20, n // 10), rng)
    rows = _humans(firms, humans, rng, dice)
    copied = rng.choice(humans, n - humans, p=_attention(humans, rng))
    for place, number in enumerate(copied.tolist()):
        rows.append(_copy(rows[number], place, firms, dice))
    order = rng.permutation(n)
    table = {}
    for place, name in enumerate(COLUMNS):
        column = [row[place] or None for row in rows]
        table[name] = pa.array(column, pa.string()).take(pa.array(order))
    table["rec_id"] = pa.array([f"r{i:08d}" for i in range(n)], pa.string())
    pq.write_table(pa.table(table), str(path), compression="zstd")


_Row = tuple[str, str, str, str, str, str, str, str, str, str, str, str]


def _attention(humans: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Some people are written down again and again, most once."""
    weights = rng.pareto(2.5, humans) + 0.2
    return np.asarray(weights / weights.sum())


def _humans(firms: list[Firm], count: int, rng: np.random.Generator, dice: Random) -> list[_Row]:
    sizes = np.array([firm.headcount**0.6 for firm in firms])
    home = np.sort(rng.choice(len(firms), count, p=sizes / sizes.sum()))
    woman = rng.random(count) < 0.36
    her = rng.choice(len(WOMEN), count, p=zipf(len(WOMEN), 0.55))
    his = rng.choice(len(MEN), count, p=zipf(len(MEN), 0.55))
    family = rng.choice(len(SURNAMES), count, p=zipf(len(SURNAMES), 0.45))
    second = np.where(rng.random(count) < 0.07, rng.choice(len(SURNAMES), count), -1)
    title = rng.choice(len(TITLES), count, p=np.array([t[3] for t in TITLES]) / sum(t[3] for t in TITLES))
    digits = rng.integers(0, 100_000_000, count)
    luck = rng.random((count, 6))
    slugs: dict[str, str] = {}
    taken: Counter[str] = Counter()
    rows: list[_Row] = []
    for i in range(count):
        firm = firms[home[i]]
        given = WOMEN[her[i]] if woman[i] else MEN[his[i]]
        last = SURNAMES[family[i]]
        if second[i] >= 0:
            last = f"{last}-{SURNAMES[second[i]]}"
        if i and luck[i, 0] < 0.003 and rows[-1][8] == firm.domain:
            given, last = rows[-1][3], rows[-1][4]
        first_slug = slugs.setdefault(given, slug(given))
        last_slug = slugs.setdefault(last, slug(last, ""))
        local = firm.habit.format(given=first_slug, family=last_slug, initial=first_slug[0])
        email = f"{local}@{firm.domain}"
        taken[email] += 1
        if taken[email] > 1:
            email = f"{local}{taken[email]}@{firm.domain}"
        if luck[i, 1] < 0.07:
            email = f"{first_slug}.{last_slug}{digits[i] % 97}@{FREE_MAIL[digits[i] % len(FREE_MAIL)]}"
        elif luck[i, 1] < 0.10:
            email = f"{ROLE_BOXES[firm.number % len(ROLE_BOXES)]}@{firm.domain}"
        elif luck[i, 1] < 0.14:
            email = ""
        phone = ""
        if luck[i, 2] < 0.55:
            phone = f"+33{6 + digits[i] % 2}{digits[i]:08d}"
        elif luck[i, 2] < 0.75:
            phone = firm.switchboard
        linkedin = ""
        if luck[i, 3] < 0.35:
            linkedin = f"https://www.linkedin.com/in/{first_slug}-{last_slug}-{digits[i]:x}"
        identity = f"h{i:08d}"
        rows.append((
            "", identity, _TOOLS[int(luck[i, 4] * 5)], given, last, email, written_phone(phone or None, int(luck[i,
            5] * 8)), firm.name,
            firm.domain if luck[i, 5] < 0.6 else "", TITLES[title[i]][1 if woman[i] else 0], firm.town.name, linkedin,
        ))  # fmt: skip
    return rows


def _copy(row: _Row, place: int, firms: list[Firm], dice: Random) -> _Row:
    """The same human written down again elsewhere."""
    _, identity, source, given, last, email, phone, company, domain, title, city, linkedin = row
    first_slug, last_slug = slug(given), slug(last, "")
    luck = dice.random()
    if luck < 0.05:  # another job: only the name, perhaps the mobile and the LinkedIn page stay
        firm = firms[dice.randrange(len(firms))]
        company, domain, city, title = firm.name, firm.domain, firm.town.name, TITLES[dice.randrange(len(TITLES))][0]
        habit = firm.habit
        email = habit.format(given=first_slug, family=last_slug, initial=first_slug[0]) + "@" + firm.domain
    elif luck < 0.20:
        email = f"{first_slug}.{last_slug}{dice.randrange(90)}@{dice.choice(FREE_MAIL)}"
    elif luck < 0.27 and domain:
        email = (
            E_MAIL_HABITS[place % 7].format(given=first_slug, family=last_slug, initial=first_slug[0]) + "@" + domain
        )
    elif luck < 0.35:
        email = ""
    elif luck < 0.40 and email:
        email = email.replace("@", "+pro@") if luck < 0.37 else email.upper()
    elif luck < 0.43 and email:
        email = slip(email.partition("@")[0], dice.randrange(99)) + "@" + email.partition("@")[2]
    luck = dice.random()
    if luck < 0.25:
        given, last = plain(given), plain(last)
    elif luck < 0.33:
        last = last.upper()
    elif luck < 0.43:
        given = NICKNAMES.get(given, given)
    elif luck < 0.49:
        given, last = last, given
    elif luck < 0.62:
        last = slip(last, dice.randrange(99))
    elif luck < 0.67:
        given = slip(given, dice.randrange(99))
    elif luck < 0.70:
        given = given[0] + "."
    elif luck < 0.72:
        given = given.split("-")[0]
    if dice.random() < 0.35:
        phone = ""
    elif phone and dice.random() < 0.5:
        digits = "".join(c for c in phone if c.isdigit())[-9:]
        phone = written_phone("+33" + digits, dice.randrange(8))
    luck = dice.random()
    if luck < 0.15:
        company = company.upper()
    elif luck < 0.30:
        company = f"{company} {dice.choice(('SAS', 'SA', 'SARL'))}"
    elif luck < 0.38:
        company = slip(company, dice.randrange(99))
    elif luck < 0.45:
        company = ""
    elif luck < 0.60:
        company = plain(company)
    if dice.random() < 0.5:
        linkedin = ""
    if dice.random() < 0.4:
        title = dice.choice((title, title.upper(), "", "Responsable"))
    other = _TOOLS[(_TOOLS.index(source) + 1 + dice.randrange(4)) % 5]
    return (
        "",
        identity,
        other,
        given,
        last,
        email,
        phone,
        company,
        domain if dice.random() < 0.5 else "",
        title,
        city if dice.random() < 0.6 else "",
        linkedin,
    )
