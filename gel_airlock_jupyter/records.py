"""What the store keeps: items and requests, as plain values with a JSON shape (docs/rest.md)."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import NoneType
from typing import Any, cast

from gel_airlock_jupyter.findings import Finding, Report, Verdict

SERVICE = "service"


def now() -> str:
    """Return the time in UTC as text, to the millisecond; SOURCE_DATE_EPOCH fixes it for reproducible bundles.

    What was staged, changed and checked is put in order by these texts, and a notebook does all three in a second.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    moment = dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed else dt.datetime.now(dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Export:
    """The frozen file of a staged item."""

    file: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Item:
    """An output that was checked, or staged for export."""

    id: str
    project: str
    state: str
    name: str
    kind: str
    verdict: Verdict
    report: Mapping[str, Any]
    title: str = ""
    description: str = ""
    alt_text: str = ""
    justification: str = ""
    exception: str = ""
    removed: tuple[Mapping[str, str], ...] = ()
    acknowledged: str = ""
    position: int = 0
    variable: str = ""
    kernel_id: str | None = None
    notebook: str | None = None
    declared: Mapping[str, Any] = field(default_factory=dict)
    export: Export | None = None
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)

    @property
    def is_staged(self) -> bool:
        """Return whether its bytes are frozen."""
        return self.state == "staged"

    def to_dict(self, whole: bool = True) -> dict[str, Any]:
        """Return the JSON shape; without `whole` the report leaves its previews and sketches out."""
        data = asdict(self)
        report = dict(self.report)
        if not whole:
            for shown in ("preview", "more_previews", "sketches"):
                report.pop(shown, None)
        data["report"] = report
        shape = report.get("shape")
        data["shape"] = f"{shape[0]:,} x {shape[1]}" if shape else None
        data["counts"] = {
            level: sum(f["severity"] == level for f in report.get("findings", ()))
            for level in ("fail", "review", "warn", "info")
        }
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Item:
        """Read the JSON shape back.

        Raises
        ------
        KeyError, TypeError, ValueError, AttributeError
            If it is not the record of an item.
        """
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        if known.get("export"):
            known["export"] = Export(**cast("Mapping[str, Any]", known["export"]))
        if known["verdict"] not in ("pass", "review", "fail") or known["state"] not in ("checked", "staged"):
            raise TypeError("not the record of an item")
        known["removed"] = tuple(known.get("removed", ()))
        item = cls(**known)
        _require(item, (str,), "id", "project", "name", "kind", "title", "description", "alt_text", "justification")
        _require(item, (str,), "exception", "acknowledged", "variable", "created_at", "updated_at")
        for entry in item.removed:
            _ = entry["where"], entry["kind"]
        _require(item, (int,), "position")
        _require(item, (Mapping,), "report", "declared")
        _require(item, (str, NoneType), "kernel_id", "notebook")
        if item.export:
            _require(item.export, (str,), "file", "media_type", "sha256")
            _require(item.export, (int,), "bytes")
        Report.from_dict(item.report)
        return item


def output_of(item: Item) -> dict[str, Any]:
    """Return what a request says of an output: where it comes from, what was written about it, its size and digest."""
    rows, columns = item.report.get("shape") or (None, None)
    said = ("title", "description", "alt_text", "justification", "exception", "verdict")
    return {
        "item": item.id,
        "file": item.export.file if item.export else item.name,
        **{key: getattr(item, key) for key in said},
        "sha256": item.export.sha256 if item.export else "",
        "bytes": item.export.bytes if item.export else 0,
        "rows": rows,
        "columns": columns,
    }


@dataclass(frozen=True)
class Request:
    """A request: form, outputs, bundle, submission, and every state it went through."""

    id: str
    project: str
    state: str
    form: Mapping[str, str]
    items: tuple[str, ...]
    outputs: tuple[Mapping[str, Any], ...] = ()
    verdict: Verdict = "fail"
    findings: tuple[Mapping[str, Any], ...] = ()
    bundle: Mapping[str, Any] | None = None
    submission: Mapping[str, Any] | None = None
    review: Mapping[str, Any] | None = None
    release: Mapping[str, Any] | None = None
    replaces: str | None = None
    history: tuple[Mapping[str, str], ...] = ()
    seen: int = 0
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)

    @property
    def unseen(self) -> int:
        """Return how many lines of the history came from the service since the person last looked."""
        return sum(line.get("by") == SERVICE for line in self.history[self.seen :])

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return {**asdict(self), "unseen": self.unseen}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Request:
        """Read the JSON shape back.

        Raises
        ------
        KeyError, TypeError, ValueError, AttributeError
            If it is not the record of a request.
        """
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        for key in ("items", "outputs", "findings", "history"):
            known[key] = tuple(known.get(key, ()))
        request = cls(**known)
        _require(request, (str,), "id", "project", "state", "verdict", "created_at", "updated_at")
        _require(request, (Mapping,), "form")
        _require(request, (Mapping, NoneType), "bundle", "submission", "review", "release")
        _require(request, (str, NoneType), "replaces")
        _require(request, (int,), "seen")
        if not all(isinstance(line, Mapping) for line in request.history):
            raise TypeError("not the record of a request")
        if not all(isinstance(text, str) for text in (*request.form, *request.form.values(), *request.items)):
            raise TypeError("not the record of a request")
        for output in request.outputs:
            _ = output["file"], output["title"], output["verdict"]
        for finding in request.findings:
            Finding.from_dict(finding)
        if request.bundle is not None:
            _ = request.bundle["file"], request.bundle["sha256"]
        if request.submission is not None:
            _ = request.submission["backend"], request.submission["message"]
        return request


def _require(record: object, kinds: tuple[type, ...], *names: str) -> None:
    """Raise TypeError unless fields are of the kinds they should be: a store may hold anything after a crash."""
    for name in names:
        if not isinstance(getattr(record, name), kinds):
            raise TypeError(f"'{name}' of a record is of the wrong kind")


@dataclass(frozen=True)
class Receipt:
    """What `submit` gives back: the state of the request, and the service's countersigned receipt where it has one.

    `envelope` is a DSSE envelope over an in-toto statement; `statement` is what it says.
    """

    request: str
    backend: str
    state: str
    message: str
    remote_id: str = ""
    envelope: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, request: Request) -> Receipt:
        """Return the receipt of a submitted request."""
        said = request.submission or {}
        return cls(
            request.id,
            str(said.get("backend", "")),
            request.state,
            str(said.get("message", "")),
            str(said.get("remote_id", "")),
            said.get("receipt"),
        )

    @property
    def statement(self) -> Mapping[str, Any] | None:
        """Return what the service signed, unverified; `gel-airlock verify` checks the signature."""
        if not self.envelope:
            return None
        decoded: Mapping[str, Any] = json.loads(base64.b64decode(self.envelope["payload"]))
        return decoded

    def __str__(self) -> str:
        return f"Request {self.request[:8]}: {self.state}. {self.message}"


@dataclass(frozen=True)
class Problem:
    """A record that could not be read: shown as such, never in the way of the rest."""

    id: str
    code: str
    message: str
    hint: str

    def to_dict(self) -> dict[str, str]:
        """Return the JSON shape."""
        return asdict(self)


def advanced(request: Request, state: str, note: str = "", by: str = "") -> Request:
    """Return the request in another state, with a line in its history if it is a new one; `by` says who changed it."""
    if state == request.state and not note:
        return request
    line = {"at": now(), "state": state, "note": note, **({"by": by} if by else {})}
    return replace(request, state=state, history=(*request.history, line))
