"""Today: what to do together, ranked by the money at stake, then what waits for me.

Words:      matter (something to do together), stake, waiting.
Rules:      at most five matters; each names its evidence; when there is nothing, the page says so.
Numbers:    revenue/metrics, revenue/model
Start here: matters.py
"""
