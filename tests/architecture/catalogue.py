"""Reads what the source says to people, to compare it with the French catalogues.

``python -m tests.architecture.catalogue`` adds the missing messages to each capability's ``locale/fr``,
untranslated, and removes those that nobody says any more.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, pofile
from django.utils.translation.template import templatize

WORKSPACE = Path(__file__).parents[2] / "src" / "cordee" / "workspace"
CAPABILITIES = (
    "ui",
    "activity",
    "people",
    "jobs",
    "insight",
    "scoreboard",
    "journeys",
    "sla",
    "sources",
    "calls",
    "glossary",
    "today",
    "search",
    "api",
    "rituals",
    "debriefs",
)
"""Lowest first."""

HEADER = """\
# French words of one capability. Kept by: python -m tests.architecture.catalogue
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
"""Without a header Babel takes the whole catalogue for a guess, and compiles nothing."""

Message = tuple[str | None, str | tuple[str, str]]
"""Context, and the text (or its singular and plural)."""

_STRING = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_TEMPLATE_CALLS = re.compile(
    rf"""(?<!\w)(?:(?P<p>pgettext)\(\s*{_STRING},\s*{_STRING}|(?P<np>npgettext)\(\s*{_STRING},\s*{_STRING},\s*{_STRING}"""
    rf"""|(?P<n>ngettext)\(\s*{_STRING},\s*{_STRING}|(?P<g>gettext|_)\(\s*{_STRING})"""
)
_PYTHON_CALLS = {
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "_": (None, 0),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1, 2),
}


def said(capability: str) -> set[Message]:
    """Every message of a capability's templates and modules."""
    root = WORKSPACE / capability
    found: set[Message] = set()
    for template in root.rglob("templates/**/*.html"):
        found |= set(_in_template(template.read_text(encoding="utf-8")))
    for module in root.rglob("*.py"):
        found |= set(_in_python(module.read_text(encoding="utf-8")))
    if capability == "ui":  # the menu is assembled above the capabilities, and has no catalogue of its own
        found |= set(_in_python((WORKSPACE.parent / "site" / "settings.py").read_text(encoding="utf-8")))
    return found


def _in_template(text: str) -> Iterator[Message]:
    for match in _TEMPLATE_CALLS.finditer(templatize(text)):
        strings = [
            ast.literal_eval(group.lstrip("u"))
            for group in match.groups()
            if group and group[-1] in "'\"" and len(group) > 1
        ]
        if match["p"]:
            yield strings[0], strings[1]
        elif match["np"]:
            yield strings[0], (strings[1], strings[2])
        elif match["n"]:
            yield None, (strings[0], strings[1])
        else:
            yield None, strings[0]


def _in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _PYTHON_CALLS):
            continue
        context, *places = _PYTHON_CALLS[node.func.id]
        values = [node.args[place] for place in places]
        if not all(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in values):
            continue
        texts = [value.value for value in values if isinstance(value, ast.Constant)]
        where = node.args[context] if context is not None else None
        yield (
            where.value if isinstance(where, ast.Constant) else None,
            texts[0] if len(texts) == 1 else (texts[0], texts[1]),
        )


def po_file(capability: str) -> Path:
    return WORKSPACE / capability / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def catalogue(capability: str) -> Catalog:
    file = po_file(capability)
    if not file.exists():
        return Catalog(locale="fr", charset="utf-8", project="Cordée", fuzzy=False)
    with file.open("rb") as text:
        return pofile.read_po(text, locale="fr")


def translated(capability: str) -> dict[Message, object]:
    """Message → its French."""
    return {
        (message.context, message.id if isinstance(message.id, str) else tuple(message.id)): message.string
        for message in catalogue(capability)
        if message.id and not message.fuzzy
    }


def update(capability: str) -> list[Message]:
    """Writes the catalogue anew: what is said, in order, with the French that is known. Returns what has none."""
    known = translated(capability)
    fresh = Catalog(locale="fr", charset="utf-8", project="Cordée", fuzzy=False)
    missing = []
    for context, text in sorted(said(capability), key=lambda one: (str(one[1]), one[0] or "")):
        french = known.get((context, text), "" if isinstance(text, str) else ("", ""))
        fresh.add(text, french, context=context)  # type: ignore[arg-type] -- Babel takes singular and plural as a pair
        if not (french if isinstance(french, str) else all(french)):  # type: ignore[arg-type] -- a pair
            missing.append((context, text))
    po_file(capability).parent.mkdir(parents=True, exist_ok=True)
    with po_file(capability).open("wb") as file:
        file.write(HEADER.encode())
        pofile.write_po(file, fresh, width=0, omit_header=True)
    return missing


if __name__ == "__main__":
    for name in CAPABILITIES:
        for message in update(name):
            print(name, message)  # noqa: T201 -- a maintainer's tool
