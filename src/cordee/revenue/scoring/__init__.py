"""Scoring: a signable point card learnt from what became of past leads, and cards applied to millions of leads.

Words:      fact (a column known of a lead), rule, points, card, leak, holdout, threshold, challenger.
Rules:      time-ordered validation is the headline; a column that knows the future is left out, with the evidence;
            missing is never a rule; too few outcomes, or no signal, is said in a sentence; a card is data, never code.
Start here: learning.learn, leaks.py, applying.py (running), vocabulary/scorecards.py (the card)
"""

from cordee.revenue.scoring.applying import Points, UnknownFact, explanation, scored_sql
from cordee.revenue.scoring.asking import Question, learn_from_file
from cordee.revenue.scoring.card import LearnedCard, Rule
from cordee.revenue.scoring.history import facts_sql, learn_from_history
from cordee.revenue.scoring.leaks import Suspect, suspects
from cordee.revenue.scoring.learning import Learned, Past, Workload, learn, sentence
from cordee.revenue.scoring.threshold import Threshold, threshold
from cordee.revenue.scoring.words import CannotLearn

__all__ = [
    "CannotLearn",
    "Learned",
    "LearnedCard",
    "Past",
    "Points",
    "Question",
    "Rule",
    "Suspect",
    "Threshold",
    "UnknownFact",
    "Workload",
    "explanation",
    "facts_sql",
    "learn",
    "learn_from_file",
    "learn_from_history",
    "scored_sql",
    "sentence",
    "suspects",
    "threshold",
]
