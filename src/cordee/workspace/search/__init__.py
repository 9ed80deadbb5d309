"""Search: people, companies, pages and terms from anywhere, as one types.

Words:      question, answer, palette.
Rules:      accents are ignored; an answer is one key press away; without JavaScript it is a page like any other.
Start here: views.py
"""
