"""What a check says: severities, places, findings and the report that gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.sketched import Sketch

Verdict = Literal["pass", "review", "fail"]
SCHEMA = 1


class Severity(StrEnum):
    """How much a finding weighs, in the words of output checkers."""

    FAIL = "fail"
    REVIEW = "review"
    WARN = "warn"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the heaviest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an output. `row` and `column` are 0-based positions in the view, index levels counted first.

    In a file of several tables they are those of the first one, which every surface shows; `part` names the table that
    the place lies in, and `at` is its row and column there.
    """

    kind: str
    label: str
    row: int | None = None
    column: int | None = None
    part: str = ""
    at: tuple[int | None, int | None] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        place = {"kind": self.kind, "label": self.label, "row": self.row, "column": self.column}
        return {**place, "part": self.part, "at": list(self.at or ())} if self.part else place

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Location:
        """Read the JSON shape back."""
        at = data.get("at")
        found = cls(data["kind"], data["label"], data.get("row"), data.get("column"), data.get("part", ""))
        return replace(found, at=(at[0], at[1])) if at else found


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found: rule, severity, message, places, and the way out.

    `places` counts every place, also those beyond the locations kept in `where`.
    """

    rule: str
    severity: Severity
    message: str
    where: tuple[Location, ...] = ()
    fix: str | None = None
    places: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "message": self.message,
            "where": [place.to_dict() for place in self.where],
            "places": max(self.places, len(self.where)),
            "fix": self.fix,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Read the JSON shape back."""
        where = tuple(Location.from_dict(place) for place in data.get("where", ()))
        return cls(
            data["rule"], Severity(data["severity"]), data["message"], where, data.get("fix"), data.get("places", 0)
        )


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a column was understood, and why."""

    column: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleRun:
    """That a rule ran, and with what outcome: "clear", "found", "crashed", "not-applicable" or "off"."""

    rule: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PolicyRef:
    """Which policy judged: id, version and the sha256 of its content."""

    id: str
    version: str
    digest: str

    def to_dict(self) -> dict[str, str]:
        """Return the JSON shape."""
        return {"id": self.id, "version": self.version, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Preview:
    """The first cells of an output as text, with flags `(row, column, severity)`; identifiers are blanked.

    Numbers of rows and columns count from 1 in the whole table. `part` names the table in a file of several.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]
    index_columns: int
    flags: tuple[tuple[int, int, str], ...]
    total_rows: int
    total_columns: int
    column_numbers: tuple[int, ...] = ()
    part: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return ({"part": self.part} if self.part else {}) | {
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "row_numbers": list(self.row_numbers),
            "column_numbers": list(self.column_numbers),
            "index_columns": self.index_columns,
            "flags": [list(flag) for flag in self.flags],
            "total_rows": self.total_rows,
            "total_columns": self.total_columns,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Preview:
        """Read the JSON shape back."""
        return cls(
            tuple(data["header"]),
            tuple(tuple(row) for row in data["rows"]),
            tuple(data["row_numbers"]),
            data["index_columns"],
            tuple((row, column, severity) for row, column, severity in data["flags"]),
            data["total_rows"],
            data["total_columns"],
            tuple(data.get("column_numbers", ())),
            data.get("part", ""),
        )


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return "fail" if any finding fails, else "review" if any asks for review, else "pass"."""
    severities = {finding.severity for finding in findings}
    if Severity.FAIL in severities:
        return "fail"
    return "review" if Severity.REVIEW in severities else "pass"


@dataclass(frozen=True)
class Report:
    """The outcome of a check of one output, or of several checked together."""

    name: str
    kind: str
    findings: tuple[Finding, ...]
    policy: PolicyRef
    read_as: tuple[ReadAs, ...] = ()
    rules: tuple[RuleRun, ...] = ()
    questions: tuple[str, ...] = ()
    declared: Mapping[str, Any] = field(default_factory=dict)
    shape: tuple[int, int] | None = None
    preview: Preview | None = None
    milliseconds: float = 0.0
    more_previews: tuple[Preview, ...] = ()
    sketches: tuple[Sketch, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return "pass", "review" or "fail"."""
        return verdict_of(self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity."""
        return {str(level): sum(f.severity is level for f in self.findings) for level in Severity}

    def named(self, name: str) -> Report:
        """Return the same report under another name."""
        return replace(self, name=name)

    def to_dict(self, preview: bool = True) -> dict[str, Any]:
        """Return the JSON shape of docs/rest.md; `preview=False` leaves cells and sketches out."""
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "name": self.name,
            "kind": self.kind,
            "verdict": self.verdict,
            "findings": [finding.to_dict() for finding in self.findings],
            "read_as": [{"column": r.column, "role": r.role, "reason": r.reason} for r in self.read_as],
            "questions": list(self.questions),
            "declared": dict(self.declared),
            "policy": self.policy.to_dict(),
            "rules": [{"rule": run.rule, "outcome": run.outcome} for run in self.rules],
            "tool": {"name": "gel-airlock-jupyter", "version": __version__},
            "shape": list(self.shape) if self.shape else None,
            "milliseconds": round(self.milliseconds, 1),
        }
        if preview:
            data["preview"] = self.preview.to_dict() if self.preview else None
            if self.more_previews:
                data["more_previews"] = [further.to_dict() for further in self.more_previews]
            if self.sketches:
                data["sketches"] = [sketch.to_dict() for sketch in self.sketches]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Read the JSON shape back; the verdict is always derived anew from the findings."""
        shape = data.get("shape")
        preview = data.get("preview")
        return cls(
            name=data["name"],
            kind=data["kind"],
            findings=tuple(Finding.from_dict(f) for f in data["findings"]),
            policy=PolicyRef(**data["policy"]),
            read_as=tuple(ReadAs(**r) for r in data.get("read_as", ())),
            rules=tuple(RuleRun(**r) for r in data.get("rules", ())),
            questions=tuple(data.get("questions", ())),
            declared=data.get("declared", {}),
            shape=(shape[0], shape[1]) if shape else None,
            preview=Preview.from_dict(preview) if preview else None,
            milliseconds=data.get("milliseconds", 0.0),
            more_previews=tuple(Preview.from_dict(further) for further in data.get("more_previews", ())),
            sketches=tuple(Sketch.from_dict(sketch) for sketch in data.get("sketches", ())),
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show the report in a notebook: HTML, plain text and the sidebar's own type."""
        from gel_airlock_jupyter.rendering.display import mimebundle

        return mimebundle(self)

    def __str__(self) -> str:
        from gel_airlock_jupyter.rendering.text import to_text

        return to_text(self)
