"""Where an installation keeps its people, hands over its e-mails, and is reached: each one address, read and checked here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class PlaceError(ValueError):
    """The address cannot be used; the message says which setting and why, and never the password in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """How Django hands over e-mails."""

    backend: str
    sender: str = "Cordée <cordee@localhost>"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def database(address: str, file: Path) -> dict[str, Any]:
    """SQLite in ``file``; PostgreSQL where ``address`` (CORDEE_DATABASE_URL) says so."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    said = _split("CORDEE_DATABASE_URL", address)
    if said.scheme not in {"postgresql", "postgres"} or not said.path.strip("/"):
        raise PlaceError("CORDEE_DATABASE_URL is like postgresql://user:password@host:5432/name.")
    options = {name: values[-1] for name, values in parse_qs(said.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(said.path.strip("/")),
        "USER": unquote(said.username or ""),
        "PASSWORD": unquote(said.password or ""),
        # ?host=/run/postgresql names a folder with a socket, as in PostgreSQL's own addresses.
        "HOST": options.pop("host", said.hostname or ""),
        "PORT": options.pop("port", str(said.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(address: str) -> Mail:
    """The outbox of the home; a server where ``address`` (CORDEE_EMAIL_URL) says so."""
    if not address:
        return Mail(backend="cordee.workspace.people.outbox.Outbox")
    said = _split("CORDEE_EMAIL_URL", address)
    if said.scheme not in {"smtp", "smtps", "smtp+plain"} or not said.hostname:
        raise PlaceError(
            "CORDEE_EMAIL_URL is like smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or smtp+plain://… (no encryption)."
        )
    user = unquote(said.username or "")
    sender = parse_qs(said.query).get("from", [user if "@" in user else f"cordee@{said.hostname}"])[-1]
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        sender=sender if "<" in sender else f"Cordée <{sender}>",
        host=said.hostname,
        port=said.port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[said.scheme],
        user=user,
        password=unquote(said.password or ""),
        starttls=said.scheme == "smtp",
        tls=said.scheme == "smtps",
    )


def public(address: str) -> str:
    """CORDEE_URL without its last slash: where people reach the installation, for links in e-mails."""
    if not address:
        return ""
    said = _split("CORDEE_URL", address)
    if said.scheme not in {"http", "https"} or not said.hostname or said.path.strip("/"):
        raise PlaceError("CORDEE_URL is like https://cordee.example.com, without a path.")
    return f"{said.scheme}://{said.netloc}"


def webhook(address: str) -> str:
    """CORDEE_CHAT_WEBHOOK: the incoming webhook of Slack or Teams. It holds a secret, and is asked over TLS only."""
    if address:
        said = _split("CORDEE_CHAT_WEBHOOK", address)
        if said.scheme != "https" or not said.hostname:
            raise PlaceError("CORDEE_CHAT_WEBHOOK is an address of Slack or Teams that begins with https://.")
    return address


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def count(name: str, value: str) -> int:
    if not value.isdecimal() or int(value) > 9:
        raise PlaceError(f"{name} is a small number, not {value!r}.")
    return int(value)


def _split(name: str, address: str) -> SplitResult:
    try:
        said = urlsplit(address)
        _ = said.port
    except ValueError as error:
        raise PlaceError(f"{name} is not an address: {error}.") from error
    return said
