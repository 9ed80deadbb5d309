"""What the events of this capability say in the audit log. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _

from cordee.workspace.activity.kinds import register

register(
    {
        "sources.choice_withdrawn": _("Choice of a value withdrawn"),
        "sources.files_received": _("Files received"),
        "sources.import_asked": _("Import asked for"),
        "sources.imported": _("Files imported"),
        "sources.mapping_kept": _("Description of a file kept"),
        "sources.refresh_asked": _("Refresh asked for"),
        "sources.refresh_refused": _("Refresh stopped by a check"),
        "sources.refreshed": _("Figures refreshed"),
        "sources.rows_corrected": _("Rows kept aside corrected"),
    }
)
