"""Other ways in: an OpenID Connect or SAML identity provider that the company names in ``cordee.toml``.

Read with the settings: this module knows no model. The company's administrator vouches for the provider's e-mail addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ROLES = ("marketing", "sales", "leadership", "read_only")
"""What somebody of the company's domain may become without an invitation: never administrator."""

SIDES = ("marketing", "sales", "both")
OPENID, SAML = "openid", "saml"


class WayError(ValueError):
    """The settings of a way in cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How people of the company may sign in besides a password and a link."""

    providers: Mapping[str, Any] = field(default_factory=dict)  # what django-allauth reads
    shown: tuple[tuple[str, str], ...] = ()  # kind and name of each button of the sign-in page
    domain: str = ""  # whoever the provider says is of this domain needs no invitation
    role: str = "read_only"
    side: str = "both"
    name_attribute: str = ""  # where SAML says the person's name

    @classmethod
    def read(cls, said: Mapping[str, Any], *, home: Path, secret: str | None = None) -> Self:
        """From the table ``sign_in`` of ``cordee.toml``. ``secret``: the OpenID client's, if the environment has it."""
        _known("sign_in", said, {OPENID, SAML, "domain", "role", "side"})
        providers: dict[str, Any] = {}
        shown = []
        if OPENID in said:
            table = said[OPENID]
            _known("sign_in.openid", table, {"name", "issuer", "client_id", "secret_file"})
            providers["openid_connect"] = {"APPS": [_openid(table, home, secret)], "OAUTH_PKCE_ENABLED": True}
            shown.append((OPENID, table.get("name", "OpenID Connect")))
        if SAML in said:
            table = said[SAML]
            _known(
                "sign_in.saml",
                table,
                {
                    "name",
                    "entity_id",
                    "metadata_url",
                    "sso_url",
                    "certificate_file",
                    "email_attribute",
                    "name_attribute",
                },
            )
            providers["saml"] = {"APPS": [_saml(table, home)]}
            shown.append((SAML, table.get("name", "SAML")))
        domain = str(said.get("domain", "")).lower().lstrip("@")
        role, side = said.get("role", "read_only"), said.get("side", "both")
        if role not in ROLES or side not in SIDES:
            raise WayError(f"sign_in: role is one of {', '.join(ROLES)}; side is one of {', '.join(SIDES)}.")
        if domain and not shown:
            raise WayError("sign_in.domain lets people of a domain in through a provider: name one, openid or saml.")
        return cls(
            providers=providers,
            shown=tuple(shown),
            domain=domain,
            role=role,
            side=side,
            name_attribute=str(said.get(SAML, {}).get("name_attribute", "")),
        )


def _openid(table: Mapping[str, Any], home: Path, secret: str | None) -> dict[str, Any]:
    issuer = _needed("sign_in.openid", table, "issuer")
    if not issuer.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise WayError("sign_in.openid.issuer is an https address.")
    if secret is None:
        if "secret_file" not in table:
            raise WayError(
                "sign_in.openid: put the client's secret in CORDEE_OPENID_SECRET, or its file in secret_file."
            )
        secret = _file("sign_in.openid.secret_file", home, table["secret_file"])
    return {
        "provider_id": OPENID,
        "name": table.get("name", "OpenID Connect"),
        "client_id": _needed("sign_in.openid", table, "client_id"),
        "secret": secret,
        "settings": {"server_url": issuer},
    }


def _saml(table: Mapping[str, Any], home: Path) -> dict[str, Any]:
    idp = {"entity_id": _needed("sign_in.saml", table, "entity_id")}
    if "metadata_url" in table:
        idp["metadata_url"] = table["metadata_url"]
    else:
        idp["sso_url"] = _needed("sign_in.saml", table, "sso_url")
        idp["x509cert"] = _file(
            "sign_in.saml.certificate_file", home, _needed("sign_in.saml", table, "certificate_file")
        )
    settings: dict[str, Any] = {"idp": idp, "use_nameid_for_email": "email_attribute" not in table}
    # A company's own network may call the machine "cordee", without a dot.
    settings["advanced"] = {"allow_single_label_domains": True}
    if "email_attribute" in table:
        settings["attribute_mapping"] = {"email": table["email_attribute"]}
    return {"provider_id": SAML, "name": table.get("name", "SAML"), "client_id": SAML, "settings": settings}


def _known(where: str, table: Mapping[str, Any], names: set[str]) -> None:
    if unknown := set(table) - names:
        raise WayError(f"{where}: unknown setting {', '.join(sorted(unknown))}. Known: {', '.join(sorted(names))}.")


def _needed(where: str, table: Mapping[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value:
        raise WayError(f"{where}.{name} is missing.")
    return value


def _file(where: str, home: Path, name: str) -> str:
    try:
        return (home / name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WayError(f"{where}: {home / name} cannot be read ({error.strerror}).") from error
