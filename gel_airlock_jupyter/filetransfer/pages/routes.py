"""The addresses of the pages, and how a form becomes the same call that the API takes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from gel_airlock_jupyter.filetransfer import people_files, reading, releasing, reviewing
from gel_airlock_jupyter.filetransfer.calls import Call, Handler
from gel_airlock_jupyter.filetransfer.pages import overview
from gel_airlock_jupyter.filetransfer.pages.contents import output, report
from gel_airlock_jupyter.filetransfer.pages.request_page import request_page
from gel_airlock_jupyter.filetransfer.pages.sessions import COOKIE, LIFE, Sessions, Visit, form_of, require_own_form
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.transactions import retried

STYLE = Path(__file__).with_name("style.css")
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Body = dict[str, Any]


def _html(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, HEADERS)


def _call(service: Service, visit: Visit, request: Request, body: Any = None) -> Call:
    return Call(service, visit.person, request.path_params, {}, {}, body)


def _read(response: Response) -> Any:
    return json.loads(bytes(response.body))


class Pages:
    """The pages of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sessions = Sessions(service.people)

    def routes(self) -> list[Route]:
        """Return the routes, all below `/review`."""
        one = "/review/requests/{id}"
        return [
            Route("/review/style.css", self._style, methods=["GET"]),
            Route("/review", self._list, methods=["GET"]),
            Route("/review/enter", self._enter, methods=["POST"]),
            Route("/review/leave", self._leave, methods=["POST"]),
            Route(one, self._shown, methods=["GET"]),
            Route(f"{one}/report", self._given(report), methods=["GET"]),
            Route(f"{one}/outputs/{{number:int}}", self._given(output), methods=["GET"]),
            Route(f"{one}/bundle", self._given(releasing.received), methods=["GET"]),
            Route(f"{one}/release", self._given(releasing.download), methods=["GET"]),
            Route(f"{one}/participants", self._given(people_files.read), methods=["GET"]),
            Route(f"{one}/reviews", self._sent(reviewing.review, votes_of), methods=["POST"]),
            Route(f"{one}/decisions", self._sent(reviewing.decide, lambda form: {}), methods=["POST"]),
            Route(f"{one}/return", self._sent(reviewing.give_back, _only("reason")), methods=["POST"]),
            Route(f"{one}/messages", self._sent(reviewing.message, _only("text")), methods=["POST"]),
            Route(f"{one}/release", self._sent(releasing.release, lambda form: {}), methods=["POST"]),
        ]

    async def _style(self, _: Request) -> Response:
        return FileResponse(STYLE, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})

    async def _list(self, request: Request) -> Response:
        try:
            visit = self._sessions.visit(request)
        except Problem as problem:
            return _html(overview.sign_in(None if problem.code == "no-token" else problem.detail), problem.status)
        found = await run_in_threadpool(reading.listing, _call(self._service, visit, request))
        return _html(overview.listing(_read(found)["requests"], visit))

    async def _enter(self, request: Request) -> Response:
        try:
            form = await form_of(request)
            cookie = self._sessions.enter(form.get("token", "").strip())
        except Problem as problem:
            return _html(overview.sign_in(problem.detail), problem.status)
        answer = RedirectResponse("/review", 303, HEADERS)
        answer.set_cookie(COOKIE, cookie, int(LIFE), path="/review", httponly=True, samesite="strict")
        return answer

    async def _leave(self, request: Request) -> Response:
        try:
            require_own_form(self._sessions.visit(request), await form_of(request))
        except Problem as problem:
            return _html(overview.message("Not done", problem.detail, None), problem.status)
        self._sessions.leave(request)
        answer = RedirectResponse("/review", 303, HEADERS)
        answer.delete_cookie(COOKIE, path="/review")
        return answer

    async def _shown(self, request: Request) -> Response:
        return await self._page(request, None, 200)

    async def _page(self, request: Request, words: str | None, status: int) -> Response:
        visit = None
        try:
            visit = self._sessions.visit(request)
            call = _call(self._service, visit, request)
            found = _read(await run_in_threadpool(retried, lambda: reading.one(call)))
            trail = _read(await run_in_threadpool(retried, lambda: reading.events(call)))["events"]
        except Problem as problem:
            if problem.status == 401:
                return _html(overview.sign_in(problem.detail), 401)
            return _html(overview.message("Not found", problem.detail, visit), problem.status)
        return _html(request_page(found, trail, visit, words), status)

    def _given(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            visit = None
            try:
                visit = self._sessions.visit(request)
                call = _call(self._service, visit, request)
                return await run_in_threadpool(retried, lambda: handler(call))
            except Problem as problem:
                return _html(overview.message("Not available", problem.detail, visit), problem.status)

        return answer

    def _sent(
        self, handler: Handler, body_of: Callable[[Mapping[str, str]], Body]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                visit = self._sessions.visit(request)
                form = await form_of(request)
                require_own_form(visit, form)
                call = _call(self._service, visit, request, body_of(form))
                await run_in_threadpool(retried, lambda: handler(call))
            except Problem as problem:
                return await self._page(request, problem.detail, problem.status)
            return RedirectResponse(f"/review/requests/{request.path_params['id']}", 303, HEADERS)

        return answer


def _only(name: str) -> Callable[[Mapping[str, str]], Body]:
    return lambda form: {name: form.get(name, "")}


def votes_of(form: Mapping[str, str]) -> Body:
    """Return the API's review body for a form of votes."""
    votes = {name.removeprefix("output-"): vote for name, vote in form.items() if name.startswith("output-")}
    if not votes:
        raise Problem("invalid-body", "Choose a vote for at least one output.")
    return {"votes": votes, "comment": form.get("comment", "")}
