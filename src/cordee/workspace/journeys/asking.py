"""The question of the list, whole in its address: who, which filters, which order, which page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from cordee.workspace.insight import channels, directory, words
from cordee.workspace.insight.directory import Question
from cordee.workspace.insight.window import Window

PER_PAGE = 50
DAYS = (7, 30, 90, 180)
SORTS: Mapping[directory.Sort, Promise] = {
    "best": _("Most important first"),
    "activity": _("Last activity"),
    "amount": _("Amount"),
    "created": _("Newest"),
    "name": _("Name"),
}
DEALS: Mapping[str, Promise] = {
    "open": _("An open deal"),
    "won": _("A deal won"),
    "none": _("No deal open or won"),
}
TEXTS = ("stage", "channel", "segment", "team", "country", "tool", "reason")


@dataclass(frozen=True, slots=True)
class Filter:
    """One drop-down list of the form."""

    name: str
    label: Promise | str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, as an address says it. What an address says that nobody understands is left out."""

    question: Question
    sort: directory.Sort = "best"
    page: int = 1

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Asked":
        def number(name: str) -> int | None:
            text = str(said.get(name, ""))
            return int(text) if text.isdecimal() and len(text) < 20 else None

        texts: dict[str, Any] = {name: str(said.get(name, ""))[:120] or None for name in TEXTS}
        deal = said.get("deal", "")
        sort: directory.Sort = next((one for one in SORTS if one == said.get("sort")), "best")
        return cls(
            question=Question(
                kind="account" if said.get("kind") == "accounts" else "person",
                text=str(said.get("q", "")).strip()[:200],
                owner=number("owner"),
                deal=deal if deal in DEALS else None,
                active=_days(number("active")),
                untouched=_days(number("untouched")),
                **texts,
            ),
            sort=sort,
            page=max(1, min(number("page") or 1, 100_000)),
        )

    @property
    def kind(self) -> str:
        """As the address says it."""
        return "accounts" if self.question.kind == "account" else "people"

    @property
    def values(self) -> dict[str, str]:
        """What the address says, and nothing that goes without saying."""
        q = self.question
        said: dict[str, Any] = {"q": q.text, **{name: getattr(q, name) for name in TEXTS}}
        said |= {"owner": q.owner, "deal": q.deal, "active": q.active, "untouched": q.untouched}
        said |= {"kind": self.kind if q.kind == "account" else None, "sort": self.sort if self.sort != "best" else None}
        return {name: str(value) for name, value in said.items() if value not in (None, "")}

    @property
    def address(self) -> str:
        """Up to where the page's number is added."""
        return f"?{urlencode(self.values)}&" if self.values else "?"

    @property
    def query(self) -> str:
        return urlencode(self.values)

    @property
    def narrowed(self) -> int:
        """How many filters narrow the list."""
        return len(self.values.keys() - {"q", "kind", "sort"})

    def of_kind(self, kind: directory.Kind) -> "Asked":
        """The same question over people, or over accounts."""
        return replace(self, question=replace(self.question, kind=kind), page=1)

    def filters(self, window: Window) -> list[Filter]:
        """The lists of the form, with what the data hold; a value that the data do not hold any more stays chosen."""
        held: dict[str, list[Any]] = directory.choices(window, self.question.kind)

        def options(name: str, said: Any) -> list[tuple[str, str]]:
            return [(str(value), str(said(value))) for value in held[name]]

        lists: list[tuple[str, Promise | str, list[tuple[str, str]]]] = [
            ("stage", _("Stage"), options("stage", lambda key: words.said(words.STAGES, key))),
            ("deal", _("Deal"), [(key, str(label)) for key, label in DEALS.items()]),
            ("owner", _("Owner"), [(str(number), name) for number, name in held["owner"]]),
            ("team", _("Team"), options("team", str)),
            ("untouched", _("Untouched for"), _spans()),
            ("active", _("Active within"), _spans()),
            ("channel", _("Channel"), options("channel", channels.label)),
            ("segment", pgettext_lazy("of companies, by headcount", "Size of the company"), options("segment", str)),
            ("country", _("Country"), options("country", str)),
            ("tool", _("Known by"), options("tool", lambda key: words.said(words.TOOLS, key))),
            ("reason", _("Refused by sales for"), options("refused_reason", str)),
        ]
        values = self.values
        return [
            Filter(name, label, _with(found, values.get(name, "")), values.get(name, ""))
            for name, label, found in lists
            if len(found) > 1 or values.get(name)
        ]


def _days(number: int | None) -> int | None:
    return min(number, 3650) if number else None


def _spans() -> list[tuple[str, str]]:
    return [(str(days), ngettext("%(n)s day", "%(n)s days", days) % {"n": days}) for days in DAYS]


def _with(options: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    return options if not chosen or any(value == chosen for value, _ in options) else [*options, (chosen, chosen)]
