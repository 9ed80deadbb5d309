"""Archives that somebody brings: the tables in them, no more of it than may be kept, whatever the archive claims."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ARCHIVES = (".zip",)
MOST_FILES = 200
MOST_ENTRIES = 10_000
"""Of an archive with more entries than this, not even the list is read through."""

CHUNK = 1 << 20
PACKED_BEYOND_REASON = 200
"""Text packs 5 to 30 times; what packs more than this, once it is over a megabyte, was made to fill the disk."""


class Refused(Exception):
    """An archive that is not opened; ``said`` tells a person why and what to do."""

    def __init__(self, said: "str | Promise") -> None:
        super().__init__(str(said))
        self.said = said


def is_archive(name: str) -> bool:
    return PurePosixPath(name.lower()).suffix in ARCHIVES


def tables(
    file: "UploadedFile[Any]", accepted: tuple[str, ...], limit: int
) -> Iterator[tuple[str, Callable[[IO[bytes]], None]]]:
    """(name, a function that writes it) of each table in an archive; together they are ``limit`` bytes at most.

    What is no table is passed over; sizes are counted while unpacking, because an archive may lie about them. Raises
    ``Refused``.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise Refused(_("The archive cannot be opened: it may have broken off on its way. Make it again.")) from error
    with archive:
        entries = archive.infolist()
        wanted = [entry for entry in entries[: MOST_ENTRIES + 1] if _is_table(entry, accepted)]
        if len(entries) > MOST_ENTRIES or len(wanted) > MOST_FILES:
            raise Refused(_("There are more than 200 files in the archive. Make several smaller ones."))
        if not wanted:
            raise Refused(_("There is no CSV or XLSX in the archive. Export tables, and put them in it."))
        if any(entry.flag_bits & 0x1 for entry in wanted):
            raise Refused(_("The archive is locked by a password. Make it again without one."))
        left = [limit]
        for entry in wanted:
            yield PurePosixPath(entry.filename).name, _writer(archive, entry, left)


def _is_table(entry: zipfile.ZipInfo, accepted: tuple[str, ...]) -> bool:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    hidden = path.name.startswith((".", "~$")) or "__MACOSX" in path.parts
    return not entry.is_dir() and not is_link and not hidden and path.suffix.lower() in accepted


def _writer(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: list[int]) -> Callable[[IO[bytes]], None]:
    def write(out: IO[bytes]) -> None:
        written = 0
        try:
            with archive.open(entry) as packed:
                while chunk := packed.read(CHUNK):
                    written += len(chunk)
                    left[0] -= len(chunk)
                    if left[0] < 0 or written > max(CHUNK, PACKED_BEYOND_REASON * entry.compress_size):
                        raise Refused(
                            _(
                                "Unpacked, the archive is more than one gigabyte, or far larger than tables are. "
                                "Bring the files themselves, fewer at a time."
                            )
                        )
                    out.write(chunk)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Refused(
                _("The archive cannot be opened: it may have broken off on its way. Make it again.")
            ) from error
        except OSError as error:
            if error.errno is not None:  # the disk, not the archive
                raise
            raise Refused(
                _("The archive cannot be opened: it may have broken off on its way. Make it again.")
            ) from error

    return write
