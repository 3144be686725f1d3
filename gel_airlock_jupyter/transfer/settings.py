"""Where requests are sent, as an administrator or a user sets it: environment variables, or values handed in.

Only the *place* of a token is a setting. The token itself is read when it is sent, in the process that sends it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gel_airlock_jupyter.transfer.protocol import Parked

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
    name : str
        The site's name of this target; empty for the one that the environment sets.
    others : tuple of TransferSettings
        Other targets of the site: what was sent to one of them is followed there.
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
    name: str = ""
    others: tuple[TransferSettings, ...] = field(default=(), repr=False, compare=False)

    @property
    def target(self) -> str:
        """Return where requests go, for a person: the address or the folder; empty where they are carried by hand."""
        return {"http": self.url.rstrip("/"), "folder": str(self.folder or "")}.get(self.backend, "")

    def toward(self, backend: str, name: str) -> TransferSettings:
        """Return the settings for what was sent through a back end to a target, also when another one is set now.

        Raises
        ------
        Parked
            With reason `setup`, when that target is not known here any more: another service must not be asked.
        """
        for known in (self, *self.others):
            if known.name == name:
                return replace(known, backend=backend, tokens=self.tokens, others=self.others)
        said = f"This request went to the transfer target '{name}', which is not known here any more."
        raise Parked("setup", said, "Ask your administrator to offer that target again.")

    @classmethod
    def from_target(cls, target: str | Mapping[str, str], name: str) -> TransferSettings:
        """Return the settings of a site's target: an address, a folder, or a mapping such as `{"url", "token_file"}`.

        Keys are those of the environment in small letters; what a target leaves out is not taken from the environment,
        so that a token never goes to another service than its own: without a file it is in the variable
        `GEL_AIRLOCK_TRANSFER_TOKEN_NAME`.
        """
        if isinstance(target, str):
            target = {"url" if "://" in target else "folder": target}
        found = cls.from_environment({PREFIX + key.upper(): str(value) for key, value in target.items()})
        variable = f"{PREFIX}TOKEN_{re.sub('[^A-Z0-9]', '_', name.upper())}"
        return replace(found, name=name, token_variable=variable)

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
