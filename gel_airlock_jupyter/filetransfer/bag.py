"""Writes a release as a BagIt 1.0 bag in a zip (RFC 8493): deterministic, streamed, only the approved outputs.

Only the output files themselves are taken over. What else lies in the received bundle (evidence, schemas, notes) was
not decided on and stays here.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.storage import sync_folder

_BLOCK = 1024**2
_DATE = (1980, 1, 1, 0, 0, 0)
_TREE = "outputs"


@dataclass(frozen=True)
class Member:
    """One approved output: its name in the release, its member in the received bundle, size and digests."""

    name: str
    member: str
    size: int
    sha256: str
    sha512: str


@dataclass(frozen=True)
class Content:
    """The approved outputs of one bundle."""

    source: Path
    members: tuple[Member, ...]

    def digests(self) -> list[tuple[str, str, str]]:
        """Return name, SHA-256 and SHA-512 of each output."""
        return [(each.name, each.sha256, each.sha512) for each in self.members]


def outputs(source: Path, files: Iterable[str]) -> Content:
    """Find approved outputs in a received, already verified bundle and read their digests.

    Raises
    ------
    Problem
        500 when a file is not there exactly once, or is not below the tree of outputs.
    """
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        return Content(source, tuple(_member(archive, _locate(names, file)) for file in files))


def _locate(names: list[str], file: str) -> str:
    inside = [name for name in names if name.split("/")[1:3] == ["data", _TREE] and not name.endswith("/")]
    found = [name for name in inside if name == file or name.endswith(f"/{file}")]
    if len(found) != 1 or ".." in found[0].split("/"):
        raise Problem("server-error", f"The output '{file}' is not in the bundle exactly once. Nothing was released.")
    return found[0]


def _member(archive: zipfile.ZipFile, member: str) -> Member:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            sha256.update(block)
            sha512.update(block)
            size += len(block)
    name = "/".join(member.split("/")[2:])
    return Member(name, member, size, sha256.hexdigest(), sha512.hexdigest())


def write(path: Path, top: str, content: Content, about: Mapping[str, Any], signature: str) -> None:
    """Write the bag aside and rename it into place, so that a half-written release is never seen."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("xb") as stream:
            _fill(stream, top, content, about, signature)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def _fill(stream: Any, top: str, content: Content, about: Mapping[str, Any], signature: str) -> None:
    note = json.dumps(about, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    payload = [(f"data/{each.name}", each.sha512) for each in content.members]
    payload.append(("data/release.json", hashlib.sha512(note.encode()).hexdigest()))
    size = sum(each.size for each in content.members) + len(note.encode())
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"External-Identifier: urn:uuid:{about['requestId']}\nPayload-Oxum: {size}.{len(payload)}\n",
        "manifest-sha512.txt": "".join(f"{digest}  {name}\n" for name, digest in sorted(payload)),
    }
    tagged = sorted((hashlib.sha512(text.encode()).hexdigest(), name) for name, text in tags.items())
    tags["tagmanifest-sha512.txt"] = "".join(f"{digest}  {name}\n" for digest, name in tagged)
    tags["signatures/release.dsse.json"] = signature + "\n"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive, zipfile.ZipFile(content.source) as source:
        for name, text in sorted({**tags, "data/release.json": note}.items()):
            archive.writestr(_info(f"{top}/{name}"), text)
        for each in content.members:
            info = _info(f"{top}/data/{each.name}")
            info.file_size = each.size
            with source.open(each.member) as original, archive.open(info, "w") as copy:
                shutil.copyfileobj(original, copy, _BLOCK)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
