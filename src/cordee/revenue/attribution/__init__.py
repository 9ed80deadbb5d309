"""Attribution: what each touch group is credited with for a deal, by rules that are stated beside their names.

Words:      look-back window, milestone, share, half-life.
Rules:      shares of a deal sum to 1 within a model; credit is never called cause.
Start here: credit.py
"""
