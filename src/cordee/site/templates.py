"""Compiling every template of ours before the first request: Django keeps what it has compiled."""

from pathlib import Path

from django.apps import apps
from django.template.loader import get_template

OURS = "cordee."


def compile_templates() -> int:
    """Compiles the pages and their parts, and returns how many."""
    compiled = 0
    for app in apps.get_app_configs():
        if app.name.startswith(OURS):
            place = Path(app.path) / "templates"
            for file in sorted(place.rglob("*.html")):
                get_template(file.relative_to(place).as_posix())
                compiled += 1
    return compiled
