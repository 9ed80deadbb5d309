"""Journeys: the whole path of a person or of a company, drawn as one rope of two strands.

Words:      journey, knot, cluster, passage, act of the buyer, our act, brief, buying group, insight (note or feedback), anchor.
Rules:      every knot opens on the source record that it comes from; an insight is tied to records and follows them through merges,
            is reworded by its author alone, and is withdrawn, never erased; a list's address holds the whole question.
Start here: views.search and asking.Asked (lists), views.person and story.tell (the rope), models.Insight and notes (what people tell),
            telling.insights_since (on the way to the data plane)
"""
