"""Model: from staged records and identity links to people, accounts, passages, deals and money.

Words:      current version, survivorship, contradiction, origin, channel, passage, cycle.
Rules:      the loser of a disagreement is kept; a deleted record still answers for its touches; nothing is ever
averaged;
            every builder gives the same rows for a few affected entities as it does for all of them.
Start here: people.py, stages.py, deals.py; channels.yml (which origin is which channel)
"""
