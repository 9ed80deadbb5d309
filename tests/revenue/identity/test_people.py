"""Which records speak of one human: each case has its reason, all are judged together as in life."""

import random

import duckdb
import pytest

from cordee.revenue.identity.people import PERSON, explain_pair, resolve_people, resolve_people_incremental
from cordee.revenue.warehouse.engine import connect

COLUMNS = (
    "record_id",
    "given_name",
    "family_name",
    "full_name",
    "email",
    "emails",
    "phones",
    "company_name",
    "company_domain",
)
COLUMNS += ("linkedin_url", "city", "country", "same_as")
TYPES = [
    "BIGINT",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR[]",
    "VARCHAR[]",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "BIGINT[]",
]

GIVEN = [
    "Camille",
    "Marc",
    "Inès",
    "Karim",
    "Nadia",
    "Claire",
    "Paul",
    "Zoé",
    "Luc",
    "Hugo",
    "Léa",
    "Anne",
    "Rémi",
    "Sofia",
    "Yann",
    "Maud",
    "Igor",
    "Ada",
    "Noé",
    "Élise",
]
FAMILY = [
    "Quelin",
    "Brossard",
    "Tanguy",
    "Vasseur",
    "Lhermite",
    "Kerjean",
    "Oudin",
    "Chauvel",
    "Mercadal",
    "Roussin",
    "Sabatier",
    "Delorme",
    "Fabre",
    "Hamel",
]


def person(
    record_id: int, given: str | None = None, family: str | None = None, email: str | None = None, **more: object
) -> dict:
    phone = more.pop("phone", None)
    row = {"record_id": record_id, "given_name": given, "family_name": family, "email": email, **more}
    if phone is not None:
        row["phones"] = [phone]
    return row


def strangers(count: int = 60) -> list[dict]:
    """People that nothing ties, one per company: against them an agreement is no coincidence."""
    return [
        person(
            900_000 + place,
            GIVEN[place % len(GIVEN)],
            FAMILY[(place * 5 + place // 14) % len(FAMILY)],
            f"{place}.personne@societe{place}.fr",
            company_name=f"Société {chr(65 + place % 26)}{place}",
        )
        for place in range(count)
    ]


def given(
    rows: list[dict], name: str = "person_record", con: duckdb.DuckDBPyConnection | None = None
) -> duckdb.DuckDBPyConnection:
    con = con or connect(threads=2, memory="1GB")
    con.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {t}' for c, t in zip(COLUMNS, TYPES, strict=True))})")
    if not rows:
        return con
    con.executemany(
        f"INSERT INTO {name} VALUES ({', '.join('?' * len(COLUMNS))})",
        [[row.get(column) for column in COLUMNS] for row in rows],
    )
    return con


def links(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    return dict(con.execute("SELECT record_id, entity_id FROM human_link ORDER BY 1").fetchall())


def groups(con: duckdb.DuckDBPyConnection) -> list[list[int]]:
    """The groups of two records or more."""
    rows = con.execute(
        "SELECT list(record_id ORDER BY record_id) FROM human_link GROUP BY entity_id HAVING count(*) > 1 ORDER BY min(record_id)"
    ).fetchall()
    return [members for (members,) in rows]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(
            person(1, "Étienne", "Dupré", "etienne.dupre@abeille.fr"),
            person(2, "etienne", "DUPRE", "Etienne.Dupre@Abeille.fr"),
            id="accents and capitals",
        ),
        pytest.param(
            person(1, "Sylvie", "Lhomme", "s.lhomme@abeille.fr"),
            person(2, "Sylvie", "Lhomme", "s.lhomme+webinar@abeille.fr"),
            id="a +tag in the address",
        ),
        pytest.param(
            person(1, "William", "Ostermann", "william.ostermann@abeille.fr", phone="06 12 34 56 78"),
            person(2, "Bill", "Ostermann", "bill.ostermann@gmail.com", phone="+33 (0)6 12 34 56 78"),
            id="a familiar name, a private address, one mobile number",
        ),
        pytest.param(
            person(1, "Hélène", "Marchadier", "hm@abeille.fr", phone="0612345678"),
            person(2, "Marchadier", "Helene", None, phone="0033612345678"),
            id="given and family names swapped",
        ),
        pytest.param(
            person(1, "Björn", "Lindqvist", "bjorn@norrvik.se", phone="08-123 456 78", country="SE"),
            person(2, "Bjorn", "Lindqvist", None, phone="+46 8 123 456 78"),
            id="a Swedish number, national and international",
        ),
        pytest.param(
            person(1, None, None, "odile.kerbrat@abeille.fr", full_name="KERBRAT Odile"),
            person(2, "Odile", "Kerbrat", "odile.kerbrat@abeille.fr"),
            id="one field for the whole name, family name in capitals",
        ),
        pytest.param(
            person(1, "Agathe", "Prunier", "agathe@abeille.fr", emails=["a.prunier@ruche.fr"]),
            person(2, "Agathe", "Prunier", "a.prunier@ruche.fr"),
            id="a second address",
        ),
        pytest.param(
            person(1, "Tristan", "Vauquelin", "t.vauquelin@abeille.fr", linkedin_url="https://www.linkedin.com/in/tvauquelin/"),
            person(2, "Tristan", "Vauquelin", "tristan@nacre.com", linkedin_url="linkedin.com/in/tvauquelin?utm=1"),
            id="another employer, one LinkedIn profile",
        ),
        pytest.param(
            person(1, "Solène", "Kerviel", "solene.kerviel@abeille.fr", phone="06 12 34 56 78"),
            person(2, None, None, None, phone="+33612345678"),
            id="a caller of whom only the mobile is known",
        ),
        pytest.param(
            person(1, "C.", "Bourguignat", "clotilde.bourguignat87@gmail.com", company_name="Nacre"),
            person(2, "Clotilde", "Bourguignat", "cbourguignat@nacre.fr", company_name="Nacre"),
            id="an initial that the address completes",
        ),
        pytest.param(
            person(1, "Manu", "Delahousse", "emmanuel.delahousse@nacre.fr", company_name="Nacre"),
            person(2, "E.", "Delahousse", "edelahousse@nacre.fr", company_name="Nacre"),
            id="the initial of the name that a familiar form stands for",
        ),
        pytest.param(
            person(1, "Joël", "Quemener", "joel.quemener4@orange.fr", company_name="Nacre"),
            person(2, "Joel", "Quemener", "joel.quemener43@orange.fr", company_name="Nacre"),
            id="two numbered addresses of a mailbox provider",
        ),
    ],
)  # fmt: skip
def test_two_records_of_one_human_become_one(a: dict, b: dict) -> None:
    con = given([a, b, *strangers()])

    resolve_people(con)

    assert groups(con) == [[1, 2]]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param(
            person(1, "Claire", "Petitjean", "contact@nacre.com", phone="0144556677"),
            person(2, "Paul", "Grandval", "contact@nacre.com", phone="0144556677"),
            id="a role mailbox and a switchboard",
        ),
        pytest.param(
            person(1, "Jean", "Durandal", "jean.durandal@abeille.fr", company_name="Abeille"),
            person(2, "Jean", "Durandal", "jean.durandal2@abeille.fr", company_name="Abeille"),
            id="namesakes numbered by their company",
        ),
        pytest.param(
            person(1, "Alice", "Morvan", "alice.morvan@abeille.fr", phone="0144556677", company_name="Abeille"),
            person(2, "Bruno", "Morvan", "bruno.morvan@abeille.fr", phone="0144556677", company_name="Abeille"),
            id="one family name, one company, two given names",
        ),
        pytest.param(
            person(1, "Igor", "Stravic", "igor@abeille.fr", linkedin_url="linkedin.com/in/igor-a"),
            person(2, "Igor", "Stravic", "igor@nacre.com", linkedin_url="linkedin.com/in/igor-b"),
            id="two LinkedIn profiles",
        ),
        pytest.param(
            person(1, "Bob", "Aldridge", "bob@abeille.fr"),
            person(2, "Bob", "Zimmer", "bob@nacre.com"),
            id="a given name before the @ of two companies",
        ),
        pytest.param(
            person(1, "Anna", "Weil", "anna.weil@gmail.com"),
            person(2, "Otto", "Krantz", "otto.krantz@gmail.com"),
            id="a free-mail domain",
        ),
        pytest.param(
            person(1, "Julien", "Weil", None, company_name="Abeille", city="Nantes"),
            person(2, "Julien", "Krantz", None, company_name="Abeille", city="Nantes"),
            id="one given name, one company, two family names",
        ),
        pytest.param(
            person(1, "Solène", "Kerviel", "solene.kerviel@abeille.fr", phone="0144556677"),
            person(2, None, None, None, phone="+33144556677"),
            id="a caller of whom only a landline is known",
        ),
    ],
)  # fmt: skip
def test_two_humans_stay_two(a: dict, b: dict) -> None:
    con = given([a, b, *strangers()])

    resolve_people(con)

    assert groups(con) == []


def test_a_mailbox_that_many_use_merges_nobody() -> None:
    shared = [
        person(place, first, last, "equipe-projet@abeille.fr")
        for place, (first, last) in enumerate(
            [("Ada", "Brel"), ("Noé", "Cassin"), ("Maud", "Diesel"), ("Yann", "Eluard")], 1
        )
    ]
    con = given([*shared, *strangers()])

    resolve_people(con)

    assert groups(con) == []


def test_two_different_people_are_never_chained_by_a_third_record() -> None:
    con = given(
        [
            person(1, "Alice", "Morvan", "alice.morvan@abeille.fr", phone="0611111111"),
            person(2, "Bruno", "Tessier", "bruno.tessier@abeille.fr", phone="0622222222"),
            person(
                3,
                None,
                None,
                "alice.morvan@abeille.fr",
                emails=["bruno.tessier@abeille.fr"],
                phones=["0611111111", "0622222222"],
            ),
            *strangers(),
        ]
    )

    resolve_people(con)

    assert links(con)[1] != links(con)[2]


def test_what_a_tool_says_is_followed_and_what_a_person_says_wins() -> None:
    rows = [
        person(1, "Camille", "Orsel", "camille@abeille.fr", same_as=[2]),
        person(2, "C.", "Martel", "martel@nacre.com"),
        person(3, "Zoé", "Quelin", "zoe.quelin@zed.io"),
        person(4, "Zoé", "Quelin", "zoe.quelin@zed.io"),
    ]
    con = given([*rows, *strangers()])
    con.execute("CREATE TABLE decided_apart AS SELECT 4::BIGINT AS a, 3::BIGINT AS b")

    resolve_people(con, cannot_link="decided_apart")

    assert groups(con) == [[1, 2]]
    assert con.execute("SELECT count(*) FROM human_review WHERE a IN (3, 4) AND b IN (3, 4)").fetchall() == [(0,)]


def test_a_decision_to_keep_apart_wins_over_one_to_join() -> None:
    con = given([person(1, "Ada", "Brel", "ada@brel.fr"), person(2, "Ada", "Brel", "ada@brel.fr"), *strangers()])
    con.execute("CREATE TABLE joined AS SELECT 1::BIGINT AS a, 2::BIGINT AS b")
    con.execute("CREATE TABLE apart AS SELECT 2::BIGINT AS a, 1::BIGINT AS b")

    resolve_people(con, must_link="joined", cannot_link="apart")

    assert groups(con) == []


def crowd(seed: int, humans: int = 150) -> list[dict]:
    """Humans with one to three records each, as tools write them; the record id tells the human: id // 10."""
    dice = random.Random(seed)  # noqa: S311 -- a seeded generator, not a secret
    rows = []
    for human in range(1, humans + 1):
        first, last = dice.choice(GIVEN), dice.choice(FAMILY) + dice.choice(("", "", "ot", "ier", "ac", "eau"))
        firm = f"firme{dice.randrange(60)}"
        mobile = f"06{dice.randrange(10**8):08d}"
        for copy in range(dice.choice((1, 1, 2, 3))):
            local = f"{first}.{last}" if dice.random() < 0.8 else f"{first[0]}{last}"
            rows.append(
                person(
                    human * 10 + copy,
                    first if dice.random() < 0.85 else first[0] + ".",
                    last if dice.random() < 0.9 else last.upper(),
                    f"{local}@{firm}.fr".lower() if dice.random() < 0.85 else None,
                    phone=mobile if dice.random() < 0.6 else None,
                    company_name=firm.title(),
                )
            )
    return rows


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [*crowd(5), *strangers()]
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)  # noqa: S311 -- seeded
    one, two = given(rows), given(shuffled)

    resolve_people(one)
    resolve_people(two)

    everything = "SELECT * FROM human_link ORDER BY record_id"
    assert one.execute(everything).fetchall() == two.execute(everything).fetchall()
    assert (
        one.execute("SELECT * FROM human_pair ORDER BY a, b").fetchall()
        == two.execute("SELECT * FROM human_pair ORDER BY a, b").fetchall()
    )
    assert len(groups(one)) > 40


def test_a_recipient_without_a_name_joins_whoever_holds_the_address() -> None:
    """Although the human has a second address, at another company, in another record."""
    con = given(
        [
            person(1, "Olivia", "Gauthier", "ogauthier@weber.fr", phone="0717663151"),
            person(2, "Olivia", "Gauthier", "olivia-gauthier@orange.fr", phone="+33717663151"),
            person(3, None, None, "ogauthier@weber.fr"),
            *strangers(),
        ]
    )

    resolve_people(con)

    assert groups(con) == [[1, 2, 3]]


def test_the_id_of_a_human_is_the_least_of_their_records() -> None:
    con = given([*crowd(6), *strangers()])

    resolve_people(con)

    assert con.execute(
        "SELECT count(*) FROM (SELECT entity_id, min(record_id) AS least FROM human_link GROUP BY 1) WHERE entity_id <> least"
    ).fetchall() == [(0,)]


def test_adding_records_later_gives_what_a_full_run_with_the_same_weights_gives() -> None:
    rows = crowd(7)
    late = [row for row in rows if row["record_id"] % 10 == 1][:20]
    early = [row for row in rows if row not in late]
    con = given(early)
    resolve_people(con)
    given(late, "late_record", con)

    result = resolve_people_incremental(con, "late_record")

    added = links(con)
    whole = given(rows)
    resolve_people(whole)
    assert result.records == len(rows)
    assert {r: e for r, e in added.items() if r in {row["record_id"] for row in late}} == {
        r: e for r, e in links(whole).items() if r in {row["record_id"] for row in late}
    }


def test_a_new_version_of_a_record_replaces_what_it_said() -> None:
    con = given(
        [person(1, "Ada", "Brel", "ada.brel@brel.fr"), person(2, "Ada", "Brel", "ada.brel@brel.fr"), *strangers()]
    )
    resolve_people(con)
    assert groups(con) == [[1, 2]]
    given([person(2, "Otto", "Krantz", "otto@krantz.de")], "corrected", con)

    resolve_people_incremental(con, "corrected")

    assert groups(con) == []


def test_a_decision_taken_between_two_imports_is_obeyed() -> None:
    con = given([person(1, "Ada", "Brel", "ada@brel.fr"), person(2, "Otto", "Krantz", "otto@krantz.de"), *strangers()])
    resolve_people(con)
    given([person(3, "Yann", "Eluard", "yann@eluard.fr")], "new_record", con)
    con.execute("CREATE TABLE joined AS SELECT 1::BIGINT AS a, 2::BIGINT AS b")

    resolve_people_incremental(con, "new_record", must_link="joined")

    assert groups(con) == [[1, 2]]


def test_why_adds_up_to_the_odds() -> None:
    con = given(
        [
            person(1, "Étienne", "Dupré", "etienne@abeille.fr"),
            person(2, "Etienne", "Dupre", "etienne@abeille.fr"),
            *strangers(),
        ]
    )
    resolve_people(con)

    evidence = explain_pair(con, PERSON, 1, 2)

    bits = sum(weight for _, _, weight in evidence)
    stored = con.execute("SELECT probability FROM human_pair WHERE a = 1 AND b = 2").fetchall()[0][0]
    assert stored == pytest.approx(1 / (1 + 2**-bits), rel=1e-9)
    assert [(name, level) for name, level, _ in evidence if name == "e-mail"] == [("e-mail", "the same address")]
    assert ("prénom", "le même, nom peu courant") in {
        (name, level) for name, level, _ in explain_pair(con, PERSON, 1, 2, "fr")
    } or bits > 4


def test_why_names_the_record_that_does_not_exist() -> None:
    con = given(strangers())
    resolve_people(con)

    with pytest.raises(KeyError, match="no such record: 77"):
        explain_pair(con, PERSON, 900_000, 77)


@pytest.mark.parametrize("rows", [pytest.param([], id="none"), pytest.param(strangers(1), id="one")])
def test_few_records_are_no_error(rows: list[dict]) -> None:
    con = given(rows)

    result = resolve_people(con)

    assert (result.records, result.entities) == (len(rows), len(rows))
