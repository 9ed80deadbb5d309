"""What a refresh says of itself."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StepRun:
    """One step: rows written, seconds taken."""

    step: str
    rows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One invariant: whether it holds, and what was found."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """A finished refresh; ``snapshot``: the number that readers now open (None: a check failed)."""

    snapshot: int | None
    is_full: bool
    why: str
    steps: list[StepRun] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.snapshot is not None

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """The shape that the command promises."""
        return {
            "snapshot": self.snapshot,
            "full": self.is_full,
            "why": self.why,
            "steps": [asdict(step) for step in self.steps],
            "checks": [asdict(check) for check in self.checks],
        }


class CheckFailed(Exception):
    """The new snapshot breaks an invariant and was not published; the last good one stays. ``report`` says which."""

    def __init__(self, report: RefreshReport) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        broken = "; ".join(f"{check.name}: {check.detail}" for check in self.report.checks if not check.ok)
        return f"Not published, the last snapshot stays. {broken}"
