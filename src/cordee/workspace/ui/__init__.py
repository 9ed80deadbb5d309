"""UI: the design system. Tokens, layers, components, base templates, chart geometry, formats; knows no business word.

Words:      token, card, tile, badge, chip, panel, rope, pager, blank slate.
Rules:      colours only in tokens.css; nothing inline (the security policy forbids it); every chart has its table.
Start here: static/ui/tokens.css, templates/ui/base.html, templatetags/formats.py
"""
