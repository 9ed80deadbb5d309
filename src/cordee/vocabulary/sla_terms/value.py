"""What every part of the terms is: an immutable value that refuses what it does not know."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
"""A name that stays the same from version to version: lower case, digits, underscores."""

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""Words that people read."""


class Value(BaseModel):
    """Frozen, compared by content; an unknown key is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Value):
    """The same thing said in French and in English."""

    fr: Said
    en: Said

    def said(self, language: str) -> str:
        """The words in ``language``: French for ``fr``, English otherwise."""
        return self.fr if language == "fr" else self.en


class Owes(StrEnum):
    """The side that made a promise."""

    MARKETING = "marketing"
    SALES = "sales"


SIDE_WORDS: Mapping[Owes, Words] = {
    Owes.MARKETING: Words(fr="le marketing", en="marketing"),
    Owes.SALES: Words(fr="les ventes", en="sales"),
}
