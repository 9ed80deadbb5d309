"""Sessions in our own table, so that a person's can be listed and ended (settings.SESSION_ENGINE)."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from cordee.workspace.people.models.session import Session

ORIGIN = "origin"
"""Key of the session under which it remembers when, from where and on what it began."""


class SessionStore(DatabaseStore):
    """Django's own, which also fills the columns that a page lists."""

    row: Session | None = None
    """What was read, for whoever needs to know when it was last seen."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101 -- get_model_class says so
        origin = data.get(ORIGIN, {})
        person = data.get(SESSION_KEY)
        row.person_id = int(person) if person else None
        row.started_at = datetime.fromisoformat(origin["at"]) if "at" in origin else timezone.now()
        row.address, row.agent = origin.get("address", ""), origin.get("agent", "")
        return row
