"""Heads of columns that sort by a link: ``?sort=waited`` up, ``?sort=-waited`` down, the rest of the address kept."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("ui/_sorted_head.html", takes_context=True)
def sorted_head(
    context: dict[str, Any], key: str, label: str, *, number: bool = False, default: str = ""
) -> dict[str, Any]:
    """A first click on numbers puts the largest first, on words the earliest in the alphabet; the next turns it round."""
    query = context["request"].GET.copy()
    sort = query.get("sort", default)
    order = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    first, second = (f"-{key}", key) if number else (key, f"-{key}")
    query["sort"] = second if sort == first else first
    query.pop("page", None)
    return {"label": label, "number": number, "order": order, "address": f"?{query.urlencode()}"}
