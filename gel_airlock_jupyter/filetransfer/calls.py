"""One call: who makes it, with what body. Handlers are plain functions from `Call` to a response, run in a thread."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.tokens import Person
from gel_airlock_jupyter.filetransfer.transactions import retried

_LARGEST_BODY = 2 * 1024**2


@dataclass(frozen=True)
class Call:
    """One authenticated call."""

    service: Service
    person: Person
    path: Mapping[str, str]
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: Any


Handler = Callable[[Call], Response]


def caller(request: Request) -> Person:
    """Return who calls; raises `Problem` 401."""
    service: Service = request.app.state.service
    return service.people.person(request.headers.get("authorization"))


def endpoint(handler: Handler, role: str | None = None, body: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: authenticate, check the role, read a JSON body, run in a worker thread."""

    async def answer(request: Request) -> Response:
        person = await run_in_threadpool(caller, request)
        if role is not None:
            person.require(role)
        content = await _json(request) if body else None
        service = request.app.state.service
        call = Call(service, person, request.path_params, request.headers, request.query_params, content)
        return await run_in_threadpool(retried, lambda: handler(call))

    return answer


async def _json(request: Request) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem("media-type", "Send the body as application/json.")
    text = bytearray()
    async for block in request.stream():
        text += block
        if len(text) > _LARGEST_BODY:
            raise Problem("too-large", f"A body may have {_LARGEST_BODY} bytes.")
    try:
        content = json.loads(text.decode("utf-8"))
        # What cannot be written again (1e999, half a surrogate pair) is refused here rather than failing later.
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Problem("bad-request", "The body is not JSON.") from None
    return content
