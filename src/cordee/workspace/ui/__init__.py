"""UI: the design system. Tokens, layers, components, base templates, pictures, formats; knows no business word.

Words:      token, card, tile, badge, status, chip, panel, rope, picture, pager, blank slate.
Rules:      colours only in tokens.css; nothing inline (the security policy forbids it); every chart has its table;
            every component has a sheet of its own and stands on /patterns/ (docs/reference/design-system.md).
Start here: static/ui/tokens.css, templates/ui/base.html, pictures/, templatetags/formats.py, patterns.py
"""
