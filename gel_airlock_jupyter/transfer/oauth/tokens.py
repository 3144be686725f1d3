"""Access tokens of a person who signed in: read, and renewed before they end or when they are refused."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.transfer.oauth.kept import Kept, tokens_of
from gel_airlock_jupyter.transfer.oauth.server import AuthorizationServer, Refused
from gel_airlock_jupyter.transfer.protocol import Parked
from gel_airlock_jupyter.transfer.settings import TransferSettings

EARLY_SECONDS = 30.0


@dataclass(frozen=True)
class DeviceTokens:
    """The tokens of one sign-in. They are in one file of mode 0600 and nowhere else: no log, no store, no kernel."""

    server: AuthorizationServer
    kept: Kept

    @classmethod
    def from_settings(cls, settings: TransferSettings) -> DeviceTokens:
        """Build it; raises `Parked` with reason `setup` when a setting is missing."""
        if not settings.oauth_issuer or settings.tokens is None:
            raise Parked("setup", "No sign-in server is set.", "Set GEL_AIRLOCK_TRANSFER_OAUTH_ISSUER.")
        issuer, client = settings.oauth_issuer.rstrip("/"), settings.oauth_client
        server = AuthorizationServer(issuer, client, settings.ca_file, settings.certificate)
        return cls(server, Kept(settings.tokens, issuer, client))

    def read(self) -> str:
        """Return an access token that is good for the next half minute.

        Raises
        ------
        Parked
            With reason `needs-login` when nobody is signed in, or the sign-in has ended.
        Unreachable
            When it must be renewed and the sign-in server does not answer.
        """
        kept = self.kept.read()
        if not kept.get("access"):
            raise _signed_out()
        return str(kept["access"]) if _is_fresh(kept) else self._renewed(str(kept["access"]))

    def renew(self, refused: str) -> str:
        """Return a new token for one that was refused although its time had not come."""
        return self._renewed(refused)

    def _renewed(self, old: str) -> str:
        with self.kept.held():
            kept = self.kept.read()
            if kept.get("access") and kept["access"] != old and _is_fresh(kept):
                return str(kept["access"])  # another process was faster
            if not kept.get("refresh"):
                raise _signed_out()
            try:
                found = self.server.token(grant_type="refresh_token", refresh_token=str(kept["refresh"]))
            except Refused as error:
                self.kept.forget()
                raise _signed_out(error.words) from None
            fresh = tokens_of(found, kept)
            self.kept.write(fresh)
        return str(fresh["access"])


def _is_fresh(kept: Mapping[str, Any]) -> bool:
    """Return whether a token will last; a clock that jumped back must not make it last longer than an hour."""
    left = float(kept.get("ends_at") or 0.0) - time.time()
    return EARLY_SECONDS < left < 86400.0


def _signed_out(words: str = "") -> Parked:
    said = f"You are not signed in to File Transfer{f' ({words})' if words else ''}."
    return Parked("needs-login", said, "Sign in: the sidebar, or `gel-airlock login`.")
