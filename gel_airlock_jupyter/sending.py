"""From a sealed request through the outbox to File Transfer, and the state back into the request's record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import participants
from gel_airlock_jupyter.errors import InputError, StoreError
from gel_airlock_jupyter.ledger import PUBLISHED, TAKEN_OUT, Ledger
from gel_airlock_jupyter.records import SERVICE, Request, advanced
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.transfer import backends, sender
from gel_airlock_jupyter.transfer.outbox import PARKED, QUEUED, SENDING, SENT, Entry, Outbox
from gel_airlock_jupyter.transfer.protocol import (
    Backend,
    Cancelled,
    Parked,
    Progress,
    TakesParticipants,
    Unreachable,
)
from gel_airlock_jupyter.transfer.settings import TransferSettings

GONE = ("withdrawn", "failed")
FINAL = ("released", "rejected", "blocked", "handed_over", *GONE)
"""States that the service does not leave again."""
BY_HAND = "handed_over"
WAITING = ("sealed", "sending", "parked")
"""States before anybody has the request."""
ARRIVING = ("uploading", "submitted", "validating", "handed_over")
"""States that are no news to somebody who has just submitted."""
UNDECIDED = ("uploading", "submitted", "validating", "in_review", "returned")
"""States in which the other side still takes a participant-id file."""
PARKED_AS = {"withdrawn": "withdrawn"}
"""States of a request whose outbox entry was parked for good, by the reason's code."""


def outbox_of(store: Store) -> Outbox:
    """Return the project's outbox."""
    return Outbox(store.folder / "outbox")


def stop_sign(outbox: Outbox, key: str) -> Path:
    """Return the file that tells whoever sends this entry, in whatever process, to stop where it is."""
    return outbox.folder(key) / "stop"


def queue(settings: TransferSettings, store: Store, identifier: str) -> Request:
    """Put a sealed request into the outbox; what is queued is sent even if this process dies.

    What nobody has yet goes to the target that is set now; what was sent stays where it is.

    Raises
    ------
    InputError
        If the request is not sealed.
    """
    request = store.request(identifier)
    if not request.bundle:
        raise InputError("The request is not sealed yet.", "Seal it first: `%airlock_bundle`.")
    if request.state in GONE:
        raise InputError(f"This request is {request.state}.", "Make a new one of it: `%airlock_revise`.")
    path = store.request_folder(identifier) / str(request.bundle["file"])
    if request.state in WAITING:
        _enter(store, identifier)
    outbox = outbox_of(store)
    summary = _summary(settings, store, request)
    entry = outbox.add(key_of(request), path, summary, settings.backend, settings.name)
    if entry.state in (QUEUED, PARKED) and (entry.backend, entry.target) != (settings.backend, settings.name):
        outbox.write(replace(entry, backend=settings.backend, target=settings.name))

    def queued(known: Request) -> Request:
        waiting = known.state in ("sealed", "parked")
        return advanced(known, "sending", f"through {settings.backend}") if waiting else known

    return store.update_request(identifier, queued)


def send(
    settings: TransferSettings,
    store: Store,
    identifier: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Request:
    """Send a queued request now; what needs a person ends as `parked`, with the reason."""
    request = store.request(identifier)
    outbox = outbox_of(store)
    entry = outbox.get(key_of(request))
    try:
        backend = backends.load(settings.toward(entry.backend, entry.target))
        stop = stop_sign(outbox, entry.key)
        stop.unlink(missing_ok=True)
        entry = sender.send(
            outbox,
            entry.key,
            backend,
            progress,
            cancelled or stop.exists,
            told=lambda waiting: _told(store, identifier, waiting),
        )
    except Parked as error:
        reason = {"code": error.reason, "message": error.message, "hint": error.hint}
        entry = entry.moved(PARKED, error.message, reason=reason)
        outbox.write(entry)
        return recorded(store, identifier, entry)
    return _with_participants(store, recorded(store, identifier, entry), backend)


def refresh(settings: TransferSettings, store: Store, identifier: str) -> Request:
    """Ask the back end for the newest state of a sent request; no answer leaves the record as it is."""
    request = store.request(identifier)
    if not request.submission:
        return request
    outbox = outbox_of(store)
    entry = outbox.get(key_of(request))
    if entry.state != SENT:
        return request
    try:
        backend: Backend = backends.load(settings.toward(entry.backend, entry.target))
        entry = sender.refresh(outbox, entry.key, backend)
    except (Parked, Unreachable) as error:
        shown = {**request.submission, "message": f"{error.message} {error.hint}".strip()}
        return replace(request, submission=shown)
    return _with_participants(store, recorded(store, identifier, entry), backend)


def _with_participants(store: Store, request: Request, backend: Backend) -> Request:
    """Carry the participant-id file too, where the back end can; until a decision, and again when it changed."""
    submission = request.submission or {}
    if request.state not in UNDECIDED or not submission.get("remote_id") or not isinstance(backend, TakesParticipants):
        return request
    try:
        participants.carry(store, request.id, backend, str(submission["remote_id"]))
    except (Parked, Unreachable, StoreError) as error:
        said = f"{submission.get('message', '')} The participant-id file is not there: {error.message} {error.hint}"
        return replace(request, submission={**submission, "message": said.strip()})
    return request


def waiting_for_login(store: Store) -> list[str]:
    """Return the ids of requests that were parked only because nobody was signed in."""
    parked = {
        entry.key
        for entry in outbox_of(store).entries()[0]
        if entry.state == PARKED and (entry.reason or {}).get("code") == "needs-login"
    }
    return [request.id for request in store.requests()[0] if key_of(request) in parked] if parked else []


def recorded(store: Store, identifier: str, entry: Entry) -> Request:
    """Write into a request's record what the outbox knows of its way, and into the ledger what became of it."""
    request = store.update_request(identifier, lambda known: _taken_over(known, entry))
    if request.state in TAKEN_OUT:
        Ledger(store.folder).take_out(request.id, request.state)
    return request


def _told(store: Store, identifier: str, entry: Entry) -> None:
    """Write into the record of a request under way what its entry waits for; what was ended meanwhile stays ended."""
    store.update_request(identifier, lambda known: _taken_over(known, entry) if known.state == "sending" else known)


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


def key_of(request: Request) -> str:
    """Return the key of a sealed request: its bundle's id, which makes it one request however often it is sent."""
    return str((request.bundle or {}).get("id") or request.id)


def _summary(settings: TransferSettings, store: Store, request: Request) -> dict[str, Any]:
    """Return what is announced; the policy lets the service refuse a stale one before anything is uploaded."""
    policy = (request.bundle or {}).get("policy")
    replaces = _remote_id(settings, store, request.replaces)
    return {
        "id": request.id,
        "project": request.form.get("project", ""),
        "form": dict(request.form),
        "outputs": [dict(output) for output in request.outputs],
        "verdict": request.verdict,
        **({"policy": dict(policy)} if policy else {}),
        **({"replaces": replaces} if replaces else {}),
    }


def _remote_id(settings: TransferSettings, store: Store, identifier: str | None) -> str:
    """Return the service's id of an earlier request, if it went the same way and its record is still there."""
    if identifier is None:
        return ""
    try:
        earlier = store.request(identifier)
        target = outbox_of(store).get(key_of(earlier)).target
    except StoreError:
        return ""
    sent = earlier.submission or {}
    same_way = sent.get("backend") == settings.backend and target == settings.name
    return str(sent.get("remote_id", "")) if same_way else ""


def _taken_over(request: Request, entry: Entry) -> Request:
    """Return the request with what the outbox entry says of its way; new messages get a line of their own."""
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
        **_waiting(entry),
    }
    stopped = PARKED_AS.get(reason.get("code", ""), "parked") if entry.state == PARKED else "sending"
    state = sent.state if sent else stopped
    if state == BY_HAND and request.state not in WAITING:
        state = request.state  # written down by its author since
    review = dict(sent.review) if sent and sent.review else request.review
    known = len(_messages(request.review))
    changed = replace(request, submission=submission, review=review)
    for said in _messages(review)[known:]:
        if not said["mine"] and not (state != request.state and said["text"] in message):
            changed = advanced(changed, changed.state, f"{said['author']}: {said['text']}", SERVICE)
    by = SERVICE if sent and state not in ARRIVING else ""
    return advanced(changed, state, message if state != request.state else "", by)


def _waiting(entry: Entry) -> dict[str, Any]:
    """Return when an entry is tried again, and which try of how many that is, where it waits for an answer."""
    if entry.state not in (QUEUED, SENDING) or not entry.reason or not entry.not_before:
        return {}
    until = datetime.fromtimestamp(entry.not_before, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tries = {name: int(entry.reason[name]) for name in ("attempt", "of") if name in entry.reason}
    return {"waiting": {"until": until, **tries}}


def _messages(review: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    messages: Sequence[Mapping[str, Any]] = (review or {}).get("messages", ())
    return messages
