"""``cordee duplicates``, ``merge``, ``split``, ``never-merge`` and ``why``."""

import getpass
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cordee.site.command.outcomes import DONE
from cordee.site.command.session import Session, command, example, table

if TYPE_CHECKING:
    from cordee.revenue.identity.decisions import Decision

WHO = "WHO is an e-mail, a domain, a company's name, an id, or a record such as hubspot:contact:301."


def _deciding(function: Any) -> Any:
    function = click.option("--because", default="", help="The reason, kept with the decision.")(function)
    return click.option("--by", default=None, help="Who decides; your user name if absent.")(function)


@click.command(
    short_help="Who may be one: pairs for a human to decide.",
    epilog=example("cordee duplicates", "cordee duplicates --json"),
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many pairs.")
@command
def duplicates(session: Session, limit: int) -> int:
    """Pairs of people and of companies that may be one, most probable first. Decide with merge or never-merge."""
    pairs = session.home.duplicates(limit=limit)
    for pair in pairs:
        for side in ("a", "b"):
            pair[side] = {**pair[side], "id": str(pair[side]["id"])}
    session.document(pairs)
    if not pairs:
        session.say(session.words("Nothing to decide.", "Rien à décider."))
        return DONE
    w = session.words
    rows = [
        [
            f"{pair['probability']:.2f}",
            pair["kind"],
            *(f"{pair[s]['id']} {pair[s]['name']} {pair[s]['detail']}" for s in "ab"),
        ]
        for pair in pairs
    ]
    session.say(table(["p", w("What", "Quoi"), "A", "B"], rows))
    session.say(
        w(
            "\nDecide: cordee merge A B, or cordee never-merge A B",
            "\nDécider : cordee merge A B, ou cordee never-merge A B",
        )
    )
    return DONE


@click.command(
    short_help="Say that two are one.",
    epilog=example('cordee merge hubspot:contact:301 salesforce:contact:003A000001 --because "same card"'),
)
@click.argument("a")
@click.argument("b")
@_deciding
@command
def merge(session: Session, a: str, b: str, by: str | None, because: str) -> int:
    """A and B are one, whatever the engine thinks. Undone by never-merge or split."""
    return _kept(session, session.home.merge(a, b, by=by or getpass.getuser(), because=because))


@click.command(
    short_help="Take a record out of its person or company.",
    epilog=example("cordee split marketo:lead:1207 --because homonym"),
)
@click.argument("who")
@click.option("--from", "from_", help="The one that it is not, where a person or a company has several records.")
@_deciding
@command
def split(session: Session, who: str, from_: str | None, by: str | None, because: str) -> int:
    """The record WHO is not one with the others of its person or company. Undone by merge."""
    return _kept(session, session.home.split(who, from_=from_, by=by or getpass.getuser(), because=because))


@click.command(
    "never-merge",
    short_help="Say that two are two, for good.",
    epilog=example("cordee never-merge jean.martin@abeille.fr j.martin@abeille.fr --because brothers"),
)
@click.argument("a")
@click.argument("b")
@_deciding
@command
def never_merge(session: Session, a: str, b: str, by: str | None, because: str) -> int:
    """A and B are two and stay two, through any later refresh. Undone by merge."""
    return _kept(session, session.home.never_merge(a, b, by=by or getpass.getuser(), because=because))


@click.command(
    short_help="Why two are one, or two.", epilog=example("cordee why claire@abeille.fr hubspot:contact:301")
)
@click.argument("a")
@click.argument("b")
@command
def why(session: Session, a: str, b: str) -> int:
    """Which evidence speaks for A and B being one, which against, and how much each weighs."""
    explained = session.home.why(a, b)
    session.document(json.loads(explained.as_json()))
    for sentence in explained.sentences(session.language):
        session.say(sentence)
    return DONE


def _kept(session: Session, decision: "Decision") -> int:
    session.document(
        {name: [str(one) for one in value] if name in "ab" else value for name, value in asdict(decision).items()}
    )
    session.say(
        session.words(
            "Kept. The next `cordee refresh` applies it, and every later one.",
            "Gardé. Le prochain « cordee refresh » l’applique, et tous les suivants.",
        )
    )
    return DONE
