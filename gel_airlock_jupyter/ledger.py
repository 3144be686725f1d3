"""The ledger: what earlier requests of a project published, as quantities only, never what was hidden.

`<store>/<project>/ledger.jsonl` holds one JSON object a line and is only ever appended to. Each line carries the sha256
of its content and that of the line before, so that a damaged, changed or missing line is seen; the others are used all
the same, and the trouble is told, which makes the verdict review.

A request enters when it is submitted, before anything is sent: from then on it may be published. A later line takes it
out again when it was withdrawn or rejected.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import make_private
from gel_airlock_jupyter.errors import StoreError
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.joint.published import Earlier, Published
from gel_airlock_jupyter.locking import locked
from gel_airlock_jupyter.records import now

FILE = "ledger.jsonl"
PUBLISHED = "published.json"
TAKEN_OUT = ("withdrawn", "rejected")
FIRST = "0" * 64
LARGEST = 64 << 20


@dataclass(frozen=True)
class Line:
    """One readable line: a request and what became of it."""

    number: int
    request: str
    event: str
    at: str
    outputs: tuple[Published, ...] | None
    digest: str


class Ledger:
    """The ledger of one project.

    Parameters
    ----------
    folder : Path
        The project's folder in the store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / FILE

    def add(self, request: str, outputs: Sequence[Mapping[str, Any]] | None) -> None:
        """Enter what a request publishes; a request that is in it already stays as it is.

        Parameters
        ----------
        request : str
            Its id.
        outputs : sequence of mapping or None
            As `joint.shape.to_dict` gives them; None when they are not known, which later requests are told.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        self._append(request, "submitted", {"outputs": None if outputs is None else list(outputs)})

    def take_out(self, request: str, event: str) -> None:
        """Note that a request was withdrawn or rejected, so that it published nothing."""
        if event in TAKEN_OUT and any(line.request == request for line in self.lines()[0]):
            self._append(request, event, {})

    def earlier(self, apart: str = "", submitted: Sequence[str] = ()) -> Earlier:
        """Return what earlier requests published, newest first.

        Parameters
        ----------
        apart : str
            Id of the request at hand, which is left out.
        submitted : sequence of str
            Ids of requests that are known to have been submitted; those that the ledger lacks are trouble.
        """
        lines, trouble = self.lines()
        last = {line.request: line.event for line in lines}
        found: list[Published] = []
        for line in reversed(lines):
            if line.event != "submitted" or line.request == apart or last[line.request] in TAKEN_OUT:
                continue
            if line.outputs is None:
                trouble.append(f"What request {line.request[:8]} published is not known to the ledger.")
            found += line.outputs or ()
        missing = [request for request in submitted if request not in last and request != apart]
        trouble += [f"Request {request[:8]} was submitted, but the ledger does not hold it." for request in missing]
        return Earlier(tuple(found), tuple(trouble))

    def lines(self) -> tuple[list[Line], list[str]]:
        """Return the readable lines, and in words what is wrong with the others."""
        try:
            if not self.path.is_file():
                return [], []
            if self.path.stat().st_size > LARGEST:
                return [], ["The ledger of earlier requests is too large to be read."]
            data = self.path.read_bytes()
        except OSError as error:
            return [], [f"The ledger of earlier requests cannot be read ({error.strerror})."]
        return read_lines(data)

    def _append(self, request: str, event: str, content: Mapping[str, Any]) -> None:
        with locked(self._folder / ".ledger.lock"):
            lines, _ = self.lines()
            if any(line.request == request and line.event == event for line in lines):
                return
            before = lines[-1].digest if lines else FIRST
            entry = {"schema": 1, "request": request, "event": event, "at": now(), "before": before, **content}
            text = _canonical(entry | {"digest": _digest(entry)})
            try:
                _write_line(self.path, text)
            except OSError as error:
                raise StoreError(
                    f"The ledger of requests could not be written: {error.strerror}.",
                    "Nothing was sent. Free some space or quota and try again.",
                ) from error


def _write_line(path: Path, text: str) -> None:
    """Append a line in one write; a torn line that a crash left behind is closed first and stays damaged."""
    make_private(path.parent)
    torn = path.is_file() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        data = (("\n" if torn else "") + text + "\n").encode("utf-8", "backslashreplace")
        if os.write(handle, data) < len(data):
            raise OSError(28, "no space left")
        os.fsync(handle)
    finally:
        os.close(handle)


def read_lines(data: bytes) -> tuple[list[Line], list[str]]:
    """Return the readable lines of a ledger, and in words what is wrong with the others."""
    lines: list[Line] = []
    trouble: list[str] = []
    before = FIRST
    for number, text in enumerate(data.splitlines(), 1):
        if not text.strip():
            continue
        try:
            entry = json.loads(text)
            digest = entry.pop("digest")
            if digest != _digest(entry):
                raise ValueError("changed")
            lines.append(_line(number, entry, digest))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            trouble.append(f"Line {number} of the ledger of earlier requests is damaged: what it held is not compared.")
            continue
        if entry["before"] != before and not trouble:
            trouble.append(f"A line before line {number} of the ledger of earlier requests is missing.")
        before = digest
    return lines, trouble


def _line(number: int, entry: Mapping[str, Any], digest: str) -> Line:
    request, event, at = str(entry["request"]), str(entry["event"]), str(entry["at"])
    if event != "submitted":
        return Line(number, request, event, at, (), digest)
    called = f"request {request[:8]} of {at[:10]}"
    outputs = entry["outputs"]
    read = None if outputs is None else tuple(shape.from_dict(output, called) for output in outputs)
    return Line(number, request, event, at, read, digest)


def _canonical(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(entry).encode("utf-8", "backslashreplace")).hexdigest()
