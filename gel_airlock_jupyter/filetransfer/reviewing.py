"""The reviewers' side: vote on outputs, decide, return, and speak with the author.

Nobody reviews a request of their own. An output is approved when enough different reviewers voted for it and none
against; one vote against is enough to refuse it. Requests with a review verdict or an exception need the committee:
two members at least (public Airlock process page).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, update
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer import bodies, chain, records, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.tables import outputs, reviews


def as_reviewer(connection: Connection, call: Call) -> records.Record:
    """Return the request if the caller may review it; raises `Problem` 403 for its author."""
    row = records.find(connection, call.path["id"], call.person)
    if row.owner == call.person.name:
        raise Problem("own-request", f"'{call.person.name}' is the author of this request.")
    call.person.require("reviewer")
    return row


def review(call: Call) -> Response:
    """POST /v1/requests/{id}/reviews: votes per output; a later vote of the same reviewer replaces the earlier."""
    votes, comment = bodies.review(call.body)
    with call.service.engine.begin() as connection:
        row = as_reviewer(connection, call)
        _in_review(row)
        known = [each.position for each in records.outputs_of(connection, row.id)]
        if 0 in votes:
            votes = dict.fromkeys(known, votes[0])
        unknown = sorted(set(votes) - set(known))
        if unknown:
            raise Problem("invalid-body", f"There is no output {unknown[0]}; there are 1 to {len(known)}.")
        for position, vote in votes.items():
            _vote(connection, call, row, position, vote, comment)
        detail = {"votes": {str(position): vote for position, vote in votes.items()}, "comment": comment}
        records.note(connection, row, "review", call.person.name, detail)
        return views.answer(connection, row.id, call, 201)


def _in_review(row: records.Record) -> None:
    if row.state != State.IN_REVIEW.value:
        raise Problem("state-conflict", f"The request is {row.state}, not in review.", state=row.state)


def _vote(connection: Connection, call: Call, row: records.Record, position: int, vote: str, comment: str) -> None:
    key = {"request_id": row.id, "round": row.round, "reviewer": call.person.name, "position": position}
    same = [reviews.c[name] == value for name, value in key.items()]
    connection.execute(delete(reviews).where(*same))
    connection.execute(reviews.insert().values(vote=vote, comment=comment, at=chain.now(), **key))


def tally(positions: Iterable[int], votes: Iterable[Any], needed: int) -> Mapping[int, str | None]:
    """Return the decision of each output, `None` where votes are missing.

    Raises
    ------
    Problem
        409 when a reviewer asked for changes: then the way is to return the request, not to decide it.
    """
    cast = [(each.position, each.reviewer, each.vote) for each in votes]
    asked = sorted({position for position, _, vote in cast if vote == "changes"})
    if asked:
        raise Problem(
            "changes-requested", f"Changes are asked for in output {asked[0]}: return the request.", outputs=asked
        )
    decided: dict[int, str | None] = {}
    for position in positions:
        reject = any(at == position and vote == "reject" for at, _, vote in cast)
        approve = {who for at, who, vote in cast if at == position and vote == "approve"}
        decided[position] = "rejected" if reject else "approved" if len(approve) >= needed else None
    return decided


def decide(call: Call) -> Response:
    """POST /v1/requests/{id}/decisions: turn the votes of this round into the decision."""
    comment = bodies.text(bodies.members(call.body, ("comment",)), "comment", needed=False)
    with call.service.engine.begin() as connection:
        row = as_reviewer(connection, call)
        _in_review(row)
        found = _decision(connection, row, call.service.settings.required_reviewers(row.committee))
        for position, decision in found.items():
            same = (outputs.c.request_id == row.id, outputs.c.position == position)
            connection.execute(update(outputs).where(*same).values(decision=decision))
        approved = sum(decision == "approved" for decision in found.values())
        action = _action(approved, len(found))
        said = f"{approved} of {len(found)} outputs approved."
        detail = {"outputs": {str(position): decision for position, decision in found.items()}, "comment": comment}
        records.act(connection, row, action, call.person.name, detail, message=said)
        return views.answer(connection, row.id, call, 201)


def _decision(connection: Connection, row: records.Record, needed: int) -> dict[int, str]:
    positions = [each.position for each in records.outputs_of(connection, row.id)]
    votes = records.reviews_of(connection, row.id, row.round)
    found = tally(positions, votes, needed)
    open_ = [position for position, decision in found.items() if decision is None]
    if open_:
        reviewers = len({each.reviewer for each in votes})
        extra: dict[str, Any] = {"outputs": open_, "reviewers": reviewers, "needed": needed}
        if reviewers < needed:
            said = f"{reviewers} of {needed} reviewers have voted."
            raise Problem("reviewers-missing", said, **extra)
        raise Problem("outputs-undecided", f"Output {open_[0]} lacks votes: {needed} must approve it.", **extra)
    return {position: decision for position, decision in found.items() if decision is not None}


def _action(approved: int, of: int) -> Action:
    if approved == of:
        return Action.APPROVE
    return Action.APPROVE_PARTLY if approved else Action.REJECT


def give_back(call: Call) -> Response:
    """POST /v1/requests/{id}/return: back to the author with a reason."""
    reason = bodies.text(bodies.members(call.body, ("reason",)), "reason")
    with call.service.engine.begin() as connection:
        row = as_reviewer(connection, call)
        detail = {"text": reason}
        records.act(connection, row, Action.RETURN, call.person.name, detail, message=f"Returned: {reason}")
        return views.answer(connection, row.id, call, 201)


def message(call: Call) -> Response:
    """POST /v1/requests/{id}/messages: a question or an answer, from author or reviewer."""
    said = bodies.text(bodies.members(call.body, ("text",)), "text")
    key = bodies.idempotency_key(call.headers) if "idempotency-key" in call.headers else None
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
        if key is None or not _is_said(connection, row, call.person.name, key):
            detail = {"text": said, "key": key} if key else {"text": said}
            records.note(connection, row, "message", call.person.name, detail)
        return views.answer(connection, row.id, call, 201)


def _is_said(connection: Connection, row: records.Record, who: str, key: str) -> bool:
    """Return whether a message under this key is recorded: its answer was lost on the way."""
    trail = chain.trail(connection, row.id)
    return any(event["actor"] == who and event["detail"].get("key") == key for event in trail)
