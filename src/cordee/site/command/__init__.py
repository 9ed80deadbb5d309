"""The command: one file per group of commands, imported when it is used, so that ``cordee --help`` answers at once.

Words:      session (home, language, how to print), outcome (exit code).
Rules:      --json prints one document and nothing else on stdout; progress goes to stderr; exit 0 done, 1 the work
found something
            wrong, 2 wrong usage, 3 a source or file could not be read.
Start here: group.cordee, session.Session, outcomes.py
"""

from cordee.site.command.group import main

__all__ = ["main"]
