"""What the events of this capability say in the audit log. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register(
    {
        "today.set_aside": _("Something to do set aside"),
        "today.taken_up": _("Something set aside taken up again"),
    }
)
