"""Debriefs: an important deal, judged by one of each side, each alone first, then together.

Words:      debrief, seat (of a side), answer, outcome kind, driver, part (helped, hurt, none), evidence, agreement, theme.
Rules:      neither side's answer is shown to anybody but its author before both have answered: ``Answer.objects.seen_by`` is the only
            way to them; no driver helped or hurt without evidence; unknown is an answer; one decision, one owner.
Numbers:    insight/debriefs.py (which deals, intervals)
Start here: models.Debrief, opening.py (which deals), themes.py (what they say together), views.show
"""
