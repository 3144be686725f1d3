"""What clients may send, read strictly: a wrong or unknown member is a problem 422 that names it."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.filetransfer.problems import Problem

VOTES = ("approve", "reject", "changes")
_HEX = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[A-Za-z0-9._:-]{8,200}")
_LONGEST = 20_000


@dataclass(frozen=True)
class Announcement:
    """A new request: the bundle to come, and its summary for people who list requests."""

    sha256: str
    size: int
    summary: dict[str, Any]
    replaces: str | None
    digest: str

    @property
    def project(self) -> str:
        """The project it is announced for; the bundle must be of the same."""
        return str(self.summary.get("project") or "").strip()[:200]


def _wrong(what: str) -> Problem:
    return Problem("invalid-body", what)


def members(body: Any, allowed: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the body as a mapping that has only `allowed` members."""
    if not isinstance(body, dict):
        raise _wrong("The body must be an object.")
    unknown = sorted(set(body) - set(allowed))
    if unknown:
        raise _wrong(f"Unknown member '{unknown[0][:40]}'. Known: {', '.join(allowed)}.")
    return body


def text(body: Mapping[str, Any], name: str, needed: bool = True) -> str:
    """Return a text member without surrounding blanks."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST or "\x00" in value:
        raise _wrong(f"'{name}' must be text of at most {_LONGEST} characters.")
    if needed and not value.strip():
        raise Problem("comment-needed", f"'{name}' may not be empty.")
    return value.strip()


def idempotency_key(headers: Mapping[str, str]) -> str:
    """Return the Idempotency-Key header, with or without the quotes of its draft standard."""
    key = headers.get("idempotency-key", "").strip().strip('"')
    if not key:
        raise Problem("key-missing", "Send an Idempotency-Key header: the bundle's uuid.")
    if not _KEY.fullmatch(key):
        raise Problem("bad-request", "An Idempotency-Key has 8 to 200 letters, digits or '._:-'.")
    return key


def bundle(body: Mapping[str, Any]) -> tuple[str, int]:
    """Return digest and size of a bundle, as announced."""
    sha256, size = body.get("sha256"), body.get("size")
    if not isinstance(sha256, str) or not _HEX.fullmatch(sha256):
        raise _wrong("'sha256' must be 64 hexadecimal digits in lower case.")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise _wrong("'size' must be a whole number of bytes above 0.")
    return sha256, size


def announcement(body: Any) -> Announcement:
    """Read the body of a new request."""
    known = members(body, ("bundle", "request", "replaces"))
    sha256, size = bundle(members(known.get("bundle"), ("sha256", "size")))
    summary = known.get("request")
    if not isinstance(summary, dict):
        raise _wrong("'request' must be an object.")
    replaces = known.get("replaces")
    if replaces is not None:
        try:
            replaces = str(uuid.UUID(replaces))
        except (ValueError, TypeError, AttributeError):
            raise _wrong("'replaces' must be the id of an earlier request.") from None
    canonical = json.dumps(known, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Announcement(sha256, size, summary, replaces, hashlib.sha256(canonical.encode()).hexdigest())


def review(body: Any) -> tuple[dict[int, str], str]:
    """Read a review: votes per output position (position 0 stands for all outputs), and the comment."""
    known = members(body, ("votes", "vote", "comment"))
    if ("votes" in known) == ("vote" in known):
        raise _wrong("Send either 'vote' for all outputs or 'votes' per output.")
    raw = known["votes"] if "votes" in known else {"0": known["vote"]}
    if not isinstance(raw, dict) or not raw or not all(re.fullmatch(r"\d{1,6}", key) for key in raw):
        raise _wrong("'votes' must be an object from output number to vote.")
    votes = {int(key): value for key, value in raw.items()}
    if not all(vote in VOTES for vote in votes.values()):
        raise _wrong(f"A vote is one of {', '.join(VOTES)}.")
    needed = any(vote != "approve" for vote in votes.values())
    return votes, text(known, "comment", needed)
