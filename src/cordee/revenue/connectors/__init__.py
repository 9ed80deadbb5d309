"""Connectors: what each tool's exports look like, and what becomes of every column. One folder per tool, data only.

Words:      export, mapping (one YAML file per export), object (the tool's word for a kind of record).
Rules:      a mapping names headers as the tool writes them, in English and in French; no code per tool.
            ``cordee.revenue.imports`` reads the mappings; ``docs/reference/exports.md`` is made from them.
Start here: hubspot/contact.yml, and hubspot/README.md for how to make the exports
"""

from pathlib import Path


def folder() -> Path:
    """The folder that holds one folder of mappings (``*.yml``) per tool."""
    return Path(__file__).parent
