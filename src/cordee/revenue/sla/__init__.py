"""SLA: the delays that both sides promised, counted in business time.

Words:      clock, start, act, due, tier, pause, business time, opening, version (terms in force between two moments).
Rules:      a clock stops on an act that was logged, never on a status somebody ticks; it is judged to its end by the
            version in force when it started (docs/decisions/0028); time is an argument.
Start here: terms.versions, hours.openings, build.judge, clock.clock
"""
