"""What an author does with a request after it left: read and answer, submit again, withdraw, fetch the release."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gel_airlock_jupyter.errors import InputError, ItemNotFound, UnknownName
from gel_airlock_jupyter.form import readable
from gel_airlock_jupyter.ledger import TAKEN_OUT, Ledger
from gel_airlock_jupyter.records import Request, advanced, now
from gel_airlock_jupyter.sending import BY_HAND, key_of, outbox_of, recorded, stop_sign
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.transfer import backends, lease
from gel_airlock_jupyter.transfer.entry import Entry
from gel_airlock_jupyter.transfer.outbox import PARKED, SENT, digest
from gel_airlock_jupyter.transfer.protocol import Conversing, Dialogue, Submission, Unreachable
from gel_airlock_jupyter.transfer.settings import TransferSettings

LONGEST = 20_000  # characters of a message
STOPS_WITHIN = 8.0  # seconds that a person waits for what is on its way to stop
OUTCOMES = ("in_review", "returned", "approved", "partly_approved", "rejected", "released", "withdrawn")
"""What a person may write down about a request that was carried by hand."""


def answer(settings: TransferSettings, store: Store, identifier: str, text: str) -> Request:
    """Send a message to the reviewers and record the newest state.

    Raises
    ------
    InputError
        If the text is empty, or the request is not at a service that takes messages.
    TransferError
        If the service says no or does not answer.
    """
    store.request(identifier)
    said = readable(text, "The message", LONGEST)
    if not said:
        raise InputError("The message is empty.", "Say what you want the reviewers to know.")
    return _done(settings, store, identifier, lambda dialogue: dialogue.say(said))


def resubmit(settings: TransferSettings, store: Store, identifier: str, text: str = "") -> Request:
    """Hand a returned request to the reviewers again, with the same bundle; `text` is sent before. Raises as `answer`.

    Where an output must change, `Requests.revise` makes a new request that replaces this one.
    """
    request = store.request(identifier)
    if request.state != "returned":
        raise InputError(f"This request is {request.state}, not returned.", "There is nothing to submit again.")
    if text.strip():
        answer(settings, store, identifier, text)
    return _done(settings, store, identifier, lambda dialogue: dialogue.resubmit())


def withdraw(settings: TransferSettings, store: Store, identifier: str, reason: str = "") -> Request:
    """Take a request back; one that still waits in the outbox never leaves, and one on its way is stopped first.

    Where File Transfer does not answer, what was stopped stays parked: what of it arrived is not known. Raises as
    `answer`.
    """
    said = readable(reason, "The reason", LONGEST)
    request = store.request(identifier)
    if request.state in ("draft", "sealed"):
        raise InputError(f"This request is {request.state}: nobody has it yet.", "Remove it instead.")
    if request.state == "withdrawn":
        return request
    if _entry(store, request).state == SENT:
        return _done(settings, store, identifier, lambda dialogue: dialogue.withdraw(said))
    folder = outbox_of(store).folder(key_of(request))
    until = time.monotonic() + STOPS_WITHIN
    while True:
        try:
            with lease.hold(folder):
                return _stopped(settings, store, request, said)
        except lease.Held:
            if time.monotonic() > until:
                hint = "It stops once the part that is on its way has arrived, or the connection ends."
                raise InputError("This request is being sent at this moment.", hint) from None
            stop_sign(outbox_of(store), key_of(request)).touch()
            time.sleep(0.1)
        except Unreachable:
            entry = _entry(store, request)
            if (entry.reason or {}).get("code") != "stopped":
                raise
            return recorded(store, identifier, entry)


def _stopped(settings: TransferSettings, store: Store, request: Request, reason: str) -> Request:
    """Withdraw what waits or is parked: a part of it, or all, may be at the service although no answer came back."""
    entry = _entry(store, request)
    backend = backends.load(settings.toward(entry.backend, entry.target))
    if entry.attempts and isinstance(backend, Conversing):
        arrived = backend.find(entry.key)
        if arrived is not None and arrived.state not in ("withdrawn", "failed"):
            backend.dialogue(arrived.remote_id).withdraw(reason)
    why = {"code": "withdrawn", "message": "Withdrawn by its author before it was submitted.", "hint": ""}
    entry = entry.moved(PARKED, why["message"], reason=why, not_before=0.0)
    outbox_of(store).write(entry)
    return recorded(store, request.id, entry)


def outcome(store: Store, identifier: str, state: str, note: str = "") -> Request:
    """Write down what became of a request that was carried by hand, as the Airlock team told its author.

    What was rejected or withdrawn published nothing: later requests are not compared with it any more.

    Raises
    ------
    InputError
        For a request that File Transfer itself answers for, or another word than those of `OUTCOMES`.
    """
    request = store.request(identifier)
    said = readable(note, "The note", LONGEST)
    if state not in OUTCOMES:
        raise UnknownName.among("outcome", state, OUTCOMES, f"Outcomes: {', '.join(OUTCOMES)}.")
    if (request.submission or {}).get("state") != BY_HAND:
        raise InputError(
            f"This request is {request.state}; it was not handed over by hand.", "Its state comes by itself."
        )
    changed = store.update_request(identifier, lambda known: advanced(known, state, said))
    if state in TAKEN_OUT:
        Ledger(store.folder).take_out(identifier, state)
    return changed


def release(settings: TransferSettings, store: Store, identifier: str) -> Path:
    """Fetch the released outputs into the store, once, and return the path of the sealed zip. Raises as `answer`."""
    request = store.request(identifier)
    folder = store.request_folder(identifier)
    known = request.release
    if known and (folder / str(known["file"])).is_file():
        return folder / str(known["file"])
    _, dialogue = _at_service(settings, store, request)
    path = dialogue.fetch_release(folder)
    sha256, size = digest(path)
    fetched = {"file": path.name, "sha256": sha256, "bytes": size, "fetched_at": now()}
    store.update_request(identifier, lambda found: replace(found, release=fetched))
    return path


def _done(settings: TransferSettings, store: Store, identifier: str, act: Callable[[Dialogue], Submission]) -> Request:
    """Do something at the service and record what it answers."""
    entry, dialogue = _at_service(settings, store, store.request(identifier))
    fresh = act(dialogue)
    known = entry.submission
    if fresh.receipt is None and known is not None:
        fresh = replace(fresh, receipt=known.receipt)
    entry = entry.moved(SENT, f"{fresh.state}: {fresh.message}", submission=fresh)
    outbox_of(store).write(entry)
    return recorded(store, identifier, entry)


def _at_service(settings: TransferSettings, store: Store, request: Request) -> tuple[Entry, Dialogue]:
    entry = _entry(store, request)
    if entry.state != SENT or entry.submission is None:
        raise InputError(f"This request is {request.state}: it is not at File Transfer.", "Wait until it has arrived.")
    backend = backends.load(settings.toward(entry.backend, entry.target))
    if not isinstance(backend, Conversing):
        said = f"This request went through '{entry.backend}', which carries no messages."
        raise InputError(said, "Answer where the Airlock team wrote to you.")
    return entry, backend.dialogue(entry.submission.remote_id)


def _entry(store: Store, request: Request) -> Entry:
    try:
        return outbox_of(store).get(key_of(request))
    except ItemNotFound:
        raise InputError(f"This request is {request.state}: it was not sent.", "Submit it first.") from None
