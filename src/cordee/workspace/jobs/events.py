"""What the events of this capability say in the audit log. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register({"jobs.cancelled": _("Work under way cancelled")})
