"""How the pages and the jobs are doing, for whoever runs the installation: ``/metrics``, as Prometheus reads it.

Each process of the server keeps its counts in a file of the home, and the answer adds them up: whichever process is asked,
counters only grow. No figure of the company, no name, no address that holds a value.
"""

import json
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.workspace.insight.window import window
from cordee.workspace.jobs.models import Job

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the classes of durations, in seconds; the last class has none."""

WRITTEN_AFTER = 2.0
"""Seconds after which a process's counts are written at the latest."""

FOLDER = "measures"
Answer = Callable[[HttpRequest], HttpResponse]


class Measures:
    """Counts of one process. Keys: ``requests|page|method|status``, ``class|page|index``, ``seconds|page``."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._waiting: threading.Timer | None = None

    def add(self, page: str, method: str, status: int, seconds: float) -> None:
        place = next((index for index, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        with self._lock:
            self._counts[f"requests|{page}|{method}|{status}"] += 1
            self._counts[f"class|{page}|{place}"] += 1
            self._counts[f"seconds|{page}"] += seconds  # type: ignore[assignment]  # a Counter of seconds as well
            if self._waiting is None:
                self._waiting = threading.Timer(WRITTEN_AFTER, self.write)
                self._waiting.daemon = True
                self._waiting.start()

    def write(self) -> None:
        with self._lock:
            text = json.dumps(self._counts)
            self._waiting = None
        folder().mkdir(parents=True, exist_ok=True)
        target = folder() / f"{os.getpid()}.json"
        draft = target.with_suffix(f".{threading.get_ident()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)


measures = Measures()


class Measured:
    """Middleware, outermost: counts and times every request but those of static files."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if settings.METRICS_TOKEN and not request.path.startswith(settings.STATIC_URL):
            match = request.resolver_match
            method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
            page = (match.view_name if match else "") or "none"
            measures.add(page, str(method), response.status_code, time.perf_counter() - started)
        return response


def folder() -> Path:
    return Path(settings.CORDEE_HOME.path) / FOLDER


def gathered() -> Counter[str]:
    """The counts of all the processes since the server started."""
    found: Counter[str] = Counter()
    for file in sorted(folder().glob("*.json")):
        found.update(json.loads(file.read_text(encoding="utf-8")))
    return found


@login_not_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Not there without ``CORDEE_METRICS_TOKEN``; with it, for whoever sends it as a bearer token."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        answer = HttpResponse("Send the token: Authorization: Bearer ...\n", status=401, content_type="text/plain")
        answer["WWW-Authenticate"] = 'Bearer realm="cordee metrics"'
        return answer
    measures.write()
    return HttpResponse("".join(f"{line}\n" for line in lines()), content_type=MEDIA_TYPE)


def lines() -> Iterator[str]:
    """The text format of Prometheus, version 0.0.4."""
    found = gathered()
    yield from _head("cordee_http_requests_total", "counter", "Requests answered, by page.")
    for key in sorted(key for key in found if key.startswith("requests|")):
        _, page, method, status = key.split("|")
        yield f'cordee_http_requests_total{{page="{page}",method="{method}",status="{status}"}} {found[key]}'
    yield from _head("cordee_http_request_seconds", "histogram", "How long an answer took.")
    for page in sorted(key.split("|")[1] for key in found if key.startswith("seconds|")):
        total = 0
        for place, bound in enumerate((*(f"{one:g}" for one in BOUNDS), "+Inf")):
            total += found[f"class|{page}|{place}"]
            yield f'cordee_http_request_seconds_bucket{{page="{page}",le="{bound}"}} {total}'
        yield f'cordee_http_request_seconds_sum{{page="{page}"}} {found[f"seconds|{page}"]:.6f}'
        yield f'cordee_http_request_seconds_count{{page="{page}"}} {total}'
    yield from _head("cordee_jobs", "gauge", "Jobs that are kept, by kind and state.")
    for kind, state, count in Job.objects.order_by("kind", "state").values_list("kind", "state").annotate(Count("pk")):
        yield f'cordee_jobs{{kind="{kind}",state="{state}"}} {count}'
    published = window()
    if published is not None:
        now = timezone.now().replace(tzinfo=None)
        yield from _head("cordee_snapshot_number", "gauge", "The snapshot that is served.")
        yield f"cordee_snapshot_number {published.snapshot.number}"
        yield from _head("cordee_snapshot_age_seconds", "gauge", "Since when it was built.")
        yield f"cordee_snapshot_age_seconds {(now - published.snapshot.built_at).total_seconds():.0f}"


def _head(name: str, kind: str, said: str) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"
