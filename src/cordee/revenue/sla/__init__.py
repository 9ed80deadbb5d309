"""SLA: the delays that both sides promised, counted in business time.

Words:      clock, start, act, due, tier, pause, business time, opening, version (terms in force between two moments),
            score (of a moment), replay (other terms on a past period), band, place of a lead in both worlds,
            draft (terms proposed from history), evidence (why a clause says what it says), cohort (leads that came
            together), end (won, lost, recycled).
Rules:      a clock stops on an act that was logged, never on a status somebody ticks; it is judged to its end by the
            version in force when it started (docs/decisions/0028); time is an argument; a replay
            keeps what is counted, bounded and assumed apart, and never adds them up (docs/decisions/0037).
Start here: terms.versions, hours.openings, build.judge, clock.clock, replaying.replay, drafting.draft, survival.compare
"""
