"""Where requests are sent, as an administrator or a user sets it: environment variables, or values handed in.

Only the *place* of a token is a setting. The token itself is read when it is sent, in the process that sends it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "GEL_AIRLOCK_TRANSFER_"


@dataclass(frozen=True)
class TransferSettings:
    """Settings of the transfer.

    Parameters
    ----------
    backend : str
        `manual` (default), `http`, `folder`, or the name of an installed plug-in.
    url : str
        Base URL of the File Transfer service (http).
    token_file : Path or None
        File with the bearer token: the bare token, or the JSON token file of the reference service (http).
    token_variable : str
        Environment variable with the bearer token, used when there is no file (http).
    token_name : str
        Whose token to take from a JSON token file; empty takes the first requester's (http).
    ca_file : Path or None
        Certificates to trust beside the system's (http).
    certificate : Path or None
        Client certificate with its private key in one PEM file, where the service asks for one (http).
    oauth_issuer : str
        Issuer of an OAuth 2 authorization server (RFC 8414): people sign in by the device flow, in place of a token
        file (http).
    oauth_client, oauth_scope : str
        Client id, and the scope asked for; empty leaves it to the server (http).
    tokens : Path or None
        Folder in which what the device flow gives is kept, mode 0600 (http).
    folder : Path or None
        Watched folder (folder).
    timeout : float
        Seconds to wait for one answer (http).
    attempts : int
        How often one step is tried before the transfer is put off (http).
    """

    backend: str = "manual"
    url: str = ""
    token_file: Path | None = None
    token_variable: str = "GEL_AIRLOCK_TRANSFER_TOKEN"  # noqa: S105 - a name
    token_name: str = ""
    ca_file: Path | None = None
    certificate: Path | None = None
    oauth_issuer: str = ""
    oauth_client: str = "gel-airlock"
    oauth_scope: str = ""
    tokens: Path | None = None
    folder: Path | None = None
    timeout: float = 30.0
    attempts: int = 8

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> TransferSettings:
        """Read `GEL_AIRLOCK_TRANSFER_BACKEND`, `_URL`, `_TOKEN_FILE`, `_TOKEN_NAME`, `_CA_FILE`,
        `_CERTIFICATE`, `_OAUTH_ISSUER`, `_OAUTH_CLIENT`, `_OAUTH_SCOPE` and `_FOLDER`.

        With a URL or a folder but no back end named, that back end is meant.
        """
        given = os.environ if environment is None else environment

        def read(name: str) -> str:
            return given.get(PREFIX + name, "").strip()

        def path(name: str) -> Path | None:
            return Path(read(name)).expanduser() if read(name) else None

        meant = "http" if read("URL") else "folder" if read("FOLDER") else "manual"
        return cls(
            backend=read("BACKEND") or meant,
            url=read("URL"),
            token_file=path("TOKEN_FILE"),
            token_name=read("TOKEN_NAME"),
            ca_file=path("CA_FILE"),
            certificate=path("CERTIFICATE"),
            oauth_issuer=read("OAUTH_ISSUER").rstrip("/"),
            oauth_client=read("OAUTH_CLIENT") or "gel-airlock",
            oauth_scope=read("OAUTH_SCOPE"),
            folder=path("FOLDER"),
        )
