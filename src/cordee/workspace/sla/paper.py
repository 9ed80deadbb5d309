"""A version as a document: articles with numbered clauses in sentences, both sides' promises, the signature block."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cordee.vocabulary.sla_terms import readings
from cordee.vocabulary.sla_terms.clauses import SECTIONS, Clause, clauses
from cordee.vocabulary.sla_terms.difference import difference
from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.fields import known
from cordee.vocabulary.sla_terms.phrases import duration
from cordee.vocabulary.sla_terms.value import Owes
from cordee.vocabulary.stages import Stage
from cordee.workspace.people.models import Person, Side
from cordee.workspace.sla.models import Comment, NotOfOneSide, Signature, Version, signing_side

ARTICLES: Mapping[str, Promise] = {
    "glossary": _("What our words mean"),
    "field": _("Facts of our own"),
    "stage": _("The stages"),
    "scoring": _("The score"),
    "delay": _("The delays"),
    "reason": _("Why a lead is sent back"),
    "objective": _("Crossed objectives"),
    "calendar": _("The hours that count"),
    "routing": _("Who gets which lead"),
    "exploration": _("What we try out"),
    "review": _("When we meet over this again"),
}
"""The articles of the document, in reading order; the title stands above them."""

SIDE_NAMES: Mapping[str, Promise] = {Side.MARKETING: Side.MARKETING.label, Side.SALES: Side.SALES.label}


def language() -> str:
    """The reader's: fr or en."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


@dataclass(frozen=True, slots=True)
class Line:
    """A clause as it is read: its number in the document, title, sentences, whose promise it is, what is said of it."""

    id: str
    number: str
    title: str
    sentences: tuple[str, ...]
    owed_by: str  # marketing, sales, or empty
    comments: tuple[Comment, ...] = ()

    @property
    def anchor(self) -> str:
        """The clause's name as the fragment of an address."""
        return self.id.replace(".", "-").replace("@", "-at-")

    @property
    def open_comments(self) -> int:
        return sum(one.resolved_at is None for one in self.comments)


@dataclass(frozen=True, slots=True)
class Article:
    """A section of the document that holds at least one clause."""

    section: str
    number: int
    title: Promise
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole version for one reader."""

    version: Version
    terms: Terms
    title: str
    articles: tuple[Article, ...]
    mql: str
    promises: Mapping[str, tuple[str, ...]]
    comments: tuple[Comment, ...] = field(default=())

    @property
    def open_comments(self) -> int:
        everything = [one for article in self.articles for line in article.lines for one in line.comments]
        return sum(one.resolved_at is None for one in (*everything, *self.comments))


def paper(version: Version) -> Paper:
    """The version in the reader's language. Raises ``Tampered``."""
    terms, spoken = version.document, language()
    said: dict[str, list[Comment]] = defaultdict(list)
    for comment in version.comments.all():
        said[comment.clause].append(comment)
    by_section: dict[str, list[Clause]] = defaultdict(list)
    for clause in clauses(terms):
        by_section[clause.section].append(clause)
    articles: list[Article] = []
    for section in SECTIONS:
        if section not in ARTICLES or not by_section[section]:
            continue
        number = len(articles) + 1
        lines = tuple(
            _line(clause, f"{number}.{place}", said.pop(clause.id, []), spoken)
            for place, clause in enumerate(by_section[section], 1)
        )
        articles.append(Article(section, number, ARTICLES[section], lines))
    rest = tuple(one for comments in said.values() for one in comments)
    return Paper(
        version, terms, terms.title.said(spoken), tuple(articles), _mql(terms, spoken), _promises(terms, spoken), rest
    )


def _line(clause: Clause, number: str, said: Iterable[Comment], spoken: str) -> Line:
    content = clause.content if isinstance(clause.content, dict) else {}
    owed = str(content.get("owed_by") or content.get("promised_by") or content.get("owner") or "")
    return Line(clause.id, number, clause.title.said(spoken), tuple(clause.reading(spoken)), owed, tuple(said))


def _mql(terms: Terms, spoken: str) -> str:
    """The rule of the MQL as one sentence, or nothing."""
    for stage in terms.stages:
        if stage.stage is Stage.MQL:
            return readings.stage(stage, known(terms.own_fields), spoken)[0]
    return ""


def _promises(terms: Terms, spoken: str) -> Mapping[str, tuple[str, ...]]:
    """What each side promises, in short: its delays with their shortest and longest target, its objectives."""
    found: dict[str, list[str]] = {Owes.MARKETING: [], Owes.SALES: []}
    for delay in terms.delays:
        targets = sorted({tier.target_minutes for tier in delay.tiers})
        shown = duration(targets[0], spoken)
        if len(targets) > 1:
            shown = f"{shown} – {duration(targets[-1], spoken)}"
        found[delay.owed_by].append(f"{delay.name.said(spoken)} · {shown}")
    for objective in terms.objectives:
        found[objective.promised_by].append(f"{objective.name.said(spoken)} · {readings.target(objective, spoken)}")
    return {side: tuple(lines) for side, lines in found.items()}


def signature_block(version: Version) -> list[dict[str, Any]]:
    """Both sides, as ``ui/_signatures.html`` takes them."""
    live = {one.side: one for one in version.live_signatures}
    return [_signature(side, live.get(side), version) for side in SIDE_NAMES]


def _signature(side: str, signature: Signature | None, version: Version) -> dict[str, Any]:
    name = signature.name if signature else ""
    if signature and signature.title:
        name = f"{name}, {signature.title}"
    return {
        "side": side,
        "heading": SIDE_NAMES[side],
        "name": name,
        "at": signature.at if signature else None,
        "print": signature.content_hash if signature else "",
        "note": "",
    }


def review_due(version: Version, terms: Terms) -> date | None:
    """The day on which both sides meet over it again: the one that was written, else so many months after it came into force."""
    if terms.review.due:
        return terms.review.due
    if version.in_force_at is None:
        return None
    start = timezone.localtime(version.in_force_at).date()
    months = start.month - 1 + terms.review.every_months
    year, month = start.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date.resolution).day
    return date(year, month, min(start.day, last))


def diff_lines(before: Terms, after: Terms) -> list[dict[str, Any]]:
    """What changed, clause by clause, as ``ui/_diff.html`` takes it: of a clause that stays, the sentences that differ."""
    spoken = language()
    lines = []
    for changed in difference(before, after):
        clause = changed.after or changed.before
        assert clause is not None  # noqa: S101 -- for the type checker: one of the two is there
        was = changed.before.reading(spoken) if changed.before else []
        now = changed.after.reading(spoken) if changed.after else []
        lines.append(
            {
                "name": f"{ARTICLES.get(clause.section, _('Title'))} · {clause.title.said(spoken)}",
                "before": " ".join(one for one in was if one not in now),
                "after": " ".join(one for one in now if one not in was),
                "changed": True,
            }
        )
    return lines


def may_sign(person: Person, version: Version) -> str:
    """The side for which the person could sign this version now, or nothing."""
    try:
        side = signing_side(person)
    except NotOfOneSide:
        return ""
    taken = {one.side for one in version.live_signatures}
    return "" if side in taken or version.proposed_at is None or version.in_force_at else side
