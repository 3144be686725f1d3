"""Where a bearer token comes from, at the moment it is sent."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gel_airlock_jupyter.transfer.protocol import Parked


class Tokens(Protocol):
    """A source of bearer tokens."""

    def read(self) -> str:
        """Return a token; raises `Parked` with reason `needs-login` when there is none."""
        ...

    def renew(self, refused: str) -> str:
        """Return another token than the one that was refused, or the same where there is no other."""
        ...


@dataclass(frozen=True)
class TokenSource:
    """Where a token is: a file (first), or an environment variable. It is not kept, stored or shown.

    Parameters
    ----------
    file : Path or None
        The bare token, or the reference service's `{"tokens": [...]}`.
    variable : str
        Name of an environment variable.
    name : str
        Whose token, in a JSON file; empty takes the first with the role.
    role : str
        `requester` or `reviewer`.
    """

    file: Path | None = None
    variable: str = ""
    name: str = ""
    role: str = "requester"

    def read(self) -> str:
        """Return the token; raises `Parked` with reason `needs-login` when there is none."""
        if self.file is None:
            token = os.environ.get(self.variable, "").strip() if self.variable else ""
            return _plain(token, f"the environment variable {self.variable or '(none named)'}")
        try:
            text = self.file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            said = f"The token file '{self.file}' cannot be read ({type(error).__name__})."
            raise Parked("needs-login", said, "Sign in again, or ask for a token file.") from None
        return _plain(self._chosen(text) if text.startswith("{") else text, f"the token file '{self.file}'")

    def renew(self, refused: str) -> str:
        """Read it once more: it may have been renewed meanwhile."""
        return self.read()

    def _chosen(self, text: str) -> str:
        try:
            entries = json.loads(text)["tokens"]
            fits = [
                entry["token"] for entry in entries if self.role in entry["roles"] and self.name in ("", entry["name"])
            ]
        except (ValueError, KeyError, TypeError):
            raise Parked("needs-login", f"The token file '{self.file}' is damaged.", "Ask for a new one.") from None
        if not fits:
            who = f"'{self.name}' as {self.role}" if self.name else f"a {self.role}"
            raise Parked("needs-login", f"The token file '{self.file}' holds no token for {who}.")
        return str(fits[0])


def _plain(token: str, where: str) -> str:
    if not token:
        raise Parked("needs-login", f"There is no token in {where}.", "Sign in to File Transfer, then try again.")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise Parked("needs-login", f"What is in {where} is not a token.", "Sign in to File Transfer, then try again.")
    return token
