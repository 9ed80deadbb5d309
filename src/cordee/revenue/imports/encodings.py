"""Encodings: which one a file is written in, decided on all its bytes; and a copy in UTF-8 where it is another.

One pass over the file gives its hash too, in constant memory.
"""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SINGLE_BYTE = ("cp1252", "iso8859-15", "mac_roman", "cp850")
_EXPECTED = frozenset("éèêëàâäáçîïíôöóùûüúÿñœæßãõåøÉÈÊËÀÂÄÁÇÎÏÔÖÙÛÜÑŒÆÅØ€’‘“”«»…–—°·®©™²³§\u00a0£")


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one pass over a file found."""

    encoding: str
    sha256: str
    size: int
    lines: int
    ends: int  # lines that end in \\r\\n
    broken: int  # places that are not valid in the encoding and will be replaced by �


def examine(file: Path) -> Bytes:
    """Reads all of the file once."""
    digest = hashlib.sha256()
    size = lines = ends = 0
    last = b""
    strict = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8 = True
    with file.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(0)
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
            lines += block.count(b"\n")
            ends += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            last = block[-1:]
            if is_utf8:
                try:
                    strict.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
        if is_utf8:
            try:
                strict.decode(b"", final=True)
            except UnicodeDecodeError:
                is_utf8 = False
        encoding, broken = _marked(head), 0
        if encoding is None and is_utf8 and b"\x00" not in head:
            encoding = "utf-8"
        if encoding is None:
            stream.seek(0)
            encoding, broken = _by_evidence(stream.read(16 << 20))
        if encoding == "utf-8-sig" and not is_utf8:
            broken = 1
    return Bytes(encoding, digest.hexdigest(), size, lines, ends, broken)


def _marked(head: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if len(head) >= 4:
        zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
        half = len(head) // 2
        if zeros_odd > 0.4 * half and zeros_even < 0.1 * half:
            return "utf-16-le"
        if zeros_even > 0.4 * half and zeros_odd < 0.1 * half:
            return "utf-16-be"
    return None


def _by_evidence(content: bytes) -> tuple[str, int]:
    """The single-byte encoding whose reading has the most letters of Western Europe; UTF-8 where only a few bytes are
    broken.
    """
    lenient = content.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    sound = sum(1 for byte in content if byte >= 0xC3 and byte <= 0xF4) - broken
    if sound > 10 * broken:
        return "utf-8", broken
    high = bytes(byte for byte in content if byte >= 0x80)[: 1 << 20]
    best = max(_SINGLE_BYTE, key=lambda name: (_score(high, name), -_SINGLE_BYTE.index(name)))
    return best, 0


def _score(high: bytes, encoding: str) -> int:
    text = high.decode(encoding, "replace")
    return sum(
        1 if character in _EXPECTED else -3 if character == "\ufffd" or not character.isprintable() else -1
        for character in text
    )


def to_utf8(file: Path, encoding: str, target: Path) -> None:
    """Copies the file as UTF-8 without a mark, block by block."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with file.open("rb") as source, target.open("wb") as out:
        while block := source.read(BLOCK):
            out.write(decoder.decode(block).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))
