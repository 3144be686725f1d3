"""Calls to an authorization server: metadata (RFC 8414), device authorization (RFC 8628), tokens (RFC 6749)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gel_airlock_jupyter.transfer.address import is_here, refuse_unsafe, tls
from gel_airlock_jupyter.transfer.protocol import Parked, Unreachable
from gel_airlock_jupyter.transfer.review import plain

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
METADATA = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")
SECONDS = 10.0


class Refused(Exception):
    """The server answered with an OAuth error; `code` is its `error`."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass(frozen=True)
class AuthorizationServer:
    """One authorization server, as the settings name it.

    Parameters
    ----------
    issuer : str
        Its URL; https, or this machine.
    client : str
        Our client id there; a public client, which has no secret (RFC 8628, section 5.6).
    ca_file, certificate : Path or None
        As for File Transfer.
    """

    issuer: str
    client: str
    ca_file: Path | None = None
    certificate: Path | None = None

    def start(self, scope: str) -> dict[str, Any]:
        """Begin to sign in; the answer of RFC 8628, section 3.2, checked."""
        form = {"client_id": self.client, **({"scope": scope} if scope else {})}
        found = self._post("device_authorization_endpoint", form)
        if not all(isinstance(found.get(name), str) for name in ("device_code", "user_code", "verification_uri")):
            raise _strange()
        for name in ("verification_uri", "verification_uri_complete"):
            uri = str(found.get(name) or "")
            if uri and not uri.startswith(("https://", "http://")):
                raise _strange()  # it is shown as a link
        return found

    def token(self, **form: str) -> dict[str, Any]:
        """Ask the token endpoint; raises `Refused` with the error it answers."""
        found = self._post("token_endpoint", {"client_id": self.client, **form})
        access = found.get("access_token")
        if not isinstance(access, str) or not access.isascii() or not access.isprintable() or " " in access:
            raise _strange()
        if str(found.get("token_type", "")).lower() != "bearer":
            raise Parked("setup", "The sign-in server gives tokens of another kind than bearer tokens.")
        return found

    def revoke(self, token: str) -> None:
        """Tell the server to forget a token, where it can (RFC 7009)."""
        self._post("revocation_endpoint", {"client_id": self.client, "token": token})

    def _post(self, endpoint: str, form: Mapping[str, str]) -> dict[str, Any]:
        with self._client() as client:
            url = self._metadata(client).get(endpoint)
            if not isinstance(url, str):
                said = f"The sign-in server has no {endpoint.replace('_', ' ')}."
                raise Parked("setup", said, "Ask your administrator for another way to sign in.")
            refuse_unsafe(url)
            response = _sent(client, "POST", url, data=dict(form))
        found = _json(response)
        if response.is_success:
            return found
        if response.status_code >= 500 or response.status_code == 429:
            raise Unreachable("The sign-in server does not answer now.", "Try again later.")
        raise Refused(plain(found.get("error", "")), plain(found.get("error_description") or found.get("error") or ""))

    def _metadata(self, client: httpx.Client) -> dict[str, Any]:
        for path in METADATA:
            response = _sent(client, "GET", self.issuer + path)
            if response.is_success:
                found = _json(response)
                if str(found.get("issuer", "")).rstrip("/") != self.issuer:
                    raise Parked("setup", "The sign-in server says it is another one.", "Is its address right?")
                return found
        raise Parked(
            "setup", "There is no sign-in server at that address.", "Is GEL_AIRLOCK_TRANSFER_OAUTH_ISSUER right?"
        )

    def _client(self) -> httpx.Client:
        refuse_unsafe(self.issuer)
        here = is_here(httpx.URL(self.issuer).host)
        return httpx.Client(timeout=SECONDS, verify=tls(self.ca_file, self.certificate), trust_env=not here)


def _sent(client: httpx.Client, method: str, url: str, **options: Any) -> httpx.Response:
    try:
        return client.request(method, url, **options)
    except httpx.TransportError as error:
        raise Unreachable("The sign-in server does not answer.", "Try again later.") from error


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    if response.is_success or response.status_code < 500:
        raise _strange()
    return {}


def _strange() -> Parked:
    return Parked("setup", "What answers there is not a sign-in server.", "Is its address right?")
