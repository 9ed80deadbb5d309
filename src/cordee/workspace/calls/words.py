"""Labels in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordee.vocabulary.speech import Label

LABELS: Mapping[Label, Promise] = {
    Label.PRICE: _("Price or value"),
    Label.TIMING: pgettext_lazy("an objection", "Timing"),
    Label.NEED: _("Need or status quo"),
    Label.TRUST: _("Trust or risk"),
    Label.AUTHORITY: _("Authority"),
    Label.FIT: _("Fit or feature"),
    Label.COMPETITOR: _("Competitor in place"),
    Label.PROCESS: _("Process friction"),
    Label.BUYING_SIGNAL: _("Buying signal"),
    Label.QUESTION: _("Question"),
    Label.COMPETITOR_MENTION: _("Competitor named"),
    Label.NONE: _("Nothing to note"),
}

CODES = frozenset(label.value for label in Label)

PERSONAS: Mapping[str, Promise] = {
    "operations": _("Operations"),
    "it": _("IT"),
    "purchasing": _("Purchasing"),
    "general": _("General management"),
    "finance": _("Finance"),
    "marketing": _("Marketing"),
    "sales": _("Sales"),
    "hr": _("Human resources"),
    "other": _("Other"),
}

OUTCOMES: Mapping[str, Promise] = {
    "won": pgettext_lazy("deals", "Won"),
    "lost": pgettext_lazy("deals", "Lost"),
    "open": pgettext_lazy("deals", "Open"),
}
