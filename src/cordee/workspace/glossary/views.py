"""The glossary, a term, a figure."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from cordee.vocabulary.figures import Figure
from cordee.vocabulary.periods import Period
from cordee.workspace.glossary.terms import Term, grouped, naming, plain, terms
from cordee.workspace.insight import figures
from cordee.workspace.insight.figures import Definition, UnknownMetric
from cordee.workspace.insight.window import Window, window
from cordee.workspace.people.requests import PersonRequest

THEMES = {
    "path": pgettext_lazy("a theme of the glossary", "The common path"),
    "promise": pgettext_lazy("a theme of the glossary", "What we promise each other"),
    "money": pgettext_lazy("a theme of the glossary", "Money"),
    "target": pgettext_lazy("a theme of the glossary", "Whom we address"),
    "field": pgettext_lazy("a theme of the glossary", "What we do every day"),
    "method": pgettext_lazy("a theme of the glossary", "How we count"),
    "data": pgettext_lazy("a theme of the glossary", "Where it comes from"),
}


@dataclass(frozen=True, slots=True)
class Live:
    """A figure with its definition and its value in the current quarter; no value where nothing is published."""

    definition: Definition
    figure: Figure | None
    period: str

    @property
    def key(self) -> str:
        return self.definition.key


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every term by theme, then every figure; while one types, the answers alone."""
    text = request.GET.get("q", "").strip()[:100]
    found = window()
    words = plain(text).split()
    live = [_live(found, key) for key in figures.every()]
    live = [one for one in live if all(word in plain(f"{one.definition.name} {one.key}") for word in words)]
    context = {
        "text": text,
        "groups": [(THEMES[group.theme], group) for group in grouped(text)],
        "figures": live,
        "quarter": _quarter(found) if found else "",
    }
    response = render(request, "glossary/_listed.html" if request.htmx else "glossary/index.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def term(request: PersonRequest, key: str) -> HttpResponse:
    """One term: what we mean, how each side hears it, its figures now."""
    known = terms().get(key)
    if known is None:
        raise Http404
    context = {
        "term": known,
        "theme": THEMES[known.theme],
        "live": [_live(window(), one) for one in known.figures],
        "related": _related(known),
    }
    return render(request, "glossary/term.html", context)


@require_safe
def figure(request: PersonRequest, key: str) -> HttpResponse:
    """One figure of the registry: its definition in both languages, its value now, the terms that name it."""
    try:
        live = _live(window(), key)
    except UnknownMetric as error:
        raise Http404 from error
    context = {"live": live, "other": figures.in_other_language(key), "terms": naming(key)}
    return render(request, "glossary/figure.html", context)


def _related(known: Term) -> list[Term]:
    return [terms()[key] for key in known.related]


def _live(found: Window | None, key: str) -> Live:
    definition = figures.definition(key)
    if found is None:
        return Live(definition, None, "")
    text = _quarter(found)
    return Live(definition, figures.figure(found, key, Period.parse(text)), text)


def _quarter(found: Window) -> str:
    """The quarter in which the newest data lie, as addresses write it."""
    day = found.last_day
    return f"{day.year}-Q{(day.month + 2) // 3}"


def warm(found: Window) -> None:
    """Remembers the value of every figure, so that the first reader does not wait."""
    for key in figures.every():
        _live(found, key)
