"""Takes outbox entries through a back end, under a lease, and writes every step down before and after it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace

from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.transfer import lease
from gel_airlock_jupyter.transfer.outbox import PARKED, QUEUED, SENDING, SENT, Entry, Outbox, digest
from gel_airlock_jupyter.transfer.protocol import (
    Backend,
    Cancelled,
    Conversing,
    Interrupted,
    Parked,
    Patient,
    Progress,
    Rest,
    Unreachable,
)

Told = Callable[[Entry], None]
"""Called with an entry whose back end waits for its next try, and once more when that was answered."""

PATIENCE = 24 * 3600.0  # seconds of no answer after which a person is asked
LEAST = 12  # tries before that: a clock that jumps, or a laptop closed for a weekend, is no answer either
_FIRST, _LAST = 30.0, 1800.0  # seconds between tries, doubling


def send(
    outbox: Outbox,
    key: str,
    backend: Backend,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    clock: Callable[[], float] = time.time,
    told: Told | None = None,
) -> Entry:
    """Send one entry now, whatever its state; one that is sent is returned as it is.

    Returns
    -------
    Entry
        `sent`; `queued` with a reason when there is no answer now or the user stopped it; `parked` with a reason when
        a person must act. An entry that another server is sending is returned as it stands.

    Raises
    ------
    ItemNotFound, StoreError
        When the outbox cannot be read or written.
    """
    entry = outbox.get(key)
    if entry.state == SENT:
        return entry
    try:
        with lease.hold(outbox.folder(key)):
            return _send(outbox, outbox.get(key), _heard(outbox, key, backend, told), progress, cancelled, clock)
    except lease.Held:
        return outbox.get(key)


def _heard(outbox: Outbox, key: str, backend: Backend, told: Told | None) -> Backend:
    """Return a back end whose waits are written down; that they cannot be written must not stop what is sent."""
    if not isinstance(backend, Patient):
        return backend

    def tell(rest: Rest | None) -> None:
        with contextlib.suppress(AirlockError, OSError):
            entry = outbox.get(key)
            if rest is None:
                entry = replace(entry, reason=None, not_before=0.0)
            else:
                tries = {"attempt": str(rest.attempt), "of": str(rest.of)}
                why = {"code": "unreachable", "message": rest.message, "hint": "", **tries}
                entry = replace(entry, reason=why, not_before=rest.until)
            outbox.write(entry)
            if told is not None:
                told(entry)

    return backend.telling(tell)


def _send(
    outbox: Outbox,
    entry: Entry,
    backend: Backend,
    progress: Progress | None,
    cancelled: Cancelled | None,
    clock: Callable[[], float],
) -> Entry:
    if entry.state == SENT:
        return entry
    entry = entry.moved(
        SENDING, f"through {backend.name}", attempts=entry.attempts + 1, reason=None, backend=backend.name
    )
    outbox.write(entry)
    try:
        _check(outbox, entry)
        submission = backend.submit(outbox.bundle(entry.key), entry.request, entry.key, progress, cancelled)
        entry = entry.moved(SENT, submission.message, submission=submission, not_before=0.0)
    except Parked as error:
        reason = {"code": error.reason, "message": error.message, "hint": error.hint}
        entry = entry.moved(PARKED, str(error), reason=reason, not_before=0.0)
    except Unreachable as error:
        entry = _later(entry, error, clock())
    except Interrupted as error:
        reason = {"code": "stopped", "message": error.message, "hint": error.hint}
        entry = entry.moved(PARKED, str(error), reason=reason)
    except BaseException as error:
        # A fault of ours or of a plug-in, or the process being told to stop: the entry must not look as if it were
        # still under way.
        said = f"The transfer broke off ({type(error).__name__})."
        reason = {"code": "broken", "message": said, "hint": "Submit again; if it stays, report it."}
        outbox.write(entry.moved(PARKED, said, reason=reason))
        if isinstance(error, Exception):
            return outbox.get(entry.key)
        raise
    outbox.write(entry)
    return entry


def _check(outbox: Outbox, entry: Entry) -> None:
    hint = "Remove it from the outbox and submit the sealed bundle again."
    try:
        found = digest(outbox.bundle(entry.key))
    except OSError:
        raise Parked("bundle-missing", "The bundle is no longer in the outbox.", hint) from None
    if found != (entry.sha256, entry.size):
        raise Parked("integrity", "The bundle in the outbox has changed since it was sealed.", hint)


def _later(entry: Entry, error: Unreachable, at: float) -> Entry:
    first = next((line["at"] for line in entry.history if line["state"] == SENDING), "")
    waited = at - _unix(first) if first else 0.0
    reason = {"code": "unreachable", "message": error.message, "hint": error.hint}
    if waited > PATIENCE and entry.attempts >= LEAST:
        hint = "Check with the File Transfer team, then resume; or download the bundle and send it by hand."
        return entry.moved(PARKED, error.message, reason={**reason, "hint": hint}, not_before=0.0)
    wait = error.after if error.after is not None else min(_LAST, _FIRST * 2 ** min(entry.attempts - 1, 10))
    return entry.moved(QUEUED, error.message, reason=reason, not_before=at + wait)


def _unix(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


def due(outbox: Outbox, clock: Callable[[], float] = time.time) -> list[str]:
    """Return the keys to send now: queued ones whose time has come, and those a crash left in `sending`.

    A clock that jumped back does not hold an entry longer than the longest wait.
    """
    at = clock()
    entries, _ = outbox.entries()
    waiting = [
        entry.key for entry in entries if entry.state == QUEUED and not at < entry.not_before <= at + max(_LAST, 3600.0)
    ]
    return waiting + [entry.key for entry in entries if entry.state == SENDING and not _is_leased(outbox, entry.key)]


def _is_leased(outbox: Outbox, key: str) -> bool:
    try:
        with lease.hold(outbox.folder(key)):
            return False
    except lease.Held:
        return True


def refresh(outbox: Outbox, key: str, backend: Backend) -> Entry:
    """Ask the back end for the newest state of a sent entry; `Parked` and `Unreachable` change nothing."""
    entry = outbox.get(key)
    if entry.state != SENT or entry.submission is None:
        return entry
    known = entry.submission
    fresh = backend.newer(known) if isinstance(backend, Conversing) else backend.status(known.remote_id)
    if fresh.receipt is None:
        fresh = replace(fresh, receipt=entry.submission.receipt)
    if fresh == entry.submission:
        return entry
    entry = entry.moved(SENT, f"{fresh.state}: {fresh.message}", submission=fresh)
    outbox.write(entry)
    return entry
