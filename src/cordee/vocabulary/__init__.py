"""Vocabulary: the words that both planes speak, as small value types.

Words:      Stage, Side, Money, Period, Figure, TouchKind, Direction, Outcome; the terms of the SLA (``sla_terms``).
Rules:      standard library only, and pydantic in ``sla_terms`` (docs/decisions/0026); if a thing has a table or a
            template, it does not belong here.
Start here: stages.Stage, figures.Figure, sla_terms.document.Terms
"""
