"""People: which records of any tool speak of one human.

Exact identifiers weigh most but never decide alone: an address that several different humans use is a shared
mailbox, a number that a whole company uses is a switchboard. What names, addresses, numbers and companies say
together is learnt from the pairs that a LinkedIn address labels for free, or without labels where those are too
few.
"""

import duckdb
import pyarrow as pa

from cordee.revenue.identity import nicknames, phones
from cordee.revenue.identity.comparison import Bound, Comparison, Frequency, Key, Level, Levels, Mask, Redundant, Spec
from cordee.revenue.identity.engine import MERGE, Resolution, explain_pair, resolve
from cordee.revenue.identity.incremental import extend
from cordee.revenue.identity.normalise import (
    company_sql,
    email_sql,
    free_mail_sql,
    host_sql,
    letters_sql,
    linkedin_sql,
    phone_sql,
    role_sql,
    siren_sql,
)
from cordee.revenue.warehouse.tables import STAGED

_READ = [
    "given_name",
    "family_name",
    "full_name",
    "email",
    "emails",
    "phones",
    "job_title",
    "linkedin_url",
    "company_name",
    "company_domain",
    "city",
    "country",
    "siren",
]

CROWDED = 4
"""A mailbox or a number that as many different humans use is nobody's own."""


def _close(a: str, b: str, similarity: float) -> str:
    """Nearly the same name: alike from the start, or one letter lost, added, changed or moved."""
    return (
        f"(jaro_winkler_similarity({a}, {b}) >= {similarity} "
        f"OR (least(length({a}), length({b})) >= 4 AND damerau_levenshtein({a}, {b}) <= 1))"
    )


_SWAPPED = (
    "((l.given[1] = r.family[1] OR l.family[1] = r.given[1]) AND ("
    "(jaro_winkler_similarity(l.given, r.family) >= 0.88 AND (l.family[1] = r.given[1] OR "
    "jaro_winkler_similarity(l.family, r.given) >= 0.88)) OR "
    "(jaro_winkler_similarity(l.family, r.given) >= 0.88 AND l.given[1] = r.family[1])))"
)

_SAME_NAME = "l.given = r.given AND l.family = r.family"

GIVEN = Comparison(
    "given",
    "l.given IS NULL OR r.given IS NULL",
    (
        Level(
            "same, unique",
            f"{_SAME_NAME} AND l.namesakes < 0.02",
            "the same, a name of one’s own",
            "le même, nom unique",
        ),
        Level("same, rare", f"{_SAME_NAME} AND l.namesakes < 0.2", "the same, a rare name", "le même, nom rare"),
        Level(
            "same, uncommon",
            f"{_SAME_NAME} AND l.namesakes < 1",
            "the same, an uncommon name",
            "le même, nom peu courant",
        ),
        Level("same", "l.given = r.given", "the same", "le même"),
        Level(
            "familiar",
            "(l.given_short OR r.given_short) AND list_has_any(l.given_roots, r.given_roots)",
            "a familiar form of the other",
            "forme familière de l’autre",
        ),
        Level(
            "initial",
            "l.given[1] = r.given[1] AND (length(l.given) = 1 OR length(r.given) = 1)",
            "the initial of the other",
            "l’initiale de l’autre",
        ),
        Level("close", _close("l.given", "r.given", 0.9), "nearly the same", "presque le même"),
        Level("swapped", _SWAPPED, "swapped with the family name", "inversé avec le nom"),
        Level("prefix", "l.given[1:3] = r.given[1:3]", "begins alike", "commence pareil"),
    ),
    "given name",
    "prénom",
)

FAMILY = Comparison(
    "family",
    "l.family IS NULL OR r.family IS NULL",
    (
        Level("same, rare", "l.family = r.family AND l.family_n <= 10", "the same, a rare one", "le même, rare"),
        Level("same, uncommon", "l.family = r.family AND l.family_n <= 100", "the same", "le même"),
        Level("same", "l.family = r.family", "the same, a common one", "le même, courant"),
        Level("close", _close("l.family", "r.family", 0.92), "nearly the same", "presque le même"),
        Level(
            "part",
            "starts_with(l.family, r.family) OR starts_with(r.family, l.family) OR (least(length(l.family), length(r.family)) >= 4 "
            "AND (ends_with(l.family, r.family) OR ends_with(r.family, l.family)))",
            "a part of the other",
            "une partie de l’autre",
        ),
        Level("swapped", _SWAPPED, "swapped with the given name", "inversé avec le prénom"),
        Level("alike", "jaro_winkler_similarity(l.family, r.family) >= 0.82", "alike", "ressemblant"),
    ),
    "family name",
    "nom",
)

_SAME_LOCAL = (
    "l.mail_letters = r.mail_letters AND length(l.mail_letters) >= 5 AND l.mail_form <> 2 AND r.mail_form <> 2"
)
"""``claire@`` at two companies says no more than the given name does."""

EMAIL = Comparison(
    "email",
    "l.mail IS NULL OR r.mail IS NULL",
    (
        Level(
            "shared", "l.mail = r.mail AND l.mail_crowd", "one mailbox that several people use", "une boîte partagée"
        ),
        Level(
            "same",
            "l.mail = r.mail OR (l.mails IS NOT NULL AND list_has_any(l.mails, coalesce(r.mails, [r.mail]))) "
            "OR (r.mails IS NOT NULL AND list_has_any(r.mails, [l.mail]))",
            "the same address",
            "la même adresse",
        ),
        Level(
            "punctuation",
            "l.mail_letters = r.mail_letters AND l.mail_domain = r.mail_domain AND l.mail_digits = r.mail_digits",
            "the same but for dots and dashes",
            "la même aux points et tirets près",
        ),
        Level(
            "other number",
            "l.mail_letters = r.mail_letters AND l.mail_domain = r.mail_domain",
            "the same but for a digit, at one company",
            "la même à un chiffre près, dans une société",
        ),
        Level(
            "same local part",
            f"{_SAME_LOCAL} AND (l.mail_free OR r.mail_free)",
            "the same name before a free mailbox’s @",
            "le même nom chez un fournisseur gratuit",
        ),
        Level(
            "same local part, other company",
            _SAME_LOCAL,
            "the same name before the @, another company",
            "le même nom avant le @, autre société",
        ),
        Level(
            "typing error",
            "l.mail_domain = r.mail_domain AND jaro_winkler_similarity(l.mail_letters, r.mail_letters) >= 0.93",
            "one typing error away",
            "à une faute de frappe",
        ),
        Level(
            "both from their names",
            "l.mail_form > 0 AND r.mail_form > 0 AND l.mail_domain = r.mail_domain",
            "both made from the names, at one company",
            "toutes deux formées sur les noms, même société",
        ),
        Level(
            "both from their names, two domains",
            "l.mail_form > 0 AND r.mail_form > 0 AND (l.mail_free OR r.mail_free)",
            "both made from the names, one of them private",
            "toutes deux formées sur les noms, dont une privée",
        ),
    ),
    "e-mail",
    "e-mail",
)

PHONE = Comparison(
    "phone",
    "l.phone IS NULL OR r.phone IS NULL",
    (
        Level(
            "switchboard",
            "l.phone = r.phone AND l.phone_crowd",
            "one number that several people use",
            "un numéro partagé",
        ),
        Level(
            "same",
            "l.phone = r.phone OR (l.phones IS NOT NULL AND list_has_any(l.phones, coalesce(r.phones, [r.phone]))) "
            "OR (r.phones IS NOT NULL AND list_has_any(r.phones, [l.phone]))",
            "the same number",
            "le même numéro",
        ),
    ),
    "telephone",
    "téléphone",
)

COMPANY = Comparison(
    "company",
    "(l.domain IS NULL AND l.company IS NULL AND l.siren IS NULL) OR (r.domain IS NULL AND r.company IS NULL AND r.siren IS NULL)",
    (
        Level(
            "same, small",
            "l.domain = r.domain AND l.domain_n <= 15",
            "the same, known for few people",
            "la même, peu de personnes",
        ),
        Level("same", "l.domain = r.domain AND l.domain_n <= 60", "the same", "la même"),
        Level(
            "same, large", "l.domain = r.domain", "the same, known for many people", "la même, beaucoup de personnes"
        ),
        Level("same register number", "l.siren = r.siren", "the same SIREN", "le même SIREN"),
        Level("same name", "l.company = r.company", "the same name", "le même nom"),
        Level(
            "close name",
            "jaro_winkler_similarity(l.company, r.company) >= 0.9",
            "nearly the same name",
            "presque le même nom",
        ),
    ),
    "company",
    "société",
)

LINKEDIN = Comparison(
    "linkedin",
    "l.linkedin IS NULL OR r.linkedin IS NULL",
    (Level("same", "l.linkedin = r.linkedin", "the same profile", "le même profil"),),
    "LinkedIn",
    "LinkedIn",
)

CITY = Comparison(
    "city",
    "l.city IS NULL OR r.city IS NULL",
    (Level("same", "l.city = r.city", "the same", "la même"),),
    "city",
    "ville",
)

TITLE = Comparison(
    "title",
    "l.title IS NULL OR r.title IS NULL",
    (Level("same", "l.title = r.title", "the same", "le même"),),
    "job title",
    "fonction",
)

_SAME_FAMILY = ("same, rare", "same, uncommon", "same", "close", "part", "swapped")
_SAME_GIVEN = ("same, unique", "same, rare", "same, uncommon", "same", "familiar", "close", "swapped")


def _names_differ(at: Levels) -> Mask:
    """Neither name can be the other's."""
    return (at.at("given", "differs", "prefix") & at.at("family", "differs", "alike")) | (
        at.at("given", "differs")
        & at.at("family", "differs", "alike", "close", "part", "same", "same, uncommon", "same, rare")
    )


def _strangers(at: Levels) -> Mask:
    return at.at("given", "differs", "prefix") & at.at("family", "differs", "alike")


def _two_given_names(at: Levels) -> Mask:
    """Brothers, spouses (who may share a telephone), and ``jmartin@`` at two companies."""
    own = at.at("email", "same", "punctuation", "typing error") | at.at("linkedin", "same")
    return at.at("given", "differs") & ~own


def _colleagues(at: Levels) -> Mask:
    return _strangers(at) & ~at.at("email", "same", "punctuation", "typing error") & ~at.at("linkedin", "same")


def _two_profiles(at: Levels) -> Mask:
    return at.at("linkedin", "differs")


def _two_numbers(at: Levels) -> Mask:
    """``jean.dupont2@`` was given to the second Jean Dupont of a company."""
    return at.at("email", "other number") & ~at.at("linkedin", "same") & ~at.at("phone", "same")


def _two_work_addresses(at: Levels) -> Mask:
    """Two addresses that are not made alike, and names that are not quite the same."""
    return (
        at.at("email", "differs", "both from their names", "typing error")
        & ~(at.at("family", *_SAME_FAMILY) & at.at("given", *_SAME_GIVEN, "initial", "unknown"))
        & ~at.at("linkedin", "same")
        & ~at.at("phone", "same")
    )


def _namesakes(at: Levels) -> Mask:
    """A name that others bear too, at two companies, with two addresses: a third record must not make them one."""
    return (
        at.at("email", "differs", "same local part, other company")
        & at.at("company", "differs")
        & ~at.at("given", "same, unique")
        & ~at.at("phone", "same")
        & ~at.at("linkedin", "same")
    )


def _apart(at: Levels) -> Mask:
    """Never in one group by way of a third record."""
    return (
        (_two_profiles(at) | _two_numbers(at))
        | (_names_differ(at) & ~at.at("linkedin", "same") & ~at.at("email", "same"))
    ) & ~(at.at("email", "same") & at.at("linkedin", "unknown") & ~_strangers(at))


_CROWD = """
    UPDATE {{records}} SET {value}_crowd = TRUE WHERE {value} IN (
        SELECT v FROM (
            SELECT unnest(coalesce({value}s, [{value}])) AS v, family[1:3] AS f, given[1:1] AS g FROM {{records}}
            WHERE {value} IS NOT NULL {{among}}
        ) GROUP BY v HAVING count(*) >= {crowded} AND count(DISTINCT f) >= {crowded} AND count(DISTINCT g) >= 2
    );
"""
_REFINE = tuple((value, _CROWD.format(value=value, crowded=CROWDED)) for value in ("mail", "phone"))
"""Mailboxes and numbers that several different humans use: counted by the beginnings of their names."""

_FAMILY_KNOWN = ("same, rare", "same, uncommon", "same")
_ANY_COMPANY = ("same, small", "same", "same, large", "same register number", "same name", "close name")

_PRIOR = {
    "given": {
        "same, unique": (0.25, 2e-7), "same, rare": (0.15, 2e-6), "same, uncommon": (0.15, 1e-4), "same": (0.1, 0.01),
        "familiar": (0.04, 0.004), "initial": (0.06, 0.004), "close": (0.1, 0.005), "swapped": (0.02, 1e-4),
        "prefix": (0.01, 0.01), "differs": (0.06, 0.96),
    },
    "family": {
        "same, rare": (0.35, 1e-4), "same, uncommon": (0.15, 5e-4), "same": (0.1, 0.003), "close": (0.12, 8e-4),
        "part": (0.06, 0.001), "swapped": (0.02, 1e-4), "alike": (0.03, 0.01), "differs": (0.08, 0.98),
    },
    "email": {
        "shared": (0.01, 1e-5), "same": (0.5, 2e-7), "punctuation": (0.03, 5e-7), "other number": (0.005, 1e-6),
        "same local part": (0.04, 1e-6), "same local part, other company": (0.04, 5e-6), "typing error": (0.04, 1e-6),
        "both from their names": (0.08, 0.001), "both from their names, two domains": (0.08, 0.02), "differs": (0.17, 0.97),
    },
    "phone": {"switchboard": (0.1, 1e-4), "same": (0.6, 5e-6), "differs": (0.3, 1.0)},
    "company": {
        "same, small": (0.3, 0.001), "same": (0.2, 0.001), "same, large": (0.2, 0.001), "same register number": (0.01, 1e-4),
        "same name": (0.1, 3e-4), "close name": (0.04, 0.001), "differs": (0.15, 0.99),
    },
    "linkedin": {"same": (0.95, 1e-7), "differs": (0.05, 1.0)},
    "city": {"same": (0.7, 0.1), "differs": (0.3, 0.9)},
    "title": {"same": (0.5, 0.05), "differs": (0.5, 0.95)},
}  # fmt: skip
"""What is expected of people before any are seen: the share of each level among matches and among others, from
judgement."""

PERSON = Spec(
    name="human",
    clean="SELECT * FROM _person_clean",
    comparisons=(GIVEN, FAMILY, EMAIL, PHONE, COMPANY, LINKEDIN, CITY, TITLE),
    keys=(
        Key("email", "CASE WHEN NOT mail_crowd THEN coalesce(mails, [mail]) END", 100, many=True),
        Key("linkedin", "linkedin", 100),
        Key("phone", "coalesce(phones, [phone])", 12, many=True),
        Key("phone and family", "phone || '|' || family[1:2]"),
        Key("phone and given", "phone || '|' || given[1:2]"),
        Key("family and company", "family || '|' || domain"),
        Key("given and company", "given || '|' || domain"),
        Key("name", "least(given, family) || '|' || greatest(given, family)"),
        Key("local part", "mail_letters", 12),
        Key("initial and family", "family || '|' || given[1]", 8),
        Key(
            "initials and company",
            "least(given[1], family[1]) || greatest(given[1], family[1]) || coalesce(domain, company)",
            20,
        ),
        Key("beginnings", "family[1:3] || '|' || given[1:2] || '|' || company[1:5]"),
    ),
    frequencies=(
        Frequency("given_n", "given"),
        Frequency("family_n", "family"),
        Frequency("domain_n", "domain"),
    ),
    derived=(
        ("namesakes", "given_n::DOUBLE * family_n / (SELECT count(*) FROM {records})"),
        ("mail_crowd", "FALSE"),
        ("phone_crowd", "FALSE"),
    ),
    refine=_REFINE,
    label="linkedin",
    redundant=(
        Redundant("given", ("same, unique", "same, rare", "same, uncommon"), "family", _FAMILY_KNOWN),
        Redundant("given", ("swapped",), "family", ("swapped",)),
        Redundant(
            "family",
            (*_FAMILY_KNOWN, "close", "swapped"),
            "email",
            ("same local part", "same local part, other company"),
        ),
        Redundant(
            "email",
            ("same", "punctuation", "typing error", "both from their names", "other number"),
            "company",
            _ANY_COMPANY,
        ),
        Redundant("phone", ("switchboard", "same"), "company", _ANY_COMPANY),
    ),
    bounds=(
        Bound(
            "colleagues", _colleagues, most=0.05, en="nothing in the names agrees", fr="rien ne concorde dans les noms"
        ),
        Bound("strangers", _strangers, most=0.9, en="nothing in the names agrees", fr="rien ne concorde dans les noms"),
        Bound("two given names", _two_given_names, most=0.9, en="two given names", fr="deux prénoms"),
        Bound("two profiles", _two_profiles, most=0.9, en="two LinkedIn profiles", fr="deux profils LinkedIn"),
        Bound(
            "two numbers",
            _two_numbers,
            most=0.9,
            en="two numbered addresses at one company",
            fr="deux adresses numérotées dans une société",
        ),
        Bound(
            "two addresses",
            _two_work_addresses,
            most=0.9,
            en="two addresses and two names",
            fr="deux adresses et deux noms",
        ),
    ),
    prior=_PRIOR,
    conflict=_apart,
    contested=_namesakes,
    exact=(("linkedin", "same"), ("email", "same"), ("phone", "same")),
)


def prepare(con: duckdb.DuckDBPyConnection, table: str, *, region: str = "FR") -> None:
    """``_person_clean``: the cleaned columns of the staged ones; columns that ``table`` lacks count as empty."""
    held = {row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()}
    kinds = {column.name: column.type for column in STAGED["stg_person"].columns}
    read = ", ".join(name if name in held else f"CAST(NULL AS {kinds[name]}) AS {name}" for name in _READ)
    nicknames.register(con, "_nickname")
    french = _in_france("TRUE" if region == "FR" else "FALSE")
    first_phone = phone_sql("phones[1]", french=french)
    # Most people have one number that SQL can read; the others are listed, and texts that SQL cannot read are
    # parsed once.
    # A table is read by every thread; a file of one row group would be cleaned by one.
    con.execute(f"CREATE OR REPLACE TEMP TABLE _person_read AS SELECT record_id, {read} FROM {table}")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE _person_phone AS
        WITH received AS (
            SELECT record_id, country, phones FROM _person_read WHERE len(phones) > 0
        ), odd AS (
            SELECT record_id, country, phones FROM received WHERE len(phones) > 1 OR {first_phone} IS NULL
        ), listed AS (
            SELECT record_id, country, unnest(phones) AS raw, generate_subscripts(phones, 1) AS i FROM odd
        )
        SELECT record_id, i, raw, {phone_sql("raw", french=french)} AS phone,
               CASE WHEN length(trim(country)) = 2 THEN upper(trim(country)) ELSE '{region}' END AS region
        FROM listed WHERE trim(raw) <> ''
    """)
    odd = con.execute("SELECT DISTINCT raw, region FROM _person_phone WHERE phone IS NULL ORDER BY 1, 2").fetchall()
    parsed = phones.parse_all(odd)
    columns = {
        "raw": pa.array([raw for raw, _, _ in parsed], pa.string()),
        "region": pa.array([of for _, of, _ in parsed], pa.string()),
        "phone": pa.array([phone for _, _, phone in parsed], pa.string()),
    }
    con.register("_parsed", pa.table(columns))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE _person_number AS
        WITH number AS (
            SELECT p.record_id, i, coalesce(p.phone, q.phone) AS phone
            FROM _person_phone p LEFT JOIN _parsed q ON p.phone IS NULL AND q.raw = p.raw AND q.region = p.region
        )
        SELECT record_id, list(phone ORDER BY i) AS phones FROM number WHERE phone IS NOT NULL GROUP BY 1
    """)
    con.unregister("_parsed")
    con.execute("DROP TABLE _person_phone")
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW _person_clean AS
        WITH addressed AS (
            SELECT *, {email_sql("email")} AS mail_0, {first_phone} AS phone_1,
                   CASE WHEN len(emails) > 0 THEN list_filter(list_transform(emails, x -> {email_sql("x")}), x -> x IS NOT NULL)
                   END AS mails_0
            FROM _person_read
        ), sorted AS (
            SELECT *, CASE WHEN mail_0 IS NOT NULL AND NOT {role_sql("mail_0")} THEN mail_0 END AS mail_1,
                   CASE WHEN len(mails_0) > 0 THEN list_filter(mails_0, x -> NOT {role_sql("x")}) END AS mails_1
            FROM addressed
        ), cleaned AS (
            SELECT record_id, full_name, phone_1, {letters_sql("given_name")} AS given_1, {letters_sql("family_name")} AS family_1,
                   given_name IS NULL AND family_name IS NULL AND trim(full_name) LIKE '%_ _%' AS whole,
                   coalesce(mail_1, mails_1[1]) AS mail,
                   CASE WHEN len(mails_1) > 0 THEN list_distinct(list_concat(mails_1, [mail_1])) END AS mails_2,
                   mail_0, {siren_sql("siren")} AS siren, {linkedin_sql("linkedin_url")} AS linkedin,
                   {host_sql("company_domain")} AS domain_1, {company_sql("company_name")} AS company,
                   nullif(trim(strip_accents(lower(city))), '') AS city, nullif(trim(strip_accents(lower(job_title))), '') AS title
            FROM sorted
        ), named AS (
            SELECT *, CASE WHEN whole THEN {_given_of("full_name")} ELSE given_1 END AS given_2,
                   CASE WHEN whole THEN {_family_of("full_name")} WHEN given_1 IS NULL AND family_1 IS NULL
                        THEN {letters_sql("full_name")} ELSE family_1 END AS family_2,
                   split_part(mail, '@', 1) AS mail_local, split_part(mail, '@', 2) AS mail_domain,
                   split_part(coalesce(mail, mail_0), '@', 2) AS any_domain
            FROM cleaned
        ), derived AS (
            SELECT *, regexp_replace(mail_local, '[^\\p{{L}}]+', '', 'g') AS mail_letters,
                   given_2 IS NULL AND family_2 IS NULL AND regexp_full_match(mail_local, '[a-z]{{2,}}\\.[a-z]{{2,}}') AS from_mail
            FROM named
        ), complete AS (
            SELECT *, CASE WHEN from_mail THEN split_part(mail_local, '.', 1) ELSE given_2 END AS given,
                   CASE WHEN from_mail THEN split_part(mail_local, '.', 2) ELSE family_2 END AS family
            FROM derived
        )
        SELECT c.record_id, given, family, k.roots AS given_roots, coalesce(k.short, FALSE) AS given_short,
               mail, CASE WHEN len(mails_2) > 1 THEN mails_2 END AS mails, nullif(mail_letters, '') AS mail_letters,
               regexp_replace(mail_local, '[^0-9]+', '', 'g') AS mail_digits, mail_domain,
               coalesce({free_mail_sql("mail_domain")}, FALSE) AS mail_free,
               CASE WHEN mail_letters IN (
                   given || family, given[1] || family, family || given, given || family[1], family || given[1]
               ) THEN 1 WHEN mail_letters = given OR mail_letters = family THEN 2 ELSE 0 END::TINYINT AS mail_form,
               coalesce(n.phones[1], phone_1) AS phone, CASE WHEN len(n.phones) > 1 THEN list_distinct(n.phones) END AS phones,
               coalesce(CASE WHEN NOT {free_mail_sql("domain_1")} THEN domain_1 END,
                        CASE WHEN NOT {free_mail_sql("any_domain")} THEN nullif(any_domain, '') END) AS domain,
               company, siren, linkedin, city, title
        FROM complete c LEFT JOIN _person_number n ON n.record_id = c.record_id LEFT JOIN _nickname k ON k.name = c.given
    """)


def _in_france(otherwise: str) -> str:
    return f"(CASE WHEN country IS NULL THEN {otherwise} ELSE lower(trim(country)) IN ('fr', 'fra', 'france', '') END)"


def _family_of(text: str) -> str:
    """The family name of a whole name: before a comma; else the words in capitals; else what follows the first word."""
    capitals = f"list_filter(string_split(trim({text}), ' '), x -> length(x) > 1 AND x = upper(x))"
    return letters_sql(
        f"CASE WHEN contains({text}, ',') THEN split_part({text}, ',', 1) WHEN {text} <> upper({text}) AND len({capitals}) > 0 "
        f"THEN array_to_string({capitals}, ' ') ELSE regexp_extract(trim({text}), '\\s(.+)$', 1) END"
    )


def _given_of(text: str) -> str:
    others = f"list_filter(string_split(trim({text}), ' '), x -> NOT (length(x) > 1 AND x = upper(x)))"
    capitals = f"list_filter(string_split(trim({text}), ' '), x -> length(x) > 1 AND x = upper(x))"
    return letters_sql(
        f"CASE WHEN contains({text}, ',') THEN split_part({text}, ',', 2) WHEN {text} <> upper({text}) AND len({capitals}) > 0 "
        f"THEN array_to_string({others}, ' ') ELSE split_part(trim({text}), ' ', 1) END"
    )


def resolve_people(
    con: duckdb.DuckDBPyConnection,
    records: str = "person_record",
    must_link: str | None = None,
    cannot_link: str | None = None,
    *,
    merge: float = MERGE,
    region: str = "FR",
) -> Resolution:
    """Groups the current versions of person records (the staged columns; ``record_id`` unique), into ``human_link`` and
    the other tables of the engine. What the tools themselves say (``same_as``) counts as ``must_link``."""
    prepare(con, records, region=region)
    said = must_links(con, records, must_link)
    return resolve(con, table=records, spec=PERSON, must_link=said, cannot_link=cannot_link, merge=merge)


def resolve_people_incremental(
    con: duckdb.DuckDBPyConnection,
    new_records: str,
    must_link: str | None = None,
    cannot_link: str | None = None,
    *,
    merge: float = MERGE,
    region: str = "FR",
) -> Resolution:
    """Adds records (or new versions of known ones) to what ``resolve_people`` left in ``con``: see ``incremental.extend``.
    ``must_link`` and ``cannot_link`` are all decisions, not only the new ones."""
    prepare(con, new_records, region=region)
    said = must_links(con, new_records, must_link, more=True)
    return extend(con, table=new_records, spec=PERSON, must_link=said, cannot_link=cannot_link, merge=merge)


def must_links(con: duckdb.DuckDBPyConnection, records: str, must_link: str | None, *, more: bool = False) -> str:
    """``human_said``: the given pairs and those that the tools state in ``same_as`` (``more``: those said before,
    too)."""
    held = {row[0] for row in con.execute(f"DESCRIBE {records}").fetchall()}
    parts = [f"SELECT a::BIGINT AS a, b::BIGINT AS b FROM {must_link}"] if must_link else []
    if "same_as" in held:
        parts.append(f"SELECT record_id AS a, unnest(same_as) AS b FROM {records} WHERE len(same_as) > 0")
    if more:
        parts.append("SELECT a, b FROM human_said")
    union = " UNION ".join(parts) or "SELECT NULL::BIGINT AS a, NULL::BIGINT AS b"
    con.execute(f"CREATE OR REPLACE TABLE human_said AS SELECT * FROM ({union}) WHERE a IS NOT NULL AND b IS NOT NULL")
    return "human_said"


__all__ = ["PERSON", "explain_pair", "resolve_people", "resolve_people_incremental"]
