"""``cordee demo``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example

if TYPE_CHECKING:
    from cordee.demo import DemoExports


@click.command(
    short_help="Make the demo company and serve it.",
    epilog=example("cordee demo", "cordee --home /tmp/trial demo --size company --no-serve --json"),
)
@click.option(
    "--size",
    type=click.Choice(["small", "company", "large"]),
    default="small",
    show_default=True,
    help="How big a firm.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same company.")
@click.option("--no-serve", is_flag=True, help="Stop once everything is ready.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="CORDEE_PORT",
    default=8000,
    show_default=True,
    help="Or the next free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@command
def demo(session: Session, size: str, seed: int, no_serve: bool, port: int, open_browser: bool) -> int:
    """Write the demo company as its tools would export it, import, refresh, create its people, serve.

    In a home of its own: a home that already holds other data is refused. Run it again: it goes on where it was.
    """
    from cordee.demo.cast import SIGN_INS
    from cordee.site import serving, staging
    from cordee.site.command.refreshing import run

    place = session.home.place
    folder = place.path / "demo"
    if not folder.exists() and place.ledger.exists():
        raise click.UsageError(
            f"{place.path} already holds a company's data. Give the demo another home: cordee --home .cordee-demo demo"
        )
    folder.mkdir(parents=True, exist_ok=True)
    _settle(session)
    serving.prepare(place)
    serving.create_demo_people(place, [asdict(person) for person in SIGN_INS])
    serving.agree_in_the_demo(place)
    counts = _large(session, seed) if size == "large" else _exported(session, folder, size, seed)
    if serving.decide_in_the_demo(place) and size != "large":
        counts["snapshot"] = run(session).snapshot
    if size != "large":
        counts |= staging.play()
    free = serving.free_port(port)
    url = f"http://localhost:{free}/"
    session.document(
        {
            "home": str(place.path),
            "url": url,
            "sign_ins": [asdict(person) for person in SIGN_INS],
            "counts": counts,
        }
    )
    for person in SIGN_INS:
        session.say(f"  {person.name}  {person.email}  {person.side}, {person.role}")
    if no_serve:
        session.say(session.words("Ready: cordee serve", "Prêt : cordee serve"))
        return DONE
    session.say(session.words(f"Serving {url}  (Ctrl-C stops)", f"Servi sur {url}  (Ctrl-C pour arrêter)"))
    serving.serve(place, port=free, open_browser=open_browser)
    return DONE


def _exported(session: Session, folder: Path, size: str, seed: int) -> dict[str, Any]:
    """Files as the tools write them, imported like anybody's."""
    from cordee.demo import write
    from cordee.site.command.refreshing import run

    _say(session, "Writing the tools' exports…", "Écriture des exports des outils…")
    made = write(folder, size, seed)
    _say(session, "Importing…", "Import…")
    imported = _import(session, made)
    _say(session, "Building the figures…", "Construction des chiffres…")
    return {**made.counts, **imported, "snapshot": run(session).snapshot}


def _large(session: Session, seed: int) -> dict[str, Any]:
    """A million people straight in the staged layout; who is who is given, not found."""
    from cordee.demo.large import given_links, write_large
    from cordee.revenue.pipeline import refresh

    place = session.home.place
    _say(session, "Writing fifty million touches…", "Écriture de cinquante millions d’interactions…")
    if not place.staged.exists():
        write_large(place, seed=seed)
    _say(session, "Building the figures…", "Construction des chiffres…")
    report = refresh(place, links=given_links)
    return {"snapshot": report.snapshot, **{step.step: step.rows for step in report.steps}}


def _say(session: Session, en: str, fr: str) -> None:
    session.say(session.words(en, fr))


def _settle(session: Session) -> None:
    """The demo firm's settings, unless somebody has changed them."""
    from cordee.demo.cast import COMPANY, DOMAIN

    file = session.home.path / "cordee.toml"
    if not file.exists():
        file.write_text(f'company = "{COMPANY}"\ninternal_domains = ["{DOMAIN}"]\n', encoding="utf-8")


def _import(session: Session, made: "DemoExports") -> dict[str, Any]:
    with session.bar(unit=session.words(" rows", " lignes")) as bar:

        def progress(file: str, done: int, estimated: int, _seconds: float) -> None:
            bar.set_description(file.rpartition("/")[2][-40:])
            bar.total = max(estimated, done) or None
            bar.n = done
            bar.refresh()

        report = session.home.import_files([made.exports], progress=progress)
    refused = [file for file in report.files if file.error]
    for file in refused:
        session.warn(f"{file.path}: {file.error}")
    return {
        "files": len(report.files),
        "files_refused": len(refused),
        "rows_new": sum(file.new for file in report.files),
        "rows_rejected": sum(file.rejected_rows for file in report.files),
    }
