"""The addresses of the device flow: metadata (RFC 8414), authorization, tokens, revocation, and the person's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gel_airlock_jupyter.filetransfer.pages.markup import el, page
from gel_airlock_jupyter.filetransfer.pages.overview import banner, problem
from gel_airlock_jupyter.filetransfer.pages.routes import HEADERS
from gel_airlock_jupyter.filetransfer.pages.sessions import form_of
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.signin.grants import SCOPES, Refused
from gel_airlock_jupyter.filetransfer.transactions import retried

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
Form = Mapping[str, str]


class SignIn:
    """The routes of one service."""

    def __init__(self, service: Service) -> None:
        self._service, self._grants = service, service.people.grants

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/.well-known/oauth-authorization-server", self._metadata, methods=["GET"]),
            Route("/oauth/device", self._form(self._start), methods=["POST"]),
            Route("/oauth/token", self._form(self._token), methods=["POST"]),
            Route("/oauth/revoke", self._form(self._revoke), methods=["POST"]),
            Route("/device", self._page, methods=["GET"]),
            Route("/device", self._decided, methods=["POST"]),
        ]

    async def _metadata(self, request: Request) -> Response:
        here = _base(request)
        found = {
            "issuer": here,
            "device_authorization_endpoint": f"{here}/oauth/device",
            "token_endpoint": f"{here}/oauth/token",
            "revocation_endpoint": f"{here}/oauth/revoke",
            "grant_types_supported": [DEVICE_GRANT, "refresh_token"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": sorted(SCOPES),
            "response_types_supported": [],
        }
        return JSONResponse(found)

    def _form(self, handler: Callable[[str, Form], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                form, here = await form_of(request), _base(request)
                if handler != self._revoke and not form.get("client_id"):
                    raise Refused("invalid_client", "Send client_id.")
                return JSONResponse(await run_in_threadpool(retried, lambda: handler(here, form)), headers=_NO_STORE)
            except Refused as error:
                return JSONResponse({"error": error.code, "error_description": error.words}, 400, _NO_STORE)
            except Problem as error:
                said = {"error": "invalid_request", "error_description": error.detail}
                return JSONResponse(said, 400, _NO_STORE)

        return answer

    def _start(self, here: str, form: Form) -> dict[str, Any]:
        found = self._grants.start(form["client_id"], form.get("scope", ""))
        page_url = f"{here}/device"
        complete = f"{page_url}?user_code={found['user_code']}"
        return {**found, "verification_uri": page_url, "verification_uri_complete": complete}

    def _token(self, _: str, form: Form) -> dict[str, Any]:
        kind = form.get("grant_type")
        if kind == DEVICE_GRANT:
            return self._grants.redeem(form.get("device_code", ""), form["client_id"])
        if kind == "refresh_token":
            return self._grants.renew(form.get("refresh_token", ""), form["client_id"])
        raise Refused("unsupported_grant_type", "Device codes and refresh tokens are taken.")

    def _revoke(self, _: str, form: Form) -> dict[str, Any]:
        self._grants.revoke(form.get("token", ""))
        return {}

    async def _page(self, request: Request) -> Response:
        return _html(_asking(request.query_params.get("user_code", ""), None))

    async def _decided(self, request: Request) -> Response:
        code = ""
        try:
            form = await form_of(request)
            code, allow = form.get("user_code", ""), form.get("decision") == "allow"
            person = self._service.people.person(f"Bearer {form.get('token', '').strip()}")
            await run_in_threadpool(retried, lambda: self._grants.decide(code, person, allow))
        except Problem as error:
            return _html(_asking(code, error.detail), error.status)
        said = (
            "Signed in. You can close this page and go back to JupyterLab." if allow else "Denied. Nothing was given."
        )
        return _html(page("File Transfer", banner(None), el("main", el("h1", said))))


def _asking(code: str, words: str | None) -> str:
    """Return the page on which a person allows a device to act for them."""
    form = el(
        "form",
        el("p", "JupyterLab asks to send and follow requests in your name. Allow it only if you started this."),
        el("p", el("label", "Code that JupyterLab shows", for_="user_code")),
        el("p", el("input", id="user_code", name="user_code", value=code, required=True, autocomplete="off")),
        el("p", el("label", "Your token of File Transfer", for_="token")),
        el("p", el("input", id="token", name="token", type="password", required=True, autocomplete="off")),
        el("p", el("button", "Allow", name="decision", value="allow"), " ",
           el("button", "Deny", name="decision", value="deny")),
        method="post",
        action="/device",
    )  # fmt: skip
    return page("Sign in a device", banner(None), el("main", el("h1", "Sign in a device"), problem(words), form))


def _html(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, HEADERS)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
