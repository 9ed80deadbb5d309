"""Writes the schema of a terms file: python -m cordee.vocabulary.sla_terms.reference docs/reference/sla.schema.json"""

import json
import sys
from pathlib import Path

from cordee.vocabulary.sla_terms.reading import schema


def text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
