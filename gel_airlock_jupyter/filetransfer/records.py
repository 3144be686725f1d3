"""Reading and changing requests in the database; every change is one transaction with its event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select, update

from gel_airlock_jupyter.filetransfer import chain, states
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.tables import outputs, participants, requests, reviews, uploads
from gel_airlock_jupyter.filetransfer.tokens import Person

Record = Row[Any]
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def find(connection: Connection, request_id: str, person: Person | None = None) -> Record:
    """Return a request that `person` may see (`None`: the service itself); raises `Problem` 404 otherwise.

    A requester sees their own; a reviewer also sees what others have submitted. What may not be seen answers as what
    does not exist, so that ids cannot be probed.
    """
    known = ID.fullmatch(request_id) is not None
    row = connection.execute(select(requests).where(requests.c.id == request_id)).first() if known else None
    if row is None or (person is not None and not is_visible(row, person)):
        raise Problem("not-found", "There is no such request.")
    return row


def is_visible(row: Record, person: Person) -> bool:
    """Return whether `person` may see the request."""
    own = row.owner == person.name and "requester" in person.roles
    return own or ("reviewer" in person.roles and row.receipt is not None)


def of_person(connection: Connection, person: Person, state: str | None = None) -> list[Record]:
    """Return the requests that `person` may see, newest first."""
    lean = [column for column in requests.c if column.name not in ("published", "notes")]  # large, and not listed
    query = select(*lean).order_by(requests.c.created_at.desc())
    if state is not None:
        query = query.where(requests.c.state == state)
    return [row for row in connection.execute(query) if is_visible(row, person)]


def by_key(connection: Connection, owner: str, key: str) -> Record | None:
    """Return the owner's request made under an idempotency key."""
    query = select(requests).where(requests.c.owner == owner, requests.c.idempotency_key == key)
    return connection.execute(query).first()


def live_with_bundle(connection: Connection, sha256: str) -> Record | None:
    """Return a request that already carries this bundle and is not dead."""
    dead = [state.value for state in states.DEAD]
    query = select(requests).where(requests.c.bundle_sha256 == sha256, requests.c.state.not_in(dead))
    return connection.execute(query).first()


def published_by(connection: Connection, project: str, apart: str) -> list[Record]:
    """Return id, time and publications of a project's requests that were accepted for review and not taken back."""
    standing = (State.IN_REVIEW, State.RETURNED, State.APPROVED, State.PARTLY_APPROVED, State.RELEASED)
    query = select(requests.c.id, requests.c.created_at, requests.c.published).where(
        requests.c.project == project,
        requests.c.id != apart,
        requests.c.state.in_([state.value for state in standing]),
    )
    return list(connection.execute(query.order_by(requests.c.created_at.desc())))


def upload_of(connection: Connection, request_id: str) -> Record | None:
    """Return the upload of a request, when it is still open."""
    return connection.execute(select(uploads).where(uploads.c.request_id == request_id)).first()


def outputs_of(connection: Connection, request_id: str) -> list[Record]:
    """Return the outputs that validation found in the bundle, in order."""
    return list(connection.execute(select(outputs).where(outputs.c.request_id == request_id).order_by("position")))


def people_in_file(connection: Connection, request_id: str) -> int | None:
    """Return how many ids the participant-id file of a request holds; `None` where there is no file."""
    query = select(participants.c.count).where(participants.c.request_id == request_id)
    return connection.execute(query).scalar()


def reviews_of(connection: Connection, request_id: str, round_: int) -> list[Record]:
    """Return the votes of one round."""
    query = select(reviews).where(reviews.c.request_id == request_id, reviews.c.round == round_)
    return list(connection.execute(query.order_by(reviews.c.at, reviews.c.position)))


def act(
    connection: Connection,
    row: Record,
    action: Action,
    actor: str,
    detail: Mapping[str, Any] | None = None,
    **values: Any,
) -> str:
    """Take `action`: check it against the table of states, write state, `values` and event; return the event digest.

    Raises
    ------
    Problem
        409 when the state does not allow it, or when someone else changed the request since `row` was read.
    """
    try:
        to = states.target(State(row.state), action)
    except states.NotAllowed as error:
        raise Problem("state-conflict", str(error), state=row.state) from None
    return _write(connection, row, action.value, to, actor, detail or {}, values)


def note(connection: Connection, row: Record, kind: str, actor: str, detail: Mapping[str, Any], **values: Any) -> str:
    """Record something that leaves the state as it is, such as a message or a review."""
    return _write(connection, row, kind, State(row.state), actor, detail, values)


def _write(
    connection: Connection,
    row: Record,
    kind: str,
    to: State,
    actor: str,
    detail: Mapping[str, Any],
    values: Mapping[str, Any],
) -> str:
    changed = connection.execute(
        update(requests)
        .where(requests.c.id == row.id, requests.c.version == row.version)
        .values(state=to.value, version=row.version + 1, updated_at=chain.now(), **values)
    )
    if changed.rowcount != 1:
        raise Problem("changed-meanwhile", "The request was changed meanwhile. Read it again.")
    return chain.append(connection, row.id, actor, kind, (row.state, to.value), detail)
