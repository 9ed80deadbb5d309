"""Glossary: every term and figure in both languages, how each side reads it, and its live value.

Words:      term, definition, reading.
Rules:      one definition per term, signed or of the registry; both readings are shown side by side.
Numbers:    revenue/metrics
Start here: terms.yml, terms.py
"""
