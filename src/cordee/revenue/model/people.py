"""People: humans, assembled from the records that speak of them."""

from cordee.revenue.identity.normalise import free_mail_sql, role_sql
from cordee.revenue.model import words
from cordee.revenue.model.accounts import countries_read
from cordee.revenue.model.build import Build
from cordee.revenue.model.survivorship import Field, assembled, kept, losers, ranked
from cordee.revenue.model.users import owner

_BOTH = "given_name <> '' AND family_name <> ''"
_WHOLE = (
    "coalesce(nullif(trim(concat_ws(' ', nullif(trim(given_name), ''), nullif(trim(family_name), ''))), ''), "
    "nullif(trim(full_name), ''))"
)

FIELDS = (
    # Both names come from one record, so that two tools' spellings never mix; words in any order agree.
    Field(
        "name",
        _WHOLE,
        f"list_sort(string_split({words.plain('f_name')}, ' '))",
        prefers=f"coalesce({_BOTH}, false)",
        is_name=True,
    ),
    Field("email", "lower(nullif(trim(email), ''))", None),
    Field("phone", "first_phone", None),
    Field("job_title", words.filled("job_title"), words.plain("f_job_title")),
    Field(
        "linkedin_url",
        words.filled("linkedin_url"),
        "lower(rtrim(regexp_extract(f_linkedin_url, '(in/.*?|[^/]+)/*([?].*)?$', 1), '/'))",
    ),
    Field("country", f"coalesce(country_code, {words.filled('country')})", words.plain("f_country")),
    Field("city", words.filled("city"), words.plain("f_city")),
    Field("language", "nullif(lower(trim(language)), '')", "f_language[:2]"),
    Field("owner", "owner_id", None),
    Field("account", "linked_account_id", "f_account"),
)


def people(build: Build) -> int:
    """Fills ``person``, ``person_email``, ``person_phone`` and their part of ``field_value`` and ``contradiction``.

    Reads ``person_record`` (current versions; in an incremental build at least those of the people in
    ``changed_person``),
    the links and ``account``. A record that was merged away or deleted still belongs to its person.
    """
    country = build.settings.country
    joins, owner_id = owner("r")
    countries_read(build)
    facts = f"""
        SELECT r.record_id, r.source, l.person_id, r.modified_at, coalesce(r.modified_at, r.received_at) AS fresh_at,
            r.deleted, false AS fallback, r.given_name, r.family_name, r.full_name, r.email, r.emails, r.phones,
            {words.phone("r.phones[1]", country)} AS first_phone, r.job_title, r.linkedin_url, r.country,
            c.code AS country_code, r.city, r.language, r.created_at, r.opted_out, {owner_id} AS owner_id,
            a.account_id AS linked_account_id
        FROM person_record AS r
        JOIN person_link AS l USING (record_id)
        LEFT JOIN account_link AS a USING (record_id)
        LEFT JOIN country_read AS c ON c.country = r.country
        {joins}
        WHERE {build.within("l.person_id", "changed_person")}
    """
    ranked(build, "person", facts, FIELDS)
    build.fill(
        "person_email",
        f"""
        SELECT DISTINCT person_id, email, NOT {free_mail_sql("split_part(email, '@', 2)")} AS is_work,
            coalesce({role_sql("email")}, false) AS is_role
        FROM (SELECT person_id, lower(trim(unnest(list_concat([email], emails)))) AS email FROM person_fact)
        WHERE contains(email, '@')
        """,
        key="person_id",
        scope="changed_person",
    )
    build.fill(
        "person_phone",
        f"""
        SELECT DISTINCT person_id, phone
        FROM (SELECT person_id, {words.phone("p", country)} AS phone
            FROM (SELECT person_id, unnest(phones) AS p FROM person_fact))
        WHERE phone IS NOT NULL
        """,
        key="person_id",
        scope="changed_person",
    )
    title = words.plain("job_title")
    build.temp(
        "title_read",
        f"""
        SELECT job_title, {words.seniority("title")} AS seniority, {words.function("title")} AS function
        FROM (SELECT DISTINCT f_job_title AS job_title, {title} AS title FROM person_fact WHERE f_job_title IS NOT NULL)
        """,
    )
    columns = {field.name: kept(field, build) for field in FIELDS}
    name = FIELDS[0]
    columns |= {
        "given_name": kept(name, build, "nullif(trim(given_name), '')"),
        "family_name": kept(name, build, "nullif(trim(family_name), '')"),
        "names": ("string_agg(DISTINCT f_name, ' ' ORDER BY f_name)", "f_name"),
        "created_at": ("min(created_at)", "created_at"),
        "opted_out": ("coalesce(bool_or(opted_out), false)", "coalesce(opted_out, false)"),
        "sources": ("list_sort(list_distinct(list(source)))", "[source]"),
        "n_records": ("count(*)", "1"),
    }
    build.temp(
        "person_kept",
        f"""
        SELECT * EXCLUDE (account, owner), account AS account_id, owner AS owner_id
        FROM ({assembled("person_fact", "person_id", columns)})
        """,
    )
    rows = build.fill(
        "person",
        f"""
        WITH mail AS ({_reached(build, "email")}), call AS ({_reached(build, "phone")})
        SELECT p.*, t.seniority, t.function,
            strip_accents(lower(trim(concat_ws(' ', p.names, m.one, m.other, m.more, c.one, c.other, c.more, a.name)))) AS search
        FROM person_kept AS p
        LEFT JOIN mail AS m USING (person_id)
        LEFT JOIN call AS c USING (person_id)
        LEFT JOIN account AS a ON a.account_id = p.account_id
        LEFT JOIN title_read AS t ON t.job_title = p.job_title
        """,
        key="person_id",
        scope="changed_person",
    )
    losers(build, "person", FIELDS)
    build.drop("person_fact", "person_fact_several", "person_kept", "told")
    return rows


def _reached(build: Build, what: str) -> str:
    """Every address or number of a person: hardly anybody has more than two, and lists are slow to make."""
    rows = f"SELECT person_id, {what} AS word FROM person_{what} WHERE {build.within('person_id', 'changed_person')}"
    return f"""
        SELECT person_id, min(word) AS one, CASE WHEN count(*) > 1 THEN max(word) END AS other, any_value(words) AS more
        FROM ({rows}) LEFT JOIN (
            SELECT person_id, array_to_string(list_sort(list(word)), ' ') AS words
            FROM ({rows})
            WHERE person_id IN (SELECT person_id FROM ({rows}) GROUP BY 1 HAVING count(*) > 2) GROUP BY person_id
        ) USING (person_id)
        GROUP BY person_id
    """
