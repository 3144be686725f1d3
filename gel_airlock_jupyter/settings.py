"""Where and how: store, project, policy file, transfer target. Limits live in the policy only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.chosen import Choices, locked_here, project_name, refuse_locked
from gel_airlock_jupyter.transfer.settings import TransferSettings


@dataclass(frozen=True)
class Settings:
    """Settings of one session: what an administrator locked, else given, chosen, in the environment, or the default.

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
    base : Path or None
        The store that environment or administrator name, where a person chose another one: keys and tokens stay there.
    """

    store: Path
    project: str = "default"
    policy: str | None = None
    transfer: TransferSettings = field(default_factory=TransferSettings)
    base: Path | None = None

    def __post_init__(self) -> None:
        project_name(self.project)
        if self.transfer.tokens is None:  # beside the keys, never in the store that kernels share
            object.__setattr__(self, "transfer", replace(self.transfer, tokens=self._home / "tokens"))

    @property
    def keys(self) -> Path:
        """Return the folder of the server's signing key, beside the store."""
        return self._home / "keys"

    @property
    def _home(self) -> Path:
        return (self.base or self.store).parent

    @classmethod
    def from_environment(
        cls,
        store: str | Path | None = None,
        project: str | None = None,
        policy: str | None = None,
        transfer: TransferSettings | None = None,
        locked: Mapping[str, Any] | None = None,
    ) -> Settings:
        """Return the settings: what is locked, else given, else chosen, else the environment, else the defaults.

        Parameters
        ----------
        store, project, policy, transfer
            Given by the caller.
        locked : mapping, optional
            What an administrator locked, by name; by default what the server that started this process handed down.

        Raises
        ------
        SettingLocked
            If another value is given than the locked one.
        """
        fixed = locked_here() if locked is None else locked
        base = base_store(fixed)
        chosen = Choices.read(base)
        given = Path(store).expanduser().absolute() if store else None
        refuse_locked(fixed, "store", given)
        refuse_locked(fixed, "project", project)
        taken = fixed.get("store") or given or chosen.store or base
        named = fixed.get("project") or project or chosen.project or os.environ.get("GEL_AIRLOCK_PROJECT")
        return cls(
            store=Path(taken).expanduser().absolute(),
            project=str(named or "default"),
            policy=str(policy or os.environ.get("GEL_AIRLOCK_POLICY") or "") or None,
            transfer=transfer or _transfer(fixed, chosen),
            base=None if given else base,
        )


def base_store(locked: Mapping[str, Any]) -> Path:
    """Return the store that administrator or environment name: what a person chose is kept beside it."""
    named = locked.get("store") or os.environ.get("GEL_AIRLOCK_STORE") or _default_store()
    return Path(str(named)).expanduser().absolute()


def _transfer(locked: Mapping[str, Any], chosen: Choices) -> TransferSettings:
    """Return where requests go; the environment's target stays known beside a chosen one."""
    usual = TransferSettings.from_environment()
    if "transfer" in locked:
        return replace(usual, **dict(locked["transfer"] or {}))
    if not chosen.transfer:
        return usual
    return replace(TransferSettings.from_target(chosen.transfer, chosen.transfer_target or ""), others=(usual,))


def _default_store() -> str:
    from platformdirs import user_data_dir

    return str(Path(user_data_dir("gel-airlock", appauthor=False)) / "store")
