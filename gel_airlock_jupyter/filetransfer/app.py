"""The routes of the contract, `openapi.yaml`; nothing else answers."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.filetransfer import (
    announcing,
    appending,
    people_files,
    reading,
    releasing,
    reviewing,
    submissions,
    uploads,
)
from gel_airlock_jupyter.filetransfer.calls import Call, endpoint
from gel_airlock_jupyter.filetransfer.pages.routes import Pages
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.signin.routes import SignIn

CONTRACT = Path(__file__).with_name("openapi.yaml")
_LOG = logging.getLogger(__name__)


def capabilities(call: Call) -> Response:
    """GET /v1/capabilities: versions, limits, and the key that signs receipts."""
    settings = call.service.settings
    body = {
        "api": ["v1"],
        "service": {"name": "gel-airlock reference File Transfer", "version": __version__, "production": False},
        "you": {"name": call.person.name, "roles": sorted(call.person.roles)},
        "max_bytes": settings.max_bytes,
        "chunk_bytes": settings.chunk_bytes,
        "max_chunk_bytes": settings.max_chunk_bytes,
        "digests": ["sha256"],
        "uploads": {"protocol": "tus", "version": uploads.VERSION, "extensions": uploads.EXTENSIONS.split(",")},
        "media_types": ["application/zip"],
        "reviewers": {"ordinary": settings.required_reviewers(False), "committee": settings.required_reviewers(True)},
        "policy": call.service.policy.to_dict(),
        "participants": {"max_bytes": people_files.MOST_BYTES},
        "receipt_key": call.service.countersigner.public,
    }
    return JSONResponse(body, headers={"Cache-Control": "no-cache"})


async def _contract(_: Request) -> Response:
    return FileResponse(CONTRACT, media_type="application/yaml")


def _routes() -> list[Route]:
    request = "/v1/requests/{id}"
    upload = "/v1/uploads/{id}"
    return [
        Route("/v1/openapi.yaml", _contract, methods=["GET"]),
        Route("/v1/capabilities", endpoint(capabilities), methods=["GET"]),
        Route("/v1/requests", endpoint(announcing.create, "requester", body=True), methods=["POST"]),
        Route("/v1/requests", endpoint(reading.listing), methods=["GET"]),
        Route(request, endpoint(reading.one), methods=["GET"]),
        Route(f"{request}/events", endpoint(reading.events), methods=["GET"]),
        Route(f"{request}/submission", endpoint(submissions.submit, "requester", body=True), methods=["PUT"]),
        Route(f"{request}/receipt", endpoint(reading.receipt), methods=["GET"]),
        Route(f"{request}/withdrawal", endpoint(submissions.withdraw, "requester", body=True), methods=["POST"]),
        Route(f"{request}/messages", endpoint(reviewing.message, body=True), methods=["POST"]),
        Route(f"{request}/reviews", endpoint(reviewing.review, body=True), methods=["POST"]),
        Route(f"{request}/decisions", endpoint(reviewing.decide, body=True), methods=["POST"]),
        Route(f"{request}/return", endpoint(reviewing.give_back, body=True), methods=["POST"]),
        Route(f"{request}/release", endpoint(releasing.release, body=True), methods=["POST"]),
        Route(f"{request}/release", endpoint(releasing.download), methods=["GET"]),
        Route(f"{request}/bundle", endpoint(releasing.received), methods=["GET"]),
        Route(f"{request}/participants", people_files.put, methods=["PUT"]),
        Route(f"{request}/participants", endpoint(people_files.read), methods=["GET"]),
        Route(f"{request}/participants", endpoint(people_files.remove, "requester"), methods=["DELETE"]),
        Route(upload, endpoint(uploads.options), methods=["OPTIONS"]),
        Route(upload, endpoint(uploads.head, "requester"), methods=["HEAD"]),
        Route(upload, appending.patch, methods=["PATCH"]),
        Route(upload, endpoint(uploads.terminate, "requester"), methods=["DELETE"]),
    ]


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "method-not-allowed" if error.status_code == 405 else "not-found"
    return Problem(code, "See /v1/openapi.yaml for what is here.", error.headers).response()


async def _busy(_: Request, error: Exception) -> Response:
    _LOG.error("database: %s", type(error).__name__)
    full = "disk is full" in str(error.__cause__) or "No space left" in str(error.__cause__)
    code, said = (
        ("disk-full", "The database cannot grow.") if full else ("unavailable", "The database does not answer.")
    )
    return Problem(code, said, {"Retry-After": "5"}).response()


async def _crash(request: Request, error: Exception) -> Response:
    # The type and the path only: messages and bodies may hold what must not be in a log.
    _LOG.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    return Problem("server-error", "The service failed. Nothing was changed by this call.").response()


def build(service: Service, on_start: Callable[[], None] = lambda: None) -> Starlette:
    """Return the application for a service."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        service.validator.start()
        on_start()
        yield
        service.validator.stop()
        service.engine.dispose()

    handlers = {Problem: _problem, HTTPException: _http, OperationalError: _busy, Exception: _crash}
    app = Starlette(
        routes=[*_routes(), *Pages(service).routes(), *SignIn(service).routes()],
        exception_handlers=handlers,
        lifespan=lifespan,
    )
    app.state.service = service
    return app
