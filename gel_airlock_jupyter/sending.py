"""From a sealed request through the outbox to File Transfer, and the state back into the request's record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.errors import InputError
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
    return store.put_request(_taken_over(store.request(identifier), entry))


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
    return changed if changed == request else store.put_request(changed)


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
