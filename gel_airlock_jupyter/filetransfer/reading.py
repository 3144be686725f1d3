"""Reading requests: the list, one, its audit trail, its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from gel_airlock_jupyter.filetransfer import chain, naming, records, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.states import State

_SHORT = 200  # characters


def listing(call: Call) -> Response:
    """GET /v1/requests: what the caller may see, newest first; `?state=` narrows it, `?key=` finds one's own."""
    state, key = call.query.get("state"), call.query.get("key")
    if state is not None and state not in set(State):
        raise Problem("bad-request", f"'state' is one of {', '.join(State)}.")
    with call.service.engine.begin() as connection:
        mine = records.by_key(connection, call.person.name, key) if key is not None else None
        rows = records.of_person(connection, call.person, state) if key is None else [mine] if mine else []
    lines = [{**views.brief(row, call), "summary": _short(row.summary)} for row in rows]
    return JSONResponse({"requests": lines}, headers={"Cache-Control": "no-cache"})


def _short(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return the short texts of a summary: a list need not carry every form."""
    return {name: text for name, text in summary.items() if isinstance(text, str) and len(text) <= _SHORT}


def one(call: Call) -> Response:
    """GET /v1/requests/{id}."""
    with call.service.engine.begin() as connection:
        return views.answer(connection, call.path["id"], call)


def events(call: Call) -> Response:
    """GET /v1/requests/{id}/events: the audit trail, `?after=` a number."""
    after = call.query.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        raise Problem("bad-request", "'after' must be the number of an event.")
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
        whole = chain.trail(connection, row.id)
    tag = f'"{row.id}-events-{len(whole)}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if views.is_known(call, tag):
        return Response(status_code=304, headers=headers)
    shown = [event for event in naming.shown(whole, row, call) if event["number"] > int(after)]
    return JSONResponse({"events": shown, "first_break": chain.first_break(whole)}, headers=headers)


def receipt(call: Call) -> Response:
    """GET /v1/requests/{id}/receipt: the signed receipt of a submitted request."""
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
    if row.receipt is None:
        raise Problem("state-conflict", "There is a receipt once the request is submitted.", state=row.state)
    return JSONResponse(row.receipt, headers={"Cache-Control": "no-cache"})
