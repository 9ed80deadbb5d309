"""How lists of people and companies are written."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import directory, words
from cordee.workspace.insight.journeys import Contradiction, Journey
from cordee.workspace.journeys.entries import KINDS, as_written
from cordee.workspace.journeys.narrowing import Narrowed

register = template.Library()

BECAUSE: Mapping[str, Promise] = {
    "chosen": _("Kept because someone chose it."),
    "trusted": _("Kept because %(tool)s is trusted for this field."),
    "freshest": _("Kept because it was written last."),
    "preferred": _("Kept because it is the better written, or a CRM’s."),
}
"""The rule by which one of several values is kept."""


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


@register.filter
def kept_because(one: Contradiction) -> str:
    """Why the kept value is kept."""
    if one.rule is None or one.rule not in BECAUSE:
        return ""
    return str(BECAUSE[one.rule]) % {"tool": words.said(words.TOOLS, one.kept_tool)}


@register.filter
def written(value: str | None, field: str) -> str:
    """A tool's own text, amounts and days in the reader's way of writing them."""
    return as_written(field, value)


@register.filter
def asked_for(narrowed: Narrowed, journey: Journey) -> list[str]:
    """The filters in words."""
    said = [str(KINDS[kind]) for kind in narrowed.kinds]
    said += [words.said(words.SIDES, narrowed.side)] if narrowed.side else []
    return said + [one.name for one in journey.people if one.id == narrowed.person]
