"""Who is calling: bearer tokens from a file that only the operator can read, or from the environment.

The file is `{"tokens": [{"name", "roles": ["requester" | "reviewer"], "token", "expires": ISO time or absent}]}`.
It is read again when it changes, so a token can be revoked without a restart. Tokens are compared by digest and never
written to a log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.filetransfer.problems import Problem

ROLES = frozenset({"requester", "reviewer"})
VARIABLE = "GEL_AIRLOCK_FILETRANSFER_TOKENS"
_FIRST = (("researcher", "requester"), ("reviewer-1", "reviewer"), ("reviewer-2", "reviewer"))


@dataclass(frozen=True)
class Person:
    """The holder of a token."""

    name: str
    roles: frozenset[str]

    def require(self, role: str) -> None:
        """Raise `Problem` 403 unless the person has `role`."""
        if role not in self.roles:
            raise Problem("role-missing", f"'{self.name}' does not have the role '{role}'.", needed=role)


@dataclass(frozen=True)
class _Entry:
    person: Person
    digest: bytes
    expires: datetime | None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _entry(raw: Any) -> _Entry:
    name, token, roles = raw["name"], raw["token"], raw["roles"]
    if not (isinstance(name, str) and name and isinstance(token, str) and len(token) >= 16):
        raise ValueError("every token needs a name and at least 16 characters")
    if not isinstance(roles, list) or not roles or not ROLES.issuperset(roles):
        raise ValueError(f"the roles of '{name}' must be among {sorted(ROLES)}")
    expires = datetime.fromisoformat(raw["expires"]) if raw.get("expires") else None
    if expires is not None and expires.tzinfo is None:
        raise ValueError(f"the expiry of '{name}' needs a time zone")
    return _Entry(Person(name, frozenset(roles)), _digest(token), expires)


def parse(text: str) -> tuple[_Entry, ...]:
    """Read a token document; raises `ValueError` with a sentence that holds no token."""
    try:
        raw = json.loads(text)["tokens"]
        return tuple(_entry(item) for item in raw)
    except (KeyError, TypeError, json.JSONDecodeError):
        raise ValueError('it must be {"tokens": [{"name", "roles", "token"}]}') from None


def create(path: Path) -> None:
    """Write a first token file, mode 0600, with one requester and two reviewers; an existing file is left alone."""
    tokens = [{"name": name, "roles": [role], "token": secrets.token_urlsafe(32)} for name, role in _FIRST]
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump({"tokens": tokens}, stream, indent=1)
        stream.write("\n")


class TokenBook:
    """Looks up the holder of a token.

    Raises
    ------
    ValueError
        At construction, when the file is wrong or readable by others.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self._path = path
        self._fixed = parse(text) if text is not None else None
        self._seen: tuple[int, int] = (-1, -1)
        self._entries: tuple[_Entry, ...] = ()
        if self._fixed is None:
            self._current()

    def _current(self) -> tuple[_Entry, ...]:
        if self._fixed is not None:
            return self._fixed
        status = self._path.stat()
        if status.st_mode & 0o077:
            raise ValueError(f"{self._path} can be read by others: run `chmod 600` on it")
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._seen:
            self._entries = parse(self._path.read_text(encoding="utf-8"))
            self._seen = stamp
        return self._entries

    def named(self, name: str) -> Person:
        """Return a person by name, with the roles of all tokens that are valid now; raises `Problem` 401."""
        now = datetime.now(UTC)
        mine = [entry for entry in self._read() if entry.person.name == name]
        valid = [entry.person.roles for entry in mine if entry.expires is None or entry.expires > now]
        if not valid:
            raise Problem("token-not-valid", "This person may no longer sign in here.")
        return Person(name, frozenset().union(*valid))

    def _read(self) -> tuple[_Entry, ...]:
        try:
            return self._current()
        except (OSError, ValueError) as error:
            raise Problem("unavailable", "The token file cannot be read.", {"Retry-After": "30"}) from error

    def person(self, header: str | None) -> Person:
        """Return who sent an `Authorization` header; raises `Problem` 401 otherwise."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem("no-token", "Send the header 'Authorization: Bearer <token>'.")
        given = _digest(token.strip())
        found = [entry for entry in self._read() if hmac.compare_digest(entry.digest, given)]
        if not found:
            raise Problem("token-not-valid", "This token is not known here. Ask for a new one.")
        if found[0].expires is not None and found[0].expires <= datetime.now(UTC):
            raise Problem("token-expired", "This token has expired. Ask for a new one.")
        return found[0].person
