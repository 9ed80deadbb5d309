"""``/api/v1``: the same figures, records and journeys as the pages and the command, for programs."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle
from pydantic import Field

from cordee.vocabulary.periods import NotAPeriod, Period
from cordee.workspace.activity.models import record
from cordee.workspace.api import problems
from cordee.workspace.api.models import Token
from cordee.workspace.api.problems import Problem
from cordee.workspace.insight import figures, telling
from cordee.workspace.insight.figures import CannotAnswer, Cut, Listed, UnknownMetric
from cordee.workspace.insight.window import Window, window

MOST_RECORDS = 5000
PERSONAL = ("name", "email", "account")


class Bearer(HttpBearer):
    """``Authorization: Bearer cordee_…``: a token made on the page of tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.of(token)
        if found is not None:
            translation.activate(found.person.language)
        return found


api = NinjaAPI(
    title="Cordée",
    version="1",
    description="Figures with their intervals, the records behind them, journeys and search, read by a token's scopes.",
    auth=Bearer(),
    throttle=[AuthRateThrottle(settings.API_RATE)],
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


class Definition(Schema):
    """What a metric means."""

    key: str
    name: str
    definition: str
    formula: str
    uncertainty: str
    unit: str
    basis: str
    sides: list[str]
    dimensions: list[str]


class Figure(Schema):
    """One figure. ``value`` is null where the data cannot answer; ``note`` then says why."""

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


class Asked(Schema):
    """The question of a figure, as on the pages."""

    period: str | None = Field(None, description="2026, 2026-Q3, 2026-07, 2026-W27 or 2026-07-01..2026-09-30")
    from_: date | None = Field(None, alias="from", description="First day; with `to`, instead of `period`")
    to: date | None = Field(None, description="Last day, included")
    horizon: int | None = Field(None, ge=1, le=3650, description="Days, for conversions; 90 if absent")
    channel: str | None = None
    campaign: str | None = None
    segment: str | None = None
    team: str | None = None
    model: str | None = Field(None, description="Attribution model, for roi")

    @property
    def cut(self) -> Cut:
        return Cut(channel=self.channel, campaign=self.campaign, segment=self.segment, team=self.team)

    def over(self, found: Window) -> Period:
        """The period; the whole data where none is given."""
        if self.period and (self.from_ or self.to):
            raise Problem(400, "Give either period, or from and to.")
        if self.period:
            return Period.parse(self.period)
        whole = figures.whole_period(found)
        return Period(self.from_ or whole.start, self.to or whole.end)


class Grouped(Asked):
    by: str | None = Field(None, description="channel, campaign, week, month, quarter, segment or team")


class AskedRecords(Asked):
    part: Literal["numerator", "denominator"] = "numerator"
    place: str | None = Field(
        None, description="Of a conversion's cohort: passed, later, waiting, refused, recycled, lost or disqualified"
    )
    order: str = "at"
    direction: Literal["asc", "desc"] = "desc"
    limit: int = Field(500, ge=1, le=MOST_RECORDS)
    offset: int = Field(0, ge=0)


class Records(Schema):
    """A page of records; ``total`` is how many there are in all."""

    total: int
    records: list[dict[str, Any]]


@api.get("/metrics", response=list[Definition], summary="Every metric, with its definition", url_name="metrics")
def metrics(request: HttpRequest) -> list[dict[str, Any]]:
    """In the language of the token's person. Scope: read:figures."""
    _allowed(request, "read:figures")
    found = []
    for key in figures.every_key():
        one = figures.definition(key)
        found.append(
            {
                "key": one.key,
                "name": one.name,
                "definition": one.sentence,
                "formula": one.formula,
                "uncertainty": one.uncertainty,
                "unit": one.unit,
                "basis": one.basis,
                "sides": list(one.sides),
                "dimensions": list(one.dimensions),
            }
        )
    return found


@api.get(
    "/metrics/{key}", response=list[Figure], by_alias=True, summary="A figure, whole or by group", url_name="metric"
)
def metric(request: HttpRequest, key: str, asked: Query[Grouped]) -> list[dict[str, Any]]:
    """The shapes and the values of `cordee metrics KEY --json`. Scope: read:figures."""
    _allowed(request, "read:figures")
    found = _published()
    answers = figures.asked(
        found, key, asked.over(found), by=asked.by, cut=asked.cut, horizon=asked.horizon, model=asked.model
    )
    return [dict(one.as_json()) for one in answers]


@api.get("/metrics/{key}/records", response=Records, summary="The records behind a figure", url_name="metric_records")
def metric_records(request: HttpRequest, key: str, asked: Query[AskedRecords]) -> dict[str, Any]:
    """As many as the figure's numerator. Scope: read:records; names, e-mails and companies need read:people too."""
    token = _allowed(request, "read:records")
    found = _published()
    figures.definition(key)
    listed = Listed(
        key=key, period=asked.over(found), cut=asked.cut, horizon=asked.horizon, part=asked.part, place=asked.place
    )
    rows = figures.records(
        found,
        listed,
        order=asked.order,
        descending=asked.direction == "desc",
        limit=asked.limit,
        offset=asked.offset,
    )
    record(
        "api.records_read", by=token.person, subject=key, ref=f"token:{token.pk}",
        address=request.META.get("REMOTE_ADDR"), rows=len(rows),
    )  # fmt: skip
    personal = "read:people" in token.scopes
    return {"total": figures.record_count(found, listed), "records": [_row(asdict(one), personal) for one in rows]}


@api.get("/journeys", summary="The whole path of a person or a company", url_name="journeys")
def journey(request: HttpRequest, who: str) -> dict[str, Any]:
    """The shape of `cordee journey WHO --json`; several candidates are a 409 that lists them. Scope: read:people."""
    token = _allowed(request, "read:people")
    try:
        told = telling.journey_of(_published(), who.strip()[:200])
    except telling.SeveralFound as error:
        raise Problem(409, str(error), candidates=telling.candidates(error)) from error
    except telling.NobodyFound as error:
        raise Problem(404, str(error)) from error
    record("api.journey_read", by=token.person, ref=f"token:{token.pk}", address=request.META.get("REMOTE_ADDR"))
    return dict(told)


@api.get("/search", summary="People and companies who hold every word", url_name="search")
def search(request: HttpRequest, q: str, limit: int = 20) -> list[dict[str, Any]]:
    """Accents and case are ignored. Scope: read:people."""
    _allowed(request, "read:people")
    found = telling.search(_published(), q.strip()[:200], limit=max(1, min(limit, 100)))
    return [dict(one) for one in found]


def _allowed(request: HttpRequest, scope: str) -> Token:
    token: Token = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    if scope not in token.scopes:
        raise Problem(403, f"This token may not: it lacks the scope {scope}.", scopes=token.scopes)
    return token


def _published() -> Window:
    found = window()
    if found is None:
        raise Problem(503, "Nothing has been published yet: import files, then refresh.")
    return found


def _row(record: dict[str, Any], personal: bool) -> dict[str, Any]:
    """Ids as text: they are longer than a JavaScript number."""
    row: dict[str, Any] = {}
    for name, value in record.items():
        if name in PERSONAL and not personal and (name != "name" or record["record"] != "spend"):
            continue
        if name.endswith("_id") and value is not None:
            row[name] = str(value)
        else:
            row[name] = value.isoformat() if isinstance(value, datetime) else value
    return row


def _told(status: int) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: problems.answer(request, status, str(error))


api.exception_handler(UnknownMetric)(_told(404))
api.exception_handler(CannotAnswer)(_told(400))
api.exception_handler(NotAPeriod)(_told(400))


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problems.answer(request, error.status, error.detail, **error.more)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problems.answer(request, 401, "Send a token in force: Authorization: Bearer cordee_…")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = [{"field": str(one["loc"][-1]).rstrip("_"), "detail": one["msg"]} for one in error.errors]
    return problems.answer(request, 422, "The question has errors.", errors=said)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(request, 404, "There is nothing at this address.")


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = "Too many calls: wait a minute." if error.status_code == 429 else error.message
    return problems.answer(request, error.status_code, detail)
