"""Workspace: the collaboration plane, a Django project of one folder per capability.

Words:      person (of the company), side, role, page, panel.
Rules:      scoreboard, journeys > insight > people > ui; only ``insight`` reads ``cordee.revenue``; a strict
            Content-Security-Policy.
Start here: site/urls.py (every page), insight/window.py, ui/templates/ui/base.html
"""
