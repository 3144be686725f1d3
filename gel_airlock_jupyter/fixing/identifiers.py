"""Identifiers of people: columns that hold them go; single cells among other labels are blanked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gel_airlock_jupyter.findings import Finding, Severity
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import TableView

REMOVED = "(removed)"
UNUSED = "unused category"  # goes with every fix, as no cell shows it


@dataclass(frozen=True)
class Removal:
    """What has to go: positions of columns, cells to write by (row, position), new names by position, in words."""

    columns: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    headers: Mapping[int, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def removal(view: TableView, findings: Iterable[Finding]) -> Removal:
    """Return the least that has to go for findings about identifiers.

    Parameters
    ----------
    view : TableView
        The table.
    findings : iterable of Finding
        With every place, uncapped; those that do not fail change nothing.
    """
    columns: set[int] = set()
    headers: dict[int, str] = {}
    rows: dict[int, set[int]] = {}
    for finding in findings:
        if finding.severity is not Severity.FAIL:
            continue
        for place in finding.where:
            if place.column is None or place.label.startswith(UNUSED):
                continue
            if place.row is not None and finding.places <= len(finding.where):
                rows.setdefault(place.column, set()).add(place.row)
            elif place.kind == "header" and view.columns[place.column].is_index:
                headers[place.column] = ""
            else:
                columns.add(place.column)
    cells: dict[tuple[int, int], str] = {}
    for position, found in rows.items():
        if view.columns[position].kind in ("text", "other") and 2 * len(found) <= view.n_rows and view.n_rows > 2:
            numbered = len(found) > 1
            for number, row in enumerate(sorted(found), 1):
                cells[row, position] = f"(removed {number})" if numbered else REMOVED
        else:
            columns.add(position)
    cells = {place: text for place, text in cells.items() if place[1] not in columns}
    headers = {position: name for position, name in headers.items() if position not in columns}
    words = []
    if columns:
        words.append(f"dropped {plural(len(columns), 'column')} holding identifiers")
    if cells:
        words.append(f"wrote `{REMOVED}` in {plural(len(cells), 'cell')} that held an identifier")
    if headers:
        words.append(f"took the name from {plural(len(headers), 'level')} of the index")
    return Removal(frozenset(columns), cells, headers, tuple(words))
