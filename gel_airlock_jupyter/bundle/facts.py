"""What a reviewer asks about every output, answered from its record, its file and the other outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.bundle.columns import Columns
from gel_airlock_jupyter.bundle.model import Contents, Output
from gel_airlock_jupyter.bundle.origin import origin_of
from gel_airlock_jupyter.bundle.population import ABOUT_PEOPLE, people_of
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.rendering.document import Facts
from gel_airlock_jupyter.rendering.words import OUTCOME, counted

RECALCULATION = "CT-02"
SUMMARY = ("column", "type", "numbers", "missing", "masked", "ranges", "least", "least > 0", "most", "sum")
KEYS = ("label", "type", "numbers", "missing", "masked", "ranges", "least", "least_above_zero", "most", "sum")
STATED = {
    "unit": "unit",
    "row_is": "a row is",
    "index": "labels of rows",
    "counts": "counts of people",
    "genetic": "genetic counts",
}


def sheet_facts(output: Output, report: Report, contents: Contents) -> Facts:
    """Return label and text of every fact, always in the same order."""
    shape = f"{report.shape[0]:,} rows x {report.shape[1]:,} columns" if report.shape else "no table"
    return (
        ("File", f"{output.path} ({output.media_type}, {output.bytes:,} bytes, {shape})"),
        ("sha256", output.sha256),
        ("People", people_of(output.item.get("declared") or {}, report)),
        ("Stated", _stated(output.item.get("declared") or {})),
        ("Masked", _masked(output.columns) if output.columns else "not a table that could be read cell by cell"),
        ("Recalculation", _recalculation(report, output.columns)),
        ("Overlap", _overlap(output, contents)),
        ("Came from", origin_of(output)),
        ("Checks", _checks(report)),
    )


def _stated(declared: Mapping[str, Any]) -> str:
    told = {key: value for key, value in declared.items() if key not in ABOUT_PEOPLE}
    said = [f"{STATED.get(key, key)}: {_words(value)}" for key, value in sorted(told.items())]
    return "; ".join(said) or "nothing"


def _words(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(entry)}" for key, entry in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _masked(columns: Columns) -> str:
    masked = sum(entry["masked"] for entry in columns.entries)
    ranges = sum(entry["ranges"] for entry in columns.entries)
    if not masked and not ranges:
        return "nothing"
    marks = sorted({mark for entry in columns.entries for mark in entry["masks"]})
    where = ", ".join(f"'{entry['label']}'" for entry in columns.entries if entry["masked"] or entry["ranges"])
    parts = [f"{counted(masked, 'cell')} as {', '.join(marks)}"] if masked else []
    parts += [counted(ranges, "range")] if ranges else []
    return f"{' and '.join(parts)}, in column {where}" + ("" if columns.complete else " (the first part of the file)")


def _recalculation(report: Report, columns: Columns | None) -> str:
    outcome = next((run.outcome for run in report.rules if run.rule == RECALCULATION), "")
    hidden = columns and any(entry["masked"] or entry["ranges"] for entry in columns.entries)
    if outcome == "clear" and not hidden:
        return "clear: nothing is masked"
    if outcome == "clear":
        return "clear: from this output alone no masked cell can be worked out"
    if outcome == "found":
        return " ".join(finding.message for finding in report.findings if finding.rule == RECALCULATION)
    return f"not tested ({OUTCOME.get(outcome, 'the rule is not in this version')})"


def _overlap(output: Output, contents: Contents) -> str:
    """Say which other outputs share columns, since differences between tables give masked cells away."""
    if not output.columns:
        is_read = output.path.rpartition("/")[2] in contents.compared
        return "its numbers were compared with the other outputs" if is_read else "not compared: no numbers were read"
    mine = {entry["label"] for entry in output.columns.entries}
    shared = []
    for other in contents.outputs:
        if other is not output and other.columns:
            same = sorted(mine & {entry["label"] for entry in other.columns.entries})
            if same:
                shared.append(f"output {other.number} shares {', '.join(repr(label) for label in same[:6])}")
    return "; ".join(shared) or "no other table of this request shares a column"


def _checks(report: Report) -> str:
    groups = [
        f"{OUTCOME[outcome]}: {', '.join(rules)}"
        for outcome in OUTCOME
        if (rules := [run.rule for run in report.rules if run.outcome == outcome])
    ]
    return "\n".join(groups) or "none is recorded"


def columns_summary(columns: Columns) -> tuple[tuple[str, ...], ...]:
    """Return a header row and one row a column: what it holds, and its extremes."""
    return (SUMMARY, *(tuple(_shown(entry.get(key, "")) for key in KEYS) for entry in columns.entries))


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
