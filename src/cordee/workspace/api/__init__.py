"""API: the same figures, records and journeys for programs, by a token per person.

Words:      token, scope, door (an address under /api/v1), problem (an error as RFC 9457 says it).
Rules:      the shapes are those of the command's ``--json``; a token is kept hashed and shown once; reading records is recorded.
Numbers:    revenue/metrics
Start here: doors.py, models.Token
"""
