"""The templates: for each kind of ritual its cadence, its length and its agenda, which a company then changes as it likes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.workspace.rituals.recurrence import Cadence


@dataclass(frozen=True, slots=True)
class Kind:
    """``blocks``: (key of a block, minutes)."""

    name: Promise
    purpose: Promise
    cadence: Cadence
    minutes: int
    blocks: tuple[tuple[str, int], ...]


OWN = "own"

KINDS: Mapping[str, Kind] = {
    "weekly_point": Kind(
        _("Weekly point"),
        _("What happened since last week, what is stuck between the two teams, who does what by when."),
        Cadence.WEEKLY,
        45,
        (
            ("actions", 5),
            ("decisions", 5),
            ("refused", 8),
            ("broken", 8),
            ("moved", 6),
            ("closed", 6),
            ("silent", 6),
            ("campaigns", 4),
            ("topics", 5),
        ),
    ),
    "campaign_review": Kind(
        _("Campaign review"),
        _("What the campaigns that ended cost and brought, and what becomes of their leads."),
        Cadence.MONTHLY,
        45,
        (("actions", 5), ("campaigns", 20), ("refused", 8), ("passages", 7), ("topics", 5)),
    ),
    "lead_debrief": Kind(
        _("Lead debrief"),
        _("The leads that sales refused and those that waited too long, one story after the other."),
        Cadence.FORTNIGHTLY,
        45,
        (("actions", 5), ("refused", 18), ("broken", 12), ("passages", 5), ("topics", 5)),
    ),
    "call_listening": Kind(
        _("Call listening"),
        _("Both teams hear the same calls, and write down the words of the buyers."),
        Cadence.FORTNIGHTLY,
        45,
        (("actions", 5), ("calls", 25), ("objections", 10), ("topics", 5)),
    ),
    "objection_analysis": Kind(
        _("Objection analysis"),
        _("What buyers object, what answers it, and what nobody answers yet."),
        Cadence.MONTHLY,
        45,
        (("actions", 5), ("objections", 20), ("closed", 10), ("topics", 10)),
    ),
    "win_loss": Kind(
        _("Win/loss debrief"),
        _("Deals that both sides judged, each alone first: where they differ, and what is learnt."),
        Cadence.MONTHLY,
        45,
        (("actions", 5), ("differences", 15), ("debriefs", 5), ("closed", 12), ("topics", 5)),
    ),
    "sla_review": Kind(
        _("SLA review"),
        _("Whether each side kept its word, and what is to be changed in the agreement."),
        Cadence.MONTHLY,
        45,
        (("actions", 5), ("broken", 15), ("refused", 10), ("passages", 10), ("topics", 5)),
    ),
    "target_review": Kind(
        _("Quarterly target review"),
        _("Whether the deals that were won are those that we aim at, and what the common result says."),
        Cadence.QUARTERLY,
        45,
        (("actions", 5), ("objectives", 10), ("closed", 12), ("differences", 8), ("passages", 5), ("topics", 5)),
    ),
    "cross_workshop": Kind(
        _("Cross workshop"),
        _("One question that concerns both teams, prepared by both, with one decision at the end."),
        Cadence.MONTHLY,
        45,
        (("decisions", 5), ("topics", 25), ("objections", 10), ("actions", 5)),
    ),
    OWN: Kind(
        pgettext_lazy("a ritual", "A ritual of our own"),
        _("An agenda assembled from the blocks."),
        Cadence.MONTHLY,
        45,
        (("actions", 10), ("topics", 35)),
    ),
}

CADENCES: Mapping[str, Promise] = {
    Cadence.WEEKLY: _("every week"),
    Cadence.FORTNIGHTLY: _("every two weeks"),
    Cadence.MONTHLY: _("every month"),
    Cadence.QUARTERLY: _("every quarter"),
}
