"""The first cells of a table as text, the offending ones flagged, identifiers blanked."""

from __future__ import annotations

from collections.abc import Iterable

from gel_airlock_jupyter.checks.identifiers import KINDS, pattern_of
from gel_airlock_jupyter.findings import Finding, Location, Preview, Severity
from gel_airlock_jupyter.plain_text import search
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.subjects import TableView

BLANK = "▮▮▮"
LONGEST = 60


def preview_of(view: TableView, findings: Iterable[Finding], policy: Policy) -> Preview:
    """Return at most `preview_rows` x `preview_columns` cells: the head, and rows with flagged cells further down."""
    limits = policy.limits
    flags: dict[tuple[int, int], Severity] = {}
    hidden: set[int] = set()
    for finding in findings:
        for place in finding.where:
            row, column = _lies(place, view)
            if row is not None and column is not None:
                key = (row, column)
                flags[key] = min(flags.get(key, finding.severity), finding.severity, key=lambda s: s.rank)
            elif finding.rule.startswith("ID-") and column is not None:
                hidden.add(column)
    rows = _rows(view.n_rows, {row for row, _ in flags}, limits.preview_rows)
    flagged_columns = {column for _, column in flags}
    wide = range(len(view.columns))
    columns = sorted(sorted(wide, key=lambda c: (c >= 4, c not in flagged_columns, c))[: limits.preview_columns])
    numbers = {row: at for at, row in enumerate(rows)}
    positions = {column: at for at, column in enumerate(columns)}
    patterns = [pattern_of(policy, rule) for rule in KINDS if policy.settings(rule).get("patterns")]

    def shown(text: str, column: int | None = None) -> str:
        if text and (column in hidden or any(search(p, text) for p in patterns)):
            return BLANK
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

    return Preview(
        header=tuple(shown(view.columns[c].label) for c in columns),
        rows=tuple(tuple(shown(view.columns[c].texts[r], c) for c in columns) for r in rows),
        row_numbers=tuple(row + 1 for row in rows),
        index_columns=sum(view.columns[c].is_index for c in columns),
        flags=tuple(
            sorted((numbers[r], positions[c], str(s)) for (r, c), s in flags.items() if r in numbers and c in positions)
        ),
        total_rows=view.n_rows,
        total_columns=len(view.columns),
        column_numbers=tuple(c + 1 for c in columns),
        part=view.part,
    )


def _lies(place: Location, view: TableView) -> tuple[int | None, int | None]:
    """Return row and column of a place in this table; of a place in another part of the file none."""
    if not view.part:
        return place.row, place.column
    return place.at if place.at is not None and place.part == view.part else (None, None)


def _rows(total: int, flagged: set[int], most: int) -> list[int]:
    """Return the rows to show: all when they fit, else the head and the flagged ones."""
    if total <= most:
        return list(range(total))
    chosen = sorted(flagged)[: most - 3] if flagged else []
    for row in range(total):
        if len(chosen) >= most:
            break
        if row not in flagged:
            chosen.append(row)
    return sorted(chosen)
