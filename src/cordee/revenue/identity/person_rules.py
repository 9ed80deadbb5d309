"""What holds of two people whatever the weights say, what one field repeats of another, and what is expected before any
are seen."""

from cordee.revenue.identity.comparison import Bound, Levels, Mask, Redundant

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


def _two_family_names(at: Levels) -> Mask:
    """Two Juliens of one team: a given name and a company that agree do not make one of them."""
    own = at.at("email", "same", "punctuation", "typing error") | at.at("linkedin", "same")
    return at.at("family", "differs") & ~own & ~at.at("phone", "same mobile")


def _colleagues(at: Levels) -> Mask:
    return _strangers(at) & ~at.at("email", "same", "punctuation", "typing error") & ~at.at("linkedin", "same")


def _two_profiles(at: Levels) -> Mask:
    return at.at("linkedin", "differs")


def _caller(at: Levels) -> Mask:
    """A number rang, or was rung, and nothing else is known of who it was."""
    silent = at.at("given", "unknown") & at.at("family", "unknown") & at.at("email", "unknown")
    return at.at("phone", "same mobile") & silent & at.at("company", "unknown") & at.at("linkedin", "unknown")


def _two_numbers(at: Levels) -> Mask:
    """``jean.dupont2@`` was given to the second Jean Dupont of a company."""
    return at.at("email", "other number") & ~at.at("linkedin", "same") & ~at.at("phone", "same", "same mobile")


def _two_work_addresses(at: Levels) -> Mask:
    """Two addresses that are not made alike, and names that are not quite the same."""
    return (
        at.at("email", "differs", "both from their names", "typing error")
        & ~(at.at("family", *_SAME_FAMILY) & at.at("given", *_SAME_GIVEN, "initial", "unknown"))
        & ~at.at("linkedin", "same")
        & ~at.at("phone", "same", "same mobile")
    )


def namesakes(at: Levels) -> Mask:
    """A name that others bear too, at two companies, with two addresses: a third record must not make them one."""
    return (
        at.at("email", "differs", "same local part, other company")
        & at.at("company", "differs")
        & ~at.at("given", "same, unique", "unknown")
        & ~at.at("phone", "same", "same mobile")
        & ~at.at("linkedin", "same")
    )


def apart(at: Levels) -> Mask:
    """Never in one group by way of a third record."""
    return (
        (_two_profiles(at) | _two_numbers(at))
        | (_names_differ(at) & ~at.at("linkedin", "same") & ~at.at("email", "same"))
    ) & ~(at.at("email", "same") & at.at("linkedin", "unknown") & ~_strangers(at))


_FAMILY_KNOWN = ("same, rare", "same, uncommon", "same")
_ANY_COMPANY = (
    "same, small",
    "same",
    "same, large",
    "same register number",
    "same name",
    "name and domain",
    "kin domain",
    "close name",
)

REDUNDANT = (
    Redundant("given", ("same, unique", "same, rare", "same, uncommon"), "family", _FAMILY_KNOWN),
    Redundant("given", ("swapped",), "family", ("swapped",)),
    Redundant(
        "family",
        (*_FAMILY_KNOWN, "close", "part", "swapped"),
        "email",
        ("same local part", "same local part, other company"),
    ),
    Redundant(
        "email",
        ("same", "punctuation", "typing error", "both from their names", "other number"),
        "company",
        _ANY_COMPANY,
    ),
    Redundant("phone", ("switchboard", "same", "same mobile"), "company", _ANY_COMPANY),
)

BOUNDS = (
    Bound(
        "caller",
        _caller,
        least=0.96,
        en="nothing but a number, and it is somebody’s mobile",
        fr="rien qu’un numéro, et c’est le mobile de quelqu’un",
    ),
    Bound("colleagues", _colleagues, most=0.05, en="nothing in the names agrees", fr="rien ne concorde dans les noms"),
    Bound("strangers", _strangers, most=0.9, en="nothing in the names agrees", fr="rien ne concorde dans les noms"),
    Bound("two family names", _two_family_names, most=0.9, en="two family names", fr="deux noms de famille"),
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
)

PRIOR = {
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
    "phone": {"switchboard": (0.1, 1e-4), "same mobile": (0.45, 1e-6), "same": (0.15, 5e-6), "differs": (0.3, 1.0)},
    "company": {
        "same, small": (0.3, 0.001), "same": (0.2, 0.001), "same, large": (0.2, 0.001), "same register number": (0.01, 1e-4),
        "same name": (0.1, 3e-4), "name and domain": (0.02, 3e-4), "kin domain": (0.02, 3e-4), "close name": (0.04, 0.001), "differs": (0.15, 0.99),
    },
    "linkedin": {"same": (0.95, 1e-7), "differs": (0.05, 1.0)},
    "city": {"same": (0.7, 0.1), "differs": (0.3, 0.9)},
    "title": {"same": (0.5, 0.05), "differs": (0.5, 0.95)},
}  # fmt: skip
"""What is expected of people before any are seen: the share of each level among matches and among others, from
judgement."""
