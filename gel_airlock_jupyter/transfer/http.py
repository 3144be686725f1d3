"""The back end for a File Transfer service that speaks the contract in `filetransfer/openapi.yaml`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from gel_airlock_jupyter.errors import TransferError
from gel_airlock_jupyter.transfer import receipt
from gel_airlock_jupyter.transfer.address import is_here, refuse_unsafe, tls
from gel_airlock_jupyter.transfer.connection import Connection, json_of, request_of
from gel_airlock_jupyter.transfer.correspondence import Correspondence
from gel_airlock_jupyter.transfer.credentials import Tokens, TokenSource
from gel_airlock_jupyter.transfer.delivery import Parcel, deliver, digest_and_size
from gel_airlock_jupyter.transfer.protocol import Cancelled, Parked, Progress, Status, Submission, Tell
from gel_airlock_jupyter.transfer.retry import Backoff
from gel_airlock_jupyter.transfer.review import submission
from gel_airlock_jupyter.transfer.settings import TransferSettings

_SMALLEST, _LARGEST = 64 * 1024, 64 * 1024**2
_ASKING = Backoff(base=0.5, cap=2.0, attempts=2)  # somebody waits for the answer, or it is asked for again soon


@dataclass(frozen=True)
class HttpBackend:
    """Sends bundles to File Transfer over HTTP.

    Parameters
    ----------
    url : str
        Base URL. Plain `http` is accepted on this machine only: elsewhere the token would be readable on the way.
    token : Tokens
        Asked again for every call.
    ca_file : Path or None
        Certificates to trust beside the system's. Certificates are always checked.
    certificate : Path or None
        Client certificate and private key (PEM), for services that want both it and the token (mutual TLS).
    timeout : float
        Seconds to wait for one answer.
    backoff : Backoff
        How failures are tried again.
    tell : Tell or None
        Told of each wait within a submission; see `telling`.
    """

    url: str
    token: Tokens
    ca_file: Path | None = None
    certificate: Path | None = None
    timeout: float = 30.0
    backoff: Backoff = field(default_factory=Backoff)
    name: str = "http"
    tell: Tell | None = None

    @classmethod
    def from_settings(cls, settings: TransferSettings) -> HttpBackend:
        """Build it; raises `Parked` with reason `setup` when the URL is missing or unsafe."""
        refuse_unsafe(settings.url)
        token: Tokens = TokenSource(settings.token_file, settings.token_variable, settings.token_name)
        if settings.oauth_issuer:
            from gel_airlock_jupyter.transfer.oauth.tokens import DeviceTokens

            token = DeviceTokens.from_settings(settings)
        backoff = Backoff(attempts=settings.attempts)
        url = settings.url.rstrip("/")
        return cls(url, token, settings.ca_file, settings.certificate, settings.timeout, backoff)

    def describe(self) -> Status:
        """Ask the service whether it is there and knows the token; one try, 5 seconds at most."""
        try:
            with self.connected(backoff=Backoff(attempts=1), timeout=5.0) as connection:
                found = json_of(connection.call("GET", "/v1/capabilities"))
        except TransferError as error:
            return Status(False, str(error), self.url)
        return Status(True, f"Ready, as '{found.get('you', {}).get('name', '?')}'.", self.url)

    def submit(
        self,
        bundle_path: Path,
        request_summary: Mapping[str, Any],
        key: str,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Submission:
        """Create, upload, submit, and fetch the receipt; see `Backend.submit`."""
        sha256, size = digest_and_size(bundle_path)
        report = progress or (lambda sent, of: None)
        with self.connected(cancelled) as connection:
            able = json_of(connection.call("GET", "/v1/capabilities"))
            if size > int(able.get("max_bytes", size)):
                said = f"The bundle has {size} bytes; File Transfer takes {able['max_bytes']}."
                raise Parked("too-large", said, "Send fewer or smaller outputs in one request.")
            announced = {"bundle": {"sha256": sha256, "size": size}, "request": dict(request_summary)}
            replaces = request_summary.get("replaces")
            if replaces:
                announced["replaces"] = replaces
            chunk = min(max(int(able.get("chunk_bytes", _SMALLEST)), _SMALLEST), _LARGEST)
            found = deliver(connection, Parcel(bundle_path, sha256, size, key, announced, chunk), report)
            return _with_receipt(connection, found, able, sha256)

    def telling(self, tell: Tell) -> HttpBackend:
        """Return the same back end, which calls `tell` when it waits for its next try."""
        return replace(self, tell=tell)

    def status(self, remote_id: str) -> Submission:
        """Return the state at the service."""
        return self.newer(Submission(remote_id, "", ""))

    def newer(self, known: Submission) -> Submission:
        """Return the state at the service; `known` itself when its entity tag is still the newest."""
        headers = {"If-None-Match": known.tag} if known.tag else {}
        with self.connected(backoff=_ASKING, timeout=min(self.timeout, 10.0)) as connection:
            response = connection.call(
                "GET", f"/v1/requests/{quote(known.remote_id, safe='')}", accept=(304,), headers=headers
            )
            if response.status_code == 304:
                return known
            found = request_of(response)
            receipt = known.receipt
            if receipt is None and found.get("receipt"):
                receipt = json_of(connection.call("GET", found["receipt"]))
            return submission(found, receipt, response.headers.get("etag", ""))

    def find(self, key: str) -> Submission | None:
        """Return the request that was announced under an idempotency key, if the service has one of ours."""
        with self.connected(backoff=_ASKING, timeout=min(self.timeout, 10.0)) as connection:
            listed = json_of(connection.call("GET", "/v1/requests", params={"key": key})).get("requests")
        found = [each for each in listed or () if isinstance(each, dict) and each.get("key") == key]
        return self.status(str(found[0]["id"])) if found else None

    def dialogue(self, remote_id: str) -> Correspondence:
        """Return the author's side of a request."""
        return Correspondence(self.connected, remote_id)

    def attach_participants(self, remote_id: str, path: Path | None) -> None:
        """Send the participant-id file of a request, apart from its bundle; `None` takes back what was sent."""
        url = f"/v1/requests/{quote(remote_id, safe='')}/participants"
        with self.connected(backoff=_ASKING) as connection:
            if not isinstance(json_of(connection.call("GET", "/v1/capabilities")).get("participants"), dict):
                raise Parked("unsupported", "File Transfer takes no participant-id files.", "Attach it to the form.")
            if path is None:
                connection.call("DELETE", url)
                return
            ids = path.read_bytes()
            digest = base64.b64encode(hashlib.sha256(ids).digest()).decode()
            headers = {"Content-Type": "text/plain", "Content-Digest": f"sha-256=:{digest}:"}
            connection.call("PUT", url, headers=headers, body=lambda: ids)

    @contextmanager
    def connected(
        self, cancelled: Cancelled | None = None, backoff: Backoff | None = None, timeout: float | None = None
    ) -> Iterator[Connection]:
        """Open a connection for the length of the block; raises `Parked` when the settings are unsafe or wrong."""
        refuse_unsafe(self.url)
        here = is_here(httpx.URL(self.url).host)
        verify = tls(self.ca_file, self.certificate)
        wait = timeout or self.timeout
        limits = httpx.Timeout(wait, connect=min(10.0, wait))
        # A proxy named in the environment must not see calls to this very machine.
        with httpx.Client(base_url=self.url, timeout=limits, verify=verify, trust_env=not here) as client:
            yield Connection(client, self.token, backoff or self.backoff, cancelled or _never, self.tell)


def _with_receipt(connection: Connection, found: dict[str, Any], able: Mapping[str, Any], sha256: str) -> Submission:
    if not found.get("receipt"):
        return submission(found)
    envelope = json_of(connection.call("GET", found["receipt"]))
    key = able.get("receipt_key")
    public = str(key.get("public", "")) if isinstance(key, dict) else ""
    receipt.accept(envelope, public, sha256, str(found["id"]))
    return submission(found, envelope)


def _never() -> bool:
    return False
