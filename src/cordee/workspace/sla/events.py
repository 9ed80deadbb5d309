"""What the events of this capability say in the audit log. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register(
    {
        "sla.drafted": _("New version of the SLA drafted"),
        "sla.edited": _("Clauses of the SLA changed: %(clauses)s"),
        "sla.proposed": _("SLA proposed to both sides"),
        "sla.abandoned": _("Version of the SLA abandoned"),
        "sla.commented": _("Comment on the SLA: %(clause)s"),
        "sla.comment_resolved": _("Comment on the SLA settled: %(clause)s"),
        "sla.signed": _("SLA signed: %(side)s"),
        "sla.sealed": _("SLA signed by both sides; in force from %(at)s"),
        "sla.signature_withdrawn": _("Signature withdrawn: %(side)s"),
        "sla.signature_voided": _("Signature voided by a change: %(of)s, %(side)s"),
        "sla.lead_accepted": _("Lead accepted"),
        "sla.lead_refused": _("Lead refused: %(reason)s"),
        "sla.lead_assigned": _("Lead given to %(to)s: %(why)s"),
        "sla.refusal_answered": _("Refusal answered: %(outcome)s"),
        "sla.exported": _("Signed terms handed to the figures: versions %(numbers)s"),
    }
)
