"""Vocabulary: the words that both planes speak, as small value types.

Words:      Stage, Side, Money, Period, Figure, TouchKind, Direction, Outcome.
Rules:      standard library only; if a thing has a table or a template, it does not belong here.
Start here: stages.Stage, figures.Figure
"""
