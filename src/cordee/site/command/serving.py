"""``cordee serve``, ``cordee worker`` and ``cordee user``."""

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example, table


@click.command(
    short_help="Serve the web app.", epilog=example("cordee serve", "cordee serve --port 8080 --host 0.0.0.0")
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="CORDEE_PORT",
    default=8000,
    show_default=True,
    help="Or the next free one.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Which address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; two if absent, one where there is one core.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--no-worker", is_flag=True, help="Leave imports and refreshes to a `cordee worker` elsewhere.")
@command
def serve(session: Session, port: int, host: str, workers: int | None, open_browser: bool, no_worker: bool) -> int:
    """Serve the web app until it is stopped with Ctrl-C.

    Imports, refreshes and what recurs are done in a process beside, which stops with it.
    """
    from cordee.site import serving

    free = serving.free_port(port)
    address = f"http://{'localhost' if host == '127.0.0.1' else host}:{free}/"
    serving.prepare(session.home.place)
    code = serving.first_code(session.home.place)
    document = {"home": str(session.home.path), "url": address}
    session.document(document | ({"first_administrator_code": code} if code else {}))
    if code:
        session.say(
            session.words(
                f"Nobody has an account yet. Create the first administrator at {address}first-administrator/?code={code}",
                f"Personne n’a encore de compte. Créer le premier compte d’administration : {address}first-administrator/?code={code}",
            )
        )
    session.say(session.words(f"Serving {address}  (Ctrl-C stops)", f"Servi sur {address}  (Ctrl-C pour arrêter)"))
    serving.serve(
        session.home.place,
        port=free,
        workers=workers,
        open_browser=open_browser,
        host=host,
        with_worker=not no_worker,
    )
    return DONE


@click.command(
    short_help="Do the imports and refreshes that the pages ask for.",
    epilog=example("cordee worker", "cordee serve --no-worker"),
)
@click.option("--with-parent", is_flag=True, hidden=True)
@command
def worker(session: Session, with_parent: bool) -> int:
    """Do the imports, refreshes and recurring work that the pages ask for, until it is stopped with Ctrl-C.

    `cordee serve` starts one; of several, one works and the others wait to take its place.
    """
    from cordee.site import serving

    home = session.home.place
    if not with_parent:
        serving.prepare(home)
        session.say(session.words("Working for", "Au travail pour") + f" {home.path}")
    serving.work(home, with_parent=with_parent)
    return DONE


@click.group(
    short_help="The people who may sign in.",
    epilog=example("cordee user add claire@exemple.fr --side marketing --name 'Claire Bac'"),
)
def user() -> None:
    """The people who may sign in."""


@user.command(
    "add",
    short_help="Add someone who may sign in.",
    epilog=example("cordee user add claire@exemple.fr --side marketing --role leadership --name 'Claire Bac'"),
)
@click.argument("email")
@click.option(
    "--side", type=click.Choice(["marketing", "sales", "both"]), required=True, help="Which side; both is leadership."
)
@click.option("--name", help="The name shown; made from the address if absent.")
@click.option(
    "--role",
    type=click.Choice(["marketing", "sales", "leadership", "admin", "read_only"]),
    help="What they may do; their side's if absent, leadership for both.",
)
@click.option("--language", type=click.Choice(["fr", "en"]), help="Their language; the company's if absent.")
@click.option("--password", help="Chosen by the machine and printed once if absent.")
@command
def add(
    session: Session,
    email: str,
    side: str,
    name: str | None,
    role: str | None,
    language: str | None,
    password: str | None,
) -> int:
    """Add someone who may sign in, and print their password once."""
    from cordee.site import serving

    home = session.home
    serving.prepare(home.place)
    shown = name or email.partition("@")[0].replace(".", " ").title()
    role = role or ("leadership" if side == "both" else side)
    chosen = serving.add_user(
        home.place, email, shown, side=side, role=role, language=language or home.settings.language, password=password
    )
    session.document(
        {"email": email, "name": shown, "side": side, "role": role, "password": None if password else chosen}
    )
    session.say(session.words(f"{shown} may sign in as {email}.", f"{shown} peut se connecter avec {email}."))
    if not password:
        session.say(session.words("Password, shown once: ", "Mot de passe, montré une fois : ") + chosen)
    return DONE


@user.command("list", short_help="Who has an account.", epilog=example("cordee user list --json"))
@command
def list_(session: Session) -> int:
    """Who has an account, on which side, as what."""
    from cordee.site import serving

    serving.prepare(session.home.place)
    people = serving.people(session.home.place)
    session.document(people)
    no = session.words("deactivated", "désactivé")
    rows = [
        [str(one["email"]), str(one["name"]), str(one["side"]), str(one["role"]), "" if one["is_active"] else no]
        for one in people
    ]
    headings = session.words("E-mail,Name,Side,Role,", "E-mail,Nom,Côté,Rôle,").split(",")
    session.say(table(headings, rows))
    return DONE


@user.command(
    "password", short_help="A new password for somebody.", epilog=example("cordee user password claire@exemple.fr")
)
@click.argument("email")
@command
def password_(session: Session, email: str) -> int:
    """Make a new password for somebody who is locked out, and print it once. Their sessions end."""
    from cordee.site import serving

    serving.prepare(session.home.place)
    chosen = serving.renew_password(session.home.place, email)
    session.document({"email": email, "password": chosen})
    session.say(session.words("Password, shown once: ", "Mot de passe, montré une fois : ") + chosen)
    return DONE
