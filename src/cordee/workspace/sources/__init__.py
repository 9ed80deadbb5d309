"""Sources: the data room. What came in, how good it is, and what people decide about it.

Words:      import, rejected row, mapping, duplicate, contradiction, freshness, correctness, completeness.
Rules:      nothing is lost; everything can be undone; the good rows go in while the bad ones wait to be corrected.
Numbers:    revenue/imports, revenue/identity, revenue/model, revenue/quality
Pages:      imports.py (bring, check, import, undo), describing.py (the mapping wizard), rejected.py (rows corrected in
            place), views.py (the data room's home, the first screen of an empty installation).
Jobs:       bringing.py; what they ask of the data plane: insight/importing.py and insight/refreshing.py
Start here: models.py, imports.py
"""
