"""What an author does with a request that was sent over HTTP: answer, submit again, withdraw, fetch the release."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gel_airlock_jupyter.transfer.connection import Connection, request_of
from gel_airlock_jupyter.transfer.protocol import Parked, Submission
from gel_airlock_jupyter.transfer.review import submission


@dataclass(frozen=True)
class Correspondence:
    """The author's side of one request; every method raises `Parked` or `Unreachable` with plain words.

    Parameters
    ----------
    connected : callable
        Opens a connection to the service for the length of a `with` block.
    remote_id : str
        The service's id of the request.
    """

    connected: Callable[[], AbstractContextManager[Connection]]
    remote_id: str

    @property
    def _url(self) -> str:
        return f"/v1/requests/{quote(self.remote_id, safe='')}"

    def _call(
        self, method: str, what: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        with self.connected() as connection:
            options: dict[str, Any] = {"json": dict(body)} if body is not None else {}
            return request_of(connection.call(method, self._url + what, headers=dict(headers or {}), **options))

    def read(self) -> Submission:
        """Return the newest state, with what was said and decided."""
        return submission(self._call("GET", ""))

    def say(self, text: str) -> Submission:
        """Send a message to the reviewers; tried again under one key, so that it is said once."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return submission(self._call("POST", "/messages", {"text": text}, key))

    def resubmit(self) -> Submission:
        """Hand the same bundle of a returned request to the reviewers again."""
        found = self._call("GET", "")
        if found["state"] != "returned":
            raise Parked(
                "refused", f"The request is {found['state']}, not returned.", "There is nothing to submit again."
            )
        return submission(self._call("PUT", "/submission", found["bundle"]))

    def withdraw(self, reason: str = "") -> Submission:
        """Withdraw the request; possible until it is decided."""
        return submission(self._call("POST", "/withdrawal", {"reason": reason}))

    def fetch_release(self, folder: Path) -> Path:
        """Download the release into `folder` and return its path; nothing is left there unless its digest is right."""
        release = self._call("GET", "").get("release")
        if not release:
            raise Parked("refused", "The request is not released yet.", "Ask for its state again later.")
        target = folder / f"release-{self.remote_id[:8]}.zip"
        handle, aside = tempfile.mkstemp(prefix=".release-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as stream, self.connected() as connection:
                digest = hashlib.sha256()
                for block in connection.blocks("GET", str(release["url"])):
                    digest.update(block)
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
            if digest.hexdigest() != release["sha256"]:
                raise Parked("integrity", "The release was damaged on its way.", "Fetch it again.")
            Path(aside).replace(target)
        finally:
            Path(aside).unlink(missing_ok=True)
        return target
