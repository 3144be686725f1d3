"""The outputs of a bundle compared with each other and with earlier requests again, in a clean child process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import declarations, together
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.joint.published import Earlier
from gel_airlock_jupyter.policy.load import from_content
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of_file
from gel_airlock_jupyter.recheck import SECONDS, failed, received, run_child
from gel_airlock_jupyter.together import Part

NAME = "the request"
MEANT = ("n", "counts", "index", "unit", "genetic", "relations", "roles", "row_is", "rounded")
LARGEST = 20 << 20
FORM = "the form"
SAYING = ("description", "aim", "justification", "comments")


@dataclass(frozen=True)
class Frozen:
    """A frozen output: its file, its name, what was declared and written about it, and the marks of a figure."""

    path: Path
    name: str
    declared: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    figure: Path | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape for the child."""
        figure = str(self.figure) if self.figure else None
        return {
            "path": str(self.path),
            "name": self.name,
            "declared": dict(self.declared),
            "words": dict(self.words),
            "figure": figure,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Frozen:
        """Read the JSON shape back."""
        figure = Path(data["figure"]) if data["figure"] else None
        return cls(Path(data["path"]), data["name"], data["declared"], data["words"], figure)


def words_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts that go with an output, by what they are, from its record in the store or in a bundle."""
    named = {"title": "title", "description": "description", "alternative text": "alt_text"}
    return {what: str(record[key]) for what, key in named.items() if record.get(key)}


def part_of(frozen: Frozen) -> Part:
    """Return an output as its bytes show it; raises AirlockError where they cannot be read."""
    if frozen.path.is_file() and frozen.path.stat().st_size > LARGEST:
        return Part(frozen.name, (), {}, frozen.words)  # no table of counts is so large; CT-02 of the output says so
    views = views_of_file(frozen.path, frozen.name, frozen.figure)
    said = {key: value for key, value in frozen.declared.items() if key in MEANT}
    return Part(frozen.name, views, declarations.validated(said), frozen.words)


def form_part(form: Mapping[str, Any]) -> Part:
    """Return what the form says in free text as a part: numbers in it are read with the outputs."""
    return Part(FORM, (), {}, {name: str(form[name]) for name in SAYING if form.get(name)})


def judge(outputs: Sequence[Frozen], form: Mapping[str, Any], policy: Policy, earlier: Mapping[str, Any]) -> Report:
    """Judge frozen outputs together, in this process; `earlier` is the bundle's `evidence/ledger/earlier.json`."""
    try:
        parts = [*(part_of(frozen) for frozen in outputs), form_part(form)]
    except AirlockError as error:
        return failed(NAME, policy, f"An output could not be read: {error.message}", error.hint)
    before = tuple(shape.from_dict(entry, str(entry["request"])) for entry in earlier.get("outputs", ()))
    return together.judge(NAME, parts, policy, Earlier(before, tuple(map(str, earlier.get("trouble", ())))))


def in_child(
    outputs: Sequence[Frozen],
    form: Mapping[str, Any],
    policy: Policy,
    earlier: Mapping[str, Any],
    seconds: float = SECONDS,
) -> Report:
    """Judge frozen outputs together in a clean child process; a child that fails gives a report that fails.

    `seconds` are of processor time, as in `recheck.in_child`.
    """
    job = {
        "outputs": [frozen.to_dict() for frozen in outputs],
        "form": dict(form),
        "policy": policy.content,
        "earlier": dict(earlier),
    }
    try:
        with tempfile.TemporaryDirectory(prefix="airlock-") as folder:
            done = run_child(__name__, job, Path(folder), seconds)
        if done.returncode:
            raise ValueError("the child failed")
        return Report.from_dict(json.loads(done.stdout))
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError, AttributeError) as error:
        said = f"The comparison of the outputs did not finish ({type(error).__name__})."
        return failed(NAME, policy, said, "Export fewer or smaller tables.")


def main() -> None:
    """Run as the child: a job on standard input, a report on standard output."""
    job = received()
    outputs = [Frozen.from_dict(entry) for entry in job["outputs"]]
    json.dump(judge(outputs, job["form"], from_content(job["policy"]), job["earlier"]).to_dict(), sys.stdout)
