"""Where e-mails go when no server is configured: one file each in the home's outbox, which any mail program opens."""

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class Outbox(BaseEmailBackend):
    """Writes ``outbox/<time>-<random>.eml``, for its owner's eyes only: a message may hold a link that opens an account."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = settings.CORDEE_HOME.path / "outbox"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            file = folder / f"{timezone.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}.eml"
            file.touch(mode=0o600)
            file.write_bytes(message.message().as_bytes())
        return len(email_messages)
