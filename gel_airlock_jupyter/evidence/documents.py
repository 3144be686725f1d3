"""Supporting documents in the store: `<project>/supporting/<id>.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.evidence.supporting import SupportingCounts

FOLDER = "supporting"
ID = re.compile(r"[0-9a-f]{16}")


def keep(document: SupportingCounts, project: Path) -> Path:
    """Write a document into the project's folder and return its path."""
    path = project / FOLDER / f"{document.id}.json"
    write_json(path, document.to_dict())
    return path


def kept(project: Path) -> list[SupportingCounts]:
    """Return the project's documents, newest first; what cannot be read is left out."""
    found = []
    for path in sorted((project / FOLDER).glob("*.json")):
        try:
            found.append(SupportingCounts.from_dict(json.loads(path.read_text())))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return sorted(found, key=lambda document: document.made_at, reverse=True)


def documents_of(given: Any, project: Path | None) -> list[dict[str, Any]]:
    """Return what `evidence=` names as plain JSON values: documents, their ids, or a list of either.

    Raises
    ------
    UnknownName
        If the project has no document of an id.
    InputError
        If it is something else.
    """
    listed = given if isinstance(given, list | tuple) else [given]
    found = []
    for entry in listed:
        if isinstance(entry, SupportingCounts):
            found.append(entry.to_dict())
        elif isinstance(entry, str):
            found.append(_by_id(entry, project).to_dict())
        else:
            try:
                found.append(SupportingCounts.from_dict(entry).to_dict())
            except (KeyError, TypeError):
                raise InputError(
                    f"evidence= cannot be a {type(entry).__name__}.",
                    "Give what airlock.evidence() returned, or its id.",
                ) from None
    return found


def _by_id(identifier: str, project: Path | None) -> SupportingCounts:
    documents = kept(project) if project is not None else []
    for document in documents:
        if len(identifier) >= 4 and document.id.startswith(identifier):
            return document
    raise UnknownName.among(
        "supporting document", identifier, [document.id for document in documents], "Make one: `%airlock_evidence`."
    )
