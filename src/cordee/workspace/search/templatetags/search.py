"""How answers are written."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cordee.workspace.insight import directory
from cordee.workspace.search.answers import Answer

register = template.Library()


@register.filter
def found_in(text: str, asked: str) -> SafeString | str:
    """The beginnings of words that were asked for, in ``<mark>``."""
    if not asked:
        return text
    open_, close = SafeString("<mark>"), SafeString("</mark>")
    return format_html_join(
        "",
        "{}{}{}",
        ((open_ if hit else "", piece, close if hit else "") for piece, hit in directory.marked(text, asked)),
    )


@register.filter
def opening(answer: Answer) -> str:
    """The address that opens an answer and remembers it."""
    said = {"to": answer.address, "title": answer.title[:120], "under": answer.under[:160]}
    return f"{reverse('search:go')}?{urlencode(said)}"
