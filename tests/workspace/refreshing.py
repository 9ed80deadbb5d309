"""A refresh as an installation does it: by another process than the one that serves the pages."""

import subprocess
import sys
from pathlib import Path

from cordee.revenue.warehouse.home import Home

ROOT = Path(__file__).parents[2]
BY_KEY = "by key"
BY_EVIDENCE = "by evidence"


def refreshed(home: Home, *, links: str = BY_EVIDENCE) -> None:
    """Publishes a new snapshot of ``home``; the pages see it at once. ``BY_KEY``: links by e-mail and domain, quicker."""
    subprocess.run([sys.executable, "-m", "tests.workspace.refreshing", str(home.path), links], cwd=ROOT, check=True)


def main() -> None:
    from cordee.revenue.identity.resolve import resolve_all
    from cordee.revenue.pipeline import refresh
    from tests.revenue.pipeline.given import by_key

    refresh(Home.at(sys.argv[1]), links=by_key if sys.argv[2] == BY_KEY else resolve_all, threads=2)


if __name__ == "__main__":
    main()
