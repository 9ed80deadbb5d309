"""Proposing: what the columns of an unknown file may be, and the mapping that a person's choices make.

What is written is the same YAML as ``cordee import --mapping`` reads (docs/how-to/import-any-csv.md).
"""

import math
import re
import tempfile
from collections.abc import Mapping as Chosen
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cordee.revenue.imports import landing, recognition, tables
from cordee.revenue.imports import mapping as mappings
from cordee.revenue.imports.headers import plain
from cordee.revenue.imports.mapping import Mapping
from cordee.revenue.warehouse.engine import connect
from cordee.revenue.warehouse.home import Home

EXAMPLES = 4
MOST_WORDS = 30
"""A column with more distinct values than this holds no list of words."""

PASSAGES = ("inquiry", "mql", "sal", "sql", "opportunity", "customer")

TARGETS: dict[str, tuple[str, ...]] = {
    "person": (
        *("id", "email", "given_name", "family_name", "full_name", "phones", "job_title", "company_name"),
        *("company_domain", "linkedin_url", "city", "country", "owner", "status_raw", "source_raw", "created_at"),
        *(f"passage_{stage}" for stage in PASSAGES),
        "modified_at",
    ),
    "account": (
        *("id", "name", "domain", "siren", "phone", "industry", "headcount", "annual_revenue", "city", "country"),
        *("owner", "created_at", "modified_at"),
    ),
    "deal": (
        *("id", "name", "company_name", "email", "amount", "currency", "outcome", "stage_raw", "pipeline"),
        *("created_at", "closed_at", "expected_close", "reason", "source_raw", "product", "owner", "modified_at"),
    ),
    "touch": (
        *("id", "email", "full_name", "company_name", "occurred_at", "kind", "content", "subject", "campaign_name"),
        *("channel_raw", "utm_source", "utm_medium", "utm_campaign", "url", "owner"),
    ),
    "spend": ("day", "campaign_name", "channel_raw", "cost", "currency", "impressions", "clicks", "utm_campaign"),
}
"""What a column may say, by what a row is."""

NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "person": (("id", "email"),),
    "account": (("id", "name", "domain"),),
    "deal": (("created_at",), ("id", "name")),
    "touch": (("occurred_at",), ("email",)),
    "spend": (("day",), ("cost",)),
}
"""Of each group, one column at least must be chosen."""

VALUED = {"outcome": ("won", "lost", "open")}
"""Targets whose words are translated one by one, and into which."""

_WORDS: dict[str, str] = {
    "id": "id|identifiant|reference|ref|recordid|contactid|dealid|numero|code",
    "email": "email|e-mail|mail|courriel|adresse e-mail|email address|contact email|e-mail du contact",
    "given_name": "first name|prénom|given name|firstname",
    "family_name": "last name|nom|surname|nom de famille|family name|lastname",
    "full_name": "full name|nom complet|nom et prénom|contact|name|contact name|nom du contact",
    "phones": "phone|téléphone|mobile|tel|portable|phone number|mobile phone",
    "phone": "phone|téléphone|tel|standard",
    "job_title": "job title|title|fonction|poste|intitulé du poste|role",
    "company_name": "company|société|entreprise|account|company name|compte|organisation|organization|client|raison sociale",
    "company_domain": "domain|website|site web|domaine|company domain|site",
    "linkedin_url": "linkedin|linkedin url|profil linkedin",
    "city": "city|ville|town",
    "country": "country|pays",
    "owner": "owner|propriétaire|commercial|sales rep|responsable|salesperson|vendeur|user",
    "status_raw": "status|statut|lead status|lifecycle stage|phase du cycle de vie",
    "source_raw": "source|lead source|origine|origin|source du lead|provenance",
    "created_at": "created|create date|date de création|creation date|créé le|date|date d'ajout|created at|opened|ouverte le",
    "modified_at": "modified|last modified|modifié le|updated|updated at|last update|mis à jour le",
    "passage_inquiry": "became a lead|date lead|lead date|devenu lead le",
    "passage_mql": "mql|mql date|date mql|became an mql|devenu mql le",
    "passage_sal": "sal|sal date|date sal|accepted|accepté le",
    "passage_sql": "sql|sql date|date sql|qualified|qualifié le",
    "passage_opportunity": "opportunity date|date opportunité|became an opportunity",
    "passage_customer": "customer date|client depuis|became a customer|date client",
    "name": "name|nom|deal name|company|company name|nom de l'affaire|opportunity|opportunité|affaire|titre|title|deal|raison sociale|société|entreprise",
    "domain": "domain|website|site web|domaine|site",
    "siren": "siren|siret",
    "industry": "industry|secteur|sector|activité",
    "headcount": "employees|headcount|effectif|salariés|number of employees",
    "annual_revenue": "revenue|chiffre d'affaires|ca|annual revenue",
    "amount": "amount|montant|value|valeur|montant ht|price|total",
    "currency": "currency|devise|monnaie",
    "outcome": "status|statut|outcome|résultat|issue|won lost|state|état",
    "stage_raw": "stage|étape|phase|deal stage",
    "pipeline": "pipeline",
    "closed_at": "closed|close date|date de clôture|clôturé le|won date|signed|signée le|date de signature",
    "expected_close": "expected close|clôture prévue|expected close date|date de clôture prévue",
    "reason": "reason|raison|motif|lost reason|motif de perte|raison de la perte",
    "product": "product|produit|offer|offre",
    "occurred_at": "date|occurred|timestamp|when|le|date et heure|heure|datetime|vu le|attended at",
    "kind": "type|kind|nature|activity type|type d'activité",
    "content": "content|contenu|title|titre|event|évènement|événement|webinar|asset|form|formulaire|page",
    "subject": "subject|sujet|objet|note|notes|comment|commentaire",
    "campaign_name": "campaign|campagne|campaign name|nom de la campagne",
    "channel_raw": "channel|canal|medium|network|réseau|source|régie",
    "utm_source": "utm_source",
    "utm_medium": "utm_medium",
    "utm_campaign": "utm_campaign",
    "url": "url|page url|landing page|lien",
    "day": "date|day|jour|month|mois|période",
    "cost": "cost|coût|spend|dépense|amount|montant|budget|coût ht|amount spent",
    "impressions": "impressions",
    "clicks": "clicks|clics",
}
_OUTCOMES = {
    "won": r"won|gagn|sign|conclu|client|accept|yes|oui",
    "lost": r"lost|perd|refus|abandon|no\b|non\b|annul|cancel",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


@dataclass(frozen=True, slots=True)
class Seen:
    """One column of a file: its heading, examples, and its words where they are few."""

    heading: str
    examples: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def looks(self) -> str:
        """email, date or text, by its examples."""
        if self.examples and all(_EMAIL.fullmatch(one) for one in self.examples):
            return "email"
        if self.examples and all(_DATE.match(one) for one in self.examples):
            return "date"
        return "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person said of a file."""

    source: str
    object: str
    row: str
    columns: Chosen[int, str]  # position → target
    values: Chosen[str, Chosen[str, str]] = field(default_factory=dict)  # target → word of the file → ours
    constants: Chosen[str, str] = field(default_factory=dict)  # channel_raw, kind, side, currency, content
    dates: str | None = None
    zone: str | None = None
    are_leads: bool = False


def columns(path: Path, home: Home) -> list[Seen]:
    """The columns of a file. Raises ``ImportProblem`` where it is no table."""
    known = recognition.known_headers(recognition.available(home.mappings)[0])
    with tempfile.TemporaryDirectory() as folder:
        _, file = next(iter(tables.members(path, Path(folder))))
        table = tables.open_table(file, Path(folder), known, path.name)
        connection = connect(memory="512MB", spill=Path(folder) / "spill")
        try:
            landing.land(connection, lambda query: len(connection.execute(query).fetchall()), table, Path(folder) / "l")
            found = []
            for position, heading in enumerate(table.headers):
                listed = [
                    str(value)
                    for (value,) in connection.execute(
                        f"SELECT trim(c{position}) FROM landed WHERE trim(c{position}) <> '' "
                        f"GROUP BY 1 ORDER BY count(*) DESC, min(row_no) LIMIT {MOST_WORDS + 1}"
                    ).fetchall()
                ]
                words = tuple(listed) if len(listed) <= MOST_WORDS else ()
                found.append(Seen(heading, tuple(listed[:EXAMPLES]), words))
            return found
        finally:
            connection.close()


def likely_row(seen: Sequence[Seen]) -> str:
    """What a row most likely is: that of which the most columns are known, what it needs counting double."""

    def weight(row: str) -> float:
        guessed = set(guess(seen, row).values())
        needed = sum(any(name in guessed for name in group) for group in NEEDED[row])
        return len(guessed) / 4 + 2 * needed / len(NEEDED[row])

    costs = any(plain(one.heading) in _known("cost") for one in seen)
    emails = any(one.looks == "email" for one in seen)
    if costs and not emails:
        return "spend"
    return max(("person", "deal", "account", "touch"), key=weight)


def guess(seen: Sequence[Seen], row: str) -> dict[int, str]:
    """Position → target, by the headings first, then by what the values look like."""
    found: dict[int, str] = {}
    for target in TARGETS[row]:
        names = _known(target)
        for position, column in enumerate(seen):
            if position not in found and plain(column.heading) in names:
                found[position] = target
                break
    for position, column in enumerate(seen):
        if (
            position not in found
            and column.looks == "email"
            and "email" in TARGETS[row]
            and "email" not in found.values()
        ):
            found[position] = "email"
    when = {"touch": "occurred_at", "spend": "day"}.get(row, "created_at")
    for position, column in enumerate(seen):
        if position not in found and column.looks == "date" and when not in found.values():
            found[position] = when
    return found


def guess_value(target: str, word: str) -> str:
    """Which of ours a word of the file most likely is."""
    if target == "outcome":
        return next((ours for ours, known in _OUTCOMES.items() if re.search(known, word, re.IGNORECASE)), "open")
    return VALUED[target][0]


def missing(choice: Choice) -> list[tuple[str, ...]]:
    """The groups of targets of which none was chosen."""
    chosen = set(choice.columns.values())
    return [group for group in NEEDED[choice.row] if not chosen & set(group)]


def compose(seen: Sequence[Seen], choice: Choice) -> Mapping:
    """The mapping that the choices make. Raises ``MappingError``."""
    return mappings.parse(as_yaml(seen, choice), "the choices")


def as_yaml(seen: Sequence[Seen], choice: Choice) -> str:
    """The same as a file: what ``cordee import --mapping`` takes."""
    by_target = {target: seen[position].heading for position, target in choice.columns.items()}
    key = [target for group in NEEDED[choice.row] for target in group if target in by_target]
    others = [target for target in by_target if target not in key]
    formats = {"dates": choice.dates, "zone": choice.zone, "currency": choice.constants.get("currency")}
    content: dict[str, Any] = {
        "source": choice.source,
        "object": choice.object,
        "recognise": {"must": key} | ({"any": others, "at_least": math.ceil(0.6 * len(others))} if others else {}),
        "columns": {target: [heading] for target, heading in by_target.items()},
        "id": _id(choice.row, by_target),
        "modified_at": "modified_at" if "modified_at" in by_target else None,
        "formats": {name: value for name, value in formats.items() if value},
        "records": _RECORDS[choice.row](choice, set(by_target)),
    }
    return yaml.safe_dump({k: v for k, v in content.items() if v}, allow_unicode=True, sort_keys=False)


def _known(target: str) -> frozenset[str]:
    return frozenset(plain(word) for word in _WORDS[target].split("|"))


def _id(row: str, chosen: Chosen[str, str]) -> Any:
    if "id" in chosen:
        return "id"
    name = {"person": ("email",), "account": ("domain", "name"), "deal": ("name",)}.get(row, ())
    return next(({"column": one, "lower": True} for one in name if one in chosen), None)


def _plainly(names: Sequence[str], chosen: set[str]) -> dict[str, Any]:
    return {name: name for name in names if name in chosen}


def _company(chosen: set[str]) -> list[dict[str, Any]]:
    """The company that a row names, as a record of its own."""
    if "company_name" not in chosen:
        return []
    named = {"column": "company_name", "lower": True}
    return [{"record": "account", "object": "company", "id": named, "fields": {"name": "company_name"}}]


def _human(chosen: set[str]) -> list[dict[str, Any]]:
    """The human that a row about something else names by their e-mail."""
    if "email" not in chosen:
        return []
    fields = {"email": "email"} | _plainly(("full_name", "company_name"), chosen)
    named = {"template": "email:{email}", "lower": True}
    present = [{"column": "email", "present": True}]
    return [{"record": "person", "object": "contact", "id": named, "when": present, "fields": fields}]


_EMAIL_REF = {"template": "email:{email}", "lower": True, "ref": "contact"}
_COMPANY_REF = {"column": "company_name", "lower": True, "ref": "company"}


def _person(choice: Choice, chosen: set[str]) -> list[dict[str, Any]]:
    not_own = {"id", "modified_at", *(f"passage_{stage}" for stage in PASSAGES)}
    fields: dict[str, Any] = _plainly([name for name in TARGETS["person"] if name not in not_own], chosen)
    if "email" in fields:
        fields["email"] = {"column": "email", "lower": True}
    own = {"column": "id" if "id" in chosen else "email", "ref": choice.object, "lower": "id" not in chosen}
    records: list[dict[str, Any]] = [{"record": "person", "fields": fields}]
    for stage in PASSAGES:
        dated = f"passage_{stage}" if f"passage_{stage}" in chosen else None
        if dated is None and stage == "inquiry" and choice.are_leads and "created_at" in chosen:
            dated = "created_at"
        if dated:
            passed = {"person_ref": own, "stage": {"const": stage}, "occurred_at": dated}
            when = [{"column": dated, "present": True}]
            records.append({"record": "stage_event", "part": stage, "when": when, "fields": passed})
    return records


def _account(choice: Choice, chosen: set[str]) -> list[dict[str, Any]]:
    names = [name for name in TARGETS["account"] if name not in {"id", "modified_at"}]
    return [{"record": "account", "fields": _plainly(names, chosen)}]


def _deal(choice: Choice, chosen: set[str]) -> list[dict[str, Any]]:
    not_own = {"id", "modified_at", "company_name", "email", "outcome"}
    fields: dict[str, Any] = _plainly([name for name in TARGETS["deal"] if name not in not_own], chosen)
    if "company_name" in chosen:
        fields["account_ref"] = _COMPANY_REF
    if "email" in chosen:
        fields["person_refs"] = _EMAIL_REF
    if "outcome" in chosen:
        fields["outcome"] = {"column": "outcome", "values": {**choice.values.get("outcome", {}), "default": "open"}}
    return [{"record": "deal", "fields": fields}, *_company(chosen), *_human(chosen)]


def _touch(choice: Choice, chosen: set[str]) -> list[dict[str, Any]]:
    not_own = {"id", "email", "full_name", "company_name", "kind", "owner"}
    fields: dict[str, Any] = _plainly([name for name in TARGETS["touch"] if name not in not_own], chosen)
    fields["person_ref"] = _EMAIL_REF
    side = choice.constants.get("side", "marketing")
    fields["kind"] = {"const": choice.constants.get("kind", "event")}
    fields["side"] = {"const": side}
    fields["direction"] = {"const": choice.constants.get("direction", "in" if side == "marketing" else "out")}
    if "owner" in chosen:
        fields["user"] = "owner"
    for name in ("channel_raw", "content"):
        if name not in chosen and choice.constants.get(name):
            fields[name] = {"const": choice.constants[name]}
    return [{"record": "touch", "fields": fields}, *_human(chosen)]


def _spend(choice: Choice, chosen: set[str]) -> list[dict[str, Any]]:
    fields: dict[str, Any] = _plainly(TARGETS["spend"], chosen)
    fields["cost"] = {"column": "cost", "required": True}
    if "channel_raw" not in chosen and choice.constants.get("channel_raw"):
        fields["channel_raw"] = {"const": choice.constants["channel_raw"]}
    return [{"record": "spend", "fields": fields}]


_RECORDS = {"person": _person, "account": _account, "deal": _deal, "touch": _touch, "spend": _spend}
