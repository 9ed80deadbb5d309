"""Journeys: the whole path of a person or of a company, drawn as one rope of two strands.

Words:      journey, knot, cluster, passage, act of the buyer, our act.
Rules:      every knot names the source records that it comes from; nothing about a person is shown without signing in.
Start here: views.person, story.tell
"""
