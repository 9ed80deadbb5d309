"""Sources: the data room. What came in, how good it is, and what people decide about it.

Words:      import, rejected row, mapping, duplicate, contradiction, freshness, correctness, completeness.
Rules:      nothing is lost; everything can be undone; the good rows go in while the bad ones wait to be corrected.
Numbers:    revenue/imports, revenue/identity, revenue/model, revenue/quality
Start here: views.py
"""
