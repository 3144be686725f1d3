"""Where and how: store, project, policy file, transfer target. Limits live in the policy only."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.transfer.settings import TransferSettings

PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Settings:
    """Settings of one session, from the environment unless given.

    Parameters
    ----------
    store : Path
        Folder of the store; `GEL_AIRLOCK_STORE`, by default the user's data folder.
    project : str
        Folder within it; `GEL_AIRLOCK_PROJECT`, by default "default".
    policy : str or None
        A policy file or profile; `GEL_AIRLOCK_POLICY`. An administrator's policy cannot be replaced.
    transfer : TransferSettings
        How requests reach File Transfer; `GEL_AIRLOCK_TRANSFER_*`.
    """

    store: Path
    project: str = "default"
    policy: str | None = None
    transfer: TransferSettings = field(default_factory=TransferSettings)

    def __post_init__(self) -> None:
        if not PROJECT.fullmatch(self.project):
            raise InputError(
                f"'{self.project}' cannot be the name of a project.",
                "Use letters, digits, '.', '_' and '-', such as RR150.",
            )
        if self.transfer.tokens is None:  # beside the keys, never in the store that kernels share
            object.__setattr__(self, "transfer", replace(self.transfer, tokens=self.store.parent / "tokens"))

    @property
    def keys(self) -> Path:
        """Return the folder of the server's signing key, beside the store."""
        return self.store.parent / "keys"

    @classmethod
    def from_environment(
        cls,
        store: str | Path | None = None,
        project: str | None = None,
        policy: str | None = None,
        transfer: TransferSettings | None = None,
    ) -> Settings:
        """Return the settings: what is given, else the environment, else the defaults."""

        def chosen(given: object, variable: str) -> str:
            return str(given or os.environ.get(variable) or "")

        return cls(
            store=Path(chosen(store, "GEL_AIRLOCK_STORE") or _default_store()).expanduser().absolute(),
            project=chosen(project, "GEL_AIRLOCK_PROJECT") or "default",
            policy=chosen(policy, "GEL_AIRLOCK_POLICY") or None,
            transfer=transfer or TransferSettings.from_environment(),
        )


def _default_store() -> str:
    from platformdirs import user_data_dir

    return str(Path(user_data_dir("gel-airlock", appauthor=False)) / "store")
