"""Search: people, companies, pages, figures and terms from anywhere, as one types.

Words:      question, answer, palette.
Rules:      accents are ignored; an answer is one key press away; without JavaScript it is a page like any other. Capabilities
            below are known by their addresses in the menu, the definitions of figures by the registry.
Start here: answers.answers, views.show, static/search/palette.js
"""
