"""Terms: read once from ``terms.yml``, checked as they are read."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field

from cordee.workspace.insight.figures import typeset

Theme = Literal["path", "promise", "money", "target", "field", "method", "data"]
THEMES: tuple[Theme, ...] = ("path", "promise", "money", "field", "target", "method", "data")


class Wording(BaseModel):
    """A term in one language. ``agreed`` is what we mean; the readings are what each side tends to hear."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=2)
    definition: str = Field(min_length=20)
    marketing: str = Field(min_length=5)
    sales: str = Field(min_length=5)
    agreed: str = Field(min_length=10)


class Term(BaseModel):
    """A word that both sides use. ``figures`` are keys of the registry, ``related`` keys of other terms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z_]+$")
    theme: Theme
    figures: tuple[str, ...]
    related: tuple[str, ...]
    en: Wording
    fr: Wording

    @property
    def here(self) -> Wording:
        """In the reader's language."""
        return self.fr if french() else self.en

    @property
    def there(self) -> Wording:
        """In the other language."""
        return self.en if french() else self.fr

    @property
    def there_language(self) -> str:
        return "en" if french() else "fr"

    def answers(self, text: str) -> bool:
        """Whether every word of ``text`` begins a word of the term's names or stands in its definitions."""
        names = plain(f"{self.en.name} {self.fr.name} {self.key}").split()
        said = plain(f"{self.en.definition} {self.fr.definition}")
        return all(any(name.startswith(word) for name in names) or word in said for word in plain(text).split())


@dataclass(frozen=True, slots=True)
class Group:
    """The terms of a theme, by name."""

    theme: Theme
    terms: tuple[Term, ...]


def french() -> bool:
    return (get_language() or "en").startswith("fr")


def plain(text: str) -> str:
    """Small letters without accents; what is neither letter nor digit becomes a space."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare)


@cache
def terms() -> dict[str, Term]:
    """Every term by its key. Raises ``ValidationError`` where the file does not hold what a term needs."""
    text = resources.files(__package__).joinpath("terms.yml").read_text(encoding="utf-8")
    listed = yaml.safe_load(text)
    for one in listed:
        one["fr"] = {name: typeset(said, "fr") for name, said in one["fr"].items()}
    return {term.key: term for term in map(Term.model_validate, listed)}


def grouped(text: str = "") -> list[Group]:
    """The terms that answer to ``text`` (all for none), by theme, each theme in alphabetical order."""
    listed = [term for term in terms().values() if term.answers(text)]
    listed.sort(key=lambda term: plain(term.here.name))
    groups = [Group(theme, tuple(term for term in listed if term.theme == theme)) for theme in THEMES]
    return [group for group in groups if group.terms]


def naming(figure: str) -> tuple[Term, ...]:
    """The terms that name a figure, the first one being that whose name is nearest: in the order of the file."""
    return tuple(term for term in terms().values() if figure in term.figures)
