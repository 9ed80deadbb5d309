"""Sentences whose values are known only when they are said in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

register = template.Library()


@register.filter
def filled(sentence: str | Promise, values: Mapping[str, Any]) -> str:
    """A sentence with its ``%(name)s`` filled in."""
    return str(sentence) % values


@register.filter
def short(digest: str) -> str:
    """The first and last characters of a hash: enough to compare by eye."""
    return f"{digest[:8]}…{digest[-4:]}"


@register.filter
def of(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds for a key."""
    return mapping.get(key, "")
