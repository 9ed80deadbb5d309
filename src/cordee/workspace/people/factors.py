"""The second factor: codes of an authenticator app, recovery codes, passkeys. Kept and checked with django-allauth's parts."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import qrcode
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from cordee.workspace.people.models import Person

ISSUER = "Cordée"
Kind = Authenticator.Type


class Secrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are stored encrypted with the installation's key: a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # the installation's key was changed: the factor opens nothing any more
            return str(generate_totp_secret())

    def get_totp_issuer(self) -> str:
        return ISSUER

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().rpartition(":")[0] or context.request.get_host(), "name": ISSUER}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return {"id": f"person:{user.pk}".encode(), "display_name": user.name, "name": user.email}


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"people.factors" + settings.SECRET_KEY.encode()).digest()))


def of(person: Person) -> list[Authenticator]:
    """The factors of a person, recovery codes apart, oldest first."""
    return list(
        Authenticator.objects.filter(user=person).exclude(type=Kind.RECOVERY_CODES).order_by("created_at", "pk")
    )


def protects(person: Person) -> bool:
    return bool(of(person))


def app_of(person: Person) -> Authenticator | None:
    return next((one for one in of(person) if one.type == Kind.TOTP), None)


def passkeys_of(person: Person) -> list[Authenticator]:
    return [one for one in of(person) if one.type == Kind.WEBAUTHN]


# An authenticator app


def new_secret() -> str:
    """For the session while the app is being set up: encrypted like those that are kept."""
    return Secrets().encrypt(generate_totp_secret())


def read(secret: str) -> str:
    return Secrets().decrypt(secret)


def address_for_app(person: Person, secret: str) -> str:
    """What the picture says to the app."""
    return str(Secrets().build_totp_url(person, read(secret)))


def picture(text: str) -> tuple[int, str]:
    """A QR code as the side of its square and the path of its dark cells, for an SVG in the page."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    path = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length or 1
    return len(matrix), "".join(path)


def add_app(person: Person, secret: str, code: str) -> bool:
    """Keeps the app if it shows the right code; the first factor brings recovery codes."""
    counter = _counter_of(read(secret), code)
    if counter is None or app_of(person):
        return False
    with transaction.atomic():
        Authenticator.objects.create(user=person, type=Kind.TOTP, data={"secret": secret, "counter": counter})
        RecoveryCodes.activate(person)
    return True


def _counter_of(secret: str, code: str) -> int | None:
    digits = "".join(one for one in code if one.isascii() and one.isdigit())
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(digits, format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None


# Checking


def check_code(person: Person, code: str) -> str:
    """Which factor the code proves: totp, recovery_codes, or nothing. A code proves something once."""
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().filter(user=person, type=Kind.TOTP).first()
        counter = _counter_of(read(kept.data["secret"]), code) if kept else None
        if kept and counter is not None and counter > kept.data.get("counter", 0):
            kept.data["counter"] = counter
            kept.save(update_fields=["data"])
            kept.record_usage()
            return str(Kind.TOTP)
        spare = Authenticator.objects.filter(user=person, type=Kind.RECOVERY_CODES).first()
        if spare and RecoveryCodes(spare).validate_code(code):
            return str(Kind.RECOVERY_CODES)
    return ""


def recovery_codes(person: Person) -> list[str]:
    """Those that are still unused."""
    spare = Authenticator.objects.filter(user=person, type=Kind.RECOVERY_CODES).first()
    return [f"{code[:4]} {code[4:]}" for code in RecoveryCodes(spare).get_unused_codes()] if spare else []


def renew_recovery_codes(person: Person) -> None:
    with transaction.atomic():
        Authenticator.objects.filter(user=person, type=Kind.RECOVERY_CODES).delete()
        RecoveryCodes.activate(person)


def remove(person: Person, pk: int | None = None) -> None:
    """One factor, or all. The last one takes the recovery codes with it."""
    with transaction.atomic():
        kept = Authenticator.objects.filter(user=person).exclude(type=Kind.RECOVERY_CODES)
        (kept if pk is None else kept.filter(pk=pk)).delete()
        if not kept.exists():
            Authenticator.objects.filter(user=person).delete()


# Passkeys


def _plain(options: Any) -> str:
    return json.dumps(options, default=dict)


def passkey_offer(request: HttpRequest, person: Person) -> str:
    """What the browser needs to make a passkey, as JSON; the challenge waits in the session."""
    with context.request_context(request):
        return _plain(webauthn.begin_registration(person, passwordless=False))


def add_passkey(request: HttpRequest, person: Person, name: str, credential: str) -> bool:
    with context.request_context(request):
        try:
            said = json.loads(credential)
            webauthn.complete_registration(webauthn.parse_registration_response(said))
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            return False
    with transaction.atomic():
        webauthn.WebAuthn.add(person, name[:60], said)
        RecoveryCodes.activate(person)
    return True


def passkey_challenge(request: HttpRequest, person: Person) -> str:
    """What the browser needs to prove a passkey; empty for who has none."""
    if not passkeys_of(person):
        return ""
    with context.request_context(request):
        return _plain(webauthn.begin_authentication(person))


def check_passkey(request: HttpRequest, person: Person, credential: str) -> bool:
    with context.request_context(request):
        try:
            said = webauthn.parse_authentication_response(json.loads(credential))
            used = webauthn.complete_authentication(person, said)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            return False
    used.record_usage()
    return True
