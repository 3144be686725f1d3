"""From a sealed request through the outbox to File Transfer, and the state back into the request's record."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.ledger import PUBLISHED, TAKEN_OUT, Ledger
from gel_airlock_jupyter.records import Request, advanced
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.transfer import backends, sender
from gel_airlock_jupyter.transfer.outbox import PARKED, SENT, Entry, Outbox
from gel_airlock_jupyter.transfer.protocol import Backend, Cancelled, Parked, Progress, Unreachable
from gel_airlock_jupyter.transfer.settings import TransferSettings

DECIDED = ("approved", "rejected", "released", "withdrawn", "handed_over")


def outbox_of(store: Store) -> Outbox:
    """Return the project's outbox."""
    return Outbox(store.folder / "outbox")


def queue(settings: TransferSettings, store: Store, identifier: str) -> Request:
    """Put a sealed request into the outbox; what is queued is sent even if this process dies.

    Raises
    ------
    InputError
        If the request is not sealed.
    """
    request = store.request(identifier)
    if not request.bundle:
        raise InputError("The request is not sealed yet.", "Seal it first: `%airlock_bundle`.")
    path = store.request_folder(identifier) / str(request.bundle["file"])
    _enter(store, identifier)
    outbox_of(store).add(_key(request), path, _summary(request), settings.backend)
    if request.state in ("sealed", "parked"):
        request = store.put_request(advanced(request, "sending", f"through {settings.backend}"))
    return request


def send(
    settings: TransferSettings,
    store: Store,
    identifier: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Request:
    """Queue a sealed request and send it now; what needs a person ends as `parked`, with the reason."""
    request = queue(settings, store, identifier)
    outbox = outbox_of(store)
    entry = outbox.get(_key(request))
    try:
        entry = sender.send(outbox, entry.key, backends.load(settings), progress, cancelled)
    except Parked as error:
        reason = {"code": error.reason, "message": error.message, "hint": error.hint}
        entry = entry.moved(PARKED, error.message, reason=reason)
        outbox.write(entry)
    return store.put_request(_noted(store, _taken_over(store.request(identifier), entry)))


def refresh(settings: TransferSettings, store: Store, identifier: str) -> Request:
    """Ask the back end for the newest state of a sent request; no answer leaves the record as it is."""
    request = store.request(identifier)
    if not request.submission:
        return request
    outbox = outbox_of(store)
    entry = outbox.get(_key(request))
    if entry.state != SENT:
        return request
    try:
        backend: Backend = backends.load(replace(settings, backend=entry.backend))
        entry = sender.refresh(outbox, entry.key, backend)
    except (Parked, Unreachable) as error:
        shown = {**request.submission, "message": f"{error.message} {error.hint}".strip()}
        return replace(request, submission=shown)
    changed = _taken_over(request, entry)
    return changed if changed == request else store.put_request(_noted(store, changed))


def _enter(store: Store, identifier: str) -> None:
    """Enter a request into the ledger before anything of it is sent: from now on it may be published.

    Raises
    ------
    StoreError
        If the ledger cannot be written; nothing is sent then.
    """
    try:
        kept = json.loads((store.request_folder(identifier) / PUBLISHED).read_text(encoding="utf-8"))
        outputs = list(kept["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        outputs = None  # sealed by an older version, or damaged: later requests are told that it is not known
    Ledger(store.folder).add(identifier, outputs)


def _noted(store: Store, request: Request) -> Request:
    """Take a request that was withdrawn or rejected out of the ledger: it published nothing."""
    if request.state in TAKEN_OUT:
        Ledger(store.folder).take_out(request.id, request.state)
    return request


def _key(request: Request) -> str:
    return str((request.bundle or {}).get("id") or request.id)


def _summary(request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "project": request.form.get("project", ""),
        "form": dict(request.form),
        "outputs": [dict(output) for output in request.outputs],
        "verdict": request.verdict,
    }


def _taken_over(request: Request, entry: Entry) -> Request:
    """Return the request with what the outbox entry says of its way."""
    sent = entry.submission if entry.state == SENT else None
    reason = entry.reason or {}
    message = sent.message if sent else f"{reason.get('message', '')} {reason.get('hint', '')}".strip()
    submission = {
        "backend": entry.backend,
        "remote_id": sent.remote_id if sent else "",
        "state": sent.state if sent else entry.state,
        "message": message,
        "submitted_at": (request.submission or {}).get("submitted_at") or entry.updated_at,
        "receipt": dict(sent.receipt) if sent and sent.receipt else (request.submission or {}).get("receipt"),
    }
    state = sent.state if sent else ("parked" if entry.state == PARKED else "sending")
    note = message if state != request.state else ""
    return advanced(replace(request, submission=submission), state, note)
