"""The cells of a table file for the reviewer: more than the inline preview shows, every flagged row among them."""

from __future__ import annotations

import csv
from pathlib import Path

from gel_airlock_jupyter.bundle.columns import DELIMITERS
from gel_airlock_jupyter.findings import Preview, Report, Severity

ROWS = 200
COLUMNS = 40
LONGEST = 80


def preview_of_file(path: Path, report: Report) -> Preview | None:
    """Return the first rows and every row with a flagged cell; None where the file is no csv or tsv.

    Parameters
    ----------
    path : Path
        The frozen file.
    report : Report
        Its clean re-check: places count rows below the header, columns from the left.
    """
    delimiter = DELIMITERS.get(path.suffix.lower())
    if delimiter is None:
        return None
    flags = _flags(report)
    flagged = {row for row, _ in flags}
    head = max(ROWS - len(flagged), ROWS // 4)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            header = next(reader, None)
            if not header:
                return None
            last = max(flagged, default=0)
            kept: list[tuple[int, list[str]]] = []
            for number, row in enumerate(reader):
                if number >= head and number > last:
                    break
                if number < head or number in flagged:
                    kept.append((number, row))
    except (csv.Error, UnicodeDecodeError):
        return None
    total = report.shape[0] if report.shape else len(kept)
    return _preview(header, kept, flags, report, max(total, len(kept)))


def _flags(report: Report) -> dict[tuple[int, int], Severity]:
    flags: dict[tuple[int, int], Severity] = {}
    for finding in sorted(report.findings, key=lambda finding: -finding.severity.rank):
        for place in finding.where:
            if place.row is not None and place.column is not None:
                flags[place.row, place.column] = finding.severity
    return flags


def _preview(
    header: list[str],
    kept: list[tuple[int, list[str]]],
    flags: dict[tuple[int, int], Severity],
    report: Report,
    total: int,
) -> Preview:
    wide = min(len(header), COLUMNS)
    at = {row: number for number, (row, _) in enumerate(kept)}
    return Preview(
        header=tuple(_cut(cell) for cell in header[:wide]),
        rows=tuple(tuple(_cut(cell) for cell in (row + [""] * wide)[:wide]) for _, row in kept),
        row_numbers=tuple(row + 1 for row, _ in kept),
        index_columns=report.preview.index_columns if report.preview else 0,
        flags=tuple(sorted((at[r], c, str(s)) for (r, c), s in flags.items() if r in at and c < wide)),
        total_rows=total,
        total_columns=len(header),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
