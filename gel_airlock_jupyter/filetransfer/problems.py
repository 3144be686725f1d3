"""Errors as RFC 9457 problem documents with stable types.

The type is `urn:gel-airlock:problem:<code>`; a client switches on it, a person reads `title` and `detail`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.responses import JSONResponse

PREFIX = "urn:gel-airlock:problem:"

STATUS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "bad-request": (400, "The request could not be understood"),
        "no-token": (401, "A token is needed"),
        "token-not-valid": (401, "The token is not valid"),
        "token-expired": (401, "The token has expired"),
        "role-missing": (403, "This token may not do that"),
        "own-request": (403, "Nobody may review a request of their own"),
        "not-found": (404, "There is no such thing here"),
        "method-not-allowed": (405, "The method is not allowed here"),
        "state-conflict": (409, "The request is not in a state for that"),
        "changed-meanwhile": (409, "The request was changed by someone else meanwhile"),
        "duplicate-bundle": (409, "This bundle is already under another request"),
        "offset-conflict": (409, "The upload continues at another offset"),
        "upload-incomplete": (409, "The upload is not complete"),
        "reviewers-missing": (409, "More reviewers must decide"),
        "outputs-undecided": (409, "Some outputs are undecided"),
        "changes-requested": (409, "A reviewer asked for changes"),
        "policy-stale": (409, "The bundle was checked under another policy"),
        "upload-gone": (410, "The upload is no longer there"),
        "etag-mismatch": (412, "The request has changed"),
        "tus-version": (412, "This tus version is not spoken here"),
        "too-large": (413, "It is too large"),
        "media-type": (415, "The media type is not accepted"),
        "invalid-body": (422, "The body does not fit the contract"),
        "key-reused": (422, "The idempotency key was used with another body"),
        "digest-mismatch": (422, "The bundle received is not the one announced"),
        "comment-needed": (422, "A reason is needed"),
        "upload-busy": (423, "The upload is in use by another connection"),
        "key-missing": (428, "An Idempotency-Key header is needed"),
        "checksum-mismatch": (460, "The chunk was damaged on the way"),
        "server-error": (500, "The service failed"),
        "unavailable": (503, "The service cannot answer now"),
        "disk-full": (507, "The service has no room left"),
    }
)


class Problem(Exception):
    """An answer that is not a success.

    Parameters
    ----------
    code : str
        A key of `STATUS`.
    detail : str
        What happened to this request, for a person.
    headers : Mapping
        Extra response headers, such as `Retry-After`.
    **extra
        Further members of the problem document.
    """

    def __init__(self, code: str, detail: str, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.status, self.title = STATUS[code]
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra

    def to_dict(self) -> dict[str, Any]:
        """Return the problem document."""
        base = {"type": PREFIX + self.code, "title": self.title, "status": self.status, "detail": self.detail}
        return {**self.extra, **base}

    def response(self) -> JSONResponse:
        """Return the answer to send."""
        headers = {"Cache-Control": "no-store", **self.headers}
        if self.status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="gel-airlock"'
        return JSONResponse(self.to_dict(), self.status, headers, media_type="application/problem+json")
