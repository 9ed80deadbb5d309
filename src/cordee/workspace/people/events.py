"""What the events of this capability say. Imported when Django starts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.workspace.activity.kinds import register
from cordee.workspace.people.models import Role, Side

register(
    {
        "people.signed_in": _("Signed in: %(way)s"),
        "people.sign_in_failed": _("Sign-in refused: %(way)s"),
        "people.signed_out": _("Signed out"),
        "people.link_asked": _("Link asked for: %(purpose)s"),
        "people.invited": _("Invited: %(role)s, %(side)s"),
        "people.invited_again": _("Invitation sent again"),
        "people.invitation_withdrawn": _("Invitation withdrawn"),
        "people.joined": _("Joined: %(way)s"),
        "people.added": _("Added from the command line: %(role)s, %(side)s"),
        "people.first_administrator": _("First administrator created"),
        "people.role_changed": _("From %(role_before)s, %(side_before)s to %(role)s, %(side)s"),
        "people.deactivated": _("Deactivated"),
        "people.reactivated": _("Reactivated"),
        "people.password_changed": _("Password changed"),
        "people.factor_added": _("Second factor added: %(factor)s"),
        "people.factor_removed": _("Second factor removed: %(factor)s"),
        "people.recovery_codes_renewed": _("New recovery codes made"),
        "people.session_ended": _("Session ended: %(device)s"),
        "people.sessions_ended": _("All other sessions ended"),
        "people.way_connected": _("Recognised by the identity provider: %(way)s"),
    },
    values={
        **dict(Side.choices),
        **dict(Role.choices),
        "password": pgettext_lazy("way in", "password"),
        "link": pgettext_lazy("way in", "e-mail link"),
        "sign_in": pgettext_lazy("way in", "to sign in"),
        "invitation": pgettext_lazy("way in", "invitation"),
        "demo": pgettext_lazy("way in", "demo"),
        "first": pgettext_lazy("way in", "first administrator"),
        "openid": "OpenID Connect",
        "saml": "SAML",
        "totp": pgettext_lazy("way in", "authenticator app"),
        "webauthn": pgettext_lazy("way in", "passkey"),
        "recovery_codes": pgettext_lazy("way in", "recovery code"),
        "all": pgettext_lazy("way in", "all of them"),
    },
)
