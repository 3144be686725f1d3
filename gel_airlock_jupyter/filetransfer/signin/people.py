"""Who is calling: the holder of a token of the token file, or of an access token that was granted to a device."""

from __future__ import annotations

from gel_airlock_jupyter.filetransfer.signin.grants import PREFIX, Grants
from gel_airlock_jupyter.filetransfer.tokens import Person, TokenBook


class People:
    """Looks up the holder of a token of either kind."""

    def __init__(self, book: TokenBook, grants: Grants) -> None:
        self._book, self.grants = book, grants

    def person(self, header: str | None) -> Person:
        """Return who sent an `Authorization` header; raises `Problem` 401 otherwise."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() == "bearer" and token.strip().startswith(PREFIX):
            return self.grants.person(token.strip())
        return self._book.person(header)
