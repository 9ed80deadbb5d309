"""SLA terms: the contract of both sides as immutable data, readable in French and in English.

Words:      terms, clause, rule, condition, field, tier, delay, reason, objective, calendar, shift, problem.
Rules:      a sentence is made from the rule it tells, never written beside it; a clause keeps its id from version to
            version; the hash is of the content alone (number, dates and signatures live outside).
Start here: document.Terms, reading.read, clauses.clauses
"""
