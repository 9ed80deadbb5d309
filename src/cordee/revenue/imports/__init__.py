"""Imports: what a tool exported becomes source records and staged rows.

Words:      mapping, heading, reading (how a column's dates and numbers are written), rejection, run.
Rules:      the good rows go in, the bad ones are kept aside with their reason; day and month are proved or asked,
            never guessed; the same rows twice change nothing; nothing is overwritten.
Start here: run.import_files, mapping.py (the format), fields.py and staging.py (from text to records)
"""

from cordee.revenue.imports.lineage import Freshness, SourceVersion, freshness, source_record
from cordee.revenue.imports.mapping import MappingError
from cordee.revenue.imports.preview import Recognition, recognise
from cordee.revenue.imports.rebuilding import restage
from cordee.revenue.imports.report import FileReport, ImportProblem, ImportReport, Rejection, Warned
from cordee.revenue.imports.run import import_files
from cordee.revenue.imports.undoing import redo, undo

__all__ = [
    "FileReport",
    "Freshness",
    "ImportProblem",
    "ImportReport",
    "MappingError",
    "Recognition",
    "Rejection",
    "SourceVersion",
    "Warned",
    "freshness",
    "import_files",
    "recognise",
    "redo",
    "restage",
    "source_record",
    "undo",
]
