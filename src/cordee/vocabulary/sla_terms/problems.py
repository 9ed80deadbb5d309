"""Problems of a terms file: where, what, and what to do, in French and in English."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its path in the file (``stages[1].rule.all[0].operator``), its line where the text is
    known, what is wrong and what to do."""

    path: str
    what_fr: str
    what_en: str
    remedy_fr: str
    remedy_en: str
    line: int | None = None

    def said(self, language: str) -> str:
        """One line: place, what, remedy."""
        if language == "fr":
            where = f"ligne {self.line}, {self.path}" if self.line else self.path
            return f"{where} : {self.what_fr} {self.remedy_fr}".lstrip("\u202f: ")
        where = f"line {self.line}, {self.path}" if self.line else self.path
        return f"{where}: {self.what_en} {self.remedy_en}".lstrip(": ")

    def on(self, lines: Mapping[str, int]) -> "Problem":
        """With the line of its path, or of the nearest part above it."""
        return replace(self, line=nearest(self.path, lines))


class TermsError(ValueError):
    """The terms cannot be taken as they are; ``problems`` says each thing to mend."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """Every problem, one a line."""
        return "\n".join(problem.said(language) for problem in self.problems)


def nearest(path: str, lines: Mapping[str, int]) -> int | None:
    while path not in lines:
        cut = max(path.rfind("."), path.rfind("["))
        if cut < 0:
            return lines.get("")
        path = path[:cut]
    return lines[path]


def near(word: str, among: Iterable[str]) -> tuple[str, str]:
    """A remedy that proposes the nearest known words, in French and in English."""
    known = sorted(among)
    close = difflib.get_close_matches(word, known, n=2)
    if close:
        names = " ou ".join(close)
        return f"Vouliez-vous dire {names} ?", f"Did you mean {' or '.join(close)}?"
    shown = ", ".join(known[:30]) + ("…" if len(known) > 30 else "")
    return f"Valeurs connues : {shown}.", f"Known: {shown}."


def not_yaml(problem: str, line: int | None) -> Problem:
    return Problem(
        "", f"ce texte n’est pas du YAML ({problem}).", f"this text is not YAML ({problem}).",
        "Vérifiez l’indentation et les guillemets à cet endroit.", "Check the indentation and the quotes there.", line,
    )  # fmt: skip


def key_twice(path: str, line: int) -> Problem:
    return Problem(
        path, "cette clé est écrite deux fois.", "this key is written twice.",
        "Gardez-en une seule.", "Keep only one of them.", line,
    )  # fmt: skip


def of_shapes(errors: Iterable[Mapping[str, Any]], lines: Mapping[str, int]) -> tuple[Problem, ...]:
    """What the shape checker found, without the lists that seem empty only because an item of theirs is wrong."""
    found = list(errors)
    places = [tuple(error["loc"]) for error in found]
    return tuple(
        of_shape(error, lines)
        for error, place in zip(found, places, strict=True)
        if not (error["type"] == "too_short" and any(len(p) > len(place) and p[: len(place)] == place for p in places))
    )


def of_shape(error: Mapping[str, Any], lines: Mapping[str, int]) -> Problem:
    """What the shape checker found (one error of pydantic), in people's words."""
    path = ""
    for part in error["loc"]:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in ("condition",) and not (part in ("all", "any") and _tag(part, path, lines)):
            path += f".{part}" if path else str(part)
    kind, context, given = str(error["type"]), error.get("ctx", {}), error.get("input")
    what = _SHAPE.get(str(context.get("error", ""))) or _SHAPE.get(kind)
    shown = "" if isinstance(given, dict | list | tuple) else repr(given)
    if what is None:
        what = ("cette valeur ne convient pas ({given}).", "this value does not suit ({given}).", "{msg}.", "{msg}.")
    values = {
        "given": shown or "…",
        "msg": error.get("msg", "").rstrip("."),
        **{k: v for k, v in context.items() if k != "error"},
    }
    said = [part.format_map(_Missing(values)) for part in what]
    if "expected" in context:
        said[2] = said[2].replace(" or ", " ou ")
    return Problem(path, said[0], said[1], said[2], said[3], nearest(path, lines))


def _tag(part: str, path: str, lines: Mapping[str, int]) -> bool:
    """Whether ``all`` or ``any`` in an error's place is the tag of the rule rather than its key."""
    return f"{path}.{part}" not in lines or path.endswith(f".{part}")


class _Missing(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


_NUMBER = ("{given} n’est pas un nombre.", "{given} is not a number.", "Écrivez un nombre.", "Write a number.")
_SHAPE: Mapping[str, tuple[str, str, str, str]] = {
    "missing": ("cette valeur manque.", "this value is missing.", "Ajoutez-la.", "Add it."),
    "extra_forbidden": (
        "cette clé n’existe pas ici.", "there is no such key here.",
        "Corrigez son nom, ou supprimez-la ; le schéma dans la documentation donne la liste.", "Correct its name, or remove it; the schema in the documentation lists them.",
    ),
    "enum": ("{given} n’est pas un des mots possibles.", "{given} is none of the possible words.", "Écrivez {expected}.", "Write {expected}."),
    "literal_error": ("{given} n’est pas une valeur possible.", "{given} is not a possible value.", "Écrivez {expected}.", "Write {expected}."),
    "int_parsing": _NUMBER, "int_type": _NUMBER, "float_parsing": _NUMBER, "float_type": _NUMBER,
    "int_from_float": ("{given} n’est pas un nombre entier.", "{given} is not a whole number.", "Écrivez un nombre entier.", "Write a whole number."),
    "bool_parsing": ("{given} n’est ni vrai ni faux.", "{given} is neither true nor false.", "Écrivez true ou false.", "Write true or false."),
    "bool_type": ("{given} n’est ni vrai ni faux.", "{given} is neither true nor false.", "Écrivez true ou false.", "Write true or false."),
    "string_type": ("{given} n’est pas un texte.", "{given} is not a text.", "Écrivez un texte, entre guillemets au besoin.", "Write a text, in quotes if need be."),
    "string_too_short": ("ce texte est vide.", "this text is empty.", "Écrivez-le.", "Write it."),
    "string_too_long": ("ce texte est trop long.", "this text is too long.", "{max_length} caractères au plus.", "At most {max_length} characters."),
    "string_pattern_mismatch": ("{given} n’a pas la forme attendue.", "{given} does not have the expected form.", "Elle suit ce motif : {pattern}.", "It follows this pattern: {pattern}."),
    "tuple_type": ("une liste est attendue ici.", "a list is expected here.", "Écrivez chaque élément précédé d’un tiret.", "Write each item after a dash."),
    "too_short": ("cette liste est vide.", "this list is empty.", "Mettez-y au moins {min_length} élément.", "Put at least {min_length} item in it."),
    "model_type": ("un groupe de clés est attendu ici.", "a group of keys is expected here.", "Écrivez ses clés, une par ligne.", "Write its keys, one a line."),
    "model_attributes_type": ("un groupe de clés est attendu ici.", "a group of keys is expected here.", "Écrivez ses clés, une par ligne.", "Write its keys, one a line."),
    "greater_than_equal": ("{given} est trop petit.", "{given} is too small.", "Au moins {ge}.", "At least {ge}."),
    "greater_than": ("{given} est trop petit.", "{given} is too small.", "Plus de {gt}.", "More than {gt}."),
    "less_than_equal": ("{given} est trop grand.", "{given} is too large.", "Au plus {le}.", "At most {le}."),
    "less_than": ("{given} est trop grand.", "{given} is too large.", "Moins de {lt}.", "Less than {lt}."),
    "date_from_datetime_parsing": ("{given} n’est pas une date.", "{given} is not a date.", "Écrivez-la comme 2026-12-31.", "Write it like 2026-12-31."),
    "date_parsing": ("{given} n’est pas une date.", "{given} is not a date.", "Écrivez-la comme 2026-12-31.", "Write it like 2026-12-31."),
    "date_type": ("{given} n’est pas une date.", "{given} is not a date.", "Écrivez-la comme 2026-12-31.", "Write it like 2026-12-31."),
    "not_a_shift": ("{given} n’est pas une plage horaire.", "{given} is not a shift.", "Écrivez-la comme 09:00-12:30.", "Write it like 09:00-12:30."),
    "shifts_overlap": ("deux plages horaires se recouvrent, ou ne sont pas dans l’ordre.", "two shifts overlap, or are not in order.", "Écrivez-les dans l’ordre, sans recouvrement.", "Write them in order, without overlap."),
    "ends_before_start": ("la fin précède le début.", "the end is before the start.", "Échangez first et last.", "Swap first and last."),
}  # fmt: skip
