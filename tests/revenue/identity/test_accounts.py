import json
import random

import pytest

from cordee.revenue.identity.accounts import domain_id, resolve_accounts
from tests.revenue.identity.staged_world import given, links, reviewed, rules

SIREN_A, SIREN_B = "732829320", "552100554"


def resolved(companies=(), people=(), **options):
    con = given(companies=list(companies), people=list(people))
    resolve_accounts(con, **options)
    return con


def one(companies):
    """Whether all these company records are one account."""
    return len(set(links(resolved(companies)).values())) == 1


@pytest.mark.parametrize(
    "companies",
    [
        pytest.param(
            [{"id": 1, "name": "Abeille Industrie SAS", "domain": "abeille.fr"}, {"id": 2, "name": "ABEILLE", "website": "https://www.abeille.fr/"}],
            id="one domain, one name within the other",
        ),
        pytest.param(
            [{"id": 1, "name": "Abeille", "siren": SIREN_A}, {"id": 2, "name": "AB Holding", "vat": "FR44732829320"}],
            id="one SIREN, by number and by VAT",
        ),
        pytest.param(
            [{"id": 1, "name": "Abeille", "siren": SIREN_A}, {"id": 2, "name": "Abeille Lyon", "siren": "73282932000074"}],
            id="a SIRET is its SIREN's",
        ),
        pytest.param([{"id": 1, "name": "Kolibrée SAS"}, {"id": 2, "name": "KOLIBREE"}], id="a rare name"),
        pytest.param(
            [{"id": 1, "name": "Société Nationale des Chemins de fer Français", "domain": "sncf.fr"}, {"id": 2, "name": "SNCF"}],
            id="an acronym that is the domain",
        ),
        pytest.param(
            [{"id": 1, "name": "Compagnie Générale de Maintenance", "city": "Lyon", "phone": "0478000001"}, {"id": 2, "name": "CGM", "city": "LYON", "phone": "+33 4 78 00 00 01"}],
            id="an acronym with telephone and city",
        ),
        pytest.param(
            [{"id": 1, "name": "Zéphyrine Robotique", "phone": "04 78 00 00 01"}, {"id": 2, "name": "Zephyrine Robotiqe", "phone": "+33478000001"}],
            id="a typing error with the same telephone",
        ),
        pytest.param(
            [{"id": 1, "name": "Abeille", "linkedin_url": "linkedin.com/company/abeille"}, {"id": 2, "name": "Bee", "linkedin_url": "https://www.linkedin.com/company/abeille/"}],
            id="one LinkedIn page",
        ),
        pytest.param(
            [{"id": 1, "name": "Kolibrée Avionique (Lyon)", "city": "Lyon"}, {"id": 2, "name": "KOLIBREE AVIONIQUE", "city": "Lyon"}],
            id="its own city behind the name",
        ),
        pytest.param(
            [{"id": 1, "name": "ETABLISSEMENTSKOLIBREE", "city": "Lyon"}, {"id": 2, "name": "Établissements Kolibrée", "city": "Lyon"}],
            id="a word for a firm glued to its name",
        ),
        pytest.param(
            [{"id": 1, "name": "Kolibrée", "domain": "kolibree.fr", "city": "Lyon"}, {"id": 2, "name": "Kolibrée", "domain": "kolibree.com", "city": "Lyon"}],
            id="one name under two endings in one city",
        ),
    ],
)  # fmt: skip
def test_records_of_one_company_are_one_account(companies):
    assert one(companies)


@pytest.mark.parametrize(
    "companies",
    [
        pytest.param(
            [{"id": 1, "name": "Abeille", "domain": "abeille.fr", "siren": SIREN_A}, {"id": 2, "name": "Abeille", "domain": "abeille.fr", "siren": SIREN_B}],
            id="two SIRENs, whatever else agrees",
        ),
        pytest.param(
            [{"id": 1, "name": "Kolibrée", "country": "France", "domain": "kolibree.com"}, {"id": 2, "name": "Kolibrée GmbH", "country": "DE", "domain": "kolibree.com"}],
            id="one name in two countries",
        ),
        pytest.param([{"id": 1, "name": "Kolibrée"}, {"id": 2, "name": "Kolibrée France"}], id="a country in the name"),
        pytest.param(
            [{"id": 1, "name": "Kolibrée", "domain": "kolibree.com"}, {"id": 2, "name": "Kolibrée Lyon", "domain": "kolibree.com", "parent_ref": 1}],
            id="parent and subsidiary of one domain",
        ),
        pytest.param(
            [{"id": 1, "name": "Martin Transports", "city": "Lyon"}, {"id": 2, "name": "Transports Martin", "city": "Nantes"}],
            id="homonyms of a common name in two cities",
        ),
        pytest.param(
            [{"id": 1, "name": "Martin Transports", "domain": "martin-transports.fr"}, {"id": 2, "name": "Martin Transports", "domain": "transportsmartin.com"}],
            id="homonyms with two domains",
        ),
        pytest.param(
            [{"id": 1, "name": "Kolibrée", "domain": "kolibree.fr", "city": "Nice"}, {"id": 2, "name": "Kolibrée", "domain": "kolibree.com", "city": "Vannes"}],
            id="homonyms of a rare name under two endings in two cities",
        ),
        pytest.param(
            [{"id": 1, "name": "Kolibrée", "domain": "kolibree.fr", "city": "Nice"}, {"id": 2, "name": "Kolibrée", "domain": "kolibree-nice.fr", "city": "Nice"}],
            id="homonyms of a rare name with two domains in one city",
        ),
        pytest.param(
            [{"id": 1, "name": "Boulangerie Petit", "website": "boulangeriepetit.wixsite.com"}, {"id": 2, "name": "Garage Blanc", "website": "garageblanc.wixsite.com"}],
            id="two customers of one site builder",
        ),
        pytest.param(
            [{"id": 1, "name": "Étude Roche", "domain": "orange.fr"}, {"id": 2, "name": "Cabinet Denis", "domain": "orange.fr"}],
            id="a mailbox provider given as domain",
        ),
        pytest.param(
            [{"id": 1, "name": "SCI Kolibrée"}, {"id": 2, "name": "Kolibrée SAS"}], id="the firm and the one that owns its walls"
        ),
        pytest.param([{"id": 1, "name": "n/a"}, {"id": 2, "name": "N/A"}], id="no name at all"),
        pytest.param([{"id": 1, "name": "Alpha Conseil 1"}, {"id": 2, "name": "Alpha Conseil 2"}], id="numbered names"),
    ],
)  # fmt: skip
def test_records_of_two_companies_stay_two(companies):
    assert not one(companies)


def test_a_homonym_goes_to_review_and_says_why():
    con = resolved(
        [
            {"id": 1, "name": "Martin Transports", "city": "Lyon"},
            {"id": 2, "name": "Transports Martin", "city": "Nantes"},
        ]
    )

    ((a, b, probability, evidence),) = con.execute("FROM account_review").fetchall()
    told = json.loads(evidence)

    assert (a, b) == (1, 2)
    assert 0.35 <= probability < 0.98
    assert (told["name"]["level"], told["place"]["level"]) == ("other order", "differs")


def test_homonyms_with_two_domains_go_to_review():
    con = resolved(
        [
            {"id": 1, "name": "Kolibrée", "domain": "kolibree.fr", "city": "Nice"},
            {"id": 2, "name": "Kolibrée", "domain": "kolibree.com", "city": "Vannes"},
        ]
    )

    assert con.execute("SELECT a, b, probability FROM account_review").fetchall() == [(1, 2, 0.9)]


def test_two_of_a_chain_that_object_are_not_joined_by_a_third():
    companies = [
        {"id": 1, "name": "Kolibrée", "siren": SIREN_A, "domain": "kolibree.fr"},
        {"id": 2, "name": "Kolibrée", "domain": "kolibree.fr"},
        {"id": 3, "name": "Kolibrée", "siren": SIREN_B, "domain": "kolibree.fr"},
    ]

    account = links(resolved(companies))

    assert account[1] != account[3]


def test_the_account_is_the_least_of_its_company_records():
    companies = [
        {"id": 9, "name": "Kolibrée", "domain": "kolibree.fr"},
        {"id": 4, "name": "Kolibrée SAS", "domain": "kolibree.fr"},
    ]

    assert links(resolved(companies, [{"id": 1, "email": "a@kolibree.fr"}])) == {1: 4, 4: 4, 9: 4}


COMPANIES = [
    {"id": 1, "name": "Abeille Industrie SAS", "domain": "abeille-industrie.fr"},
    {"id": 2, "name": "Kolibrée", "city": "Lyon"},
]


@pytest.mark.parametrize(
    ("person", "account", "rule"),
    [
        pytest.param({"email": "a@gmail.com", "account_ref": 2}, 2, "key:account_ref", id="the account that its tool says"),
        pytest.param({"email": "a@abeille-industrie.fr", "account_ref": 2}, 2, "key:account_ref", id="the tool before the domain"),
        pytest.param({"email": "Claire@Abeille-Industrie.FR"}, 1, "key:domain", id="work address"),
        pytest.param({"email": "contact@abeille-industrie.fr"}, 1, "key:domain", id="role mailbox: no person, but a company"),
        pytest.param({"email": "a@gmail.com", "emails": ["c@mail.abeille-industrie.fr"]}, 1, "key:domain", id="second address"),
        pytest.param({"email": "a@free.fr", "company_domain": "www.abeille-industrie.fr"}, 1, "key:domain", id="company website"),
        pytest.param({"email": "a@orange.fr", "company_name": "KOLIBREE sas"}, 2, "key:name", id="company name only"),
        pytest.param({"email": "a@kolibree.fr", "company_name": "Kolibrée"}, 2, "key:name", id="a new domain named like an account"),
        pytest.param({"email": "a@nouvelle.fr"}, domain_id("nouvelle.fr"), "made:domain", id="a domain makes an account"),
        pytest.param({"email": "a@orange.fr", "company_name": "Zéphyrine"}, 7, "made:name", id="a company name makes an account"),
        pytest.param({"email": "a@orange.fr"}, None, None, id="a mailbox provider never makes one"),
        pytest.param({"email": "a@yopmail.com"}, None, None, id="a throw-away mailbox never makes one"),
        pytest.param({"email": "a@acme.wixsite.com"}, None, None, id="a platform never makes one"),
        pytest.param({"email": "a@orange.fr", "company_name": "Freelance"}, None, None, id="no company"),
    ],
)  # fmt: skip
def test_lead_to_account(person, account, rule):
    con = resolved(COMPANIES, [{"id": 7, **person}])

    assert (links(con).get(7), rules(con).get(7)) == (account, rule)


def test_our_own_domain_makes_no_account():
    con = resolved((), [{"id": 7, "email": "ines@cordee.fr"}], internal_domains=("cordee.fr",))

    assert links(con) == {}


def test_of_two_accounts_with_one_domain_the_one_that_the_lead_names_is_taken():
    companies = [
        {"id": 1, "name": "Kolibrée", "domain": "kolibree.com", "country": "FR"},
        {"id": 2, "name": "Kolibrée Robotics", "domain": "kolibree.com", "country": "DE", "parent_ref": 1},
    ]
    people = [
        {"id": 11, "email": "a@kolibree.com", "company_name": "Kolibrée Robotics GmbH"},
        {"id": 12, "email": "b@kolibree.com", "country": "Allemagne"},
        {"id": 13, "email": "c@kolibree.com"},
    ]

    con = resolved(companies, people)

    assert {person: (links(con)[person], rules(con)[person]) for person in (11, 12, 13)} == {
        11: (2, "key:domain+name"),
        12: (2, "key:domain+country"),
        13: (1, "key:domain+largest"),
    }


def test_between_two_homonyms_a_lead_is_not_guessed():
    companies = [
        {"id": 1, "name": "Kolibrée", "city": "Lyon", "siren": SIREN_A},
        {"id": 2, "name": "Kolibrée", "city": "Nantes", "siren": SIREN_B},
    ]

    undecided = resolved(companies, [{"id": 7, "email": "a@free.fr", "company_name": "Kolibrée"}])
    told_by_city = resolved(
        companies,
        [{"id": 7, "email": "a@free.fr", "company_name": "Kolibrée", "city": "Nantes", "phones": ["0240000000"]}],
    )

    assert links(undecided)[7] == 7
    assert reviewed(undecided) == [(1, 7), (2, 7)]
    assert links(told_by_city)[7] in (2, 7)
    assert links(told_by_city)[7] != 1


def test_people_that_tools_attach_bring_their_domain_with_them():
    people = [
        {"id": 11, "email": "a@lumen-group.eu", "account_ref": 2},
        {"id": 12, "email": "b@lumen-group.eu", "account_ref": 2},
        {"id": 13, "email": "c@lumen-group.eu"},
    ]

    con = resolved(COMPANIES, people)

    assert (links(con)[13], rules(con)[13]) == (2, "key:people")


def test_two_domains_of_one_unknown_company_make_one_account():
    people = [
        {"id": 11, "email": "a@zephyrine.fr", "company_name": "Zéphyrine Robotique"},
        {"id": 12, "email": "b@zephyrine.com", "company_name": "ZEPHYRINE ROBOTIQUE SAS"},
    ]

    assert set(links(resolved((), people)).values()) == {domain_id("zephyrine.com")}


def test_decisions_win_over_every_evidence():
    companies = [
        {"id": 1, "name": "Kolibrée", "domain": "kolibree.fr"},
        {"id": 2, "name": "Kolibrée", "domain": "kolibree.fr"},
        {"id": 3, "name": "Autre Chose", "siren": SIREN_A},
        {"id": 4, "name": "Rien de commun", "siren": SIREN_B},
    ]
    con = given(companies=companies, people=[{"id": 11, "email": "x@nouvelle.fr"}])
    con.execute(
        "CREATE TABLE must AS SELECT * FROM (VALUES (3::BIGINT, 4::BIGINT), (1, $1)) AS t(a, b)",
        [domain_id("nouvelle.fr")],
    )
    con.execute("CREATE TABLE cannot AS SELECT 1::BIGINT AS a, 2::BIGINT AS b")

    resolve_accounts(con, must_link="must", cannot_link="cannot")

    assert links(con) == {1: 1, 2: 2, 3: 3, 4: 3, 11: 1}
    assert (rules(con)[4], rules(con)[11]) == ("decision", "decision")
    assert reviewed(con) == []


def test_a_decision_about_a_domain_follows_it_into_the_record_that_holds_it():
    companies = [{"id": 1, "name": "Kolibrée"}, {"id": 2, "name": "Nouvelle", "domain": "nouvelle.fr"}]
    con = given(companies=companies)
    con.execute("CREATE TABLE must AS SELECT 1::BIGINT AS a, $1::BIGINT AS b", [domain_id("nouvelle.fr")])

    resolve_accounts(con, must_link="must")

    assert links(con) == {1: 1, 2: 1}


def many(seed):
    """Companies and people with every kind of agreement, in an order drawn by ``seed``."""
    draw = random.Random(4)  # noqa: S311 -- a seeded test world
    names = [
        "Kolibrée",
        "Abeille Industrie",
        "Martin Transports",
        "Zéphyrine",
        "Nova Conseil",
        "Océan Bleu",
        "Tréfle Robotique",
    ]
    companies = []
    for number in range(1, 61):
        name = draw.choice(names)
        label = name.split()[0].lower().replace("é", "e")
        companies.append(
            {
                "id": number,
                "name": draw.choice([name, name.upper(), f"{name} SAS", f"{name} France"]),
                "domain": draw.choice([None, f"{label}.fr", f"{label}.com"]),
                "siren": draw.choice([None, None, None, SIREN_A, SIREN_B]),
                "city": draw.choice([None, "Lyon", "Nantes"]),
                "country": draw.choice([None, "FR", "FR", "DE"]),
            }
        )
    people = [
        {
            "id": 1000 + number,
            "email": draw.choice(
                ["a@gmail.com", f"p{number}@kolibree.fr", f"p{number}@nova.fr", f"p{number}@inconnue.eu"]
            ),
            "company_name": draw.choice([None, *names]),
            "account_ref": draw.choice([None, None, 3, 5]),
        }
        for number in range(80)
    ]
    random.Random(seed).shuffle(companies)  # noqa: S311 -- as above
    random.Random(seed + 1).shuffle(people)  # noqa: S311 -- as above
    return companies, people


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_changes_nothing(seed):
    def outcome(order):
        con = resolved(*many(order))
        return con.execute("FROM account_link ORDER BY 1").fetchall(), con.execute(
            "FROM account_review ORDER BY 1, 2"
        ).fetchall()

    assert outcome(seed) == outcome(99)


def test_no_account_ever_holds_two_sirens():
    con = resolved(*many(5))

    mixed = con.execute(
        "SELECT account_id FROM account_link JOIN account_record USING (record_id) GROUP BY 1 HAVING count(DISTINCT siren) > 1"
    ).fetchall()

    assert mixed == []


def test_nothing_but_the_two_tables_is_left_behind():
    con = given(companies=COMPANIES, people=[{"id": 7, "email": "a@abeille-industrie.fr"}])
    before = {row[0] for row in con.execute("SHOW TABLES").fetchall()}

    resolve_accounts(con)

    assert {row[0] for row in con.execute("SHOW TABLES").fetchall()} - before == {"account_link", "account_review"}


def test_no_records_at_all_give_no_links():
    con = resolved()

    assert links(con) == {}
    assert reviewed(con) == []
