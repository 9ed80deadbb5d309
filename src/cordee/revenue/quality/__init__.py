"""Quality: how complete, correct and fresh the data are, and which tools make duplicates.

Words:      check, population, finding, rhythm, maker (a tool that makes duplicates).
Rules:      one entry per check; a check counts the very rows that it lists; each says which figures it harms and the remedy.
Start here: registry.CHECKS, checking.results
"""
