"""Tables in documents: rows of texts, some of them merged, to a TableView."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.corner import LEVELS, Header, read_header
from gel_airlock_jupyter.readers.delimited import text_column
from gel_airlock_jupyter.subjects import PlacedText, TableView

MOST_CELLS = 4_000_000  # a sparse sheet can span a rectangle far larger than what it holds
DEEPEST = 4  # rows of a header
WHOLE = re.compile(r"[+-]?\d{1,15}")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*%?")


@dataclass(frozen=True)
class Span:
    """A merged cell: its first row and column, and the rows and columns it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class TextGrid:
    """Rows of cells as texts, all of the same length, and the merged cells among them."""

    rows: Sequence[Sequence[str]]
    spans: tuple[Span, ...] = ()
    title: str = ""
    above: tuple[str, ...] = field(default=())


def grid_of(rows: Sequence[Sequence[str]], spans: Iterable[Span] = (), title: str = "") -> TextGrid:
    """Return a grid whose rows are filled up to the longest one.

    Raises
    ------
    Unreadable
        If it would have more than four million cells.
    """
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > MOST_CELLS:
        raise Unreadable(f"A table spans {len(rows):,} x {width:,} cells; at most {MOST_CELLS:,} are read.")
    return TextGrid([[*row, *[""] * (width - len(row))] for row in rows], tuple(spans), title)


def blocks_of(cells: Mapping[tuple[int, int], str], spans: Sequence[Span] = ()) -> list[tuple[TextGrid, int, int]]:
    """Return the tables of a sheet, with the first row and column of each: what empty rows and columns keep apart.

    Texts that stand alone in a row above a table become its title.

    Parameters
    ----------
    cells : mapping
        Texts by (row, column); only cells that hold something.
    spans : sequence of Span
        Merged cells.

    Raises
    ------
    Unreadable
        If a table would have more than four million cells.
    """
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_row.setdefault(row, []).append(column)
    found: list[tuple[TextGrid, int, int]] = []
    for rows in _runs(by_row):
        columns = sorted({column for row in rows for column in by_row[row]})
        found += [_block(cells, rows, run, spans) for run in _runs(columns)]
    return [block for block in found if block[0].rows]


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _block(
    cells: Mapping[tuple[int, int], str], rows: list[int], columns: list[int], spans: Sequence[Span]
) -> tuple[TextGrid, int, int]:
    if len(rows) * len(columns) > MOST_CELLS:
        raise Unreadable(f"A table spans {len(rows):,} x {len(columns):,} cells; at most {MOST_CELLS:,} are read.")
    texts = [[cells.get((row, column), "") for column in columns] for row in rows]
    while texts and not any(texts[0]):  # rows that only another block of the same rows fills
        texts, rows = texts[1:], rows[1:]
    while texts and not any(texts[-1]):
        texts, rows = texts[:-1], rows[:-1]
    above = []
    while len(texts) > 2 and len(columns) > 1 and sum(map(bool, texts[0])) == 1 and texts[0][0] and _wide(texts[1:]):
        above.append(texts[0][0])
        texts, rows = texts[1:], rows[1:]
    if not texts:
        return TextGrid([]), 0, 0
    top, left = rows[0], columns[0]
    inside = tuple(
        Span(s.row - top, s.column - left, s.rows, s.columns)
        for s in spans
        if top <= s.row <= rows[-1] and left <= s.column <= columns[-1]
    )
    return TextGrid(texts, inside, " ".join(above)), top, left


def _wide(texts: Sequence[Sequence[str]]) -> bool:
    """Return whether what follows a lone text is a table of several columns, and not an index with empty cells."""
    return sum(map(bool, texts[0])) > 1 and texts[0][0] != ""


def table_of(grid: TextGrid, name: str, part: str = "") -> TableView:
    """Return a grid of texts as a table.

    The first row is the header, or several where merged cells head groups of columns. A first row of numbers that are
    no sequence and no years is data: then the columns are called by their letters.

    Parameters
    ----------
    grid : TextGrid
        Its rows.
    name, part : str
        Name of the file, and of the part of it.
    """
    rows = _filled(grid)
    header, body, corner = _header(rows, grid.spans)
    columns: Sequence[Sequence[str]] = list(zip(*body, strict=True)) if body else [() for _ in header.labels]
    return TableView(
        name=name,
        columns=tuple(text_column(position, header, texts) for position, texts in enumerate(columns)),
        n_rows=len(body),
        row_axis=header.row_axis,
        column_axis=header.column_axis,
        title=grid.title,
        carried=tuple(PlacedText(text, Location("text", "corner of the table")) for text in corner if text),
        part=part,
    )


def _filled(grid: TextGrid) -> list[list[str]]:
    """Return the rows with merged labels repeated: to the right in headers, downwards in columns of labels."""
    rows = [list(row) for row in grid.rows]
    for span in grid.spans:
        if not (0 <= span.row < len(rows) and 0 <= span.column < len(rows[0])):
            continue
        text = rows[span.row][span.column]
        if NUMBER.fullmatch(text.strip()) and span.row:
            continue  # a number in the body was counted once
        for row in range(span.row, min(span.row + span.rows, len(rows))):
            for column in range(span.column, min(span.column + span.columns, len(rows[0]))):
                rows[row][column] = rows[row][column] or text
    return rows


def _header(rows: list[list[str]], spans: Sequence[Span]) -> tuple[Header, list[list[str]], tuple[str, ...]]:
    """Return header, body, and texts of the corner that neither holds."""
    width = len(rows[0]) if rows else 0
    if not rows or _is_data(rows):
        labels = tuple(f"column {letters(position)}" for position in range(width))
        return Header(labels, tuple((label,) for label in labels), 0), rows, ()
    top = [span for span in spans if span.row == 0 and span.columns > 1]
    tall = max((span.rows for span in spans if span.row == 0 and span.rows > 1), default=1)
    depth = min(max(tall, 2 if top else 1), DEEPEST, max(len(rows) - 1, 1))
    grouped = {span.row for span in spans if span.columns > 1}
    while top and depth - 1 in grouped and depth < min(DEEPEST, len(rows) - 1):
        depth += 1
    named = next(((at, names) for at in range(1, DEEPEST + 1) if (names := _axis_names(rows, at))), None)
    if named is not None and (named[0] == depth or not top):
        return _named(rows, *named)
    if depth == 1:
        return read_header(rows[0]), rows[1:], ()
    paths = tuple(tuple(dict.fromkeys(filter(None, (row[at] for row in rows[:depth])))) or ("",) for at in range(width))
    index = next((at for at, path in enumerate(paths) if path != ("",)), 0)
    return Header(tuple(LEVELS.join(path) for path in paths), paths, index), rows[depth:], ()


def _axis_names(rows: list[list[str]], depth: int) -> int:
    """Return how many row labels are named in a row of their own below the header, as pandas writes it; 0 for none.

    A table with headings between its rows has such rows too, and then they name nothing.
    """
    if len(rows) <= depth + 1:
        return 0
    filled = next((at for at, text in enumerate(rows[depth]) if not text), 0)
    above = [cell for row in rows[:depth] for cell in row[filled:]]
    if not filled or any(rows[depth][filled:]) or not all(above) or not any(rows[depth + 1][filled:]):
        return 0
    if any(NUMBER.fullmatch(cell.strip()) for row in rows[1:depth] for cell in row[filled:]):
        return 0
    return 0 if any(row[0] and not any(row[filled:]) for row in rows[depth + 1 :]) else filled


def _named(rows: list[list[str]], depth: int, index: int) -> tuple[Header, list[list[str]], tuple[str, ...]]:
    names = rows[depth][:index]
    levels = [tuple(row[at] for row in rows[:depth]) for at in range(index, len(rows[0]))]
    axis = tuple(row[index - 1] for row in rows[:depth])
    labels = (*names, *(LEVELS.join(filter(None, path)) for path in levels))
    corner = tuple(text for row in rows[:depth] for text in row[: index - 1])
    header = Header(labels, (*((name,) for name in names), *levels), index, axis if any(axis) else ())
    return header, rows[depth + 1 :], corner


def _is_data(rows: list[list[str]]) -> bool:
    """Return whether the first row is no header: its numbers are neither years nor counted through."""
    if len(rows) < 2 and len(rows[0]) > 1:
        return any(NUMBER.fullmatch(cell.strip()) for cell in rows[0])
    cells = [cell.strip() for cell in rows[0] if cell.strip()]
    numbers = [cell for cell in cells if NUMBER.fullmatch(cell)]
    if not numbers:
        return False
    if not all(WHOLE.fullmatch(number) for number in numbers):
        return True
    values = [int(number) for number in numbers]
    years = all(1900 <= value <= 2100 for value in values)
    steps = {after - before for before, after in pairwise(values)}
    return not (years or (values[0] in (0, 1) and len(steps) <= 1 and min(steps, default=1) > 0))


def letters(position: int) -> str:
    """Return the letters of a column as spreadsheets count: 0 is A, 26 is AA."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text
