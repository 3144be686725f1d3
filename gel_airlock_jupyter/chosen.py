"""What a person chose and what an administrator locked: project, store and transfer target.

The server extension writes what a person chose, once it has checked it, to one file beside the store that the
environment names; kernels and terminals read the same file each time they need it, so that all of them move together.
What is locked is handed down in an environment variable, since it belongs to one running server.

<folder of the store>/airlock-settings.json     {"project", "store", "transfer_target", "transfer", "earlier"}
GEL_AIRLOCK_LOCKED                              {"project": "RR150", "store": "...", "transfer": {...}}
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.errors import InputError, SettingLocked

FILE = "airlock-settings.json"
LOCKED_VARIABLE = "GEL_AIRLOCK_LOCKED"
MOST_EARLIER = 50
PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
WORDS = {"project": "The project", "store": "The store", "transfer": "The transfer target"}


@dataclass(frozen=True)
class Place:
    """A project in a store."""

    store: str
    project: str


@dataclass(frozen=True)
class Choices:
    """What a person chose; None where nothing was.

    Parameters
    ----------
    project, store : str or None
        The project's name; the store's folder, absolute.
    transfer_target : str or None
        The site's name of the transfer target.
    transfer : mapping
        What the target's name stands for: keys as the environment's `GEL_AIRLOCK_TRANSFER_*`, in small letters. Never
        a token.
    earlier : tuple of Place
        Where the person worked before, the latest first: requests there are still followed.
    """

    project: str | None = None
    store: str | None = None
    transfer_target: str | None = None
    transfer: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[Place, ...] = ()

    @classmethod
    def read(cls, base: Path) -> Choices:
        """Return what was chosen by the people of a store; nothing where the file is missing or damaged."""
        try:
            raw = json.loads((base.parent / FILE).read_text(encoding="utf-8"))
            texts = {name: str(raw[name]) for name in ("project", "store", "transfer_target") if raw.get(name)}
            transfer = {str(key): str(value) for key, value in (raw.get("transfer") or {}).items()}
            earlier = tuple(Place(str(at["store"]), project_name(at["project"])) for at in raw.get("earlier") or ())
            project_name(texts.get("project", "default"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, InputError):
            return cls()
        return cls(**texts, transfer=transfer, earlier=earlier)

    def write(self, base: Path) -> None:
        """Keep them, whole or not at all; raises `StoreError` where that is not possible."""
        write_json(base.parent / FILE, asdict(self))

    def after(self, place: Place) -> Choices:
        """Return the same with one more place among the earlier ones."""
        others = [each for each in self.earlier if each != place]
        return replace(self, earlier=(place, *others)[:MOST_EARLIER])


def project_name(name: str) -> str:
    """Return a project's name if it can be one; raises `InputError` else."""
    if not PROJECT.fullmatch(name):
        raise InputError(
            f"'{name}' cannot be the name of a project.", "Use letters, digits, '.', '_' and '-', such as RR150."
        )
    return name


def locked_here() -> Mapping[str, Any]:
    """Return what the server that started this process locked: values by name, for `transfer` a mapping."""
    try:
        found = json.loads(os.environ.get(LOCKED_VARIABLE) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def refuse_locked(locked: Mapping[str, Any], name: str, wanted: object) -> None:
    """Raise `SettingLocked` when another value is wanted than the one that is locked."""
    if wanted and name in locked and str(wanted) != str(locked[name]):
        value = f" ({locked[name]})" if isinstance(locked[name], str) else ""
        raise SettingLocked(f"{WORDS[name]} is locked by your site{value}.", "Ask your administrator to change it.")
