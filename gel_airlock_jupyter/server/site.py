"""What the site lets a person choose, and which of it: the server's own check, before anything is written."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import make_private
from gel_airlock_jupyter.chosen import WORDS, project_name
from gel_airlock_jupyter.errors import InputError, SettingLocked, StoreError
from gel_airlock_jupyter.settings import base_store
from gel_airlock_jupyter.transfer.settings import TransferSettings

MANUAL = "manual"
"""The target that is always allowed: a person carries the bundle."""


@dataclass(frozen=True)
class Site:
    """What an administrator set.

    Parameters
    ----------
    locked : mapping
        Values that cannot be chosen, by name; for `transfer` the fields of `TransferSettings` that are set.
    by : mapping
        What locks each of them, such as `c.AirlockApp.project`.
    projects : sequence of str
        Projects that may be chosen, with `*` and `?`; empty for any.
    stores : sequence of str
        Folders below which a store may lie; empty for the person's home.
    targets : mapping
        Transfer targets by name: an address, a folder, or fields as in `TransferSettings.from_target`.
    """

    locked: Mapping[str, Any] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    projects: Sequence[str] = ()
    stores: Sequence[str] = ()
    targets: Mapping[str, Any] = field(default_factory=dict)

    @property
    def roots(self) -> tuple[Path, ...]:
        """Return the folders below which a store may lie."""
        named = [Path(each).expanduser() for each in self.stores]
        return tuple(each.resolve() for each in named or (Path.home(), base_store(self.locked).parent))

    @property
    def others(self) -> tuple[TransferSettings, ...]:
        """Return the settings of every target, so that what was sent to one of them is followed there."""
        usual = TransferSettings.from_environment()
        return (usual, *(TransferSettings.from_target(each, name) for name, each in self.targets.items()))

    def refuse_lock(self, name: str) -> None:
        """Raise `SettingLocked` when a setting cannot be chosen, with who locked it."""
        if name in self.locked:
            said = f"{WORDS[name]} is locked by your site ({self.by.get(name, 'its configuration')})."
            raise SettingLocked(said, "Ask your administrator to change it. Your choice was not taken.")

    def project(self, name: str) -> str:
        """Return a project that may be chosen; raises `InputError` for any other."""
        project_name(name)
        if self.projects and not any(fnmatchcase(name, pattern) for pattern in self.projects):
            raise InputError(
                f"'{name}' is none of the projects that your site lists for you.",
                f"Choose one of: {', '.join(self.projects)}.",
            )
        return name

    def target(self, name: str) -> Mapping[str, str]:
        """Return what a target's name stands for; raises `InputError` for a name that the site does not know."""
        if name == MANUAL:
            return {"backend": MANUAL}
        if name not in self.targets:
            known = ", ".join((*self.targets, MANUAL))
            raise InputError(f"'{name}' is none of the transfer targets of your site.", f"Choose one of: {known}.")
        meant = self.targets[name]
        if isinstance(meant, str):
            return {"url" if "://" in meant else "folder": meant}
        return {str(key): str(value) for key, value in meant.items()}

    def store(self, folder: str) -> str:
        """Return the absolute path of a folder that may be the store; it is there, private and writable then.

        Raises
        ------
        InputError
            If it lies where the site allows none, or others can read it.
        StoreError
            If it cannot be written.
        """
        path = Path(folder).expanduser()
        if not path.is_absolute() or "\x00" in folder:
            raise InputError(f"'{folder[:200]}' is no absolute path.", "Give the whole path of a folder, from / or ~.")
        place = path.resolve()
        if not any(place != root and place.is_relative_to(root) for root in self.roots):
            allowed = ", ".join(str(root) for root in self.roots)
            raise InputError(f"Your site allows no store in '{place}'.", f"Choose a folder below {allowed}.")
        made = not place.exists()
        if not made:
            _refuse_open(place)
        try:
            make_private(place)
            with tempfile.TemporaryFile(dir=place):
                return str(place)
        except OSError as error:
            if made and place.is_dir() and not any(place.iterdir()):
                place.rmdir()
            said = f"The store '{place}' cannot be written ({error.strerror or type(error).__name__})."
            raise StoreError(said, "Choose another folder; nothing was changed.") from error


def _refuse_open(place: Path) -> None:
    """Raise `InputError` for what is no folder of this person alone."""
    found = place.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise InputError(f"'{place}' is a file.", "Choose a folder.")
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        raise InputError(f"'{place}' belongs to somebody else.", "Choose a folder of your own.")
    if os.name == "posix" and found.st_mode & 0o077:
        raise InputError(f"Others can read '{place}'.", f"Make it private first: chmod 700 '{place}'.")
