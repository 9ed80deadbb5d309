"""Accounts: companies, assembled from the records that speak of them."""

from cordee.revenue.model import words
from cordee.revenue.model.build import Build
from cordee.revenue.model.survivorship import Field, assembled, kept, losers, ranked
from cordee.revenue.model.users import owner

FIELDS = (
    Field("name", words.filled("name"), words.without_legal_form(words.plain("f_name")), is_name=True),
    Field("domain", words.domain("coalesce(nullif(trim(domain), ''), website)"), None),
    Field("siren", "nullif(regexp_replace(siren, '[^0-9]', '', 'g'), '')", "f_siren"),
    Field("vat", "nullif(regexp_replace(upper(vat), '[^A-Z0-9]', '', 'g'), '')", "f_vat"),
    Field("industry", words.filled("industry"), None),  # each tool has sectors of its own: they never agree
    Field("headcount", "headcount", None),
    Field("country", f"coalesce(country_code, {words.filled('country')})", words.plain("f_country")),
    Field("city", words.filled("city"), words.plain("f_city")),
    Field("parent", "parent_id", "f_parent"),
    Field("owner", "owner_id", None),
)

BAND = (
    "CASE WHEN headcount IS NULL OR headcount < 1 THEN NULL WHEN headcount < 10 THEN '1-9' WHEN headcount < 50 THEN '10-49' "
    "WHEN headcount < 250 THEN '50-249' WHEN headcount < 1000 THEN '250-999' ELSE '1000+' END"
)


def accounts(build: Build) -> int:
    """Fills ``account``, ``account_domain`` and their part of ``field_value`` and ``contradiction``.

    Reads ``account_record`` and ``person_record`` (current versions; in an incremental build at least those of the
    accounts in ``changed_account``) and ``account_link``. A company known only by its people takes their words for it.
    """
    joins, owner_id = owner("r")
    countries_read(build)
    facts = f"""
        SELECT r.record_id, r.source, l.account_id, r.modified_at, coalesce(r.modified_at, r.received_at) AS fresh_at,
            r.deleted, false AS fallback, r.name, r.domain, r.domains, r.website, r.siren, r.vat, r.industry,
                r.headcount,
            r.country, c.code AS country_code, r.city, r.created_at, {owner_id} AS owner_id,
            CASE WHEN p.account_id <> l.account_id THEN p.account_id END AS parent_id
        FROM account_record AS r
        JOIN account_link AS l USING (record_id)
        LEFT JOIN account_link AS p ON p.record_id = r.parent_ref
        LEFT JOIN country_read AS c ON c.country = r.country
        {joins}
        WHERE {build.within("l.account_id", "changed_account")}
        UNION ALL
        -- Colleagues say the same of their company: each thing said counts once, as fresh as it was last said.
        SELECT min(r.record_id), r.source, l.account_id, max(r.modified_at), max(coalesce(r.modified_at, r.received_at)),
            r.deleted, true,
            r.company_name, r.company_domain, NULL, NULL, r.siren, r.vat, NULL, NULL, NULL, NULL, NULL, min(r.created_at),
            NULL, NULL
        FROM person_record AS r
        JOIN account_link AS l USING (record_id)
        WHERE {build.within("l.account_id", "changed_account")}
        GROUP BY r.source, l.account_id, r.deleted, r.company_name, r.company_domain, r.siren, r.vat
    """
    ranked(build, "account", facts, FIELDS)
    columns = {field.name: kept(field, build) for field in FIELDS}
    columns |= {
        "names": ("string_agg(DISTINCT f_name, ' ' ORDER BY f_name)", "f_name"),
        "created_at": ("coalesce(min(created_at) FILTER (NOT fallback), min(created_at))", "created_at"),
        "sources": ("list_sort(list_distinct(list(source)))", "[source]"),
        "n_records": ("count(*) FILTER (NOT fallback)", "(NOT fallback)::BIGINT"),
    }
    rows = build.fill(
        "account",
        f"""
        SELECT account_id, name, domain, siren, vat, industry, headcount, {BAND} AS headcount_band, country, city,
            parent AS parent_account_id, owner AS owner_id, created_at, sources, n_records,
            trim(concat_ws(' ', lower(strip_accents(names)), domain, siren)) AS search
        FROM ({assembled("account_fact", "account_id", columns)})
        """,
        key="account_id",
        scope="changed_account",
    )
    host = words.domain("d")
    build.fill(
        "account_domain",
        f"""
        SELECT DISTINCT account_id, {host} AS domain
        FROM (
            SELECT account_id, unnest(list_concat([domain, website], domains)) AS d FROM account_fact WHERE NOT fallback
            UNION ALL
            SELECT account_id, f_domain FROM account_fact
            WHERE fallback AND account_id NOT IN (SELECT account_id FROM account_fact WHERE NOT fallback)
        )
        WHERE {host} IS NOT NULL
        """,
        key="account_id",
        scope="changed_account",
    )
    losers(build, "account", FIELDS)
    build.drop("account_fact", "account_fact_several", "told")
    return rows


def countries_read(build: Build) -> None:
    """Makes ``country_read``: each way in which the records write a country, with its ISO code."""
    build.temp(
        "country_read",
        f"""
        SELECT t.country, w.code
        FROM (SELECT country FROM account_record UNION SELECT country FROM person_record) AS t
        JOIN country_word AS w ON w.word = {words.plain("t.country")}
        """,
    )
