"""Archives (zip, tar, tar.gz): every member is read in memory and judged as a file; nothing is unpacked to disk."""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import AirlockError, BundleError, Unreadable
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.parts import within
from gel_airlock_jupyter.rendering.escaping import one_line
from gel_airlock_jupyter.safe_zip import Caps, SafeZip
from gel_airlock_jupyter.subjects import FileView, Unseen, View
from gel_airlock_jupyter.zip_names import name_problem, twin

RULE = "FT-05"
DEEPEST = 5  # archives within archives, whatever the policy allows
CAPS = Caps(members=2_000, member_bytes=300_000_000, total_bytes=600_000_000, ratio=200)
ZIP = "application/zip"
TAR = "application/x-tar"
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", ".git/", ".ipynb_checkpoints/")
PACK_ANEW = "Pack it anew, with plain file names, without links and without a password."
Opener = Callable[[Path, str, int], tuple[View, ...]]


def is_archive(path: Path) -> bool:
    """Return whether a file is called like an archive."""
    return path.name.lower().endswith(SUFFIXES)


def read(path: Path, name: str, opener: Opener, depth: int = 1) -> tuple[View, ...]:
    """Return the views of an archive: the file itself, then each member's.

    Parameters
    ----------
    path : Path
        The archive.
    name : str
        Name for the report.
    opener : callable
        Reads a member: (path, name, depth) to views.
    depth : int
        How many archives it lies in, itself included.

    Returns
    -------
    tuple of View
        A member that cannot be read is a finding of the archive (FT-05), never left out.
    """
    media_type = ZIP if path.name.lower().endswith(".zip") else TAR
    views: list[View] = []
    unseen: list[Unseen] = []
    budget = [CAPS.total_bytes]
    try:
        if depth > DEEPEST:
            raise Unreadable(f"Archives lie in each other more than {DEEPEST} deep.", "Pack files, not archives.")
        members = members_of(path)
        for number, (member, data) in enumerate(members):
            budget[0] -= len(data)
            if number >= CAPS.members or budget[0] < 0:
                raise Unreadable("It holds more files or bytes than are read.", "Pack only results.")
            found, trouble = _member(member, data, name, opener, depth)
            views += found
            unseen += trouble
    except (AirlockError, tarfile.TarError, OSError, EOFError, zlib.error) as error:
        said = error.message if isinstance(error, AirlockError) else f"It is damaged ({type(error).__name__})."
        unseen.append(Unseen(RULE, "unreadable archive", said, PACK_ANEW))
    if not views and not unseen:
        unseen.append(Unseen(RULE, "empty archive", "The archive holds no file.", PACK_ANEW))
    return (FileView(name, media_type, path.stat().st_size, unseen=tuple(unseen), depth=depth), *views)


def members_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of the files in an archive.

    Raises
    ------
    Unreadable
        At the first member that is refused.
    """
    return _zipped(path) if path.name.lower().endswith(".zip") else _tarred(path)


def is_litter(member: str) -> bool:
    """Return whether a file was left there by a program."""
    return any(member.startswith(litter) or f"/{litter}" in f"/{member}" for litter in LITTER)


def _member(
    member: str, data: bytes, name: str, opener: Opener, depth: int
) -> tuple[tuple[View, ...], tuple[Unseen, ...]]:
    shown = one_line(member)
    if is_litter(member):
        message = f"'{shown}' is left there by a program and is no result."
        return (), (Unseen(RULE, "litter", message, "Leave it out."),)
    try:
        views = opener(HeldFile.of(member, data), member, depth + 1)
    except AirlockError as error:
        return (), (Unseen(RULE, "unreadable member", f"'{shown}' cannot be judged: {error.message}", error.hint),)
    return within(shown, views, name), ()


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with SafeZip(path, CAPS) as archive:
            for member in archive.names:
                yield member, archive.read(member, CAPS.member_bytes)
    except BundleError as error:
        raise Unreadable(error.message, PACK_ANEW) from error


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the members of a tar file; links, devices, odd names and doubles are refused before one is read."""
    data = _inflated(path.read_bytes(), path.stat().st_size)
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        entries = []
        for entry in archive:
            entries.append(entry)
            if len(entries) > CAPS.members:
                raise Unreadable(f"It holds more than {CAPS.members:,} files.", PACK_ANEW)
        if data[archive.offset :].strip(b"\0"):
            raise Unreadable("Hidden bytes follow the files.", PACK_ANEW)
        files = {entry.name.removeprefix("./"): entry for entry in entries if not entry.isdir()}
        if len(files) + sum(entry.isdir() for entry in entries) != len(entries) or twin(files):
            raise Unreadable("Two files in it have the same name on some systems.", PACK_ANEW)
        for name, entry in files.items():
            if problem := _problem(name, entry):
                raise Unreadable(f"A file in it {problem} ('{one_line(name)[:80]}').", PACK_ANEW)
        for name, entry in files.items():
            stream = archive.extractfile(entry)
            yield name, stream.read() if stream else b""


def _problem(name: str, entry: tarfile.TarInfo) -> str:
    if not entry.isreg() or entry.issparse():
        return "is a link, device or the like"
    if entry.size > CAPS.member_bytes:
        return "is larger than is read"
    return name_problem(name)


def _inflated(data: bytes, packed: int) -> bytes:
    """Return the bytes of a tar file, unpacked where it is gzipped, and no more of them than the caps allow."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    most = min(CAPS.total_bytes, packed * CAPS.ratio + 1_000_000)
    stream = zlib.decompressobj(wbits=31)
    plain = stream.decompress(data, most)
    if stream.unconsumed_tail or not stream.eof or stream.unused_data:
        raise Unreadable("It unpacks to more than is read, is cut short, or more follows its end.", PACK_ANEW)
    return plain
