"""Words: every sentence that an import says, in English and in French, by a code and what fills its gaps.

Gaps hold text, whole numbers, shares (``float``, said in per cent), days, sentences, or lists of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, get_args

Language = Literal["en", "fr"]
Gap: TypeAlias = "str | int | float | date | Words | Sequence[str | int | date | Words]"

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence that is not yet said in any language."""

    code: str
    gaps: Mapping[str, Gap] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The sentence in English or French; a code that the catalogue lacks is said as it stands."""
        if self.code == "as_written":
            return str(self.gaps["text"])
        if self.code == "by_language":
            return str(self.gaps.get(language) or self.gaps.get("en") or next(iter(self.gaps.values()), ""))
        return self._fill(SENTENCES.get(self.code, {"en": self.code}), language)

    def remedy(self, language: str = "en") -> str:
        """What can be done about it; empty where the sentence says it itself."""
        if self.code == "as_written":
            return str(self.gaps.get("remedy", ""))
        return self._fill(REMEDIES.get(self.code, {"en": ""}), language)

    def _fill(self, sentences: Mapping[str, str], language: str) -> str:
        template = sentences.get(language) or sentences["en"]
        return template.format_map({name: said(gap, language) for name, gap in self.gaps.items()})

    def as_json(self) -> dict[str, object]:
        """What the ledger keeps of it."""
        return {"code": self.code, "gaps": {name: _json(gap) for name, gap in self.gaps.items()}}

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> "Words":
        gaps = content.get("gaps")
        return cls(str(content["code"]), {n: _gap(gap) for n, gap in gaps.items()} if isinstance(gaps, dict) else {})


def words(code: str, **gaps: Gap) -> Words:
    return Words(code, gaps)


def as_written(text: str, remedy: str = "") -> Words:
    """Text that has no other language: what a run of an earlier day wrote, what another program says."""
    return Words("as_written", {"text": text, "remedy": remedy})


def order(reading: str) -> Words:
    """How a column of dates is written, in words."""
    return Words(f"order_{reading.replace(' ', '_')}" if f"order_{reading.replace(' ', '_')}" in SENTENCES else reading)


def said(gap: Gap, language: str) -> str:
    """What fills a gap, as that language writes it."""
    if isinstance(gap, Words):
        return gap.text(language)
    if isinstance(gap, str):
        return gap
    if isinstance(gap, float):
        return f"{gap:.1%}" if language == "en" else f"{100 * gap:.1f}\u202f%".replace(".", ",")
    if isinstance(gap, int):
        return str(gap)
    if isinstance(gap, date):
        months = MONTHS[language if language in get_args(Language) else "en"]
        day = {"fr": "le 1er" if gap.day == 1 else f"le {gap.day}"}.get(language, str(gap.day))
        return f"{day} {months[gap.month - 1]} {gap.year}"
    return ", ".join(said(one, language) for one in gap)


def either(*gaps: str | date | Words) -> Words:
    """One or the other."""
    if len(gaps) == 1:
        return words("just", one=gaps[0])
    return words("or", one=list(gaps[:-1]), other=gaps[-1])


def _json(gap: Gap) -> object:
    if isinstance(gap, Words):
        return gap.as_json()
    if isinstance(gap, date):
        return gap.isoformat()
    if isinstance(gap, str | int | float):
        return gap
    return [_json(one) for one in gap]


def _gap(content: object) -> Gap:
    if isinstance(content, list):
        return [_one(item) for item in content]
    return content if isinstance(content, float) else _one(content)


def _one(content: object) -> str | int | Words:
    if isinstance(content, dict):
        return Words.from_json(content)
    return content if isinstance(content, int) else str(content)


SENTENCES: dict[str, dict[str, str]] = {
    # Small parts of sentences.
    "just": {"en": "{one}"},
    "or": {"en": "{one} or {other}", "fr": "{one} ou {other}"},
    "order_dmy": {"en": "day/month/year", "fr": "jour/mois/année"},
    "order_mdy": {"en": "month/day/year", "fr": "mois/jour/année"},
    "order_ymd": {"en": "year-month-day", "fr": "année-mois-jour"},
    "order_ymd_with_offset": {"en": "year-month-day with an offset", "fr": "année-mois-jour avec décalage"},
    "order_epoch_s": {"en": "seconds since 1970", "fr": "secondes depuis 1970"},
    "order_epoch_ms": {"en": "milliseconds since 1970", "fr": "millisecondes depuis 1970"},
    "order_excel": {"en": "days of a workbook", "fr": "jours d’un classeur"},
    "order_text": {"en": "months in letters", "fr": "mois en lettres"},
    # A file that is no table.
    "cannot_unpack": {
        "en": "{file} cannot be unpacked: {error}.",
        "fr": "{file} ne peut pas être décompressé\u202f: {error}.",
    },
    "cannot_read": {"en": "{file} cannot be read: {error}.", "fr": "{file} ne peut pas être lu\u202f: {error}."},
    "broken_off": {
        "en": "{file} could not be read to its end: {error}",
        "fr": "{file} n’a pas pu être lu jusqu’au bout\u202f: {error}",
    },
    "empty_file": {"en": "{file} is empty.", "fr": "{file} est vide."},
    "binary": {
        "en": "{file} is not a table of text: it holds binary bytes. Export it as CSV or XLSX.",
        "fr": "{file} n’est pas un tableau en texte\u202f: il contient des octets binaires. Exportez-le en CSV ou en XLSX.",
    },
    "no_heading": {
        "en": "{file} holds no heading: no line of the first {lines} has several cells.",
        "fr": "{file} n’a pas d’en-tête\u202f: aucune des {lines} premières lignes n’a plusieurs cellules.",
    },
    "no_sheet": {
        "en": "{file} has no sheet with rows in it.",
        "fr": "{file} n’a aucune feuille qui contienne des lignes.",
    },
    "no_workbook": {
        "en": "{file} is not a workbook that can be read: {error}.",
        "fr": "{file} n’est pas un classeur lisible\u202f: {error}.",
    },
    # A file of no known kind.
    "unknown_tool": {
        "en": "No tool is called {tool}. Known: {tools}.",
        "fr": "Aucun outil ne s’appelle {tool}. Connus\u202f: {tools}.",
    },
    "could_be": {
        "en": "{file} could be {names}: its headings fit them equally. Say which tool wrote it ({options}), or "
        "describe it in a mapping (--mapping FILE.yml).",
        "fr": "{file} pourrait être {names}\u202f: ses en-têtes vont aussi bien à chacun. Dites quel outil l’a écrit "
        "({options}), ou décrivez-le dans une correspondance (--mapping FICHIER.yml).",
    },
    "unknown_export": {
        "en": "{file} is no export that Cordée knows. Its headings: {headings}.{nearest} Describe it in a mapping "
        "(docs/how-to/import-any-csv.md) and add --mapping FILE.yml.",
        "fr": "{file} n’est pas un export que Cordée connaît. Ses en-têtes\u202f: {headings}.{nearest} Décrivez-le dans une "
        "correspondance (docs/how-to/import-any-csv.md) et ajoutez --mapping FICHIER.yml.",
    },
    "nearest": {"en": " Nearest: {candidates}.", "fr": " Les plus proches\u202f: {candidates}."},
    "near_without": {
        "en": "{name} (it has no column {columns})",
        "fr": "{name} (il n’a pas de colonne {columns})",
    },
    "near_with": {
        "en": "{name} (it has {some} of its {all} columns)",
        "fr": "{name} (il a {some} de ses {all} colonnes)",
    },
    "no_columns": {
        "en": "{file} has no column {columns}. Its headings: {headings}.",
        "fr": "{file} n’a pas de colonne {columns}. Ses en-têtes\u202f: {headings}.",
    },
    "of_the_mapping": {"en": "of the mapping", "fr": "de la correspondance"},
    # Dates that cannot be read surely.
    "mixed_dates": {
        "en": "{file}, {column}: {many} values can only be read one way and {few} only another way: the column mixes "
        "day/month and month/day. Export it again with one format, or say which one counts (--dates {orders}): rows "
        "written otherwise are then kept aside.",
        "fr": "{file}, {column}\u202f: {many} valeurs ne se lisent que d’une façon et {few} que d’une autre\u202f: la colonne "
        "mélange jour/mois et mois/jour. Exportez-la à nouveau dans un seul format, ou dites lequel compte (--dates "
        "{orders})\u202f: les lignes écrites autrement sont alors mises de côté.",
    },
    "dates_not_as": {
        "en": "{file}, {columns}: its dates cannot be read as {order}; possible: {orders}.",
        "fr": "{file}, {columns}\u202f: ses dates ne se lisent pas en {order}\u202f; possible\u202f: {orders}.",
    },
    "ask_dates": {
        "en": "{file}: nothing says whether the dates in {columns} put the day or the month first ({example} could be "
        "{readings}). Say which: --dates {orders}.",
        "fr": "{file}\u202f: rien ne dit si les dates de {columns} commencent par le jour ou par le mois ({example} peut "
        "être {readings}). Dites-le\u202f: --dates {orders}.",
    },
    "impossible_dates": {
        "en": "{file}: in {rows} of {all} rows ({share}) {second} is before {first}. {advice}",
        "fr": "{file}\u202f: dans {rows} lignes sur {all} ({share}), {second} précède {first}. {advice}",
    },
    "read_as": {"en": "{column} as {order}", "fr": "{column} en {order}"},
    "other_reading": {
        "en": "They were read {read}; read {first} and {second} they would be in order: say so with format: in the "
        "mapping, or export again with one date format.",
        "fr": "Elles ont été lues {read}\u202f; lues en {first} et en {second}, elles se suivraient\u202f: dites-le par format: "
        "dans la correspondance, ou exportez à nouveau dans un seul format de date.",
    },
    "no_reading": {
        "en": "They were read {read}, and no other reading puts them in order: check the columns of the mapping, or "
        "correct the export.",
        "fr": "Elles ont été lues {read}, et aucune autre lecture ne les met dans l’ordre\u202f: vérifiez les colonnes de "
        "la correspondance, ou corrigez l’export.",
    },
    # Rows that do not go in.
    "wrong_width": {
        "en": "it has {cells} cells and the heading {width}",
        "fr": "elle a {cells} cellules et l’en-tête {width}",
    },
    "stray_quote": {
        "en": "a quotation mark is opened and not closed, or stands inside a quoted cell",
        "fr": "un guillemet est ouvert et non fermé, ou se trouve dans une cellule entre guillemets",
    },
    "no_text": {"en": "it holds bytes that are no text", "fr": "elle contient des octets qui ne sont pas du texte"},
    "uncut": {
        "en": "it cannot be cut into cells ({detail})",
        "fr": "elle ne peut pas être découpée en cellules ({detail})",
    },
    "no_id": {"en": "it has no id", "fr": "elle n’a pas d’identifiant"},
    "unread_date": {
        "en": "it cannot be read as a date (the column is {order})",
        "fr": "elle ne se lit pas comme une date (la colonne est en {order})",
    },
    "unread_amount": {"en": "it cannot be read as an amount", "fr": "elle ne se lit pas comme un montant"},
    "unread_number": {"en": "it cannot be read as a number", "fr": "elle ne se lit pas comme un nombre"},
    "empty_field": {"en": "{field} is empty", "fr": "{field} est vide"},
    "no_date": {"en": "it has no date", "fr": "elle n’a pas de date"},
    "nobody": {
        "en": "it names no person, company or deal",
        "fr": "elle ne nomme ni personne, ni entreprise, ni affaire",
    },
    "no_cost": {"en": "it has no cost", "fr": "elle n’a pas de coût"},
    "who": {"en": "nothing says who it is", "fr": "rien ne dit de qui il s’agit"},
    # What is odd and keeps no row out.
    "not_made": {"en": "no {record} was made: {why}", "fr": "aucun enregistrement {record} n’en est tiré\u202f: {why}"},
    "unlisted": {
        "en": "a value is not in the mapping's list for {field}",
        "fr": "une valeur n’est pas dans la liste de la correspondance pour {field}",
    },
    "as_thousands": {
        "en": "Every value has one '{sign}' before three digits; it was read as thousands.",
        "fr": "Chaque valeur a un «\u202f{sign}\u202f» devant trois chiffres\u202f; il a été lu comme séparateur de milliers.",
    },
    "as_decimals": {
        "en": "Every value has one '{sign}' before three digits; it was read as decimals.",
        "fr": "Chaque valeur a un «\u202f{sign}\u202f» devant trois chiffres\u202f; il a été lu comme signe décimal.",
    },
    "replaced_bytes": {
        "en": "Some bytes are no {encoding}; each was replaced by �.",
        "fr": "Certains octets ne sont pas de l’{encoding}\u202f; chacun a été remplacé par �.",
    },
}

_FILL_IN = {
    "en": "Fill in the cell, or leave the row out.",
    "fr": "Remplissez la cellule, ou retirez la ligne.",
}
_SIGN = {
    "en": "If that is wrong, write formats: decimal in a mapping.",
    "fr": "Si c’est faux, écrivez formats: decimal dans une correspondance.",
}
_DIGITS = {
    "en": "Write digits, with the decimal sign of the other rows.",
    "fr": "Écrivez des chiffres, avec le signe décimal des autres lignes.",
}

REMEDIES: dict[str, dict[str, str]] = {
    "wrong_width": {
        "en": "Put text that holds a separator between quotation marks, or restore the missing cells.",
        "fr": "Mettez entre guillemets le texte qui contient un séparateur, ou rétablissez les cellules manquantes.",
    },
    "stray_quote": {
        "en": 'Double the quotation marks inside the cell ("").',
        "fr": 'Doublez les guillemets dans la cellule ("").',
    },
    "no_text": {"en": "Export the file again as UTF-8.", "fr": "Exportez à nouveau le fichier en UTF-8."},
    "uncut": {
        "en": "Correct the line, or export the file again.",
        "fr": "Corrigez la ligne, ou exportez à nouveau le fichier.",
    },
    "no_id": {
        "en": "Fill in the id; without it a later export could not be told to speak of the same record.",
        "fr": "Indiquez l’identifiant\u202f; sans lui, rien ne dirait qu’un export ultérieur parle du même enregistrement.",
    },
    "unread_date": {
        "en": "Write the date as the other rows do, or as 2024-03-05 14:22 in a corrected file.",
        "fr": "Écrivez la date comme les autres lignes, ou comme 2024-03-05 14:22 dans un fichier corrigé.",
    },
    "unread_amount": _DIGITS,
    "unread_number": _DIGITS,
    "empty_field": _FILL_IN,
    "no_date": _FILL_IN,
    "nobody": _FILL_IN,
    "no_cost": _FILL_IN,
    "who": _FILL_IN,
    "not_made": _FILL_IN,
    "unlisted": {
        "en": "Add it under values in the mapping.",
        "fr": "Ajoutez-la sous values dans la correspondance.",
    },
    "as_thousands": _SIGN,
    "as_decimals": _SIGN,
    "replaced_bytes": {
        "en": "Export the file again if names are damaged.",
        "fr": "Exportez à nouveau le fichier si des noms sont abîmés.",
    },
}
