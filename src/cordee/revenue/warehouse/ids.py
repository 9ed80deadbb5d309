"""Record ids: one 63-bit integer per source record, the same on every machine and in every run."""

import hashlib

_MASK = (1 << 63) - 1


def record_key(source: str, object_: str, source_id: str, part: str | None = None) -> str:
    """The text that names a record: ``source/object/source_id``, plus ``#part`` for one of several split from a row."""
    key = f"{source}/{object_}/{source_id}"
    return key if part is None else f"{key}#{part}"


def record_id(key: str) -> int:
    """The id of a record key: the low 64 bits of its MD5, sign bit cleared. Equal to ``record_id_sql``.

    Two of n records collide with probability n²/2⁶⁴: about 1e-4 at fifty million.
    """
    return int.from_bytes(hashlib.md5(key.encode(), usedforsecurity=False).digest()[8:], "little") & _MASK


def record_id_sql(key: str) -> str:
    """The DuckDB expression of ``record_id`` for a text expression ``key`` (NULL in, NULL out)."""
    return f"(md5_number_lower({key}) & {_MASK})::BIGINT"
