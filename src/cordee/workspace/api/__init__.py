"""API: the figures, records and journeys of the pages, for programs. The same registry, hence the same numbers.

Words:      token, scope, problem (RFC 9457).
Rules:      read what the pages show, with a token of a person; an error says what, where and what to do.
Start here: endpoints.py, models.Token
"""
