"""The sentences of ``explain``, in English and French."""

from cordee.revenue.identity.decisions import Decision

_FIELDS = {
    "number": ("register number", "numéro d’immatriculation"),
    "page": ("LinkedIn page", "page LinkedIn"),
    "domain": ("domain", "domaine"),
    "name": ("name", "nom"),
    "phone": ("telephone", "téléphone"),
    "place": ("place", "lieu"),
    "country": ("country", "pays"),
}
_LEVELS = {
    "unknown": ("unknown", "inconnu"),
    "differs": ("differs", "différent"),
    "same": ("the same", "le même"),
    "same siren": ("the same SIREN", "le même SIREN"),
    "other siren": ("two valid SIRENs", "deux SIREN valides"),
    "same vat": ("the same VAT number", "le même numéro de TVA"),
    "other vat": ("two VAT numbers", "deux numéros de TVA"),
    "shared by many": ("one that many companies share", "un domaine que beaucoup partagent"),
    "sister": ("the same name under another ending", "le même nom sous une autre extension"),
    "kin": ("one begins like the other", "l’un commence comme l’autre"),
    "other order": ("the same words in another order", "les mêmes mots dans un autre ordre"),
    "other spacing": ("the same but for spaces", "le même aux espaces près"),
    "acronym": ("one is the acronym of the other", "l’un est le sigle de l’autre"),
    "near acronym": ("one is nearly the acronym of the other", "l’un est presque le sigle de l’autre"),
    "acronym and domain": (
        "one is the acronym and the domain of the other",
        "l’un est le sigle et le domaine de l’autre",
    ),
    "is the domain": ("one is the domain of the other", "l’un est le domaine de l’autre"),
    "contained": ("one contains the other", "l’un contient l’autre"),
    "typing": ("a typing error apart", "à une faute de frappe"),
    "overlaps": ("share a rare word", "ont un mot rare en commun"),
    "same postal code": ("the same postal code", "le même code postal"),
    "same city": ("the same city", "la même ville"),
}
_VETOES = {
    "siren": ("two SIRENs are two companies", "deux SIREN sont deux sociétés"),
    "vat": ("two VAT numbers are two companies", "deux numéros de TVA sont deux sociétés"),
    "parent": ("one is the parent of the other", "l’une est la maison mère de l’autre"),
    "country": ("companies of two countries stay two", "des sociétés de deux pays restent deux"),
    "region": ("one name speaks of a country, the other does not", "l’un des noms dit un pays, l’autre non"),
}
_RULES = {
    "single": ("one record alone", "une seule fiche"),
    "decision": ("someone decided so", "quelqu’un l’a décidé"),
    "evidence": ("the evidence", "les indices"),
    "model": ("the evidence taken together", "l’ensemble des indices"),
    "key:same_as": ("a tool says so", "un outil le dit"),
    "key:email": ("the same e-mail address", "la même adresse e-mail"),
    "key:phone": ("the same telephone number", "le même numéro de téléphone"),
    "key:linkedin": ("the same LinkedIn page", "la même page LinkedIn"),
    "key:siren": ("the same SIREN", "le même SIREN"),
    "key:vat": ("the same VAT number", "le même numéro de TVA"),
    "key:domain": ("the same domain", "le même domaine"),
    "key:name": ("the same name", "le même nom"),
}
_ACTS = {
    "merge": ("decided that they are one", "a décidé que c’est la même entité"),
    "never_merge": ("decided that they are two", "a décidé que ce sont deux entités"),
    "split": ("took one apart from the other", "a séparé l’une de l’autre"),
}
_KINDS = {"person": ("person", "personne"), "account": ("account", "compte")}


class AccountWords:
    """(English, French) of what accounts are compared by."""

    @staticmethod
    def field(name: str) -> tuple[str, str]:
        return _FIELDS[name]

    @staticmethod
    def level(field: str, level: str) -> tuple[str, str]:
        return _LEVELS[level]

    @staticmethod
    def veto(name: str) -> tuple[str, str]:
        return _VETOES[name]


def rule_words(rule: str) -> tuple[str, str]:
    """(English, French) of the rule of a link; an unknown one is given as it is."""
    return _RULES.get(rule, (rule, rule))


def conclusion(kind: str, same: bool, a: str, b: str, rule: str, probability: float, language: str) -> str:
    place = 1 if language == "fr" else 0
    thing, told = _KINDS[kind][place], rule_words(rule)[place]
    share = f"{probability:.1%}"
    if language == "fr":
        share = share.replace(".", ",").replace("%", " %")
        number = ("une seule personne" if kind == "person" else "un seul compte") if same else f"deux {thing}s"
        return f"{a} et {b} sont {number} : {told} (probabilité d’après les indices : {share})."
    number = f"one {thing}" if same else ("two people" if kind == "person" else f"two {thing}s")
    return f"{a} and {b} are {number}: {told} (probability by the evidence: {share})."


def decision_words(decision: Decision, language: str) -> str:
    place = 1 if language == "fr" else 0
    by = decision.by or ("quelqu’un" if place else "someone")
    because = (
        f" : {decision.because}" if place and decision.because else f": {decision.because}" if decision.because else ""
    )
    day = decision.at[:10]
    return (
        f"{by} {_ACTS[decision.act][place]} ({day}){because}."
        if day
        else f"{by} {_ACTS[decision.act][place]}{because}."
    )
