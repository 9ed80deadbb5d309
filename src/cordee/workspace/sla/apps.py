from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SlaConfig(AppConfig):
    name = "cordee.workspace.sla"
    label = "sla"

    def ready(self) -> None:
        from cordee.workspace.sla import events  # noqa: F401 -- registers what its events say
        from cordee.workspace.sla.models import guard

        post_migrate.connect(guard.install, sender=self, dispatch_uid="sla.guard")
