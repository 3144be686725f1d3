"""The thread that takes submitted requests through validation, one at a time."""

from __future__ import annotations

import functools
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from gel_airlock_jupyter.filetransfer import housekeeping, records, validation
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.settings import Settings
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import Storage, sha256_of
from gel_airlock_jupyter.filetransfer.tables import outputs, requests
from gel_airlock_jupyter.filetransfer.transactions import retried

ACTOR = "service"
_LOG = logging.getLogger(__name__)
_SWEEP = 60.0


class Validator:
    """Validates requests in the background; what was under way when the service died starts again."""

    def __init__(self, settings: Settings, engine: Engine, storage: Storage) -> None:
        self._settings, self._engine, self._storage = settings, engine, storage
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="validator", daemon=True)

    def start(self) -> None:
        """Start the thread; it begins with what a crash left submitted or half-validated."""
        self._thread.start()

    def add(self, request_id: str) -> None:
        """Queue a request."""
        self._waiting.put(request_id)

    def stop(self) -> None:
        """Stop the thread; a running child is killed and its request validated again at the next start."""
        self._stopping.set()
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        swept = -_SWEEP
        while not self._stopping.is_set():
            if time.monotonic() - swept >= _SWEEP:
                self._guarded("sweep", self._sweep)
                swept = time.monotonic()
            try:
                request_id = self._waiting.get(timeout=_SWEEP)
            except queue.Empty:
                continue
            if request_id is not None:
                self._guarded(request_id, functools.partial(self._validate, request_id))

    def _guarded(self, what: str, work: Callable[[], None]) -> None:
        try:
            work()
        except validation.Stopped:
            return
        except (Problem, OSError, SQLAlchemyError) as error:
            # A request that was withdrawn meanwhile ends here too. The state stays as it is, never a pass; the next
            # sweep finds what is still to be validated.
            _LOG.warning("validation of %s stopped: %s", what, type(error).__name__)

    def _sweep(self) -> None:
        housekeeping.sweep(self._engine, self._storage, self._settings)
        pending = (State.SUBMITTED.value, State.VALIDATING.value)
        with self._engine.begin() as connection:
            query = select(requests.c.id).where(requests.c.state.in_(pending)).order_by(requests.c.updated_at)
            for request_id in connection.scalars(query):
                self._waiting.put(request_id)

    def _validate(self, request_id: str) -> None:
        row = retried(functools.partial(self._begin, request_id))
        if row is None:
            return
        bundle = self._storage.bundle(row.upload_id)
        outcome = validation.Outcome("The stored bundle has changed.")
        if bundle.exists() and sha256_of(bundle) == row.bundle_sha256:
            known = retried(functools.partial(self._known, row))
            outcome = validation.check(bundle, self._settings, self._stopping.is_set, known)
        retried(functools.partial(self._end, request_id, outcome))

    def _begin(self, request_id: str) -> records.Record | None:
        with self._engine.begin() as connection:
            row = records.find(connection, request_id)
            if row.state == State.SUBMITTED.value:
                records.act(connection, row, Action.START_VALIDATION, ACTOR, message="Being re-checked.")
            return row if row.state in (State.SUBMITTED.value, State.VALIDATING.value) else None

    def _known(self, row: records.Record) -> dict[str, Any]:
        """Return what the project's other requests publish: those that a reviewer has or had before them."""
        with self._engine.begin() as connection:
            others = records.published_by(connection, row.project, row.id)
        earlier = [
            {"called": f"request {each.id[:8]} of {each.created_at[:10]}", "outputs": each.published or []}
            for each in others
        ]
        return {"project": row.project, "earlier": earlier}

    def _end(self, request_id: str, outcome: validation.Outcome) -> None:
        with self._engine.begin() as connection:
            _record(connection, records.find(connection, request_id), outcome)


def _record(connection: Connection, row: records.Record, outcome: validation.Outcome) -> None:
    detail = {"verdict": outcome.verdict, "problem": outcome.problem, "notes": list(outcome.notes)}
    if outcome.problem is not None:
        records.act(connection, row, Action.BLOCK, ACTOR, detail, message=outcome.problem, verdict="fail")
        return
    committee = outcome.verdict != "pass"
    said = "The committee must decide." if committee else "Waiting for a reviewer."
    records.act(
        connection,
        row,
        Action.ACCEPT,
        ACTOR,
        detail,
        message=said,
        verdict=outcome.verdict,
        committee=committee,
        notes=list(outcome.notes),
        published=[dict(output) for output in outcome.published],
    )
    for position, (file, verdict) in enumerate(outcome.outputs, start=1):
        values = {"request_id": row.id, "position": position, "file": file, "verdict": verdict}
        connection.execute(outputs.insert().values(**values))
