"""What one reads in ten seconds before calling: since when, what brought them, their last acts, the last word, what comes next, the
deal, beware.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cordee.workspace.insight import words
from cordee.workspace.insight.journeys import Act, Contradiction, DealStory, Journey, Member
from cordee.workspace.journeys.models import Insight, Kind

WORTH_KNOWING = frozenset({"phone", "email", "name", "job_title", "account", "amount", "stage"})
"""Contradictions that one would regret not to know while speaking."""
WORDS = frozenset({"call", "meeting", "email_reply", "chat", "linkedin_message", "email_sent"})
"""Acts by which one side says something to the other, person to person; a newsletter is not one."""
PLANNED = WORDS | {"task", "webinar", "event", "sequence_step"}
"""Acts that somebody puts in a calendar."""


@dataclass(frozen=True, slots=True)
class Said:
    """An act in few words."""

    at: datetime
    title: str
    about: str | None
    outcome: str | None
    user: str | None

    @classmethod
    def of(cls, act: Act) -> "Said":
        return cls(act.at, words.said(words.TOUCHES, act.kind), act.about, act.outcome, act.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    since: datetime | None
    channel: str | None
    brought: str | None
    theirs: tuple[Said, ...]
    word: Said | None
    next: Said | None  # planned in a tool
    timing: Insight | None  # told here since the last word, where no tool plans anything
    deal: DealStory | None
    phone: str | None
    beware: tuple[Contradiction, ...]
    note: Insight | None

    @classmethod
    def of(cls, journey: Journey, now: datetime, told: Sequence[Insight] = ()) -> "Brief":
        """``now``: the data's last moment. What tools date later is planned, and was not said yet."""
        past = [act for act in journey.acts if act.at <= now]
        theirs = [act for act in past if act.direction == "in" and act.kind != "original_source"]
        brought = next((act for act in theirs if act.channel not in {None, "unknown"}), None)
        spoken = [act for act in past if act.kind in WORDS and act.side == "sales"]
        standing = [one for one in told if one.withdrawn_at is None]
        planned = next((act for act in journey.acts if act.at > now and act.kind in PLANNED), None)
        spoke_at = spoken[-1].at.replace(tzinfo=UTC) if spoken else None
        timings = [one for one in standing if one.kind == Kind.TIMING and (spoke_at is None or one.at > spoke_at)]
        timing = timings[-1] if timings and planned is None else None
        return cls(
            since=journey.acts[0].at if journey.acts else None,
            channel=brought.channel if brought else None,
            brought=brought.about if brought else None,
            theirs=tuple(Said.of(act) for act in reversed(theirs[-3:])),
            word=Said.of(spoken[-1]) if spoken else None,
            next=Said.of(planned) if planned else None,
            timing=timing,
            deal=next((deal for deal in reversed(journey.deals) if deal.outcome == "open"), None),
            phone=dict(journey.facts).get("phone"),
            beware=tuple(one for one in journey.contradictions if one.field in WORTH_KNOWING and one.other)[:3],
            note=standing[-1] if standing and standing[-1] is not timing else None,
        )


def group_of(journey: Journey) -> tuple[list[Member], list[Member]]:
    """Everybody of an account: who has a part in it, those who spoke last first; then those of whom nothing is heard."""
    heard = [one for one in journey.people if one.role or one.spoke_at or one.reached_at]
    heard.sort(key=lambda one: (one.spoke_at.timestamp() if one.spoke_at else 0.0, one.role is not None), reverse=True)
    return heard, [one for one in journey.people if not (one.role or one.spoke_at or one.reached_at)]
