"""What a domain says about who stands behind it: a company's own, or a provider that serves everybody.

Only a ``work`` domain may make an account. The lists are ours, kept as text beside this module: mailbox and internet
providers (worldwide, and France in detail), throw-away mailboxes, and platforms (site builders, link pages, hosts,
social pages, mailboxes of a whole profession).
"""

from functools import cache

from cordee.revenue.identity.word_lists import words

WORK, FREE, DISPOSABLE, PLATFORM = "work", "free", "disposable", "platform"


def kind_of(domain: str) -> str:
    """``free``, ``disposable``, ``platform`` or ``work`` for a lower-case host or registrable domain.

    A host under a listed domain is of its kind: ``acme.wixsite.com`` is ``platform``.
    """
    known = _known()
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        kind = known.get(".".join(labels[start:]))
        if kind is not None:
            return kind
    return WORK


@cache
def _known() -> dict[str, str]:
    kinds = dict.fromkeys(words("platforms"), PLATFORM)
    kinds |= dict.fromkeys(words("free_mail"), FREE)
    return kinds | dict.fromkeys(words("disposable"), DISPOSABLE)
