"""What the events of this capability say in the audit log. Imported when Django starts. None tells what was answered."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register(
    {
        "debriefs.opened": _("Debrief opened"),
        "debriefs.seat_taken": _("Seat of a debrief taken"),
        "debriefs.answered": _("Debrief answered"),
        "debriefs.agreed": _("Debrief agreed"),
        "debriefs.rule_set": _("Which deals are debriefed was changed"),
    }
)
