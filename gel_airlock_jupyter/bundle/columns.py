"""One pass over a table file: what each column holds, for its Table Schema and for the reviewer's summary."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MASK = re.compile(r"<\s*\d+|\*+")
RANGE = re.compile(r"\d+\s*[-–]\s*\d+")
DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass
class Tally:
    """Counts and extremes of one column while it is read."""

    label: str
    missing: int = 0
    numbers: int = 0
    whole: int = 0
    masked: int = 0
    ranges: int = 0
    texts: int = 0
    least: float = math.inf
    least_above_zero: float = math.inf
    most: float = -math.inf
    total: float = 0.0
    masks: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        """Count one cell."""
        text = cell.strip()
        if not text:
            self.missing += 1
        elif (number := _number(text)) is not None:
            self._add_number(number)
        elif MASK.fullmatch(text):
            self.masked += 1
            self.masks.add(text)
        elif RANGE.fullmatch(text):
            self.ranges += 1
        else:
            self.texts += 1

    def _add_number(self, number: float) -> None:
        self.numbers += 1
        self.whole += number == math.floor(number)
        self.least = min(self.least, number)
        self.most = max(self.most, number)
        self.total += number
        if number > 0:
            self.least_above_zero = min(self.least_above_zero, number)


@dataclass(frozen=True)
class Columns:
    """What was found: one entry a column, rows read, and whether the whole file was read."""

    entries: tuple[Mapping[str, Any], ...]
    rows: int
    complete: bool


def columns_of(path: Path, most_cells: int) -> Columns | None:
    """Read a csv or tsv once; return None for other files and for what is no rectangular table.

    Parameters
    ----------
    path : Path
        The file.
    most_cells : int
        After so many cells reading stops, and types are no longer claimed.
    """
    delimiter = DELIMITERS.get(path.suffix.lower())
    if delimiter is None:
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(csv.reader(file, delimiter=delimiter, strict=True), most_cells)
    except (csv.Error, UnicodeDecodeError):
        return None


def _read(rows: Any, most_cells: int) -> Columns | None:
    header = next(rows, None)
    if not header:
        return None
    tallies = [Tally(label) for label in header]
    number, complete = 0, True
    for row in rows:
        if len(row) != len(tallies):
            return None
        for tally, cell in zip(tallies, row, strict=True):
            tally.add(cell)
        number += 1
        if number * len(tallies) >= most_cells:
            complete = next(rows, None) is None
            break
    return Columns(tuple(_entry(tally, complete) for tally in tallies), number, complete)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


def _entry(tally: Tally, complete: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "label": tally.label,
        "type": _type(tally) if complete else "any",
        "numbers": tally.numbers,
        "missing": tally.missing,
        "masked": tally.masked,
        "ranges": tally.ranges,
        "texts": tally.texts,
        "masks": sorted(tally.masks),
    }
    if tally.numbers:
        entry |= {"least": _plain(tally.least), "most": _plain(tally.most), "sum": _plain(tally.total)}
    if math.isfinite(tally.least_above_zero):
        entry["least_above_zero"] = _plain(tally.least_above_zero)
    return entry


def _type(tally: Tally) -> str:
    """Return the Table Schema type: masks are missing values there, a range makes the column text."""
    if tally.texts or tally.ranges or not tally.numbers:
        return "string"
    return "integer" if tally.whole == tally.numbers else "number"


def _plain(number: float) -> int | float:
    """Return a number in its shortest form; rounded, since sums of floats depend on their order."""
    return int(number) if number == math.floor(number) and abs(number) < 2**53 else float(f"{number:.12g}")


def table_schema(columns: Columns, roles: Mapping[str, str]) -> dict[str, Any]:
    """Return a Table Schema (datapackage.org): fields with type and role, masks as missing values."""
    fields = []
    for entry in columns.entries:
        described = {"name": entry["label"], "type": entry["type"]}
        if role := roles.get(entry["label"]):
            described["description"] = f"Read as: {role}."
        fields.append(described)
    masks = sorted({mask for entry in columns.entries for mask in entry["masks"]})
    return {"fields": fields, "missingValues": ["", *masks]}
