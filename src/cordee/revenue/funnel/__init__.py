"""Funnel: marts about people on their way: where they came from, how far they are, what happened each day.

Words:      person path, lead, channel day, first passage.
Rules:      one function per mart, named by its grain; pure expressions over tables, the same on every engine.
Start here: lead.py
"""
