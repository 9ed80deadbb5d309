"""Every check, once. A new one is an entry here; pages, files and counts follow."""

from cordee.revenue.quality.completeness import COMPLETENESS
from cordee.revenue.quality.correctness import CORRECTNESS

CHECKS = {check.key: check for check in (*COMPLETENESS, *CORRECTNESS)}


class UnknownCheck(LookupError):
    """No check has this key."""
