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
from gel_airlock_jupyter.provenance.seeds import seeds_in
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
    scrub = _Scrubber(policy)
    code = "\n\n".join(
        f"# %% [{run.cell_id or 'no id'}] In[{run.count}]\n{scrub.clean(run.source, f'cell In[{run.count}]')}"
        for run in cells.cells
    )
    data = {
        "schema": SCHEMA,
        "variable": scrub.clean(variable, "the variable's name"),
        "notebook": scrub.clean(notebook, "the notebook's name"),
        "cells": [{"id": r.cell_id, "count": r.count, "sha256": r.digest, "ok": r.ok} for r in cells.cells],
        "approximate": list(cells.approximate),
        "sources": [scrub.clean(source.to_dict(), f"source {at}") for at, source in enumerate(sources, 1)],
        "seeds": scrub.clean(seeds_in(cells.cells), "the random seeds"),
        "environment": environment(),
        "repository": scrub.clean(repository(folder), "the git repository"),
    }
    return Provenance({**data, "removed": scrub.removed}, code + "\n" if code else "")


class _Scrubber:
    """Cleans strings, and remembers where something was removed, and of what kind; never what it was."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.removed: list[dict[str, str]] = []

    def clean(self, value: Any, where: str) -> Any:
        """Return a value of strings, lists and mappings without secrets and identifiers."""
        if isinstance(value, str):
            text, kinds = scrubbed(value, self._policy)
            for kind in kinds:
                if (entry := {"where": where, "kind": kind}) not in self.removed:
                    self.removed.append(entry)
            return text
        if isinstance(value, Mapping):
            return {key: self.clean(entry, where) for key, entry in value.items()}
        return [self.clean(entry, where) for entry in value] if isinstance(value, list | tuple) else value
