"""The command ``cordee``: which commands there are, and where each is written."""

import sys
from importlib import import_module

import click

from cordee.site.command.outcomes import spoken

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demonstrating", "Make the demo company and serve it."),
    "import": ("importing", "Import what the tools export."),
    "imports": ("imports", "What was imported; undo an import, or redo it."),
    "refresh": ("refreshing", "Build, check and publish the figures."),
    "metrics": ("figures", "Figures, each with its interval and its definition."),
    "records": ("figures", "The records behind a figure."),
    "journey": ("journeys", "The whole path of a person or a company."),
    "sla": ("sla", "The SLA: what is in force, and how its clocks stand."),
    "pack": ("pack", "The evidence pack of a ritual."),
    "duplicates": ("identities", "Who may be one: pairs for a human to decide."),
    "merge": ("identities", "Say that two are one."),
    "split": ("identities", "Take a record out of its person or company."),
    "never-merge": ("identities", "Say that two are two, for good."),
    "why": ("identities", "Why two are one, or two."),
    "dedupe": ("deduping", "Find duplicates in any list of people or companies."),
    "score": ("score", "Point cards for leads, learnt from what became of them."),
    "objections": ("objections", "Objections and buying signals in transcripts."),
    "serve": ("serving", "Serve the web app."),
    "worker": ("serving", "Do the imports and refreshes that the pages ask for."),
    "user": ("serving", "The people who may sign in."),
    "doctor": ("checkup", "What is wrong with this installation, and how to mend it."),
}
"""Each command: its module here, and the line that stands in ``cordee --help`` (a test compares it with the command's
own).
"""


_HELP = ["-h", "--help"]


class Lazy(click.Group):
    """A group that imports a command when it is asked for, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cordee.site.command.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, "import_" if cmd_name == "import" else cmd_name.replace("-", "_"))
        for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
            one.context_settings.setdefault("help_option_names", _HELP)  # else the first to ask decides for the process
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else " `cordee --help` lists them."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"cordee {version('cordee')}")
        ctx.exit()


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": _HELP, "max_content_width": 100},
    epilog="First time: cordee demo. Then: cordee import ~/exports && cordee refresh && cordee metrics leads",
)
@click.option(
    "--home",
    envvar="CORDEE_HOME",
    default=".cordee",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Where the company's data lives (or CORDEE_HOME).",
)
@click.option(
    "--lang",
    envvar="CORDEE_LANG",
    type=click.Choice(["en", "fr"]),
    help="Language of what is printed (or CORDEE_LANG).",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.pass_context
def cordee(ctx: click.Context, home: str, lang: str | None) -> None:
    """Cordée: marketing and sales, on one rope."""
    ctx.obj = (home, lang)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and exits with its outcome: 0, 1, 2 or 3."""
    given = sys.argv[1:] if arguments is None else arguments
    wants_json = "--json" in given
    try:
        code = cordee.main(args=given, prog_name="cordee", standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was acknowledged is kept.", err=True)
        sys.exit(130)
    except Exception as error:
        said = spoken(error)
        if said is None:
            raise
        message, outcome = said
        if wants_json:
            import json

            click.echo(json.dumps({"error": message, "exit": outcome}, ensure_ascii=False))
        else:
            if isinstance(error, click.UsageError) and error.ctx is not None:
                click.echo(error.ctx.get_usage(), err=True)
            click.echo(message, err=True)
        sys.exit(outcome)
    sys.exit(code if isinstance(code, int) else 0)
