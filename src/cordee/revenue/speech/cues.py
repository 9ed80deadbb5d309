"""Words that go with a label, beside the sentence's point: what a keyword tracker would look for, weighed by the regression."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

WEIGHT = 0.35
"""Length of a cue beside a point of length one: chosen on the seeds, low on purpose, for cues and seeds have one author."""


def folded(text: str) -> str:
    """Lower case, no accents, straight apostrophes."""
    plain = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def cues(texts: Sequence[str]) -> NDArray[np.float32]:
    """Shape (n, 11): one column per list of cues.yml, 0 or WEIGHT, and one for a question mark at the end."""
    patterns = _patterns()
    rows = [
        [bool(pattern.search(folded(text))) for pattern in patterns] + [text.rstrip(' "»').endswith("?")]
        for text in texts
    ]
    return WEIGHT * np.array(rows, dtype=np.float32).reshape(len(texts), len(patterns) + 1)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    told = yaml.safe_load(files(__package__).joinpath("cues.yml").read_text(encoding="utf-8"))
    return tuple(
        re.compile(r"\b(?:" + "|".join(re.escape(stem) for stems in lists.values() for stem in stems) + ")")
        for lists in told.values()
    )
