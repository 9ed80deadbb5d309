"""Exit codes, and what each exception says to the person at the keyboard."""

import click

DONE = 0
FOUND_WRONG = 1
WRONG_USAGE = 2
UNREADABLE = 3

# By name, so that an exception can be recognised without importing the module that defines it.
_OUTCOMES = {
    "CheckFailed": FOUND_WRONG,
    "Contradiction": FOUND_WRONG,
    "NothingToSplit": WRONG_USAGE,
    "UnknownReference": WRONG_USAGE,
    "AmbiguousReference": WRONG_USAGE,
    "NobodyFound": WRONG_USAGE,
    "SeveralFound": WRONG_USAGE,
    "UnknownMetric": WRONG_USAGE,
    "CannotAnswer": WRONG_USAGE,
    "NotAPeriod": WRONG_USAGE,
    "PersonRefused": WRONG_USAGE,
    "UsageError": WRONG_USAGE,
    "MappingError": UNREADABLE,
    "UnreadableList": UNREADABLE,
    "ImportProblem": UNREADABLE,
    "NothingPublished": UNREADABLE,
    "HomeError": UNREADABLE,
    "OSError": UNREADABLE,
}


def spoken(error: BaseException) -> tuple[str, int] | None:
    """The message and the exit code of an exception that people may meet; None for a defect of ours."""
    if isinstance(error, click.ClickException):
        return error.format_message(), WRONG_USAGE
    for ancestor in type(error).__mro__:
        if ancestor.__name__ in _OUTCOMES:
            text = (
                f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.filename else str(error)
            )
            return text or (type(error).__doc__ or "").strip(), _OUTCOMES[ancestor.__name__]
    return None
