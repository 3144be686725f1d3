"""What all handlers share: who may, JSON in and out, and one mapper from errors to answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from jupyter_server.base.handlers import APIHandler
from tornado import web

from gel_airlock_jupyter import errors
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.store import Store

P = ParamSpec("P")
T = TypeVar("T")
STATUS: tuple[tuple[type[errors.AirlockError], int], ...] = (
    (errors.ItemNotFound, HTTPStatus.NOT_FOUND),
    (errors.NotExportable, HTTPStatus.CONFLICT),
    (errors.PolicyLocked, HTTPStatus.FORBIDDEN),
    (errors.SettingLocked, HTTPStatus.FORBIDDEN),
    (errors.InputError, HTTPStatus.BAD_REQUEST),
    (errors.StoreError, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.ChangedElsewhere, HTTPStatus.CONFLICT),
    (errors.BundleError, HTTPStatus.CONFLICT),
    (errors.TransferError, HTTPStatus.BAD_GATEWAY),
)
LARGEST_BODY = 1_000_000


def stored_bytes(path: Path) -> bytes:
    """Return the bytes of a file of the store.

    Raises
    ------
    StoreError
        If it is gone or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise errors.StoreError(f"'{path.name}' could not be read: {error.strerror}.", "Stage it again.") from error


class AirlockHandler(APIHandler):
    """Base of the REST handlers; the store does the work, off the event loop."""

    auth_resource = "gel-airlock"

    @cached_property
    def airlock_settings(self) -> Settings:
        """Return the settings of this server, the same all through one request: a choice meanwhile splits none."""
        settings: Settings = self.settings["gel_airlock"].airlock_settings()
        return settings

    @property
    def store(self) -> Store:
        """Return the project's store."""
        return Store(self.airlock_settings.store, self.airlock_settings.project)

    def session(self) -> Any:
        """Return the facade; imported on first use, since a server must start fast."""
        from gel_airlock_jupyter.session import Session

        settings = self.airlock_settings
        return Session(settings, keys=settings.keys)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work in a thread."""
        return await asyncio.to_thread(function, *args, **kwargs)

    async def is_known(self, kind: str) -> bool:
        """Answer 304 and return true when the caller has these records as they are now; set their entity tag."""
        tag = f'"{await self.run(self.store.etag, kind)}"'
        self.set_header("ETag", tag)
        if self.request.headers.get("If-None-Match") != tag:
            return False
        self.set_status(304)
        self.finish()
        return True

    def body(self, largest: int = LARGEST_BODY) -> dict[str, Any]:
        """Return the request's JSON object.

        Raises
        ------
        InputError
            If it is anything else.
        """
        if len(self.request.body) > largest:
            raise errors.InputError("The request is too large.", "Send less text.")
        try:
            data = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise errors.InputError("The request is not JSON.", "Send a JSON object.") from error
        if not isinstance(data, dict):
            raise errors.InputError("The request is not a JSON object.", "Send a JSON object.")
        return data

    def answer(self, data: Any, status: int = 200) -> None:
        """Send JSON."""
        self.set_status(status)
        self.finish(json.dumps(data), set_content_type="application/json; charset=utf-8")

    def download(self, data: bytes, name: str, media_type: str) -> None:
        """Send bytes as a file that is saved, never shown."""
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(data, set_content_type=media_type)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer every error as code, message, hint; what is not ours is not described."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, errors.AirlockError):
            status = next((int(s) for kind, s in STATUS if isinstance(error, kind)), 500)
            data: dict[str, Any] = error.to_dict()
            if isinstance(error, errors.NotExportable) and error.report:
                data["report"] = error.report.to_dict()
            self.answer(data, status)
            return
        message = str(error.log_message or "") if isinstance(error, web.HTTPError) else ""
        hint = "Reload the page and sign in again." if status_code == HTTPStatus.FORBIDDEN else "See the server's log."
        phrase = HTTPStatus(status_code).phrase if status_code in set(HTTPStatus) else "Error"
        self.answer({"code": f"http-{status_code}", "message": message or phrase, "hint": hint}, status_code)

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Keep expected errors out of the log's tracebacks."""
        if isinstance(value, errors.AirlockError):
            self.log.info("gel-airlock: %s: %s", value.code, value.message)
        else:
            super().log_exception(kind, value, trace)
