"""Reading a zip that somebody else made: nothing is unpacked, every size is counted, every oddity refused.

Refused: names that lead elsewhere or shadow another, links and devices, encryption, methods besides stored and
deflated, bombs (by size, number and ratio), members that overlap, bytes before, between or after the members (a file
that is a zip and something else), and headers that contradict each other.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Self

from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.rendering.escaping import one_line
from gel_airlock_jupyter.zip_names import name_problem, twin

CHUNK = 1 << 20
LARGEST_TEXT = 64 << 20
GIB = 1 << 30
LOCAL = struct.Struct("<4s5H3I2H")
DESCRIPTOR = 24
END = 22
END64 = 76
REFUSED = "Do not open it with other tools either; ask the sender for a new one."


@dataclass(frozen=True)
class Caps:
    """Upper limits: number of members, bytes of one and of all when unpacked, and unpacked to packed."""

    members: int = 10_000
    member_bytes: int = 8 * GIB
    total_bytes: int = 16 * GIB
    ratio: int = 200


@dataclass(frozen=True)
class Digests:
    """Length and hashes of a member."""

    bytes: int
    sha256: str
    sha512: str


class SafeZip:
    """An open zip whose structure was found harmless; a context manager.

    Parameters
    ----------
    path : Path
        The file.
    caps : Caps
        Limits.

    Raises
    ------
    BundleError
        If it is not a zip or anything about it is refused; the message names the first thing.
    """

    def __init__(self, path: Path, caps: Caps | None = None) -> None:
        self.caps = caps or Caps()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise BundleError(f"'{path.name}' could not be read: {error.strerror}.", "Check the path.") from error
        try:
            self._zip = _opened(self._file, path.name)
            self._members = {info.filename: info for info in self._zip.infolist()}
            _check_members(self._zip.infolist(), self.caps)
            _check_layout(self._file, self._zip)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted."""
        return tuple(sorted(name for name in self._members if not name.endswith("/")))

    def chunks(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """Yield a member's bytes, counted while they are read.

        Raises
        ------
        BundleError
            If there is no such member, it is longer than `most` or than it says, or damaged.
        """
        info = self._members.get(name)
        if info is None:
            raise BundleError(f"The file '{one_line(name)}' is missing.", REFUSED)
        allowed = min(info.file_size, self.caps.member_bytes if most is None else most)
        read = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    read += len(chunk)
                    if read > allowed:
                        raise BundleError(
                            f"The file '{one_line(name)}' is larger than allowed or than it says.", REFUSED
                        )
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise BundleError(f"The file '{one_line(name)}' is damaged.", REFUSED) from error
        if read != info.file_size:
            raise BundleError(f"The file '{one_line(name)}' is shorter than it says.", REFUSED)

    def read(self, name: str, most: int = LARGEST_TEXT) -> bytes:
        """Return a member's bytes, at most `most` of them; raises like `chunks`."""
        return b"".join(self.chunks(name, most))

    def digests(self, name: str) -> Digests:
        """Return a member's length, sha256 and sha512 in one pass; raises like `chunks`."""
        length, short, long = 0, hashlib.sha256(), hashlib.sha512()
        for chunk in self.chunks(name):
            length += len(chunk)
            short.update(chunk)
            long.update(chunk)
        return Digests(length, short.hexdigest(), long.hexdigest())

    def copy(self, name: str, target: Path) -> Path:
        """Write a member to a path of the caller's choice; raises like `chunks`."""
        with target.open("xb") as file:
            for chunk in self.chunks(name):
                file.write(chunk)
        return target


def _opened(file: BufferedReader, name: str) -> zipfile.ZipFile:
    if file.read(4) != b"PK\x03\x04":
        raise BundleError(f"'{name}' is not a zip with at least one file, or something stands before it.", REFUSED)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, struct.error, OSError, RuntimeError) as error:
        raise BundleError(f"'{name}' is not a readable zip.", REFUSED) from error
    except NotImplementedError as error:
        raise BundleError(f"'{name}' uses zip features that are refused.", REFUSED) from error


def _check_members(infos: list[zipfile.ZipInfo], caps: Caps) -> None:
    if len(infos) > caps.members:
        raise BundleError(f"The zip holds {len(infos):,} files; at most {caps.members:,} are allowed.", REFUSED)
    for info in infos:
        if problem := _member_problem(info, caps):
            raise BundleError(f"A file in the zip {problem} ('{one_line(info.filename)[:80]}').", REFUSED)
    if sum(info.file_size for info in infos) > caps.total_bytes:
        raise BundleError(f"The zip unpacks to more than {caps.total_bytes:,} bytes.", REFUSED)
    if shadowed := twin(info.filename for info in infos):
        raise BundleError(
            f"Two files in the zip have the same name on some systems ('{one_line(shadowed)[:80]}').", REFUSED
        )


def _member_problem(info: zipfile.ZipInfo, caps: Caps) -> str:
    kind = info.external_attr >> 28
    if info.orig_filename != info.filename:
        return "has a name that is cut at a NUL or holds '\\'"
    if problem := name_problem(info.filename):
        return problem
    if kind not in (0, 0o10, 0o4):
        return "is a link, device or the like"
    if info.is_dir() != (kind == 0o4) and kind != 0:
        return "is a folder by name only, or a file that calls itself a folder"
    if info.is_dir() and info.file_size:
        return "is a folder with content"
    if info.flag_bits & 0x2041:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed by a method that is refused"
    if info.file_size > caps.member_bytes:
        return f"is larger than {caps.member_bytes:,} bytes"
    if info.file_size > max(info.compress_size, 1) * caps.ratio:
        return f"unpacks to more than {caps.ratio} times its size"
    return ""


def _check_layout(file: BufferedReader, archive: zipfile.ZipFile) -> None:
    """Members must lie one after the other, from the first byte to the central directory, and that to the end."""
    at = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset != at:
            raise BundleError("Files in the zip overlap, or hidden bytes lie between them.", REFUSED)
        at = _local_end(file, info)
        if info.flag_bits & 0x08:
            at = _after_descriptor(file, at)
    size = file.seek(0, 2)
    directory = size - archive.start_dir
    file.seek(max(size - END, 0))
    end = file.read(END)
    if at != archive.start_dir or end[:4] != b"PK\x05\x06" or end[-2:] != b"\0\0" or archive.comment:
        raise BundleError("Hidden bytes lie between or after the files of the zip.", REFUSED)
    (listed,) = struct.unpack("<I", end[12:16])
    if listed != 0xFFFFFFFF and directory - END - listed not in (0, END64):
        raise BundleError("Hidden bytes lie at the end of the zip.", REFUSED)


def _local_end(file: BufferedReader, info: zipfile.ZipInfo) -> int:
    """Return where a member's packed bytes end, after comparing its local header with the directory's."""
    file.seek(info.header_offset)
    header = file.read(LOCAL.size)
    if len(header) < LOCAL.size or header[:4] != b"PK\x03\x04":
        raise BundleError("The zip's directory points to a place without a file.", REFUSED)
    _, _, flags, method, time, date, checksum, _, _, name_length, extra_length = LOCAL.unpack(header)
    name = file.read(name_length)
    encoded = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
    same = (name, flags, method, (date, time)) == (encoded, info.flag_bits, info.compress_type, _dos(info.date_time))
    if not same or (checksum != info.CRC and not flags & 0x08):
        raise BundleError("A file's own header contradicts the zip's directory.", REFUSED)
    return int(info.header_offset + LOCAL.size + name_length + extra_length + info.compress_size)


def _dos(moment: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    """Return date and time of a member as headers hold them (APPNOTE 4.4.6)."""
    year, month, day, hour, minute, second = moment
    return (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2


def _after_descriptor(file: BufferedReader, end: int) -> int:
    """Return where a data descriptor ends: with or without signature, of 32 or 64 bits."""
    file.seek(end)
    tail = file.read(DESCRIPTOR + 4)
    start = 4 if tail[:4] == b"PK\x07\x08" else 0
    for length in (12, 20):
        if tail[start + length : start + length + 4] in (b"PK\x03\x04", b"PK\x01\x02"):
            return end + start + length
    raise BundleError("A file in the zip has no readable end.", REFUSED)
