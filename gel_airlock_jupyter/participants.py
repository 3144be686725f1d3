"""The participant-id file that the Airlock form asks for: apart from store and bundle, readable by its owner only.

It lies in `participants/<project>/<request>.txt` beside the store. Nothing that seals or shows a request reads it. A
back end that takes such files carries it apart from the bundle; else a person attaches it to the form ("Participant ID
file" of "Export from RE: Findings"). What was carried is remembered in a file beside it, by digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.errors import InputError, Unreadable
from gel_airlock_jupyter.records import Request
from gel_airlock_jupyter.store import ID, Store
from gel_airlock_jupyter.transfer.protocol import TakesParticipants

INDIVIDUAL = "IL-"  # rules on rows that are people
MOST = 1_000_000
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class IdFile:
    """What may be told of the file: whether the request needs one, how many ids it holds, where it lies."""

    needed: bool
    count: int
    file: str | None

    @property
    def carried(self) -> str:
        """Return how it reaches the Airlock team, in words."""
        return "Where File Transfer takes such files it goes with the request, apart; else attach it to the form."

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return asdict(self)


def state(store: Store, identifier: str) -> IdFile:
    """Return what is known of a request's file; the ids themselves are never returned."""
    request = store.request(identifier)
    path = _path(store, request.id)
    try:
        count = len(path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return IdFile(is_needed(store, request), 0, None)
    return IdFile(is_needed(store, request), count, str(path))


def write(store: Store, identifier: str, ids: str | Iterable[object]) -> IdFile:
    """Write the ids of a request's participants, one a line, sorted, each once.

    Parameters
    ----------
    ids : str or iterable
        Ids, as text with blanks, commas or line ends between them, or as a column or list.

    Raises
    ------
    InputError
        If there is none, or something is no id; the message names its place, never the id.
    StoreError
        If the file cannot be written.
    """
    request = store.request(identifier)
    listed = BETWEEN.split(ids.strip()) if isinstance(ids, str) else [_text(each) for each in ids]
    found = [each for each in listed if each]
    if not found:
        raise InputError("There is no participant id in that.", "Give one id a line, or a column of ids.")
    if len(found) > MOST:
        raise InputError(f"There are more than {MOST:,} ids.", "Give the ids behind this request only.")
    for number, each in enumerate(found, 1):
        if not IDENTIFIER.fullmatch(each):
            raise InputError(f"Entry {number} is not an id.", "Give ids only: no header, no other column.")
    text = "\n".join(sorted(set(found))) + "\n"
    write_bytes(_path(store, request.id), text.encode("ascii"))
    return state(store, identifier)


def text_of_file(path: Path) -> str:
    """Return the text of a file of ids.

    Raises
    ------
    Unreadable
        If there is none, or it is no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"'{path}' cannot be read as text.", "Give a text file with one id a line.") from error


def remove(store: Store, identifier: str) -> IdFile:
    """Remove the file."""
    request = store.request(identifier)
    _path(store, request.id).unlink(missing_ok=True)
    return state(store, identifier)


def carry(store: Store, identifier: str, backend: TakesParticipants, remote_id: str) -> None:
    """Bring the file that the other side has in line with ours: sent anew when it changed, taken back when it is gone.

    Raises
    ------
    Parked, Unreachable
        When it does not arrive; the next call tries again.
    """
    path = _path(store, identifier)
    mark = path.with_suffix(".carried")
    try:
        wanted = f"{remote_id} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
    except OSError:
        wanted = ""
    known = ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        known = mark.read_text(encoding="ascii")
    if wanted == known:
        return
    backend.attach_participants(remote_id, path if wanted else None)
    if wanted:
        write_bytes(mark, wanted.encode())
    else:
        mark.unlink(missing_ok=True)


def is_needed(store: Store, request: Request) -> bool:
    """Return whether an output of the request has rows that are people: then the ids behind it are asked for."""
    chosen = set(request.items)
    reports = [item.report for item in store.items()[0] if item.id in chosen]
    return any(
        str(finding["rule"]).startswith(INDIVIDUAL) for report in reports for finding in report.get("findings", ())
    )


def _path(store: Store, identifier: str) -> Path:
    if not ID.fullmatch(identifier):
        raise InputError("That is not the id of a request.")
    return store.root.parent / "participants" / store.project / f"{identifier}.txt"


def _text(value: object) -> str:
    """Return an id as text; a column with gaps turns whole numbers into floats."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else "" if value != value else str(value)
    return "" if value is None else str(value).strip()
