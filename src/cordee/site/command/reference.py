"""The page ``docs/reference/commands.md``, written from the commands: ``python -m cordee.site.command.reference
FILE``.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cordee.site.command.group import COMMANDS, cordee

_INTRODUCTION = """\
# Commands

<!-- Written by `python -m cordee.site.command.reference`; a test compares it with the commands. -->

Everything that Cordée does on a company's home can be done from a shell. The home is `./.cordee`, or what
`CORDEE_HOME` or `--home` names. What is printed is in the company's language, or in that of `CORDEE_LANG` (`en`, `fr`)
or `--lang`.

With `--json`, a command prints one JSON document on stdout and nothing else; ids are text in it, because they are
longer than a JavaScript number. An error is `{"error": …, "exit": …}`. Work of over a second shows a progress bar,
on stderr, where somebody watches.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the work found something wrong: rejected rows, a broken check |
| 2 | wrong usage: an option, a metric, a name that nobody or several answer to |
| 3 | a source or a file could not be read; nothing has been published yet |

"""


def page() -> str:
    """The whole page, in Markdown."""
    return _INTRODUCTION + "\n".join(_sections())


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Each command by its full name, subcommands after their group."""
    root = click.Context(cordee, info_name="cordee")
    for name in COMMANDS:
        command = cordee.get_command(root, name)
        if command is None:
            continue
        if isinstance(command, click.Group):
            for below, subcommand in command.commands.items():
                yield f"cordee {name} {below}", subcommand
        else:
            yield f"cordee {name}", command


def help_of(name: str, command: click.Command) -> str:
    """What ``cordee … --help`` prints. Click keeps the first help option it makes for a command: it is asked for as the shell does."""
    context = click.Context(command, info_name=name, terminal_width=100, **cordee.context_settings)
    return command.get_help(context)


def _sections() -> Iterator[str]:
    for name, command in every_command():
        yield f"## {name}\n\n```\n{help_of(name, command)}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
