"""A person's choice of project, store and transfer target: checked whole, then written whole."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.chosen import Choices, Place
from gel_airlock_jupyter.errors import AirlockError, InputError
from gel_airlock_jupyter.locking import locked
from gel_airlock_jupyter.server.site import Site
from gel_airlock_jupyter.settings import Settings, base_store

NAMES = ("project", "store", "transfer")
LONGEST = 1000


@dataclass(frozen=True)
class Choosing:
    """Choices on one server.

    Parameters
    ----------
    site : Site
        What may be chosen.
    """

    site: Site

    @property
    def base(self) -> Path:
        """Return the store beside which choices are kept."""
        return base_store(self.site.locked)

    def choices(self) -> Choices:
        """Return what is chosen now."""
        return Choices.read(self.base)

    def choose(self, wishes: Mapping[str, Any], before: Settings) -> None:
        """Take a person's wishes; empty or null takes a choice back. One that is refused changes nothing at all.

        Parameters
        ----------
        wishes : mapping
            `project`, `store` and `transfer`, as far as they change.
        before : Settings
            What is in force until now.

        Raises
        ------
        InputError, StoreError
            If a value cannot be taken.
        SettingLocked
            If it is locked.
        """
        with locked(self.base.parent / ".settings.lock"):
            known = self.choices()
            chosen = self._checked(known, wishes)
            if chosen == known:
                return
            here = Place(str(before.store), before.project)
            chosen.after(here).write(self.base)

    def _checked(self, known: Choices, wishes: Mapping[str, Any]) -> Choices:
        chosen = known
        for name, wish in sorted(wishes.items(), key=lambda each: each[0] == "store"):  # it may have to be made: last
            if name not in NAMES or not (wish is None or isinstance(wish, str)) or len(wish or "") > LONGEST:
                raise InputError(f"'{name}' cannot be set to that.", f"Send text for {', '.join(NAMES)}.")
            chosen = self._with(chosen, name, (wish or "").strip())
        return chosen

    def _with(self, known: Choices, name: str, wish: str) -> Choices:
        if name == "transfer":
            if wish != (known.transfer_target or ""):
                self.site.refuse_lock(name)
            definition = self.site.target(wish) if wish else {}
            return replace(known, transfer_target=wish or None, transfer=definition)
        if wish == (getattr(known, name) or ""):
            return known
        if wish:
            self.site.refuse_lock(name)
            wish = self.site.project(wish) if name == "project" else self.site.store(wish)
        return replace(known, project=wish or None) if name == "project" else replace(known, store=wish or None)

    def renew(self) -> list[str]:
        """Look at the choices again, as a server starts; returns why some were dropped.

        What is locked now is left in the file: it is not in force, and is again once it is no longer locked. What the
        site no longer allows is dropped, and a target is what the site says it is now.
        """
        known = self.choices()
        dropped = []
        kept = replace(known, project=None, store=None, transfer_target=None, transfer={})
        for name, wish in (("project", known.project), ("store", known.store), ("transfer", known.transfer_target)):
            if wish and name in self.site.locked:
                fields = ("transfer_target", "transfer") if name == "transfer" else (name,)
                kept = replace(kept, **{each: getattr(known, each) for each in fields})
            elif wish:
                try:
                    kept = self._with(kept, name, wish)
                except AirlockError as error:
                    dropped.append(f"{error.message} {error.hint}")
        if kept != known:
            kept.write(self.base)
        return dropped

    def places(self, now: Settings) -> list[Settings]:
        """Return the settings in force, and those of every earlier place that still holds something."""
        found = [now]
        for place in self.choices().earlier:
            at = replace(now, store=Path(place.store), project=place.project)
            if at not in found and (at.store / at.project).is_dir():
                found.append(at)
        return found


def elsewhere(places: list[Settings]) -> list[dict[str, Any]]:
    """Return what lies in other projects of these stores: `{"store", "project", "staged", "requests"}`."""
    here = places[0]
    folders = {at.store / at.project for at in places[1:]}
    for store in {at.store for at in places}:
        with contextlib.suppress(OSError):
            folders |= {path.parent for kind in ("items", "requests") for path in store.glob(f"*/{kind}")}
    found = []
    for folder in sorted(folders - {here.store / here.project}):
        staged = len(list(folder.glob("items/*-*/export")))
        requests = len(list(folder.glob("requests/*-*/request.json")))
        if staged or requests:
            found.append({"store": str(folder.parent), "project": folder.name, "staged": staged, "requests": requests})
    return found


def carry_over(before: Settings, after: Settings) -> None:
    """Bring the notes of kernels that follow this server to where it works now; each writes its own anew later."""
    if (before.store, before.project) == (after.store, after.project):
        return
    for path in (before.store / "sessions").glob("*.json"):
        with contextlib.suppress(OSError, ValueError, AirlockError):
            note = json.loads(path.read_text(encoding="utf-8"))
            if not _follows(note, before):
                continue
            write_json(
                after.store / "sessions" / path.name, note | {"store": str(after.store), "project": after.project}
            )
            if after.store != before.store:
                path.unlink(missing_ok=True)
                with contextlib.suppress(FileNotFoundError):
                    listed = after.store / "inventory" / path.name
                    listed.parent.mkdir(mode=0o700, exist_ok=True)
                    shutil.move(before.store / "inventory" / path.name, listed)


def _follows(note: Any, before: Settings) -> bool:
    return (
        isinstance(note, dict)
        and not note.get("pinned")
        and (note.get("store"), note.get("project")) == (str(before.store), before.project)
    )
