"""Journeys: the whole path of a person or of a company, drawn as one rope of two strands.

Words:      journey, knot, cluster, passage, act of the buyer, our act, brief, buying group, insight (note or feedback), anchor.
Rules:      every knot opens on the source record that it comes from; an insight is tied to records and follows them through merges,
            is reworded by its author alone, and is withdrawn, never erased; an address holds the whole question, of a list as of a timeline.
Start here: views.search and asking.Asked (lists), views.person, story.tell, entries and narrowing (the rope and its timeline), models.Insight and notes (what people tell),
            telling.insights_since (on the way to the data plane)
"""
