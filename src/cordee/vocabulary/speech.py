"""What a buyer says in a call: the closed list of labels, and which of them are objections."""

from enum import StrEnum


class Label(StrEnum):
    """What one utterance is. The short list on which both sides agree before they count."""

    PRICE = "price"  # cost, budget, value not seen
    TIMING = "timing"  # not now, other priorities first
    NEED = "need"  # no problem to solve, the present way will do
    TRUST = "trust"  # doubts of us, of the promise, of security; a risk
    AUTHORITY = "authority"  # somebody else decides
    FIT = "fit"  # a function is missing, it does not suit how we work or what we run
    COMPETITOR = "competitor"  # another supplier is in place or preferred
    PROCESS = "process"  # purchasing, legal, roll-out, paperwork, "send me something"
    BUYING_SIGNAL = "buying_signal"  # a next step, a date, a budget, colleagues brought in
    QUESTION = "question"  # asks to know, without pushing back
    COMPETITOR_MENTION = "competitor_mention"  # names another supplier, without pushing back
    NONE = "none"  # greeting, small talk, facts, logistics


OBJECTIONS: tuple[Label, ...] = (
    Label.PRICE,
    Label.TIMING,
    Label.NEED,
    Label.TRUST,
    Label.AUTHORITY,
    Label.FIT,
    Label.COMPETITOR,
    Label.PROCESS,
)

LEARNED: tuple[Label, ...] = (*OBJECTIONS, Label.BUYING_SIGNAL, Label.QUESTION, Label.NONE)
"""What is learnt from examples. A mention is found by the names of the competitors, not by likeness."""

NAMES: dict[Label, tuple[str, str]] = {
    Label.PRICE: ("Price or value", "Prix ou valeur"),
    Label.TIMING: ("Timing", "Moment"),
    Label.NEED: ("Need or status quo", "Besoin ou statu quo"),
    Label.TRUST: ("Trust or risk", "Confiance ou risque"),
    Label.AUTHORITY: ("Authority", "Pouvoir de décision"),
    Label.FIT: ("Fit or feature", "Adéquation ou fonction"),
    Label.COMPETITOR: ("Competitor in place", "Concurrent en place"),
    Label.PROCESS: ("Process friction", "Lourdeur du processus"),
    Label.BUYING_SIGNAL: ("Buying signal", "Signal d’achat"),
    Label.QUESTION: ("Question", "Question"),
    Label.COMPETITOR_MENTION: ("Competitor named", "Concurrent cité"),
    Label.NONE: ("Nothing to note", "Rien à relever"),
}
"""Label → English, French."""
