"""What is compared between two people, field by field, the most telling level first."""

from cordee.revenue.identity.comparison import Comparison, Level
from cordee.revenue.identity.phones import MOBILE


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
            "(length(l.given) = 1 AND (l.given = r.given[1] OR list_contains(list_transform(r.given_roots, lambda x: x[1]), l.given))) "
            "OR (length(r.given) = 1 AND (r.given = l.given[1] OR list_contains(list_transform(l.given_roots, lambda x: x[1]), r.given)))",
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
            "l.mail_letters = r.mail_letters AND l.mail_domain = r.mail_domain AND NOT l.mail_free",
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
            "same mobile",
            "(l.phone = r.phone AND l.mobile) OR ((l.phones IS NOT NULL OR r.phones IS NOT NULL) AND regexp_matches("
            "array_to_string(list_intersect(coalesce(l.phones, [l.phone]), coalesce(r.phones, [r.phone])), ' '), "
            f"'{MOBILE.replace('^', '')}'))",
            "the same mobile",
            "le même mobile",
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
            "name and domain",
            "(l.domain IS NULL OR r.domain IS NULL) AND (l.company_flat = r.domain_flat OR r.company_flat = l.domain_flat)",
            "the name of one is the domain of the other",
            "le nom de l’une est le domaine de l’autre",
        ),
        Level(
            "kin domain",
            "least(length(l.domain_flat), length(r.domain_flat)) >= 5 "
            "AND (starts_with(l.domain_flat, r.domain_flat) OR starts_with(r.domain_flat, l.domain_flat))",
            "two domains of nearly one name",
            "deux domaines presque du même nom",
        ),
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

FIELDS = (GIVEN, FAMILY, EMAIL, PHONE, COMPANY, LINKEDIN, CITY, TITLE)
