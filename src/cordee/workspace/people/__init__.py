"""People: who works here, on which side, and how they come in.

Words:      Person, side (marketing, sales, both), role, Invitation, Link (mailed, used once), Session, factor (the second one), way in.
Rules:      everything needs a signed-in person unless a view says otherwise; nobody joins without an invitation; every way in passes one door
            (arrivals.arrive); five failures make an address wait; what is sensitive is recorded (events.py gives it words).
Mail:       mail.send(to, subject, template, context) writes to anybody, in their language.
Start here: models.Person, arrivals.arrive, access.py (who may do what), views/
"""
