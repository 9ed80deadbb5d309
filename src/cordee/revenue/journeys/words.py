"""Words that lead to places: an inverted list in three flat files, read where they lie, so that nothing is loaded to ask.

``letters`` holds every word, sorted, one after the other; ``ends`` where each ends; ``counts`` how many places came before it;
``places`` the places. A prefix is two bisections and one slice, whatever the number of people.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cordee.revenue.identity.companies import fold

CALLING_CODES = {
    "FR": "33",
    "BE": "32",
    "CH": "41",
    "LU": "352",
    "GB": "44",
    "DE": "49",
    "ES": "34",
    "IT": "39",
    "NL": "31",
}
"""What stands for the first 0 of a number written as at home, by the company's country."""

Term = tuple[str, ...]
"""One word of a question, in the ways in which it may be written: any of them as a prefix answers."""

_NUMBER = re.compile(r"(?<!\S)(?:\+|00?)?\(?\d[\d\s.()/-]*(?!\S)")
_PARTS = re.compile(r"[^\W_]+")


def terms(text: str, country: str = "FR") -> list[Term]:
    """The words of a question: accents, case and order do not matter; a telephone number is one word, however it is spaced."""
    rest, found = fold(text), list[Term]()
    for match in _NUMBER.finditer(rest):
        if number := _number(match[0].strip(), country):
            found.append(number)
            rest = rest.replace(match[0], " ", 1)
    for token in rest.split():
        if "@" in token.strip("@") or "." in token.strip("."):
            found.append((token.strip("@").lstrip("+"),))
        else:
            found += [(part,) for part in _PARTS.findall(token)]
    return list(dict.fromkeys(found))


def _number(text: str, country: str) -> Term | None:
    """``06 12``, ``+33 (0)6 12``, ``0033 6 12`` are the number +33612…; digits alone may also be part of a name or a SIREN."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    code = CALLING_CODES.get(country, "")
    if text.startswith("+"):
        return (digits,)
    if digits.startswith("00") and len(digits) > 2:
        return (digits[2:],)
    if digits.startswith("0") and len(digits) > 1 and code:
        return (code + digits[1:],) if " " in text else (code + digits[1:], digits)
    if " " in text and len(digits) >= 6:
        return (digits,)
    return None if " " in text or len(digits) < 6 else (digits, code + digits)


class Words:
    """The words of one kind of card."""

    def __init__(self, folder: Path) -> None:
        self.letters = np.load(folder / "letters.npy", mmap_mode="r")
        self.ends = np.load(folder / "ends.npy", mmap_mode="r")
        self.counts = np.load(folder / "counts.npy", mmap_mode="r")
        self.places = np.load(folder / "places.npy", mmap_mode="r")
        self.size = int(np.load(folder / "size.npy"))

    @classmethod
    def write(cls, con: duckdb.DuckDBPyConnection, table: str, folder: Path) -> None:
        """Writes the files from a table of ``word, place``."""
        folder.mkdir()
        words = con.execute(f"SELECT word, count(*) AS n FROM {table} GROUP BY 1 ORDER BY 1").to_arrow_table()
        texts = words["word"].cast(pa.large_string()).combine_chunks()
        texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) and texts.num_chunks else texts
        _, ends, letters = texts.buffers() if len(texts) else (None, None, None)
        ended = np.frombuffer(ends, dtype=np.int64)[: len(texts) + 1] if ends else np.zeros(1, np.int64)
        np.save(folder / "ends.npy", ended)
        np.save(folder / "letters.npy", np.frombuffer(letters, dtype=np.uint8) if letters else np.zeros(0, np.uint8))
        np.save(folder / "counts.npy", np.concatenate(([0], np.cumsum(words["n"].to_numpy()))).astype(np.int64))
        places = con.execute(f"SELECT place FROM {table} ORDER BY word, place").fetchnumpy()["place"]
        np.save(folder / "places.npy", np.asarray(places, dtype=np.int32))
        np.save(folder / "size.npy", np.int64(0 if not len(places) else int(np.max(places)) + 1))

    def answering(self, question: Sequence[Term]) -> NDArray[np.intp]:
        """The places that answer to every word, best first: those that hold the words themselves before longer ones."""
        found: NDArray[np.bool_] | None = None
        whole = np.zeros(self.size, dtype=np.uint8)
        for term in sorted(question, key=lambda one: -max(map(len, one))):
            here = np.zeros(self.size, dtype=np.bool_)
            for text in term:
                start, stop = self._range(text, after(text))
                here[self.places[start:stop]] = True
                if len(text) > 2:
                    start, stop = self._range(text, text + "\0")
                    whole[self.places[start:stop]] += 1
            found = here if found is None else found & here
            if not found.any():
                break
        if found is None:
            return np.zeros(0, dtype=np.intp)
        places = np.flatnonzero(found)
        return places[np.argsort(-whole[places].astype(np.int8), kind="stable")] if whole.any() else places

    def _range(self, low: str, high: str) -> tuple[int, int]:
        """Where the places of the words from ``low`` to before ``high`` lie."""
        first, last = self._find(low.encode()), self._find(high.encode())
        return int(self.counts[first]), int(self.counts[last])

    def _find(self, text: bytes) -> int:
        return bisect_left(range(len(self.ends) - 1), text, key=self._word)

    def _word(self, number: int) -> bytes:
        return bytes(self.letters[self.ends[number] : self.ends[number + 1]])


def after(prefix: str) -> str:
    """The least text that comes after everything that begins so."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def highlights(text: str, question: Iterable[Term]) -> list[tuple[str, bool]]:
    """``text`` in pieces, and whether each is what was asked for: the beginning of a word that a term names."""
    folded = "".join(fold(letter)[:1] or letter for letter in text)
    marks = [False] * len(text)
    for term in question:
        for said in term:
            for match in re.finditer(rf"(?<![^\W_]){re.escape(said)}", folded):
                marks[match.start() : match.end()] = [True] * (match.end() - match.start())
    pieces: list[tuple[str, bool]] = []
    for letter, marked in zip(text, marks, strict=True):
        if pieces and pieces[-1][1] == marked:
            pieces[-1] = (pieces[-1][0] + letter, marked)
        else:
            pieces.append((letter, marked))
    return pieces
