"""What the events of this capability say in the audit log. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register(
    {
        "calls.added": _("Call added"),
        "calls.taken": _("Calls taken over from the tools: %(calls)s"),
        "calls.plan_changed": _("Listening plan changed"),
        "calls.purged": _("Retention: %(recordings)s recordings and %(transcripts)s transcripts removed"),
        "calls.answer_asked": _("Answer to an objection asked for"),
    }
)
