"""Jobs: long work outside the request, with its progress, kept in the app's database.

Words:      Job, kind, progress, outcome.
Rules:      one worker at a time does one kind of exclusive work; a job whose worker died is taken up again; two at once do no harm.
Start here: models.Job, worker.py
"""
