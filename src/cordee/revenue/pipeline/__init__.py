"""Pipeline: one refresh, from staged records to a published snapshot.

Words:      step, scope (who moved), check, snapshot.
Rules:      built beside, checked, swapped in; a failed check publishes nothing; a few affected people or everybody,
the rows are
            the same; steps are the names in ``STEPS``.
Start here: refreshing.refresh, steps.STEPS
"""

from cordee.revenue.pipeline.refreshing import refresh
from cordee.revenue.pipeline.report import CheckFailed, CheckResult, RefreshReport, StepRun
from cordee.revenue.pipeline.steps import STEPS

__all__ = ["STEPS", "CheckFailed", "CheckResult", "RefreshReport", "StepRun", "refresh"]
