"""``cordee objections``."""

from pathlib import Path

import click

from cordee.site.command.outcomes import DONE, UNREADABLE
from cordee.site.command.session import Session, command, example, table


@click.command(
    short_help="Objections and buying signals in transcripts.",
    epilog=example(
        "cordee objections call.vtt",
        "cordee objections calls/*.txt --ours 'Inès Benali' --competitor MaintenPro --json",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--ours", multiple=True, metavar="NAME", help="A colleague: what they say is not labelled. May be repeated."
)
@click.option(
    "--competitor", multiple=True, metavar="NAME", help="Another supplier, to be noted when named. May be repeated."
)
@command
def objections(session: Session, files: tuple[Path, ...], ours: tuple[str, ...], competitor: tuple[str, ...]) -> int:
    """What the other side says in transcripts (.vtt, .srt, .txt, .json), in French or English: objections, buying signals, questions.

    Each label is a suggestion; where it is not sure, nothing is said. Nothing leaves the machine. Exit code 3: a file could not be
    read; the others are told all the same.
    """
    from cordee.revenue.imports.report import ImportProblem
    from cordee.revenue.speech import encoder
    from cordee.revenue.speech.labelling import Labeller
    from cordee.revenue.speech.moments import moments
    from cordee.revenue.speech.transcripts import read
    from cordee.vocabulary.speech import NAMES

    w = session.words
    if not encoder.available():
        raise click.UsageError(str(encoder.NoEncoder()))
    labeller = Labeller()
    document, outcome = list[dict[str, object]](), DONE
    with session.bar(len(files)) as bar:
        for file in files:
            try:
                transcript = read(file, ours=ours)
            except (ImportProblem, OSError) as problem:
                said = problem.words.text(session.language) if isinstance(problem, ImportProblem) else problem.strerror
                session.warn(f"{file}: {said}")
                outcome = UNREADABLE
                continue
            found, looked = moments(transcript.turns, labeller, competitors=competitor)
            document += [
                {
                    "file": str(file),
                    "at": transcript.turns[one.turn].at,
                    "speaker": transcript.turns[one.turn].speaker,
                    "text": one.text,
                    "label": one.label.value,
                    "probability": round(one.probability, 3),
                }
                for one in found
            ]
            rows = [
                (
                    clock(transcript.turns[one.turn].at),
                    transcript.turns[one.turn].speaker or "–",
                    NAMES[one.label][session.language == "fr"],
                    f"{one.probability:.2f}",
                    one.text,
                )
                for one in found
            ]
            session.say(
                f"{file}: {len(found)} / {looked} " + w("utterances with a suggestion", "énoncés avec une suggestion")
            )
            if rows:
                heads = (
                    w("At", "À"),
                    w("Speaker", "Locuteur"),
                    w("Suggested", "Suggestion"),
                    "p",
                    w("Words", "Paroles"),
                )
                session.say(table(heads, rows, right=(3,)))
            session.say()
            bar.update()
    session.document(document)
    return outcome


def clock(seconds: float | None) -> str:
    """1:02:03, or 02:03 below an hour."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes:02}:{rest:02}"
