"""What goes into a bundle and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.bundle.canonical import read_object
from gel_airlock_jupyter.bundle.columns import Columns

TOOL: Mapping[str, str] = {"name": "gel-airlock-jupyter", "version": __version__}
SCHEMA = "gel-airlock-request/1"
PUBLISHED = "published.json"
Payload = dict[str, "bytes | Path"]


@dataclass(frozen=True)
class BundleItem:
    """A staged item: its record with the whole report, its frozen file, and evidence files by name."""

    item: Mapping[str, Any]
    path: Path
    evidence: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Sealed:
    """A sealed bundle: where it lies, its id, and the sha256 and length of the zip."""

    path: Path
    id: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Output:
    """An output as it lies in the bundle; paths are relative to the payload."""

    number: int
    source: BundleItem
    path: str
    sha256: str
    sha512: str
    bytes: int
    columns: Columns | None
    evidence: Mapping[str, str]

    @property
    def item(self) -> Mapping[str, Any]:
        """Return the record of the item."""
        return self.source.item

    @property
    def report(self) -> Mapping[str, Any]:
        """Return the report of the clean re-check."""
        report: Mapping[str, Any] = self.source.item["report"]
        return report

    @property
    def media_type(self) -> str:
        """Return the media type of the file."""
        return str(self.item["export"]["media_type"])

    @property
    def title(self) -> str:
        """Return the title, or the file name where none was given."""
        return str(self.item.get("title") or self.item["export"]["file"])

    @property
    def schema_path(self) -> str | None:
        """Return where its Table Schema lies."""
        return f"{self.path}.schema.json" if self.columns else None


@dataclass(frozen=True)
class Contents:
    """Everything a bundle is made of, before it is laid out.

    `ledger` holds what this request and earlier ones publish, as quantities, by file name.
    """

    id: str
    created_at: str
    request: Mapping[str, Any]
    outputs: tuple[Output, ...]
    policy: Mapping[str, Any]
    policy_ref: Mapping[str, str]
    ledger: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def compared(self) -> frozenset[str]:
        """Return the names of the outputs whose numbers were compared with each other; read once for all outputs."""
        if PUBLISHED not in self.ledger:
            return frozenset()
        return frozenset(str(each["name"]) for each in read_object(self.ledger[PUBLISHED], PUBLISHED)["outputs"])

    @property
    def verdict(self) -> str:
        """Return the verdict of the request."""
        return str(self.request["verdict"])

    @property
    def folder(self) -> str:
        """Return the one top folder."""
        return f"airlock-{self.id[:8]}"

    @property
    def form(self) -> Mapping[str, str]:
        """Return the answers of the form."""
        form: Mapping[str, str] = self.request["form"]
        return form
