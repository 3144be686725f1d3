"""Signing in, step by step: begin, wait for the person, done. What is under way survives a restart."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from gel_airlock_jupyter.errors import TransferError
from gel_airlock_jupyter.transfer.credentials import TokenSource
from gel_airlock_jupyter.transfer.oauth.kept import tokens_of
from gel_airlock_jupyter.transfer.oauth.server import DEVICE_GRANT, Refused
from gel_airlock_jupyter.transfer.oauth.tokens import DeviceTokens
from gel_airlock_jupyter.transfer.protocol import Parked
from gel_airlock_jupyter.transfer.review import plain
from gel_airlock_jupyter.transfer.settings import TransferSettings

SLOWER = 5.0  # seconds that `slow_down` adds (RFC 8628, section 3.5)
SIGNED_IN, SIGNED_OUT, PENDING, EXPIRED = "signed_in", "signed_out", "pending", "expired"


@dataclass(frozen=True)
class Login:
    """How File Transfer knows this person (`Login` of docs/rest.md); it never holds a token."""

    method: str
    state: str
    message: str
    user_code: str | None = None
    verification_uri: str | None = None
    verification_uri_complete: str | None = None
    expires_at: str | None = None
    interval: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return asdict(self)


def state(settings: TransferSettings) -> Login:
    """Return whether somebody is signed in; one that is pending is asked for, when its time has come."""
    if settings.backend != "http":
        return Login("none", SIGNED_IN, f"'{settings.backend}' needs no sign-in.")
    if not settings.oauth_issuer:
        return _by_token(settings)
    tokens = DeviceTokens.from_settings(settings)
    kept = tokens.kept.read()
    if pending := kept.get("pending"):
        return _polled(tokens, kept, pending)
    if kept.get("access"):
        return Login("device", SIGNED_IN, "Signed in.")
    return Login("device", SIGNED_OUT, "Sign in to send and follow requests.")


def is_pending(settings: TransferSettings) -> bool:
    """Return whether a sign-in is under way, without asking anybody."""
    if settings.backend != "http" or not settings.oauth_issuer:
        return False
    return bool(DeviceTokens.from_settings(settings).kept.read().get("pending"))


def begin(settings: TransferSettings) -> Login:
    """Begin to sign in and return the code to enter; one that is under way already goes on.

    Raises
    ------
    Parked
        When there is no sign-in server, or it says no.
    Unreachable
        When it does not answer.
    """
    tokens = DeviceTokens.from_settings(settings)
    with tokens.kept.held():
        kept = tokens.kept.read()
        pending = kept.get("pending")
        if not pending or pending["ends_at"] < time.time():
            try:
                found = tokens.server.start(settings.oauth_scope)
            except Refused as error:
                raise Parked("needs-login", f"The sign-in server said no: {error.words}.") from None
            pending = _pending(found)
            tokens.kept.write({**kept, "pending": pending})
    return _waiting(pending)


def end(settings: TransferSettings) -> Login:
    """Sign out: tell the server, as far as it answers, and forget the tokens."""
    tokens = DeviceTokens.from_settings(settings)
    with tokens.kept.held():
        kept = tokens.kept.read()
        try:
            if kept.get("refresh"):
                tokens.server.revoke(str(kept["refresh"]))
        except (TransferError, Refused):
            pass  # the tokens are forgotten here all the same
        tokens.kept.forget()
    return Login("device", SIGNED_OUT, "Signed out.")


def _by_token(settings: TransferSettings) -> Login:
    try:
        TokenSource(settings.token_file, settings.token_variable, settings.token_name).read()
    except Parked as error:
        return Login("token", SIGNED_OUT, str(error))
    return Login("token", SIGNED_IN, "A token file is set.")


def _pending(found: Mapping[str, Any]) -> dict[str, Any]:
    def number(name: str, otherwise: float) -> float:
        value = found.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise

    return {
        "device_code": str(found["device_code"]),
        "user_code": plain(found["user_code"]),
        "verification_uri": plain(found["verification_uri"]),
        "verification_uri_complete": plain(found.get("verification_uri_complete")),
        "ends_at": time.time() + min(max(number("expires_in", 600.0), 1.0), 3600.0),
        "interval": min(max(number("interval", 5.0), 0.1), 60.0),
        "asked_at": 0.0,
    }


def _polled(tokens: DeviceTokens, kept: Mapping[str, Any], pending: dict[str, Any]) -> Login:
    """Ask for the tokens, unless that was done just now."""
    at = time.time()
    if 0 <= at - pending["asked_at"] < pending["interval"]:
        return _waiting(pending)
    with tokens.kept.held():
        kept = tokens.kept.read()
        if kept.get("pending") != pending:
            return _waiting(pending)  # another process is at it
        rest = {key: value for key, value in kept.items() if key != "pending"}
        try:
            found = tokens.server.token(grant_type=DEVICE_GRANT, device_code=pending["device_code"])
        except Refused as error:
            if error.code in ("authorization_pending", "slow_down"):
                slower = SLOWER if error.code == "slow_down" else 0.0
                pending = {**pending, "asked_at": at, "interval": min(pending["interval"] + slower, 60.0)}
                tokens.kept.write({**rest, "pending": pending})
                return _waiting(pending)
            tokens.kept.write(rest)
            said = "The code was not entered in time." if error.code == "expired_token" else error.words
            return Login("device", EXPIRED if error.code == "expired_token" else SIGNED_OUT, said)
        tokens.kept.write(tokens_of(found, rest))
    return Login("device", SIGNED_IN, "Signed in.")


def _waiting(pending: Mapping[str, Any]) -> Login:
    ends = datetime.fromtimestamp(float(pending["ends_at"]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Login(
        "device",
        PENDING,
        f"Open {pending['verification_uri']} and enter {pending['user_code']}.",
        pending["user_code"],
        pending["verification_uri"],
        pending["verification_uri_complete"] or None,
        ends,
        pending["interval"],
    )
