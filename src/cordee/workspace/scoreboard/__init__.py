"""Scoreboard: the common result first, then the funnel, then each side's part; every figure opens on its records.

Words:      tile, funnel, definition, records, comparison.
Rules:      the address holds the whole question (period, comparison, channel); every number comes from the registry.
Numbers:    revenue/metrics
Start here: views.show, board.board
"""
