"""``/api/v1``: read figures, records, journeys. Every answer is what the command prints with ``--json``."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle
from pydantic import ConfigDict, Field

from cordee.vocabulary.periods import Period
from cordee.workspace.api.models import Scope, Token
from cordee.workspace.api.problems import Forbidden, NotYet, teach
from cordee.workspace.insight import programs
from cordee.workspace.insight.programs import Unanswered
from cordee.workspace.insight.window import Window, window

RATE = "300/m"
LIMIT = 1000


class Bearer(HttpBearer):
    """A token with one scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.of(token)
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise Forbidden(f"This token lacks the scope {self.scope.value}.")
        found.used()
        return found


class PerToken(AuthRateThrottle):
    """So many questions a minute, each token for itself."""

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"throttle_api_{_token(request).pk}"


class Definition(Schema):
    key: str
    name: str
    definition: str
    formula: str
    uncertainty: str
    unit: str
    basis: str
    sides: list[str]
    dimensions: list[str]


class FigureOut(Schema):
    """A figure. ``value`` is null where the data cannot answer, and ``note`` says why."""

    model_config = ConfigDict(populate_by_name=True)

    metric: str
    group: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    numerator: float | None
    denominator: float | None
    unit: str
    from_: str = Field(alias="from")
    to: str
    as_of: str | None
    note: str | None
    immature: bool


class Candidate(Schema):
    kind: Literal["person", "account"]
    id: str
    name: str | None
    detail: str | None


class Asked(Schema):
    """What every question about a figure may say."""

    model_config = ConfigDict(populate_by_name=True)

    period: str | None = Field(None, description="2026, 2026-Q3, 2026-07 or 2026-W27; all the data if absent.")
    first: date | None = Field(None, alias="from", description="First day, instead of period.")
    last: date | None = Field(None, alias="to", description="Last day, included.")
    by: str | None = Field(None, description="channel, campaign, week, month, quarter, segment or team.")
    horizon: int | None = Field(None, ge=1, description="Days, for conversions; 90 if absent.")
    model: str | None = Field(None, description="Attribution model, for roi; w if absent.")
    filter: list[str] = Field([], description="DIM=VALUE, such as channel=paid_search; may be repeated.")

    @property
    def filters(self) -> dict[str, list[str]]:
        kept: dict[str, list[str]] = {}
        for one in self.filter:
            name, equals, value = one.partition("=")
            if not equals:
                raise Unanswered(f"A filter is written DIM=VALUE, such as channel=paid_search, not {one!r}.")
            kept.setdefault(name.strip(), []).append(value.strip())
        return kept


class AskedRecords(Asked):
    group: str | None = Field(None, description="A group of the figure; needs by.")
    part: Literal["numerator", "denominator"] = "numerator"
    limit: int = Field(LIMIT, ge=1, le=LIMIT)
    offset: int = Field(0, ge=0)


api = NinjaAPI(
    title="Cordée",
    version="1",
    description="The figures, records and journeys of the pages, from the same registry.",
    urls_namespace="api_v1",
    docs_url=None,
    openapi_url="/openapi.json",
    throttle=[PerToken(RATE)],
)
teach(api)


def _window() -> Window:
    found = window()
    if found is None:
        raise NotYet
    return found


def _language(request: HttpRequest, language: str | None) -> str:
    return language or _token(request).person.language


def _token(request: HttpRequest) -> Token:
    """What the question was signed with: ninja keeps it with the request."""
    token: Token = vars(request)["auth"]
    return token


Language = Annotated[Literal["fr", "en"] | None, Query(description="fr or en; the person's own if absent.")]


@api.get(
    "/metrics",
    response=list[Definition],
    auth=Bearer(Scope.FIGURES),
    url_name="metrics",
    summary="Every metric, with its definition",
)
def metrics(request: HttpRequest, language: Language = None) -> Any:
    return programs.definitions(_language(request, language))


@api.get(
    "/metrics/{key}",
    response=list[FigureOut],
    by_alias=True,
    auth=Bearer(Scope.FIGURES),
    url_name="figures",
    summary="The figures of a metric, one per group",
)
def figures(request: HttpRequest, key: str, asked: Query[Asked], language: Language = None) -> Any:
    found = _window()
    return programs.figures(
        found,
        key,
        _period(found, asked),
        by=asked.by,
        horizon=asked.horizon,
        model=asked.model,
        filters=asked.filters,
        language=_language(request, language),
    )


@api.get(
    "/metrics/{key}/records",
    response=list[dict[str, Any]],
    auth=Bearer(Scope.RECORDS),
    url_name="records",
    summary="The records behind a figure, newest first; those of people and companies need read:people as well",
)
def records(request: HttpRequest, key: str, asked: Query[AskedRecords]) -> Any:
    found = _window()
    listed = programs.records(
        found,
        key,
        _period(found, asked),
        by=asked.by,
        group=asked.group,
        part=asked.part,
        horizon=asked.horizon,
        model=asked.model,
        filters=asked.filters,
        limit=asked.limit,
        offset=asked.offset,
    )
    if Scope.PEOPLE not in _token(request).scopes and any(one["record"] != "spend" for one in listed):
        raise Forbidden(f"This token lacks the scope {Scope.PEOPLE.value}: these records carry names.")
    return listed


@api.get(
    "/journey",
    response=dict[str, Any],
    auth=Bearer(Scope.PEOPLE),
    url_name="journey",
    summary="The whole path of a person or a company",
)
def journey(
    request: HttpRequest,
    who: Annotated[
        str, Query(description="An e-mail, a domain, a name, an id or a record such as hubspot:contact:301.")
    ],
) -> Any:
    return programs.journey(_window(), who)


@api.get(
    "/search",
    response=list[Candidate],
    auth=Bearer(Scope.PEOPLE),
    url_name="search",
    summary="People and companies by name, address or domain",
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=2, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    return programs.search(_window(), q, limit=limit)


def _period(found: Window, asked: Asked) -> Period:
    first, last = (day.isoformat() if day else None for day in (asked.first, asked.last))
    return programs.period(found, asked.period, first, last)
