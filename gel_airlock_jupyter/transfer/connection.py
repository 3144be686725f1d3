"""One HTTP step at a time, tried again where that can help, and turned into plain words where it cannot."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import httpx

from gel_airlock_jupyter.transfer.credentials import Tokens
from gel_airlock_jupyter.transfer.protocol import Cancelled, Parked, Rest, Tell, Unreachable
from gel_airlock_jupyter.transfer.retry import Backoff, pause, retry_after

TRY_AGAIN = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 507})
_PREFIX = "urn:gel-airlock:problem:"
_LONGEST = 500
_BLOCK = 256 * 1024
_REASONS: Mapping[str, tuple[str, str]] = {
    "duplicate-bundle": ("duplicate", "The earlier request goes on; nothing more to do."),
    "policy-stale": ("policy-stale", "Check the outputs again under the new policy and seal a new bundle."),
    "key-reused": ("refused", "Seal the request again: this bundle's id was used for another one."),
    "too-large": ("too-large", "Send fewer or smaller outputs in one request."),
}


def problem_of(response: httpx.Response) -> tuple[str, str]:
    """Return code and words of a problem document; the status code and its phrase when it is none."""
    try:
        raw: Any = response.json()
        code = str(raw["type"]).removeprefix(_PREFIX)
        words = str(raw.get("detail") or raw.get("title") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        code, words = f"http-{response.status_code}", response.reason_phrase
    return code, re.sub(r"[^\S ]+|[\x00-\x1f\x7f]", " ", words)[:_LONGEST]


def refusal(response: httpx.Response) -> Parked:
    """Return what a permanent refusal means for the user."""
    code, words = problem_of(response)
    if code in _REASONS:
        reason, hint = _REASONS[code]
    elif response.status_code == 403:
        reason, hint = "not-allowed", "Ask the File Transfer team for the right to send requests."
    elif 300 <= response.status_code < 400 or code.startswith("http-"):
        reason, hint = "setup", "Is the address of File Transfer right? Something else answers there."
    else:
        reason, hint = "refused", "Read the reason, mend it and seal the request again."
    return Parked(reason, f"File Transfer refused: {words or code} ({response.status_code}).", hint)


class Connection:
    """Calls to one service with a token, within one `submit` or `status`.

    Parameters
    ----------
    client : httpx.Client
        With base URL, TLS settings and timeouts.
    tell : Tell or None
        Told of each wait, and of the answer that ends it.
    """

    def __init__(
        self, client: httpx.Client, token: Tokens, backoff: Backoff, cancelled: Cancelled, tell: Tell | None = None
    ) -> None:
        self._client, self._token, self.backoff, self.cancelled = client, token, backoff, cancelled
        self._tell, self._resting = tell, False

    def once(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Make one try. `options` are httpx's; `body` is a function that makes the content.

        A 401 is answered by reading the token once more (it may have been renewed); a second one is `needs-login`.

        Raises
        ------
        Unreachable
            No answer, or one that says "later".
        """
        token = self._token.read()
        response = self._send(method, url, options, token)
        if response.status_code == 401:
            response = self._send(method, url, options, self._token.renew(token))
        if response.status_code == 401:
            words = problem_of(response)[1]
            raise Parked(
                "needs-login", f"File Transfer does not accept the token: {words}", "Sign in again and resume."
            )
        if response.status_code in TRY_AGAIN:
            words = problem_of(response)[1]
            said = f"File Transfer cannot take it now: {words} ({response.status_code})."
            raise Unreachable(said, "It will be tried again.", retry_after(response.headers))
        if self._resting:
            self._say(None)
        return response

    def _say(self, rest: Rest | None) -> None:
        self._resting = rest is not None
        if self._tell is not None:
            self._tell(rest)

    def _send(self, method: str, url: str, options: Mapping[str, Any], token: str) -> httpx.Response:
        pause(0.0, self.cancelled)
        _refuse_elsewhere(url)
        headers = {**options.get("headers", {}), "Authorization": f"Bearer {token}"}
        sent = {**options, "headers": headers}
        if (body := sent.pop("body", None)) is not None:
            sent["content"] = body()  # made anew for each try: a stream is used up by the first
        try:
            return self._client.request(method, url, **sent)
        except httpx.TransportError as error:
            raise _failed(error) from error

    def call(self, method: str, url: str, accept: Collection[int] = (), **options: Any) -> httpx.Response:
        """Try until there is an answer: a success, or a status in `accept`; raises `Parked` for any other."""
        failures = 0
        while True:
            try:
                response = self.once(method, url, **options)
            except Unreachable as error:
                failures += 1
                self.rest(failures, error)
                continue
            if response.is_success or response.status_code in accept:
                return response
            raise refusal(response)

    def blocks(self, method: str, url: str) -> Iterator[bytes]:
        """Yield a large answer block by block; one try. Raises like `once` and `call`."""
        _refuse_elsewhere(url)
        headers = {"Authorization": f"Bearer {self._token.read()}"}
        try:
            with self._client.stream(method, url, headers=headers) as response:
                if not response.is_success:
                    response.read()
                    raise refusal(response)
                for block in response.iter_bytes(_BLOCK):
                    pause(0.0, self.cancelled)
                    yield block
        except httpx.TransportError as error:
            raise _failed(error) from error

    def rest(self, failures: int, error: Unreachable) -> None:
        """Wait before the next try; raises `error` when there have been enough."""
        if failures >= self.backoff.attempts:
            raise error
        wait = self.backoff.wait(failures, error.after)
        self._say(Rest(error.message, time.time() + wait, failures + 1, self.backoff.attempts))
        pause(wait, self.cancelled)


def _refuse_elsewhere(url: str) -> None:
    """The service names the places of its uploads; the token must not follow it to another host."""
    if not url.startswith("/") or url.startswith("//"):
        raise Parked("setup", "File Transfer pointed to another address.", "Tell the File Transfer team.")


def _failed(error: httpx.TransportError) -> Parked | Unreachable:
    """Return what a failed connection means: a certificate that is not trusted will not mend itself."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        hint = "Set GEL_AIRLOCK_TRANSFER_CA_FILE to your site's certificates, or ask your administrator."
        return Parked("setup", "The certificate of File Transfer is not trusted: nothing was sent.", hint)
    words = "the connection broke"
    if isinstance(error, httpx.TimeoutException):
        words = "no answer in time"
    elif isinstance(error, httpx.ConnectError):
        words = "no connection"
    return Unreachable(f"File Transfer does not answer ({words}).", "It will be tried again.")


def request_of(response: httpx.Response) -> dict[str, Any]:
    """Return a request as the service shows it; raises `Parked` when the answer is none."""
    found = json_of(response)
    if not all(isinstance(found.get(name), str) for name in ("id", "state", "message")):
        raise Parked("setup", "What answers there is not File Transfer.", "Is the address right?")
    return found


def json_of(response: httpx.Response) -> dict[str, Any]:
    """Return a JSON object; raises `Parked` when the answer is none."""
    try:
        content = response.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise Parked("setup", "What answers there is not File Transfer.", "Is the address right?")
    return content
