"""How lists of people and companies are written."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cordee.workspace.insight import directory, words

register = template.Library()


@register.filter
def marked(text: str, asked: str) -> SafeString | str:
    """The beginnings of words that were asked for, in ``<mark>``."""
    if not asked:
        return text
    return format_html_join(
        "",
        "{}{}{}",
        (
            (SafeString("<mark>") if hit else "", piece, SafeString("</mark>") if hit else "")
            for piece, hit in directory.marked(text, asked)
        ),
    )


@register.filter
def stage_hue(stage: str) -> str:
    """The hue of the side that carries a stage."""
    return words.STAGE_SIDES.get(stage, "joint")
