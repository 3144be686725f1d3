"""Writing a BagIt 1.0 bag (RFC 8493) as one deterministic zip: the same content gives the same bytes, always.

Members are stored, not packed (packed bytes depend on the library), sorted, dated 1980-01-01, and lie one after the
other. Large files are streamed, and hashed again on the way, so that a file that changes meanwhile is noticed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.bundle.canonical import text_bytes
from gel_airlock_jupyter.errors import BundleError

CHUNK = 1 << 20
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha512.txt"
TAG_MANIFEST = "tagmanifest-sha512.txt"
SIGNATURE = "signatures/bundle.dsse.json"
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8"
LARGE = 1 << 31


def tag_files(payload: Mapping[str, tuple[int, str]], bundle: str, created_at: str, title: str) -> dict[str, bytes]:
    """Return the four tag files.

    Parameters
    ----------
    payload : mapping
        Length and sha512 of every payload file, by path relative to `data/`.
    bundle, created_at, title : str
        Id, time of sealing and one line about the bundle.
    """
    total = sum(size for size, _ in payload.values())
    info = (
        f"Bag-Software-Agent: gel-airlock-jupyter {__version__}\n"
        f"Bagging-Date: {created_at[:10]}\n"
        f"External-Description: {title}\n"
        f"External-Identifier: urn:uuid:{bundle}\n"
        f"Payload-Oxum: {total}.{len(payload)}"
    )
    tags = {
        DECLARATION: text_bytes(BAGIT),
        INFO: text_bytes(info),
        MANIFEST: _manifest({f"data/{path}": digest for path, (_, digest) in payload.items()}),
    }
    tags[TAG_MANIFEST] = _manifest({name: hashlib.sha512(data).hexdigest() for name, data in tags.items()})
    return tags


def _manifest(digests: Mapping[str, str]) -> bytes:
    return text_bytes("\n".join(f"{digest}  {name}" for name, digest in sorted(digests.items())))


def write_zip(destination: Path, members: Mapping[str, bytes | Path], sha512: Mapping[str, str]) -> tuple[str, int]:
    """Write a zip aside, force it to disk, rename it into place; return its sha256 and length.

    Parameters
    ----------
    destination : Path
        Where the zip shall stand.
    members : mapping
        Bytes, or the path of a file to stream, by member name.
    sha512 : mapping
        Digest expected of the streamed files, by member name.

    Raises
    ------
    BundleError
        If it cannot be written, or a file changed meanwhile; nothing is left behind then.
    """
    aside: str | None = None
    try:
        destination.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, aside = tempfile.mkstemp(prefix=".", suffix=".part", dir=destination.parent)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                for name in sorted(members):
                    _add(archive, name, members[name], sha512.get(name))
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            length = file.tell()
        Path(aside).replace(destination)
        aside = None
        _sync_folder(destination.parent)
    except OSError as error:
        raise BundleError(
            f"The bundle '{destination.name}' could not be written: {error.strerror or error}.",
            "Free some space or quota and try again; nothing was left behind and the staged files are unchanged.",
        ) from error
    finally:
        if aside:
            with contextlib.suppress(OSError):
                Path(aside).unlink()
    return digest, length


def _add(archive: zipfile.ZipFile, name: str, content: bytes | Path, expected: str | None) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    if isinstance(content, bytes):
        archive.writestr(info, content)
        return
    digest = hashlib.sha512()
    with archive.open(info, "w", force_zip64=content.stat().st_size >= LARGE) as member:
        for chunk in chunks(content):
            digest.update(chunk)
            member.write(chunk)
    if digest.hexdigest() != expected:
        raise BundleError(f"'{content.name}' changed while the bundle was written.", "Stage it again, then seal.")


def chunks(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where folders can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
