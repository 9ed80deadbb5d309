"""What Rivelaine's two sides signed: one SLA that was superseded, one in force, one proposed; and how refusals were answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cordee.demo.cast import BY_KEY, MIGRATED
from cordee.demo.days import wall
from cordee.vocabulary.sla_terms.calendars import Absence, Calendar, Week, Worker
from cordee.vocabulary.sla_terms.document import Review, Terms
from cordee.vocabulary.sla_terms.presets import preset
from cordee.vocabulary.sla_terms.promises import Member, Objective, Owners, Queue, Routing
from cordee.vocabulary.sla_terms.reading import read, to_yaml
from cordee.vocabulary.sla_terms.value import Words

CAMILLE, MARC, INES, ELODIE = (BY_KEY[key].email for key in ("camille", "marc", "ines", "elodie"))
SIGNED_FIRST = date(2025, 2, 24)
PROPOSED = wall(date(2026, 6, 24), 14, 30)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A version: its terms, who proposed it and when, who signed, from which day it holds (None: it is proposed)."""

    terms: Terms
    proposed_by: str
    proposed_at: datetime  # naive, in the company's zone
    holds_from: date | None
    signed_by: tuple[str, ...] = ()
    comments: tuple[tuple[str, str, str], ...] = ()  # clause, e-mail, text


def agreements() -> tuple[Agreed, ...]:
    """The three versions, oldest first. The delays of the first attempt are those of the settings, so that figures agree."""
    return (
        Agreed(_first(), CAMILLE, wall(date(2025, 2, 20), 10), SIGNED_FIRST, (CAMILLE, MARC)),
        Agreed(_second(), MARC, wall(date(2025, 12, 11), 16, 20), MIGRATED, (MARC, CAMILLE)),
        Agreed(
            _third(),
            CAMILLE,
            PROPOSED,
            None,
            (CAMILLE,),
            (
                ("delay.first_attempt", MARC, "D’accord pour 15 minutes sur une demande de démo, si Élodie est relayée le mercredi."),
                ("stage.mql", MARC, "Un webinaire suivi ne suffit plus : nous en avons refusé la moitié ce trimestre."),
            ),
        ),
    )  # fmt: skip


def _first() -> Terms:
    start = preset("demand_waterfall")
    title = Words(
        fr="Accord entre le marketing et les ventes de Rivelaine",
        en="Agreement between Rivelaine's marketing and sales",
    )
    kept = tuple(one for one in start.reasons if one.key in {"not_our_target", "wrong_data", "no_need", "already_known", "not_a_buyer"})  # fmt: skip
    return _owned(start.model_copy(update={"title": title, "delays": start.delays[:1], "reasons": kept}))


def _second() -> Terms:
    start = preset("demand_waterfall")
    morning = Week.model_validate({day: ("09:00-12:30",) if day == "wed" else ("09:00-18:00",) for day in ("mon", "tue", "wed", "thu", "fri")})  # fmt: skip
    people = (
        Worker(person=ELODIE, week=morning),
        Worker(person=INES, absences=(Absence(first=date(2026, 7, 27), last=date(2026, 8, 14), name="Congés"),)),
    )
    queue = Queue(
        key="sdr",
        name=Words(fr="SDR", en="SDRs"),
        members=(Member(person=INES, weight=2, most_a_day=15), Member(person=ELODIE)),
    )
    return _owned(
        start.model_copy(
            update={
                "title": _first().title,
                "calendar": Calendar(people=people),
                "routing": Routing(queues=(queue,), fallback=MARC),
                "review": Review(due=date(2026, 7, 6)),
            }
        )
    )


def _third() -> Terms:
    """As a file that somebody edited: a demo request is answered in a quarter of an hour, a webinar alone is no MQL."""
    second = _second()
    attempt, *others = preset("small_team").delays
    changed = attempt.model_copy(update={"key": "first_attempt", "name": second.delays[0].name})
    objectives = tuple(
        one.model_copy(update={"target": 45}) if one.key == "mql_volume" else one.model_copy(update={"target": 0.75}) if one.key == "mql_quality" else one
        for one in second.objectives
    )  # fmt: skip
    criteria = tuple(
        one.model_copy(update={"points": 10, "cap": 20}) if one.key == "webinar" else one
        for one in second.scoring.engagement
    )
    scoring = second.scoring.model_copy(update={"engagement": criteria})
    del others
    terms = second.model_copy(
        update={
            "delays": (changed, *second.delays[1:]),
            "objectives": objectives,
            "scoring": scoring,
            "review": Review(due=date(2026, 10, 5)),
        }
    )
    return read(to_yaml(terms))


def _owned(terms: Terms) -> Terms:
    owners = Owners(marketing=CAMILLE, sales=MARC)
    objectives: tuple[Objective, ...] = tuple(one.model_copy(update={"owners": owners}) for one in terms.objectives)
    return read(to_yaml(terms.model_copy(update={"objectives": objectives})))


REASONS: Mapping[str, str] = {
    "Hors cible": "not_our_target",
    "Pas de projet": "no_need",
    "Coordonnées invalides": "wrong_data",
    "Étudiant ou concurrent": "not_a_buyer",
    "Doublon": "already_known",
    "Déjà client": "already_known",
}
"""The words of Rivelaine's CRM → the reasons of its SLA."""

ANSWERS: Mapping[str, tuple[str, str]] = {
    "not_our_target": ("targeting", "La campagne LinkedIn vise désormais les sites de production de 50 à 1 000 salariés ; les bureaux d’études en sortent."),
    "no_need": ("scoring", "Un livre blanc seul ne suffit plus : il faut une visite de la page des tarifs ou une demande."),
    "wrong_data": ("data", "Le formulaire refuse maintenant les adresses qui n’existent pas ; la fiche est corrigée."),
    "not_a_buyer": ("scoring", "Une adresse d’école ou de concurrent retire 50 points dès le formulaire."),
    "already_known": ("routing", "Un contact d’un compte suivi va d’abord à la personne qui suit le compte."),
}  # fmt: skip
"""Reason → what marketing decided, and what changed because of it."""
