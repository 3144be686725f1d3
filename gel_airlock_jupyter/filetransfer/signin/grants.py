"""Grants of the device flow: what a device asked for, who allowed it, and the tokens it got. Only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from gel_airlock_jupyter.filetransfer import chain
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.tables import grants
from gel_airlock_jupyter.filetransfer.tokens import Person, TokenBook

PREFIX = "gat_"  # tells an access token from one of the token file
SCOPES: Mapping[str, str] = {"airlock:submit": "requester", "airlock:review": "reviewer"}
CODE_SECONDS, POLL_SECONDS, REFRESH_SECONDS = 600.0, 5, 30 * 86400.0
GRACE_SECONDS = 60.0  # a renewal whose answer was lost may be asked for again
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, no words (RFC 8628, section 6.1)


class Refused(Exception):
    """An error of RFC 6749, section 5.2, or RFC 8628, section 3.5."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass(frozen=True)
class Grants:
    """The grants of one service.

    Parameters
    ----------
    people : TokenBook
        Who may sign in; a person taken out of it loses all grants.
    access_seconds : float
        Life of an access token.
    """

    engine: Engine
    people: TokenBook
    access_seconds: float

    def start(self, client: str, scope: str) -> dict[str, Any]:
        """Begin a grant: codes for the device and for the person."""
        wanted = scope.split() or ["airlock:submit"]
        if unknown := set(wanted) - set(SCOPES):
            raise Refused("invalid_scope", f"Unknown scope '{min(unknown)[:40]}'.")
        device, letters = secrets.token_urlsafe(32), "".join(secrets.choice(_LETTERS) for _ in range(8))
        user_code = f"{letters[:4]}-{letters[4:]}"
        values = {
            "device_digest": _digest(device),
            "user_code": user_code,
            "client": client[:200],
            "scope": " ".join(sorted(wanted)),
            "state": "pending",
            "ends_at": chain.now(CODE_SECONDS),
            "polled_at": "",
        }
        with self.engine.begin() as connection:
            connection.execute(delete(grants).where(grants.c.ends_at < chain.now()))
            connection.execute(grants.insert().values(**values))
        return {
            "device_code": device, "user_code": user_code, "expires_in": int(CODE_SECONDS), "interval": POLL_SECONDS,
        }  # fmt: skip

    def decide(self, user_code: str, person: Person, allow: bool) -> None:
        """Allow or deny what a device asked for; raises `Problem` for a code that is not waiting."""
        code = "".join(letter for letter in user_code.upper() if letter.isalpha())
        with self.engine.begin() as connection:
            row = connection.execute(
                select(grants).where(grants.c.user_code == f"{code[:4]}-{code[4:]}", grants.c.state == "pending")
            ).first()
            if row is None or row.ends_at < chain.now():
                raise Problem("not-found", "This code is not known, or no longer valid. Start to sign in again.")
            roles = {SCOPES[scope] for scope in row.scope.split()}
            if allow and not roles & person.roles:
                raise Problem("role-missing", f"'{person.name}' does not have the role '{min(roles)}'.")
            _change(connection, row.device_digest, state="allowed" if allow else "denied", name=person.name)

    def redeem(self, device: str, client: str) -> dict[str, Any]:
        """Return tokens once the person has allowed it; raises `Refused` until then."""
        with self.engine.begin() as connection:
            row = connection.execute(select(grants).where(grants.c.device_digest == _digest(device))).first()
            if row is None or row.client != client or row.state in ("redeemed", "revoked"):
                raise Refused("invalid_grant", "This device code is not known, or was used.")
            if row.ends_at < chain.now():
                raise Refused("expired_token", "Nobody entered the code in time.")
            if row.state == "denied":
                raise Refused("access_denied", "The person said no.")
            if row.state == "allowed":
                return self._tokens(connection, row, "")
            early = bool(row.polled_at) and row.polled_at > chain.now(1 - POLL_SECONDS)
            _change(connection, row.device_digest, polled_at=chain.now())
        raise Refused(*(_TOO_FAST if early else _WAITING))

    def renew(self, token: str, client: str) -> dict[str, Any]:
        """Return new tokens for a refresh token. One that was used before shows theft: the whole grant ends."""
        digest = _digest(token)
        with self.engine.begin() as connection:
            now_or_before = (grants.c.refresh_digest == digest) | (grants.c.refresh_before == digest)
            row = connection.execute(select(grants).where(now_or_before)).first()
            if row is None or row.state != "redeemed" or row.client != client or row.ends_at < chain.now():
                raise Refused("invalid_grant", "This sign-in is not known, or has ended.")
            stolen = row.refresh_digest != digest and row.polled_at < chain.now(-GRACE_SECONDS)
            if not stolen:
                return self._tokens(connection, row, row.refresh_digest)
            _change(connection, row.device_digest, state="revoked")
        raise Refused("invalid_grant", "This refresh token was used before: sign in again.")

    def revoke(self, token: str) -> None:
        """End the grant of an access or refresh token; one that is not known is no error (RFC 7009)."""
        digest = _digest(token)
        with self.engine.begin() as connection:
            known = (grants.c.refresh_digest == digest) | (grants.c.access_digest == digest)
            connection.execute(update(grants).where(known).values(state="revoked"))

    def person(self, token: str) -> Person:
        """Return whose access token it is, with the roles that the grant and the token file both give."""
        with self.engine.begin() as connection:
            row = connection.execute(select(grants).where(grants.c.access_digest == _digest(token))).first()
        if row is None or row.state != "redeemed":
            raise Problem("token-not-valid", "This token is not known here. Sign in again.")
        if row.access_ends_at <= chain.now():
            raise Problem("token-expired", "This token has expired. Renew it.")
        known = self.people.named(row.name)
        return Person(known.name, known.roles & {SCOPES[scope] for scope in row.scope.split()})

    def _tokens(self, connection: Connection, row: Any, before: str) -> dict[str, Any]:
        access, refresh = PREFIX + secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        _change(
            connection,
            row.device_digest,
            state="redeemed",
            access_digest=_digest(access),
            access_ends_at=chain.now(self.access_seconds),
            refresh_digest=_digest(refresh),
            refresh_before=before,
            polled_at=chain.now(),
            ends_at=chain.now(REFRESH_SECONDS),
        )
        life = max(1, int(self.access_seconds))
        return {
            "access_token": access, "token_type": "Bearer", "expires_in": life, "refresh_token": refresh,
            "scope": row.scope,
        }  # fmt: skip


_WAITING = ("authorization_pending", "The person has not entered the code yet.")
_TOO_FAST = ("slow_down", f"Ask every {POLL_SECONDS} seconds at most.")


def _change(connection: Connection, device_digest: str, **values: object) -> None:
    connection.execute(update(grants).where(grants.c.device_digest == device_digest).values(**values))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
