"""What must be mended before terms are signed: what makes no sense, and crossed objectives without an owner on each side."""

from collections.abc import Iterator

from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.problems import Problem
from cordee.vocabulary.sla_terms.soundness import problems
from cordee.workspace.insight import sla


def unsigned_problems(terms: Terms) -> tuple[Problem, ...]:
    """Everything that stands between the terms and a signature."""
    return (*problems(terms, metrics=sla.metric_units()), *_owners(terms), *_promises(terms))


def _owners(terms: Terms) -> Iterator[Problem]:
    for place, objective in enumerate(terms.objectives):
        for side, fr, en in (("marketing", "au marketing", "in marketing"), ("sales", "aux ventes", "in sales")):
            if getattr(objective.owners, side) is None:
                yield Problem(
                    f"objectives[{place}].owners.{side}",
                    f"« {objective.name.fr} » n’a pas de responsable {fr}.",
                    f"“{objective.name.en}” has no owner {en}.",
                    "Un objectif croisé a un responsable de chaque côté.",
                    "A crossed objective has an owner on each side.",
                )


def _promises(terms: Terms) -> Iterator[Problem]:
    if not terms.stages:
        yield Problem(
            "stages",
            "aucune étape n’est définie.",
            "no stage is defined.",
            "Définissez au moins le MQL.",
            "Define at least the MQL.",
        )
    if not terms.delays and not terms.objectives:
        yield Problem(
            "delays",
            "ni délai ni objectif : rien n’est promis.",
            "neither a delay nor an objective: nothing is promised.",
            "Ajoutez un délai ou un objectif.",
            "Add a delay or an objective.",
        )
