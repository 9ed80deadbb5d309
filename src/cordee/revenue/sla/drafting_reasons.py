"""The reasons of a draft: those that sales really wrote, mapped to a short closed list."""

import re
import unicodedata
from collections.abc import Sequence

import duckdb

from cordee.revenue.scoring.measures import wilson
from cordee.revenue.sla.drafting_evidence import Evidence, count, share, stands
from cordee.vocabulary.sla_terms.promises import CountsAgainst, Destination, Reason
from cordee.vocabulary.sla_terms.value import Owes, Words

LEAST = 30
"""Written reasons that a closed list is proposed from."""

OFTEN = 0.01
"""A reason of no known kind becomes one of its own when so large a share of the refusals give it."""

WORDS: tuple[tuple[str, str], ...] = (
    ("already_known", r"deja client|doublon|duplicate|already (a )?(customer|client|known)|existing (customer|deal|opportunity)|en cours"),
    ("not_a_buyer", r"etudiant|student|concurrent|competitor|spam|test|job seeker|candidat"),
    ("wrong_data", r"coordonnees|invalid|donnees|bad data|wrong (data|number|email)|bounce|faux numero"),
    ("unreachable", r"injoignable|no (answer|response|reply)|unreach|pas de reponse|sans reponse|unresponsive|ne repond"),
    ("wrong_contact", r"contact|interlocuteur|wrong person|no authority|pas decideur|not the decision"),
    ("no_budget", r"budget|funds|trop cher|too expensive"),
    ("not_now", r"moment|timing|plus tard|later|gele|frozen|report|postpone|not now|trop tot|too early"),
    ("no_need", r"besoin|need|projet|project|interest|interet"),
    ("not_our_target", r"cible|target|icp|segment|fit|territor|secteur|taille|size|out of scope"),
)  # fmt: skip
"""The first kind whose words a plain text holds; ``budget reporté`` is first a matter of budget."""


def plain(text: str) -> str:
    """Lower case, without accents, words apart by one space."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return re.sub("[^a-z0-9]+", " ", bare).strip()


def kind_of(text: str) -> str | None:
    """The reason of the closed list that a written one is; None where no word tells."""
    said = plain(text)
    return next((key for key, words in WORDS if re.search(words, said)), None)


def reasons(con: duckdb.DuckDBPyConnection, preset: Sequence[Reason]) -> tuple[tuple[Reason, ...], list[Evidence]]:
    """The list, the most given first, and how often each was written."""
    rows: list[tuple[str, int]] = con.execute(
        "SELECT reason, count(*) FROM stage_event WHERE stage IN ('refused', 'recycled', 'disqualified') AND trim(reason) <> '' "
        "GROUP BY reason ORDER BY count(*) DESC, reason"
    ).fetchall()
    n = sum(times for _, times in rows)
    if n < LEAST:
        return tuple(preset), [stands(f"reason.{one.key}", f"{n} refusals with a reason were written.", f"{n} refus motivés ont été écrits.", n) for one in preset]  # fmt: skip
    known = {one.key: one for one in preset}
    given: dict[str, list[tuple[str, int]]] = {}
    rare: list[tuple[str, int]] = []
    for text, times in rows:
        key = kind_of(text)
        if key is None and times < OFTEN * n:
            rare.append((text, times))
        else:
            given.setdefault(key or _key(text), []).append((text, times))
    order = sorted(given, key=lambda key: (-sum(times for _, times in given[key]), key))
    found, said = [], []
    for key in order:
        times = sum(number for _, number in given[key])
        listed = ", ".join(f"{text} ({number})" for text, number in given[key][:4])
        reason = known.get(key) or _own(key, given[key][0][0])
        found.append(reason)
        low, high = wilson(times, n)
        more_en = "" if key in known else " No known kind fits: check who owns it and where it goes."
        more_fr = "" if key in known else " Aucun motif connu ne convient : vérifiez qui s’en charge et où va le lead."
        said.append(Evidence(
            clause=f"reason.{key}",
            en=f"{share(times / n, 'en')} of {count(n, 'en')} written reasons: {listed}.{more_en}",
            fr=f"{share(times / n, 'fr')} de {count(n, 'fr')} motifs écrits : {listed}.{more_fr}",
            n=n, value=times / n, low=low, high=high, unit="share",
        ))  # fmt: skip
    if rare:
        left = sum(times for _, times in rare)
        said.append(Evidence(clause="reason", en=f"{count(left, 'en')} further reasons, each under 1%, have no place in the list.", fr=f"{count(left, 'fr')} autres motifs, chacun sous 1\u202f%, n’ont pas de place dans la liste.", n=left))  # fmt: skip
    return tuple(found), said


def _key(text: str) -> str:
    """A key made from the words of a reason."""
    return "own_" + (re.sub("[^a-z0-9]+", "_", plain(text)).strip("_")[:40] or "other")


def _own(key: str, text: str) -> Reason:
    return Reason(
        key=key,
        name=Words(fr=text, en=text),
        owner=Owes.MARKETING,
        destination=Destination.NURTURE,
        cool_down_days=90,
        counts_against=CountsAgainst.SCORING,
    )
