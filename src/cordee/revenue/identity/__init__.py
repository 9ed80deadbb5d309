"""Identity: which source records speak of one human, which of one company.

Words:      record, pair, comparison, level, pattern, weight (bits), link, review, decision.
Rules:      decisions always win; a stable id labels pairs but never decides alone; a shared mailbox or switchboard
merges
            nobody; groups never form across a veto; the order of rows changes nothing.
Start here: people.PERSON (what is compared), engine.resolve (how), dedupe.dedupe (any list of people or companies)
"""
