"""Answers to the request form that a person keeps under a name, for the project's next request."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import form
from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.locking import locked

FOLDER = "templates"
LONGEST_NAME = 80  # characters
MOST = 100
NOT_KEPT = ("agreement", "needed_by")  # given anew for each request
NAMES = uuid.UUID("5f1c4a36-8f0e-5d0b-9f53-1d2f0c9f9d27")


@dataclass(frozen=True)
class Template:
    """A name and answers."""

    name: str
    answers: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return {"name": self.name, "form": dict(self.answers)}


def templates(project: Path) -> list[Template]:
    """Return the templates of a project by name; a damaged one is left out, since its answers stand in requests too.

    Parameters
    ----------
    project : Path
        The project's folder in the store.
    """
    found = []
    for path in (project / FOLDER).glob("*.json"):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            found.append(Template(str(data["name"]), {str(key): str(text) for key, text in data["form"].items()}))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return sorted(found, key=lambda template: template.name.casefold())


def save(project: Path, name: str, answers: Mapping[str, Any], most_characters: int) -> Template:
    """Keep answers under a name; those kept under it before are replaced.

    Raises
    ------
    InputError
        If the name is empty or too long, nothing is answered, or there are too many templates.
    UnknownName
        For a field the form does not have.
    """
    called = _name(name)
    given = form.validated(answers, most_characters)
    kept = {field: text for field, text in given.items() if text and field not in NOT_KEPT}
    if not kept:
        raise InputError("There is no answer to keep.", "Fill in the form first.")
    with locked(project / f"{FOLDER}.lock"):
        known = {template.name for template in templates(project)}
        if called not in known and len(known) >= MOST:
            raise InputError(f"There are {MOST} templates already.", "Remove one first.")
        write_json(_path(project, called), {"name": called, "form": kept})
    return Template(called, kept)


def rename(project: Path, name: str, new: str) -> Template:
    """Give a template another name.

    Raises
    ------
    UnknownName
        If there is none of that name.
    InputError
        If the new name is empty, too long, or taken.
    """
    called = _name(new)
    with locked(project / f"{FOLDER}.lock"):
        known = {template.name: template for template in templates(project)}
        old = _among(name, known)
        if called != name and called in known:
            raise InputError(f"There is a template '{called}' already.", "Choose another name.")
        write_json(_path(project, called), {"name": called, "form": dict(old.answers)})
        if called != name:
            _path(project, name).unlink(missing_ok=True)
    return Template(called, old.answers)


def remove(project: Path, name: str) -> None:
    """Remove a template.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    with locked(project / f"{FOLDER}.lock"):
        _among(name, {template.name: template for template in templates(project)})
        _path(project, name).unlink(missing_ok=True)


def _among(name: str, known: Mapping[str, Template]) -> Template:
    if name not in known:
        raise UnknownName.among("template", name, list(known))
    return known[name]


def _name(name: str) -> str:
    called = " ".join(form.readable(name, "The name of a template", LONGEST_NAME).split())
    if not called:
        raise InputError("A template needs a name.", "Such as: publication.")
    return called


def _path(project: Path, name: str) -> Path:
    return project / FOLDER / f"{uuid.uuid5(NAMES, name)}.json"
