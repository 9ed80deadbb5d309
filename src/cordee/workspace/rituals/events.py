"""What the events of this capability say in the audit log. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register(
    {
        "rituals.created": _("Ritual created"),
        "rituals.changed": _("Ritual changed"),
        "rituals.ended": _("Ritual ended"),
        "rituals.feed_renewed": _("Calendar address renewed"),
        "rituals.meeting_moved": _("Meeting moved"),
        "rituals.meeting_cancelled": _("Meeting cancelled"),
        "rituals.meeting_opened": _("Meeting opened, its pack frozen"),
        "rituals.meeting_closed": _("Meeting closed"),
        "rituals.decided": _("Decision taken"),
        "rituals.decision_read": _("What a decision changed was read"),
        "rituals.action_agreed": _("Action agreed"),
        "rituals.action_done": _("Action done"),
        "rituals.pack_taken": _("Pack or minutes taken away as a file"),
        "rituals.pack_sent": _("Pack sent to the participants"),
    }
)
