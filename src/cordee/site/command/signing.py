"""``cordee sla sign``."""

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example


@click.command(
    short_help="Sign a proposed version, for one's own side.",
    epilog=example(
        "cordee sla sign 3 --as camille@exemple.fr", "cordee sla sign 3 --as marc@exemple.fr --json < password.txt"
    ),
)
@click.argument("number", type=click.IntRange(min=1))
@click.option(
    "--as", "email", required=True, metavar="E-MAIL", help="Who signs. Their password is asked for, or read from stdin."
)
@command
def sign(session: Session, number: int, email: str) -> int:
    """Sign version NUMBER as it stands now, as its page does: one person of each side, never the same one twice.

    The second side's signature seals it. Who protects their account by a second factor signs on the page.
    """
    from cordee.site import serving

    serving.prepare(session.home.place)
    from django.db import transaction
    from django.utils import translation

    from cordee.workspace.people import factors
    from cordee.workspace.people.models import Person, Refusal
    from cordee.workspace.sla import telling
    from cordee.workspace.sla.models import Version
    from cordee.workspace.sla.views.refusing import sentence

    version = Version.objects.filter(number=number).first()
    if version is None:
        raise click.UsageError(
            session.words(f"There is no version {number} of the SLA.", f"Il n’y a pas de version {number} du SLA.")
        )
    password = click.prompt(session.words("Password", "Mot de passe"), hide_input=True, err=True)
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None or not person.check_password(password):
        raise click.UsageError(
            session.words("No such person, or another password.", "Personne inconnue, ou autre mot de passe.")
        )
    if factors.of(person):
        raise click.UsageError(
            session.words(
                "Their account has a second factor: sign on the page.",
                "Ce compte a un second facteur : signez sur la page.",
            )
        )
    with translation.override(session.language):
        try:
            with transaction.atomic():
                made = version.sign(by=person, seen=version.content_hash)
                if version.in_force_at is not None:
                    telling.sealed(version)
        except Refusal as refusal:
            raise click.UsageError(sentence(refusal)) from refusal
    begins = version.in_force_at
    session.document(
        {
            "version": version.number,
            "hash": version.content_hash,
            "side": made.side,
            "signed_by": made.name,
            "at": made.at.isoformat(),
            "in_force_from": begins.isoformat() if begins else None,
        }
    )
    session.say(
        session.words("Signed. The other side has yet to sign.", "Signé. L’autre côté doit encore signer.")
        if begins is None
        else session.words(
            f"Signed by both sides; in force from {begins:%Y-%m-%d %H:%M} UTC.",
            f"Signé par les deux côtés ; en vigueur à partir du {begins:%d/%m/%Y %H:%M} UTC.",
        )
    )
    return DONE
