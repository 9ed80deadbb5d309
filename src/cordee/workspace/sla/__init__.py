"""SLA: what both sides sign, and what then runs: leads to accept or refuse, clocks, answers to refusals, the scorecard.

Words:      version (draft, proposed, signed, in force, superseded), clause, comment, signature, decision, return leg.
Rules:      a state is read from dated facts, never stored; a signature binds the hash of the terms, so an edit voids it; one
            person of each side, never the same; what is in force is never changed (the model and the database refuse).
Numbers:    revenue/sla, through insight/sla.py
Start here: models/version.py, models/signature.py, exporting.py, views/document.py
"""
