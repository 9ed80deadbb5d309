"""What the columns of a list hold, told from their headers in English and French, else from what stands in them."""

import re
import unicodedata
from collections.abc import Mapping

import duckdb

from cordee.revenue.warehouse.engine import identifier

KINDS = (
    "given", "family", "full_name", "company", "email", "phone", "date", "id", "siren", "domain", "linkedin", "address",
    "number", "city", "postcode", "category", "title", "text",
)  # fmt: skip
"""What a column may be named as (``f=c``); ``ignore`` leaves it out."""

_HEADERS: dict[str, str] = {
    "given": "given name, first name, firstname, givenname, forename, prenom, prénom, vorname, nombre, nome, fname, first, given, prenoms",
    "family": "family name, last name, lastname, surname, nom de famille, nom, apellido, apellidos, cognome, nachname, lname, last, family, nom usuel, nom de naissance, maiden name",
    "full_name": "full name, fullname, name, contact name, contact, nom complet, nom prenom, prenom nom, nom et prenom, person, personne, customer name, lead name, display name",
    "company": "company, company name, organisation, organization, account, account name, societe, société, raison sociale, entreprise, employer, employeur, business name, legal name, denomination, firm, compte, nom de l entreprise, nom du compte",
    "email": "email, e mail, mail, email address, e mail address, adresse e mail, adresse email, courriel, adresse mail, adresse electronique, work email, email work",
    "phone": "phone, telephone, tel, mobile, mobile phone, phone number, telephone number, numero de telephone, portable, cell, gsm, tel portable, telephone mobile, fixe, fax",
    "date": "date of birth, dob, birth date, birthdate, birthday, date de naissance, naissance, dateofbirth, ddn, geburtsdatum, founded, date de creation",
    "id": "soc sec id, social security number, ssn, national id, passport, passport number, nir, numero de securite sociale, nin, nhs number, tax id, vat, vat number, tva, numero de tva, customer number, lei, siret, duns, ean",
    "siren": "siren, numero siren",
    "domain": "domain, website, url, web site, site web, site, domaine, homepage, company domain, web",
    "linkedin": "linkedin, linkedin url, linkedin profile, profil linkedin, person linkedin url",
    "address": "address, address 1, address 2, street, street address, adresse, adresse 1, adresse 2, rue, address line 1, address line 2, addr, voie, strasse, mailing street, street name, complement d adresse",
    "number": "street number, house number, numero de rue, numero de voie, no, numero, hausnummer, street no",
    "city": "city, town, suburb, ville, commune, localite, ort, stadt, place, ciudad, birth place, lieu de naissance, mailing city, place of birth",
    "postcode": "postcode, postal code, zip, zip code, zipcode, code postal, cp, plz, codigo postal, postcode fake, mailing zip",
    "category": "state, province, region, region code, country, pays, gender, sex, sexe, genre, title prefix, civilite, salutation, departement, county, country code, type, industry, secteur, occupation, profession, language, langue",
    "title": "job title, title, jobtitle, fonction, poste, intitule du poste, position, role, titre",
    "ignore": "rec id, record id, unique id, id, cluster, cluster id, true id, label, entity id, row id, row, index, rowid, source, source dataset, created at, updated at, created date, create date, last modified date, date de creation de la fiche, contact id, lead id, account id, company id, identifiant, owner, proprietaire, group, master id, gold id, match id",
}  # fmt: skip


class UnknownColumn(ValueError):
    """A column was named that the list does not have, or for something that is not compared."""


def plain(header: str) -> str:
    bare = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip()))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_BY_HEADER = {plain(word): kind for kind, words in _HEADERS.items() for word in words.split(",")}


def guess(
    con: duckdb.DuckDBPyConnection,
    table: str,
    names: list[str],
    *,
    companies: bool | None,
    given: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Column -> kind, for the columns worth comparing. ``given`` (kind -> column, or column -> kind) has the last
    word."""
    rows = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    kinds: dict[str, str] = {}
    for name in names:
        filled, distinct = con.execute(
            f"SELECT count({identifier(name)}), count(DISTINCT {identifier(name)}) FROM {table}"
        ).fetchall()[0]
        header = plain(name)
        kind = (
            _BY_HEADER.get(header) or _BY_HEADER.get(re.sub(r" ?\d+$", "", header)) or _content(con, table, name, rows)
        )
        if kind in ("full_name", "company", "title") and companies and header in ("name", "nom", "title"):
            kind = "company"
        if distinct < 2 or (kind in ("id", "text") and distinct >= 0.999 * rows and filled == rows):
            kind = "ignore"  # says nothing, or numbers the rows
        kinds[name] = kind
    if companies and "company" not in kinds.values():
        for name, kind in kinds.items():
            if kind in ("family", "full_name"):
                kinds[name] = "company"
                break
    if not companies and "given" not in kinds.values() and "family" in kinds.values():
        kinds = {name: "full_name" if kind == "family" else kind for name, kind in kinds.items()}
    kinds.update(_named(names, given or {}))
    return {name: kind for name, kind in kinds.items() if kind != "ignore"}


def _named(names: list[str], given: Mapping[str, str]) -> dict[str, str]:
    named = {}
    by_lower = {name.lower(): name for name in names}
    for one, two in given.items():
        kind, column = (one, two) if one in (*KINDS, "ignore") else (two, one)
        if kind not in (*KINDS, "ignore"):
            raise UnknownColumn(f"{kind}: not something that can be compared; use one of {', '.join(KINDS)}, ignore")
        if column.strip().lower() not in by_lower:
            raise UnknownColumn(f"{column}: the list has no such column; it has {', '.join(names)}")
        named[by_lower[column.strip().lower()]] = kind
    return named


def _content(con: duckdb.DuckDBPyConnection, table: str, name: str, rows: int) -> str:
    """What most of a column's values look like."""
    value = identifier(name)
    filled, distinct, email, date, site, phone, code, long = con.execute(f"""
        SELECT count(v), count(DISTINCT v), avg((v LIKE '%_@_%._%')::INTEGER),
               avg(regexp_full_match(v, '\\d{{4}}[-/.]?\\d{{2}}[-/.]?\\d{{2}}|\\d{{1,2}}[-/.]\\d{{1,2}}[-/.]\\d{{2,4}}')::INTEGER),
               avg(regexp_matches(lower(v), '^(https?://|www\\.)')::INTEGER),
               avg(regexp_full_match(v, '(\\+|0)[0-9 .()/-]{{8,}}')::INTEGER),
               avg((regexp_matches(v, '[0-9]') AND NOT contains(v, ' '))::INTEGER), avg((length(v) > 15)::INTEGER)
        FROM (SELECT {value} AS v FROM {table} WHERE {value} IS NOT NULL LIMIT 20000)
    """).fetchall()[0]
    if not filled:
        return "ignore"
    for kind, share in (("email", email), ("date", date), ("domain", site), ("phone", phone)):
        if share > 0.7:
            return kind
    if distinct <= max(30, 0.01 * rows) and long < 0.5:
        return "category"
    return "id" if code > 0.9 else "text"
