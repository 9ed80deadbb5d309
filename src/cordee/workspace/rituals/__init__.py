"""Rituals: what the two teams do together, each meeting with a pack made from the data, and with a memory.

Words:      ritual, occurrence, meeting, agenda, block (one kind of evidence), section (a block with its items), pack, topic, carry-over,
            action, decision, reading (what a decision changed), minutes, feed (a person's calendar).
Rules:      an agenda takes 45 minutes at most, most money first; a pack is frozen when the meeting opens and never changes; what was not
            treated comes back; nobody's text is lost while several write; a decision is read on its day, and the software may say
            that it cannot tell; an occurrence keeps its UID for ever.
Seam:       settings.AGENDA_BLOCKS lists the blocks as dotted paths; any capability above or beside adds its own (agenda.Block).
Start here: recurrence.py (when), agenda.py and blocks/ (what), pack.py (the document), models/, views_live.py (the meeting), health.py
"""
