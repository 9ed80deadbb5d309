"""The mapping wizard: a person says what the rows and columns of an unknown file are; it is remembered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from cordee.workspace.activity.models import record
from cordee.workspace.insight import importing
from cordee.workspace.insight.importing import Choice, MappingError, Seen
from cordee.workspace.insight.words import SIDES, TOUCHES
from cordee.workspace.jobs.models import Failed
from cordee.workspace.people.access import writers_only
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sources import words
from cordee.workspace.sources.imports import open_file

OBJECTS = {"person": "contact", "account": "company", "deal": "deal", "touch": "act", "spend": "cost"}
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CAD", "SEK", "NOK", "DKK", "PLN", "MAD", "TND", "XOF")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file, with what it is said to be."""

    place: int
    seen: Seen
    target: str


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the file, with which of ours it is said to be."""

    name: str
    word: str
    ours: str


@require_http_methods(["GET", "POST"])
@writers_only
def describe(request: PersonRequest, pk: int, file: int) -> HttpResponse:
    """What a row is, what each column says; a preview; then saved, and recognised from then on."""
    asked = open_file(pk, file)
    given = request.POST if request.method == "POST" else request.GET
    try:
        seen = importing.columns(asked.path)
    except Failed:
        return redirect("sources:import", pk)
    row = given.get("row", "")
    row = row if row in importing.ROWS else importing.likely_row(seen)
    # Another kind of row asks other things: what was said of the columns is guessed anew.
    fresh = request.method != "POST" or given.get("row_before", row) != row or given.get("action") == "row"
    choice = _fresh(seen, row, asked.name) if fresh else _said(given, seen, row)
    problem, preview = "", None
    if not fresh:
        problem, preview = _tried(seen, choice, asked)
        if given.get("action") == "save" and not problem:
            asked.mapping = importing.keep_mapping(seen, choice)
            record(
                "sources.mapping_kept", by=request.user, subject=asked.mapping, address=request.META.get("REMOTE_ADDR")
            )
            asked.answer(mapping=asked.mapping)
            return redirect("sources:import", pk)
    columns = [Column(place, one, choice.columns.get(place, "")) for place, one in enumerate(seen)]
    context = {
        "file": asked,
        "rows": [(name, *words.ROWS[name]) for name in importing.ROWS],
        "row": row,
        "columns": columns,
        "targets": [(name, words.field(name)) for name in importing.TARGETS[row]],
        "choice": choice,
        "words": _words(seen, choice),
        "outcomes": list(words.OUTCOMES.items()),
        "sides": [(side, SIDES[side]) for side in ("marketing", "sales")],
        "kinds": sorted(((kind, str(TOUCHES[kind])) for kind in importing.KINDS), key=lambda one: one[1]),
        "currencies": CURRENCIES,
        "orders": list(words.ORDERS.items()),
        "company_currency": settings.CORDEE_HOME.settings.currency,
        "problem": problem,
        "preview": preview,
    }
    return render(request, "sources/mapping.html", context, status=422 if problem else 200)


def _slug(text: str, otherwise: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or otherwise


def _fresh(seen: list[Seen], row: str, name: str) -> Choice:
    """What is guessed before anybody says anything."""
    columns = importing.guess(seen, row)
    values = {
        target: {word: importing.guess_value(target, word) for word in seen[place].words}
        for place, target in columns.items()
        if target in importing.VALUED
    }
    constants = {"kind": "event", "side": "marketing"} if row == "touch" else {}
    return Choice(
        _slug(name.rpartition(".")[0], "file"), OBJECTS[row], row, columns, values, constants, are_leads=row == "person"
    )


def _said(given: Mapping[str, Any], seen: list[Seen], row: str) -> Choice:
    """What the form says."""
    columns = {
        place: target
        for place in range(len(seen))
        if (target := given.get(f"column:{place}", "")) in importing.TARGETS[row]
    }
    values: dict[str, dict[str, str]] = {}
    for place, target in columns.items():
        if target in importing.VALUED:
            said = {word: given.get(f"word:{place}:{number}", "") for number, word in enumerate(seen[place].words)}
            values[target] = {
                word: ours if ours in importing.VALUED[target] else importing.guess_value(target, word)
                for word, ours in said.items()
            }
    constants = {
        name: text
        for name in ("kind", "side", "content", "channel_raw", "currency")
        if (text := str(given.get(name, "")).strip()[:120])
    }
    dates = given.get("dates", "")
    return Choice(
        _slug(str(given.get("source", "")), "file"),
        OBJECTS[row],
        row,
        columns,
        values,
        constants,
        dates if dates in words.ORDERS else None,
        are_leads=given.get("are_leads") == "yes",
    )


def _words(seen: list[Seen], choice: Choice) -> list[Word]:
    """The words of the file that must be told in ours."""
    return [
        Word(f"word:{place}:{number}", word, choice.values.get(target, {}).get(word, ""))
        for place, target in sorted(choice.columns.items())
        if target in importing.VALUED
        for number, word in enumerate(seen[place].words)
    ]


def _tried(seen: list[Seen], choice: Choice, file: Any) -> tuple[str, dict[str, Any] | None]:
    """What is wrong with the choices, and what they make of the file."""
    targets = list(choice.columns.values())
    twice = sorted({words.field(one) for one in targets if targets.count(one) > 1})
    if twice:
        return gettext("Two columns are said to be %(name)s: keep one.") % {"name": ", ".join(twice)}, None
    lacking = importing.missing(choice)
    if lacking:
        named = gettext(" or ").join(words.field(one) for one in lacking[0])
        return gettext("Say which column is: %(name)s. A row cannot do without it.") % {"name": named}, None
    if choice.row == "touch" and choice.constants.get("kind") not in importing.KINDS:
        return gettext("Say what kind of act a row is."), None
    try:
        preview = importing.try_mapping(seen, choice, file.path)
    except MappingError as error:
        return str(error), None
    return "", preview
