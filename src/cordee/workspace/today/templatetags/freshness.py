"""As of when the data are, on every page."""

from django import template

from cordee.workspace.insight.window import Snapshot, window

register = template.Library()


@register.simple_tag
def published() -> Snapshot | None:
    """The snapshot that pages are read from now; None before the first refresh."""
    found = window()
    return found.snapshot if found is not None else None
