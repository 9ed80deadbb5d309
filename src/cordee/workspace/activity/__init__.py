"""Activity: what happened that somebody may have to answer for, in the order in which it happened.

Words:      Event (who, when, what, about what).
Rules:      an event is written in the transaction of what it tells, and is never changed; it outlives the account of its actor.
Start here: models.record, kinds.register (what an event says to people)
"""
