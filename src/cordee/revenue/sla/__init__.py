"""SLA: the delays that both sides promised, counted in business time.

Words:      clock, start, stop, due, business minutes, terms.
Rules:      a clock stops on an act that was logged, never on a status somebody ticks; time is an argument.
Start here: clock.py, calendar.py
"""
