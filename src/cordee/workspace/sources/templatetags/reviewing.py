"""What the pages of duplicates and contradictions write their own way."""

from datetime import date, datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.workspace.insight import words
from cordee.workspace.insight.identities import Entity
from cordee.workspace.ui.templatetags import formats

register = template.Library()

_DATED = {"created_at", "modified_at", "closed_at", "opened_at", "expected_close", "close_date"}

RULES: dict[str, str | Promise] = {
    "chosen": _("someone chose it"),
    "trusted": _("this tool is trusted for it"),
    "freshest": _("the latest"),
    "preferred": _("the best written, or a CRM’s"),
}
LINK_RULES: dict[str, str | Promise] = {
    "single": _("one record alone"),
    "decision": _("someone decided so"),
    "model": _("the evidence taken together"),
    "key:same_as": _("a tool says so"),
    "key:email": _("the same e-mail address"),
    "key:phone": _("the same telephone number"),
    "key:linkedin": _("the same LinkedIn page"),
    "key:siren": _("the same SIREN"),
    "key:vat": _("the same VAT number"),
    "key:domain": _("the same domain"),
    "key:name": _("the same name"),
}
ACTS: dict[str, str | Promise] = {
    "merge": pgettext_lazy("a decision", "Merged"),
    "never_merge": pgettext_lazy("a decision", "Kept apart"),
    "split": pgettext_lazy("a decision", "Taken apart"),
    "withdraw": pgettext_lazy("a decision", "Undone"),
    "value": pgettext_lazy("a decision", "Value chosen"),
    "reading": pgettext_lazy("a decision", "Word read otherwise"),
    "campaign": pgettext_lazy("a decision", "Campaign linked"),
    "trust": pgettext_lazy("a decision", "Tool trusted"),
}


@register.filter
def said(value: str | None, field: str) -> str:
    """A tool's word as the page shows it: dates and amounts in the reader's way, the rest as it came."""
    if not value:
        return "–"
    try:
        if field in _DATED:
            return formats.day_short(datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value))
        if field in {"amount", "headcount"}:
            number = float(value)
            return formats.quantity(number, 0 if number.is_integer() else 2)
        if field == "outcome":
            return words.said(words.OUTCOMES, value)
    except ValueError:
        return value
    return value


@register.filter
def rule(name: str | None) -> str:
    """Why a value was kept."""
    return str(RULES.get(name or "", name or ""))


@register.filter
def link_rule(name: str | None) -> str:
    """Why a record belongs where it does."""
    return str(LINK_RULES.get(name or "", _("the evidence taken together") if name else ""))


@register.filter
def act(name: str | None) -> str:
    """What somebody did."""
    return str(ACTS.get(name or "", name or ""))


@register.filter
def bits(value: float) -> str:
    """``+3,2`` or ``−1.4``."""
    return ("+" if value >= 0 else "−") + formats.quantity(abs(value), 1)


@register.filter
def named(email: str, names: dict[str, str]) -> str:
    """A colleague's name; whoever the installation does not know stays as the decision says."""
    return names.get(email, email)


@register.filter
def of(values: dict[str, str], key: str) -> str:
    """A value of a record, or nothing."""
    return values.get(key, "")


@register.filter
def plural_kind(kind: str) -> str:
    """``people`` or ``companies``, as addresses say it."""
    return "people" if kind == "person" else "companies"


@register.filter
def day_of(moment: str) -> str:
    """The day of a moment in ISO 8601."""
    return formats.day(datetime.fromisoformat(moment)) if moment else "–"


@register.filter
def pair_with(one: object, other: object) -> tuple[object, object]:
    """Two things to go through in turn."""
    return (one, other)


@register.filter
def unlocalized(value: float) -> str:
    """A number as SVG reads it."""
    return f"{value:g}"


@register.filter
def tools_listed(text: str) -> str:
    """Tools written with commas between, by their names."""
    return ", ".join(words.said(words.TOOLS, name) for name in text.split(",") if name)


@register.filter
def why_here(entity: Entity, record: int) -> str:
    """Why a record belongs to its person or company, and how sure that is."""
    name, sure = entity.rules.get(record, ("", 1.0))
    told = link_rule(name)
    return f"{told} ({formats.percent(sure)})" if name == "model" else told


@register.filter
def from_top(height: float) -> str:
    """Where a bar of this height begins in a drawing forty high."""
    return f"{40 - height:g}"


ENTITIES: dict[str, str | Promise] = {
    "person": pgettext_lazy("a contradiction is about", "Person"),
    "account": pgettext_lazy("a contradiction is about", "Company"),
    "deal": pgettext_lazy("a contradiction is about", "Deal"),
    "stage_event": pgettext_lazy("a contradiction is about", "passages"),
    "deal_person": pgettext_lazy("a contradiction is about", "people of deals"),
    "deal_event": pgettext_lazy("a contradiction is about", "changes of deals"),
    "call": pgettext_lazy("a contradiction is about", "calls"),
    "spend": pgettext_lazy("a contradiction is about", "costs"),
}


@register.filter
def entity(name: str) -> str:
    """What a contradiction is about."""
    return str(ENTITIES.get(name, name))
