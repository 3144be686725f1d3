"""The record of one output: what the reviewer gets as provenance, scrubbed of secrets and identifiers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.provenance.cells import Slice
from gel_airlock_jupyter.provenance.environment import environment, repository
from gel_airlock_jupyter.provenance.scrub import scrubbed
from gel_airlock_jupyter.provenance.sources import Source

SCHEMA = 1


@dataclass(frozen=True)
class Provenance:
    """The files of the record: `provenance.json`, and the code of the slice."""

    data: Mapping[str, Any]
    code: str

    def files(self) -> dict[str, bytes]:
        """Return the evidence files by name."""
        text = json.dumps(self.data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        files = {"provenance.json": text.encode()}
        if self.code:
            files["code.py"] = self.code.encode()
        return files


def record(
    variable: str, cells: Slice, sources: tuple[Source, ...], notebook: str | None, policy: Policy, folder: Path
) -> Provenance:
    """Return the provenance of a variable.

    Parameters
    ----------
    variable : str
        Name of the output in the kernel.
    cells : Slice
        The cells it came from.
    sources : tuple of Source
        What was read in this kernel.
    notebook : str or None
        The notebook's file name.
    policy : Policy
        Gives the patterns of identifiers to scrub.
    folder : Path
        Where to look for a git repository.
    """
    removed: list[str] = []

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            text, kinds = scrubbed(value, policy)
            removed.extend(kinds)
            return text
        if isinstance(value, Mapping):
            return {key: clean(entry) for key, entry in value.items()}
        return [clean(entry) for entry in value] if isinstance(value, list | tuple) else value

    code = "\n\n".join(f"# %% [{run.cell_id or 'no id'}] In[{run.count}]\n{clean(run.source)}" for run in cells.cells)
    data = {
        "schema": SCHEMA,
        "variable": clean(variable),
        "notebook": clean(notebook),
        "cells": [{"id": r.cell_id, "count": r.count, "sha256": r.digest, "ok": r.ok} for r in cells.cells],
        "approximate": list(cells.approximate),
        "sources": [clean(source.to_dict()) for source in sources],
        "environment": environment(),
        "repository": clean(repository(folder)),
    }
    return Provenance({**data, "removed": sorted(set(removed))}, code + "\n" if code else "")
