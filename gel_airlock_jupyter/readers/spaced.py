"""Tables whose cells are told apart by blanks, as R, PLINK and many a program write them, and what prints so."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import islice, pairwise

from gel_airlock_jupyter.readers.dialect import DELIMITERS, Parsed, rows_by, width_by
from gel_airlock_jupyter.typed import ABSENT, NUMBER

HEAD = 200  # lines that tell how a text is written
COUNTED = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?%?|[<\u2264]=?\d+|NaN|NA|\*")
WORD = re.compile(r"[^\W\d_]")
TIBBLE = re.compile(r"# A tibble: .*|(?:<\w+>\s*)+")  # the dimensions and kinds of columns that R prints
SENTENCE = re.compile(r"[A-Z].*\s[a-z]{5,}[.!]")  # no line of titles
COMMENT = "#"
ROW_NAMES = "row"
Rows = list[list[str]]


def table_of_text(text: str) -> Parsed | None:
    """Return the rows of a text that is one table from beginning to end, header first; None where it is none.

    Cells are told apart by tabs, commas, semicolons, bars or blanks; all lines have as many, the header one less where
    rows have names. One column at least is of numbers, except where tabs tell the cells apart.
    """
    for delimiter in sorted(DELIMITERS, key=lambda mark: mark != "\t"):
        width = width_by(text, delimiter)
        if width and (delimiter == "\t" or _has_numbers(_head(text, delimiter))):
            rows = [row for row in rows_by(text, delimiter) if row]
            return Parsed(rows, delimiter=delimiter)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(COMMENT + COMMENT)]
    if not _is_spaced(lines[:HEAD]):
        return None
    try:
        rows = _cells(lines)
    except csv.Error:
        return None
    return Parsed(_headed(rows), delimiter=" ")


def _head(text: str, delimiter: str) -> Rows:
    return [row for row in islice(rows_by(text, delimiter), HEAD) if row]


def _is_spaced(lines: Sequence[str]) -> bool:
    try:
        rows = _cells(lines)
    except csv.Error:
        return False
    if len(rows) < 3 and not any('"' in line for line in lines):
        return False  # two short lines of prose may well have as many words
    width = len(rows[-1]) if rows else 0
    even = len(rows) > 1 and width > 1 and all(len(row) == width for row in rows[1:])
    return even and len(rows[0]) in (width, width - 1) and _has_numbers(_headed(rows))


def _cells(lines: Sequence[str]) -> Rows:
    tidy = (" ".join(line.split()) for line in lines)
    return list(csv.reader(tidy, delimiter=" ", skipinitialspace=True, strict=True))


def _headed(rows: Rows) -> Rows:
    """Return rows whose header names every column; names of rows have none."""
    short = len(rows) > 1 and len(rows[0]) == len(rows[1]) - 1
    return [[ROW_NAMES, *rows[0]], *rows[1:]] if short else rows


def _has_numbers(rows: Rows) -> bool:
    """Return whether the header holds no number, and a column below it nothing else."""
    if len(rows) < 2 or any(NUMBER.fullmatch(cell) for cell in rows[0]):
        return False
    columns = zip(*rows[1:], strict=False)
    return any(_is_figures(column) for column in columns)


def _is_figures(cells: Sequence[str]) -> bool:
    present = [cell for cell in cells if cell not in ABSENT]
    return bool(present) and all(COUNTED.fullmatch(cell) for cell in present)


def printed_rows(block: Sequence[str]) -> Rows | None:
    """Read lines that end in numbers below a line of titles: `MELAS syndrome 30` below `disease n`.

    Labels are what stands before the numbers that all lines have at their end; they differ, and the numbers do not
    merely count the lines, as those of a list of figures do.

    Parameters
    ----------
    block : sequence of str
        Lines without an empty one between them.
    """
    cells = [line.split() for line in block]
    if not cells:
        return None
    if (rows := _of_r(cells)) is not None:
        return rows
    if any(COUNTED.fullmatch(cell) for cell in cells[0]):
        return _without_header(cells, is_aligned=any("  " in line.strip() for line in block))
    if len(cells) < 3 or SENTENCE.fullmatch(" ".join(cells[0])):
        return None
    trailing = min(_trailing(row) for row in cells[1:])
    trailing = min(trailing, len(cells[0]))
    if not trailing:
        return None
    labels = [" ".join(row[:-trailing]).strip('"') for row in cells[1:]]
    figures = [row[-trailing:] for row in cells[1:]]
    running = [column for column in zip(*figures, strict=True) if not _counts_through(column)]
    if len(set(labels)) < len(labels) or not all(WORD.search(label) for label in labels) or not running:
        return None
    names = [name.strip('"') for name in cells[0]]
    return [[" ".join(names[:-trailing]), *names[-trailing:]], *([a, *b] for a, b in zip(labels, figures, strict=True))]


def _of_r(cells: Rows) -> Rows | None:
    """Read what R prints: counts below their names, a table with a line for the name of its columns, all numbers."""
    figures = [all(COUNTED.fullmatch(cell) for cell in row) for row in cells]
    widths = {len(row) for row in cells}
    words = all(WORD.search(cell) for cell in cells[0])
    if len(cells) == 2 and widths == {len(cells[0])} and len(cells[0]) > 1 and words:
        whole = all(cell.isdecimal() for cell in cells[1])
        return [["", *cells[0]], ["count", *cells[1]]] if whole else None
    if len(cells) > 2 and words and not figures[0] and all(figures[1:]) and widths == {len(cells[0])}:
        return cells if len(cells[0]) > 1 else None
    if len(cells) > 2 and len(cells[0]) == 1 and words and len({len(row) for row in cells[1:]}) == 1:
        head = [f"{cells[1][0]} \\ {cells[0][0]}", *cells[1][1:]]
        rows = [row for row in cells[2:] if all(COUNTED.fullmatch(cell) for cell in row[1:])]
        return [head, *rows] if len(rows) == len(cells) - 2 and len(head) > 2 else None
    return None


def _without_header(cells: Rows, *, is_aligned: bool) -> Rows | None:
    """Read lines of a name and a whole number, as a series prints; a table of contents rises from line to line."""
    if len(cells) < 2 or any(len(row) < 2 or not row[-1].isdecimal() or _trailing(row) > 1 for row in cells):
        return None
    labels, numbers = [" ".join(row[:-1]) for row in cells], [int(row[-1]) for row in cells]
    rises = not is_aligned and len(numbers) > 2 and all(a <= b for a, b in pairwise(numbers))
    if rises or len(set(labels)) < len(labels) or not all(WORD.search(label) for label in labels):
        return None
    return [["", "count"], *([label, str(number)] for label, number in zip(labels, numbers, strict=True))]


def _trailing(row: Sequence[str]) -> int:
    """Return how many cells at the end of a line are numbers."""
    count = 0
    for cell in reversed(row):
        if not COUNTED.fullmatch(cell):
            break
        count += 1
    return count


def _counts_through(column: Sequence[str]) -> bool:
    whole = [int(cell) for cell in column if cell.isdecimal()]
    return len(whole) == len(column) and whole == list(range(whole[0], whole[0] + len(whole)))
