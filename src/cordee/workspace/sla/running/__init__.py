"""The SLA at work: leads to accept or refuse, routing, warnings, answers to refusals, and what is handed to the data plane.

Words:      lead, decision, reason, answer (the return leg), assignment, warning.
Rules:      a decision is made once a passage and tied to a record, so that it follows a merge; nobody is warned twice of the same;
            what people decide here comes back as records of the source ``cordee``.
Start here: leads.mine, deciding.refuse, routing.turns, warning.run, recording.run
"""
