"""Who is signed in to the pages: a random cookie for a token kept in memory, checked anew at every call.

The cookie is HttpOnly and SameSite=Strict, every form carries a token of its own session, and a form sent from
another origin is refused. Sessions end with the service, or after eight hours.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.signin.people import People
from gel_airlock_jupyter.filetransfer.tokens import Person

COOKIE = "airlock_review"
LIFE = 8 * 3600.0
_MOST = 1000
_LARGEST_FORM = 256 * 1024


@dataclass(frozen=True)
class Visit:
    """One call of someone who is signed in."""

    person: Person
    form_token: str


@dataclass(frozen=True)
class _Session:
    token: str
    form_token: str
    ends: float


class Sessions:
    """The sessions of one service."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._guard = threading.Lock()
        self._open: dict[str, _Session] = {}

    def enter(self, token: str) -> str:
        """Open a session for a reviewer's token and return the cookie's value; raises `Problem` 401 or 403."""
        self._people.person(f"Bearer {token}").require("reviewer")
        name = secrets.token_urlsafe(32)
        with self._guard:
            now = time.monotonic()
            kept = {key: each for key, each in self._open.items() if each.ends > now}
            self._open = dict(list(kept.items())[-_MOST:])
            self._open[name] = _Session(token, secrets.token_urlsafe(32), now + LIFE)
        return name

    def leave(self, request: Request) -> None:
        """Close the session of a call."""
        with self._guard:
            self._open.pop(request.cookies.get(COOKIE, ""), None)

    def visit(self, request: Request) -> Visit:
        """Return who calls; raises `Problem` 401 without a session, or when its token was revoked meanwhile."""
        with self._guard:
            found = self._open.get(request.cookies.get(COOKIE, ""))
        if found is None or found.ends <= time.monotonic():
            raise Problem("no-token", "Please sign in.")
        person = self._people.person(f"Bearer {found.token}")
        person.require("reviewer")
        return Visit(person, found.form_token)


async def form_of(request: Request) -> dict[str, str]:
    """Read a form; raises `Problem` for one that is too large, is no form, or comes from another origin."""
    origin = request.headers.get("origin")
    here = f"{request.url.scheme}://{request.url.netloc}"
    if origin not in (None, here):
        raise Problem("role-missing", "This form was sent from another site.")
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Problem("media-type", "Send a form.")
    body = bytearray()
    async for block in request.stream():
        body += block
        if len(body) > _LARGEST_FORM:
            raise Problem("too-large", "The form is too large.")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=5000)
    except ValueError:
        raise Problem("bad-request", "The form cannot be read.") from None
    return {name: values[-1].replace("\r\n", "\n") for name, values in fields.items()}


def require_own_form(visit: Visit, form: Mapping[str, str]) -> None:
    """Raise `Problem` 403 unless the form was rendered for this session."""
    if not hmac.compare_digest(form.get("form_token", "").encode(), visit.form_token.encode()):
        raise Problem("role-missing", "This form has expired. Reload the page and send it again.")
