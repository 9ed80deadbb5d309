"""E-mails: one way to write them, in the reader's language, as text and as HTML, without an image from anywhere.

A message named ``people/mail/link`` is two templates, ``people/mail/link.txt`` and ``people/mail/link.html``, which extend
``people/mail/base.txt`` and ``people/mail/base.html``. Both get ``context``, ``subject`` and ``company``.
"""

import logging
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from cordee.workspace.people.models import Person

log = logging.getLogger(__name__)

OUTBOX = "outbox"
"""Folder of the home for messages that no server takes: nothing is lost."""


def server_configured() -> bool:
    """Whether messages leave the machine (CORDEE_EMAIL_URL)."""
    return bool(settings.EMAIL_HOST)


def compose(
    to: Person | str, subject: str | Promise, template: str, context: Mapping[str, Any], language: str | None = None
) -> EmailMultiAlternatives:
    """The message, in the person's language unless another is asked for."""
    address = to.email if isinstance(to, Person) else to
    spoken = language or (to.language if isinstance(to, Person) else settings.LANGUAGE_CODE)
    with translation.override(spoken):
        known = {"company": settings.COMPANY.company, "language": spoken, **context, "subject": str(subject)}
        message = EmailMultiAlternatives(
            str(subject), render_to_string(f"{template}.txt", known).strip() + "\n", to=[address]
        )
        message.attach_alternative(render_to_string(f"{template}.html", known), "text/html")
    return message


def send(
    to: Person | str,
    subject: str | Promise,
    template: str,
    context: Mapping[str, Any],
    language: str | None = None,
    *,
    attached: Iterable[tuple[str, bytes, str]] = (),
) -> bool:
    """Whether the message was handed over (to the mail server, or to the outbox). ``attached``: name, content, MIME type."""
    message = compose(to, subject, template, context, language)
    for name, content, kind in attached:
        message.attach(name, content, kind)
    return _hand_over(message)


def send_written(to: Person, subject: str, text: str, html: str) -> bool:
    """Sends what another capability wrote itself. Whether it was handed over."""
    message = EmailMultiAlternatives(subject, text, to=[to.email])
    message.attach_alternative(html, "text/html")
    return _hand_over(message)


def send_unseen(
    to: Person | str, subject: str | Promise, template: str, context: Mapping[str, Any], language: str | None = None
) -> None:
    """Sends while the page answers, so that the time of the answer tells nobody whether there was something to send."""
    message = compose(to, subject, template, context, language)
    thread = threading.Thread(target=_hand_over, args=(message,), name=_ON_THE_WAY)
    thread.start()


_ON_THE_WAY = "mail on the way"


def settle() -> None:
    """Waits until what was sent unseen has left: for whoever must see the result, such as a test."""
    for thread in threading.enumerate():
        if thread.name == _ON_THE_WAY:
            thread.join(timeout=20)


def _hand_over(message: EmailMultiAlternatives) -> bool:
    try:
        return bool(message.send())
    except OSError as error:  # smtplib's errors are OSError too
        # No address and no name in the log: they are people's.
        log.error("people.mail_failed", extra={"reason": type(error).__name__})
        return False


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """A full address for a link in a message: the installation's (CORDEE_URL), else that of the request."""
    if settings.CORDEE_URL:
        return f"{settings.CORDEE_URL}{path}"
    return request.build_absolute_uri(path) if request else f"http://localhost:8000{path}"
