"""`airlock.fix` for archives: every member is fixed as the file it is, and all are packed anew without dates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.readers import archives, delimited
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.rendering.escaping import one_line

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can hold: the same files give the same bytes
Fixed = tuple[bytes, tuple[str, ...], str]  # bytes, what was changed, suffix
Member = Callable[[Path], Fixed]
Tables = Callable[[Mapping[str, Path]], tuple[Mapping[str, bytes], tuple[str, ...]]]


def fixed_archive(path: Path, member: Member, tables: Tables) -> tuple[bytes, tuple[str, ...]]:
    """Return a zip of fixed members, and what was changed.

    Parameters
    ----------
    path : Path
        A zip or tar; read in memory, never unpacked.
    member : callable
        Fixes one file that is no delimited table; raises `AirlockError` where it cannot, and the file stays.
    tables : callable
        Masks all delimited tables together, so that none gives back what another hides.

    Raises
    ------
    Unreadable
        If the archive itself is refused: odd names, links, a password, too much in it.
    """
    held = {name: HeldFile.of(name, data) for name, data in archives.members_of(path)}
    words = [f"left out '{one_line(name)}'" for name in held if archives.is_litter(name)]
    kept = {name: file for name, file in held.items() if not archives.is_litter(name)}
    flat = {name: file for name, file in kept.items() if _suffix(name) in delimited.MEDIA_TYPES}
    masked, changes = _together(flat, tables)
    words += changes
    files: dict[str, bytes] = {}
    for name, file in kept.items():
        if name in masked:
            files[name] = masked[name]
            continue
        new, data, said = _one(name, file, member)
        files[_free(new, files)] = data
        words += said
    return _packed(files), tuple(words)


def _together(flat: Mapping[str, Path], tables: Tables) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    try:
        return tables(flat) if flat else ({}, ())
    except AirlockError as error:
        return {}, (f"tables not fixed: {error.message}",)


def _one(name: str, file: Path, member: Member) -> tuple[str, bytes, Iterator[str]]:
    shown = one_line(name)
    try:
        data, said, suffix = member(file)
    except AirlockError as error:
        return name, file.read_bytes(), iter([f"'{shown}' stays as it is: {error.message}"])
    return str(PurePosixPath(name).with_suffix(suffix)), data, (f"{shown}: {word}" for word in said)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _free(name: str, taken: Mapping[str, bytes]) -> str:
    path, number = PurePosixPath(name), 2
    while name in taken:
        name, number = str(path.with_name(f"{path.stem}-{number}{path.suffix}")), number + 1
    return name


def _packed(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()
