"""What an operator can set, and its defaults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GIB = 1024**3


@dataclass(frozen=True)
class Settings:
    """Settings of one running service.

    Parameters
    ----------
    data : Path
        Folder of database, keys, tokens and bundles; made with mode 0700.
    database_url : str
        SQLAlchemy URL. Empty means SQLite inside `data`.
    token_file : Path or None
        Tokens as JSON; `None` means `tokens.json` in `data`, made at the first start.
    max_bytes : int
        Largest bundle, in bytes.
    chunk_bytes : int
        Chunk size that clients are told to use, in bytes.
    max_chunk_bytes : int
        Largest body of one upload request, in bytes.
    upload_ttl : float
        Seconds after which an unfinished upload is given up.
    reviewers, committee : int
        How many different people must approve an ordinary request, and one with a review verdict or an exception.
    validation_seconds : float
        Wall-clock limit of one re-check.
    validation_memory : int
        Address space of the re-check process, in bytes. Numerical libraries reserve far more than they touch.
    scan_command : tuple of str
        Malware scan: called with the bundle's path as last argument; only exit status 0 means clean. Empty: no scan.
    policy : str
        Name or TOML file of the policy that bundles must have been checked under. Empty: the administrator's, else
        the shipped Genomics England rules.
    access_seconds : float
        Life of an access token that the device flow gives.
    name_reviewers : bool
        Whether authors see who reviews their requests; else they see "reviewer 1". The audit log always has the names.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 0
    database_url: str = ""
    token_file: Path | None = None
    max_bytes: int = 6 * GIB
    chunk_bytes: int = 8 * 1024**2
    max_chunk_bytes: int = 64 * 1024**2
    upload_ttl: float = 7 * 24 * 3600.0
    reviewers: int = 1
    committee: int = 2
    validation_seconds: float = 300.0
    validation_memory: int = 8 * GIB
    scan_command: tuple[str, ...] = ()
    policy: str = ""
    access_seconds: float = 900.0
    name_reviewers: bool = False

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data / 'filetransfer.sqlite'}"

    @property
    def tokens(self) -> Path:
        """The token file in force."""
        return self.token_file or self.data / "tokens.json"

    def required_reviewers(self, committee: bool) -> int:
        """Return how many different reviewers must approve."""
        return max(self.committee, self.reviewers) if committee else max(1, self.reviewers)
