"""Person records as they are compared: names, addresses and numbers cleaned, whole names taken apart."""

import duckdb
import pyarrow as pa

from cordee.revenue.identity import nicknames, phones
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
        ), spoken AS (
            SELECT *, CASE WHEN from_mail THEN split_part(mail_local, '.', 1) ELSE given_2 END AS given_3,
                   CASE WHEN from_mail THEN split_part(mail_local, '.', 2) ELSE family_2 END AS family,
                   -- What an address says beside the family name completes a given name that is absent or an initial.
                   CASE WHEN (given_3 IS NULL OR length(given_3) = 1) AND length(mail_letters) > length(family) THEN
                       CASE WHEN ends_with(mail_letters, family) THEN left(mail_letters, length(mail_letters) - length(family))
                            WHEN starts_with(mail_letters, family) THEN substr(mail_letters, length(family) + 1) END
                   END AS beside
            FROM derived
        ), complete AS (
            SELECT *, CASE WHEN given_3 = beside[1] OR (given_3 IS NULL AND beside IS NOT NULL AND
                       (length(beside) = 1 OR regexp_full_match(mail_local, '[^._]+[._][^._]+'))) THEN beside ELSE given_3 END AS given
            FROM spoken
        ), joined AS (
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
                   coalesce(regexp_matches(coalesce(n.phones[1], phone_1), '{phones.MOBILE}'), FALSE) AS mobile, replace(company, ' ', '') AS company_flat,
                   company, siren, linkedin, city, title
            FROM complete c LEFT JOIN _person_number n ON n.record_id = c.record_id LEFT JOIN _nickname k ON k.name = c.given
        )
        SELECT *, regexp_replace(split_part(domain, '.', 1), '[^\\p{{L}}\\p{{N}}]+', '', 'g') AS domain_flat FROM joined
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
