"""What is heard, counted: by persona, segment, stage, outcome or month, never by colleague; and what answers it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.vocabulary.speech import OBJECTIONS, Label
from cordee.workspace.calls.models import Answer, Call, Moment, Turn
from cordee.workspace.calls.words import LABELS
from cordee.workspace.insight import calls
from cordee.workspace.insight.window import Window

BY = (
    ("persona", _("Persona")),
    ("segment", _("Segment")),
    ("stage", _("Stage")),
    ("outcome", pgettext_lazy("of a deal", "Outcome")),
    ("month", _("Month")),
)
FEWEST_CALLS = 5
"""A group of fewer calls is not shown: its calls could be told apart, and its share would be noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One objection: calls in which it was confirmed, or only suggested; the corrected share of utterances; what answers it."""

    label: Label
    word: Promise
    confirmed: int
    suggested: int
    share: calls.Share
    answers: int
    groups: tuple[tuple[str, int, int], ...]  # group, calls with it, calls


def table(window: Window | None, by: str) -> tuple[list[Row], list[str]]:
    """The objections, most heard first, and the groups of ``by`` that have calls enough."""
    moments = list(Moment.objects.filter(call__emptied_at=None).values_list("call_id", "suggested", "label"))
    every = dict(Call.objects.filter(emptied_at=None, heard_at__isnull=False).values_list("pk", "utterances"))
    group = groups(window, by)
    sizes = Counter(group[call] for call in every if call in group)
    shown = [name for name in sorted(sizes) if sizes[name] >= FEWEST_CALLS]
    answers = Counter(Answer.objects.values_list("label", flat=True))
    rows = []
    for label in OBJECTIONS:
        confirmed = {call for call, _s, said in moments if said == label}
        suggested = {call for call, guess, said in moments if guess == label and not said}
        heard = Counter(group[call] for call in confirmed | suggested if call in group)
        rows.append(
            Row(
                label=label,
                word=LABELS[label],
                confirmed=len(confirmed),
                suggested=len(suggested - confirmed),
                share=share(label, moments, sum(every.values())),
                answers=answers[label],
                groups=tuple((name, heard[name], sizes[name]) for name in shown),
            )
        )
    return sorted(rows, key=lambda row: (-row.confirmed - row.suggested, row.label)), shown


def share(label: Label, moments: Iterable[tuple[int, str, str]], utterances: int) -> calls.Share:
    """Of the utterances of buyers, the share that is of ``label``, corrected by what people decided."""
    told = list(moments)
    checked = calls.Checked(
        hits=sum(guess == label and said == label for _c, guess, said in told),
        false_alarms=sum(guess == label and said not in ("", label) for _c, guess, said in told),
        # Of what was not suggested only the utterances drawn at random tell: people open the others for a reason.
        missed=sum(not guess and said == label for _c, guess, said in told),
        clear=sum(not guess and said not in ("", label) for _c, guess, said in told),
    )
    return calls.share(sum(guess == label for _c, guess, _s in told), utterances, checked)


def groups(window: Window | None, by: str) -> dict[int, str]:
    """Call → its group; a call of which the group is not known is left out."""
    rows = Call.objects.filter(emptied_at=None).values_list("pk", "record_id", "at")
    if by == "month":
        return {pk: at.strftime("%Y-%m") for pk, _r, at in rows}
    known = calls.facts(window) if window is not None else {}
    return {
        pk: str(value)
        for pk, record, _at in rows
        if record is not None and record in known and (value := getattr(known[record], by)) is not None
    }


def verbatims(label: str, *, limit: int = 12) -> list[Moment]:
    """The latest utterances: those that people confirmed first."""
    said = Moment.objects.filter(Q(label=label) | Q(label="", suggested=label), call__emptied_at=None)
    return list(said.select_related("call", "turn").order_by("-label", "-call__at")[:limit])


def corrected(label: str) -> tuple[int, int]:
    """Of the suggestions of this label that people looked at: how many they kept, and how many they looked at."""
    looked = Moment.objects.filter(suggested=label).exclude(label="")
    return looked.filter(label=label).count(), looked.count()


def resonance(window: Window | None) -> dict[str, Any]:
    """The words of buyers of won deals against those of lost ones, one text per deal, within what is kept."""
    known = calls.facts(window) if window is not None else {}
    deals: dict[tuple[str, int], list[str]] = defaultdict(list)
    said = Turn.objects.exclude(side=calls.OURS).filter(call__record_id__isnull=False, side=calls.THEIRS)
    for record, text in said.values_list("call__record_id", "text"):
        fact = known.get(record or 0)
        if fact is not None and fact.deal is not None and fact.outcome in ("won", "lost"):
            deals[fact.outcome, fact.deal].append(text)
    won = [" ".join(texts) for (outcome, _d), texts in deals.items() if outcome == "won"]
    lost = [" ".join(texts) for (outcome, _d), texts in deals.items() if outcome == "lost"]
    words, compared = calls.resonating(won, lost)
    return {"words": words[:16], "won": len(won), "lost": len(lost), "compared": compared}
