"""The version in force, any version, the list of versions, what differs between two, and the file."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.vocabulary.sla_terms.presets import PRESETS
from cordee.vocabulary.sla_terms.reading import to_yaml
from cordee.workspace.insight.window import window
from cordee.workspace.people.access import may_write
from cordee.workspace.people.requests import PersonRequest
from cordee.workspace.sla.models import Standing, Tampered, Version
from cordee.workspace.sla.models.version import with_signatures
from cordee.workspace.sla.paper import diff_lines, language, may_sign, paper, review_due, signature_block
from cordee.workspace.sla.running import leads
from cordee.workspace.sla.soundness import unsigned_problems


def one(number: int) -> Version:
    """The version of that number with its signatures and comments, or 404."""
    return get_object_or_404(Version.objects.prefetch_related("signatures", "comments"), number=number)


@require_safe
def show(request: PersonRequest) -> HttpResponse:
    """The version in force; before there is one, how to begin."""
    holds = Version.in_force()
    if holds is None:
        waiting = with_signatures(Version.objects.filter(in_force_at__isnull=True, abandoned_at__isnull=True))
        context = {"waiting": waiting, "presets": presets(), "may_write": may_write(request.user)}
        return render(request, "sla/nothing_yet.html", context)
    return _document(request, holds)


@require_safe
def version(request: PersonRequest, number: int) -> HttpResponse:
    return _document(request, one(number))


def _document(request: PersonRequest, shown: Version) -> HttpResponse:
    try:
        said = paper(shown)
    except Tampered:
        return render(request, "sla/tampered.html", {"version": shown}, status=500)
    standing = shown.standing()
    holds = Version.in_force()
    due = review_due(shown, said.terms)
    open_ = standing in {Standing.DRAFT, Standing.PROPOSED}
    live = shown.live_signatures
    mine = next(
        (
            s
            for s in live
            if s.person_id == request.user.pk or (request.user.role == "leadership" and s.side == request.user.side)
        ),
        None,
    )
    context = {
        "paper": said,
        "version": shown,
        "standing": standing,
        "standing_words": Standing(standing).label,
        "in_force": holds,
        "next": Version.objects.filter(
            number__gt=shown.number, in_force_at__isnull=True, abandoned_at__isnull=True, proposed_at__isnull=False
        )
        .order_by("number")
        .first(),
        "signatures": signature_block(shown),
        "ended": [s for s in shown.signatures.all() if not s.is_live],
        "review_due": due,
        "review_late": due is not None and standing == Standing.IN_FORCE and due < _today(),
        "signing_side": may_sign(request.user, shown) if may_write(request.user) else "",
        "withdraws": mine if mine and not shown.has_begun() and shown.abandoned_at is None else None,
        "problems": [problem.said(language()) for problem in unsigned_problems(said.terms)] if open_ else [],
        "may_edit": open_ and may_write(request.user),
        "may_write": may_write(request.user),
    }
    return render(request, "sla/show.html", context)


def _today() -> date:
    """The day at which this installation stands."""
    found = window()
    return timezone.localdate(leads.aware(leads.present(found))) if found else timezone.localdate()


@require_safe
def versions(request: PersonRequest) -> HttpResponse:
    """Every version with its state, and the two to compare."""
    found = with_signatures(Version.objects.all())
    holds = Version.in_force()
    rows = [(each, each.standing(), Standing(each.standing()).label, signature_block(each)) for each in found]
    context = {"rows": rows, "in_force": holds, "presets": presets(), "may_write": may_write(request.user)}
    return render(request, "sla/versions.html", context)


@require_safe
def comparison(request: PersonRequest) -> HttpResponse:
    """What differs from one version to the other: ``?from=3&to=4``."""
    try:
        numbers = int(request.GET["from"]), int(request.GET["to"])
    except (KeyError, ValueError) as error:
        raise Http404 from error
    before, after = one(numbers[0]), one(numbers[1])
    lines = diff_lines(before.document, after.document)
    others = list(Version.objects.values_list("number", flat=True).order_by("number"))
    context = {"before": before, "after": after, "lines": lines, "others": others}
    return render(request, "sla/comparison.html", context)


@require_safe
def yaml_file(request: PersonRequest, number: int) -> HttpResponse:
    """The terms as a YAML file, which another installation reads back."""
    text = to_yaml(one(number).document)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sla-v{number}.yml"'
    return answer


def presets() -> list[tuple[str, str]]:
    """Key and words of what a draft may start from."""
    return [(key, words.said(language())) for key, words in PRESETS.items()]
