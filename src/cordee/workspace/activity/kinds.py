"""What each kind of event says to people. Every capability registers the kinds that it records, when Django starts."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

KINDS: dict[str, Words] = {}
"""Kind → sentence, which may name values of the event's detail: ``_("Role: %(role_before)s, then %(role)s")``."""

VALUES: dict[str, Words] = {}
"""Code found in a detail → its word: ``read_only`` → "Read only"."""


def register(kinds: Mapping[str, Words], values: Mapping[str, Words] | None = None) -> None:
    """Gives words to kinds, and to the codes that their details hold."""
    KINDS.update(kinds)
    VALUES.update(values or {})


class _Said(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence(kind: str, detail: Mapping[str, Any]) -> str:
    """The event in the reader's language; a kind that nobody registered is told by its code rather than hidden."""
    if kind not in KINDS:
        return kind
    words = str(KINDS[kind])
    if "%(" not in words:
        return words
    return words % _Said({key: str(VALUES.get(str(value), value)) for key, value in detail.items() if value != ""})


register({"activity.exported": _("Records exported: %(what)s (%(rows)s rows)")})
