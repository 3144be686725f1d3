"""Gives up what nobody finishes: uploads past their time, and drafts that stay empty."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, select

from gel_airlock_jupyter.filetransfer import chain, records
from gel_airlock_jupyter.filetransfer.settings import Settings
from gel_airlock_jupyter.filetransfer.states import FINAL, Action, State
from gel_airlock_jupyter.filetransfer.storage import Storage
from gel_airlock_jupyter.filetransfer.tables import participants, requests, uploads

_ORPHAN = 3600.0  # seconds
_DRAFT_LIVES = 4  # in times of an upload's life


def discard(connection: Connection, row: records.Record, actor: str, why: str) -> str | None:
    """Forget a request's open upload; return the id of the file to remove once the transaction holds."""
    upload = records.upload_of(connection, row.id)
    if upload is None:
        return None
    connection.execute(delete(uploads).where(uploads.c.id == upload.id))
    if row.state == State.UPLOADING.value:
        records.act(connection, row, Action.DISCARD_UPLOAD, actor, {"why": why})
    return str(upload.id)


def sweep(engine: Engine, storage: Storage, settings: Settings) -> None:
    """Discard expired uploads, and fail drafts that were left alone for much longer."""
    open_states = (State.DRAFT.value, State.UPLOADING.value)
    with engine.begin() as connection:
        query = select(uploads.c.request_id).join(requests).where(requests.c.state.in_(open_states))
        late = list(connection.scalars(query.where(uploads.c.expires_at < chain.now())))
        given_up = chain.now(-_DRAFT_LIVES * settings.upload_ttl)
        old = select(requests.c.id).where(requests.c.state.in_(open_states), requests.c.updated_at < given_up)
        abandoned = list(connection.scalars(old))
    for request_id in dict.fromkeys([*late, *abandoned]):
        with engine.begin() as connection:
            file = discard(connection, records.find(connection, request_id), "service", "expired")
            if request_id in abandoned:
                fresh = records.find(connection, request_id)
                records.act(connection, fresh, Action.EXPIRE, "service", message="The upload was never finished.")
        if file is not None:
            storage.drop(file)
    _drop_orphans(engine, storage)
    _drop_people(engine, storage)


def _drop_orphans(engine: Engine, storage: Storage) -> None:
    """Remove files that no record names: what a crash between file and record left, an hour ago or more."""
    found = storage.upload_ids(older_than=_ORPHAN)
    with engine.begin() as connection:
        known = set(connection.scalars(select(uploads.c.id))) | set(connection.scalars(select(requests.c.upload_id)))
    for file in found:
        if file not in known:
            storage.drop(file)


def _drop_people(engine: Engine, storage: Storage) -> None:
    """Remove the participant ids of requests that came to their end: nobody looks anything up any more."""
    ended = [state.value for state in FINAL]
    with engine.begin() as connection:
        over = select(requests.c.id).where(requests.c.state.in_(ended))
        connection.execute(delete(participants).where(participants.c.request_id.in_(over)))
        open_ = set(connection.scalars(select(requests.c.id).where(requests.c.state.not_in(ended))))
    for request_id in storage.people_kept() - open_:
        storage.drop_people(request_id)
