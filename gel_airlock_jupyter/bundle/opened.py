"""A bundle that was opened for reading: structure and manifests, and access to its files by path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.bundle import bag, crate
from gel_airlock_jupyter.bundle.canonical import read_object
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.policy.load import from_content
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.rendering.escaping import one_line
from gel_airlock_jupyter.safe_zip import Caps, Digests, SafeZip

FOLDER = re.compile(r"airlock-[0-9a-f]{8}")
LINE = re.compile(r"([0-9a-f]{128})  (\S[^\n]*)")
POLICY = "evidence/checks/policy.json"
RESULTS = "evidence/checks/results.json"
REQUIRED = (
    "README.txt", "request.json", "results.json", crate.NAME, POLICY, RESULTS,
    "evidence/review/index.html", "evidence/review/review.txt",
)  # fmt: skip
TREES = ("outputs/", "evidence/", "checksums/")
TAGS = (bag.DECLARATION, bag.INFO, bag.MANIFEST)
DAMAGED = "The bundle was changed or damaged; ask for it again."


class Opened:
    """A bundle open for reading; paths are relative to its payload."""

    def __init__(self, archive: SafeZip) -> None:
        self._zip = archive
        tops = {name.partition("/")[0] for name in archive.names}
        self.folder = next(iter(tops)) if len(tops) == 1 else ""
        self._digests: dict[str, Digests] = {}

    def check_structure(self) -> None:
        """Raise BundleError unless there is one folder with exactly the files a bundle has."""
        if not FOLDER.fullmatch(self.folder):
            raise BundleError("The zip does not hold one folder 'airlock-...' and nothing else.", "Is it a bundle?")
        for name in (*TAGS, bag.TAG_MANIFEST, *(f"data/{path}" for path in REQUIRED)):
            if f"{self.folder}/{name}" not in self._zip.names:
                raise BundleError(f"The file '{name}' is missing.", DAMAGED)
        allowed = {*TAGS, bag.TAG_MANIFEST, bag.SIGNATURE}
        for name in self.tag_names:
            if name not in allowed:
                raise BundleError(f"The file '{one_line(name)}' does not belong in a bundle.", DAMAGED)
        for path in self.paths:
            if path not in REQUIRED and not path.startswith(TREES):
                raise BundleError(f"The file 'data/{one_line(path)}' does not belong in a bundle.", DAMAGED)
        if self.tag(bag.DECLARATION).decode("utf-8", "replace").rstrip("\n") != bag.BAGIT:
            raise BundleError(f"'{bag.DECLARATION}' does not declare BagIt 1.0.", DAMAGED)

    def check_manifests(self) -> None:
        """Raise BundleError unless both manifests list exactly the files there are, with their hashes."""
        listed = self._manifest(bag.TAG_MANIFEST)
        self._same_names(listed, TAGS, bag.TAG_MANIFEST)
        for name in TAGS:
            self._compare(name, listed[name], bag.TAG_MANIFEST)
        payload = self._manifest(bag.MANIFEST)
        self._same_names(payload, [f"data/{path}" for path in self.paths], bag.MANIFEST)
        for name, digest in sorted(payload.items()):
            self._compare(name, digest, bag.MANIFEST)
        total = sum(self.digests(path).bytes for path in self.paths)
        if self.info.get("Payload-Oxum") != f"{total}.{len(self.paths)}":
            raise BundleError("The number or size of the files is not the one in 'bag-info.txt'.", DAMAGED)

    def _same_names(self, listed: Mapping[str, str], present: Any, manifest: str) -> None:
        for name in sorted({*listed} ^ {*present}):
            problem = "is missing" if name in listed else f"is not listed in '{manifest}'"
            raise BundleError(f"The file '{one_line(name)}' {problem}.", DAMAGED)

    def _compare(self, name: str, digest: str, manifest: str) -> None:
        if self._digest(name).sha512 != digest:
            raise BundleError(f"'{one_line(name)}' was changed: its sha512 is not the one in '{manifest}'.", DAMAGED)

    def _manifest(self, name: str) -> dict[str, str]:
        entries: dict[str, str] = {}
        for line in self.tag(name).decode("utf-8", "replace").splitlines():
            match = LINE.fullmatch(line)
            if match is None or match[2] in entries:
                raise BundleError(f"'{name}' holds a line that is no sha512 and name, or a name twice.", DAMAGED)
            entries[match[2]] = match[1]
        return entries

    @cached_property
    def info(self) -> dict[str, str]:
        """Return bag-info.txt."""
        lines = self.tag(bag.INFO).decode("utf-8", "replace").splitlines()
        return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Return the payload's files."""
        start = f"{self.folder}/data/"
        return tuple(name.removeprefix(start) for name in self._zip.names if name.startswith(start))

    @cached_property
    def tag_names(self) -> tuple[str, ...]:
        """Return the files that are no payload."""
        names = (name.removeprefix(f"{self.folder}/") for name in self._zip.names)
        return tuple(name for name in names if not name.startswith("data/"))

    @property
    def is_signed(self) -> bool:
        """Return whether it carries a signature."""
        return bag.SIGNATURE in self.tag_names

    def tag(self, name: str) -> bytes:
        """Return a tag file's bytes."""
        return self._zip.read(f"{self.folder}/{name}")

    def read(self, path: str) -> bytes:
        """Return a payload file's bytes."""
        return self._zip.read(f"{self.folder}/data/{path}")

    def copy(self, path: str, target: Path) -> Path:
        """Write a payload file to a path of the caller's choice."""
        return self._zip.copy(f"{self.folder}/data/{path}", target)

    def digests(self, path: str) -> Digests:
        """Return length and hashes of a payload file."""
        return self._digest(f"data/{path}")

    def tag_digests(self, name: str) -> Digests:
        """Return length and hashes of a tag file."""
        return self._digest(name)

    def _digest(self, name: str) -> Digests:
        if name not in self._digests:
            self._digests[name] = self._zip.digests(f"{self.folder}/{name}")
        return self._digests[name]

    @cached_property
    def request(self) -> dict[str, Any]:
        """Return request.json."""
        return read_object(self.read("request.json"), "request.json")

    @cached_property
    def results(self) -> dict[str, Any]:
        """Return evidence/checks/results.json."""
        return read_object(self.read(RESULTS), RESULTS)

    @cached_property
    def policy(self) -> Policy:
        """Return the policy as used."""
        return from_content(read_object(self.read(POLICY), POLICY), "of the bundle")


@contextmanager
def open_bundle(path: Path, caps: Caps | None = None) -> Iterator[Opened]:
    """Open a bundle for reading; raises BundleError if the zip itself is refused."""
    with SafeZip(path, caps) as archive:
        yield Opened(archive)
