"""How a delimited text is written: encoding, delimiter, lines above the header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DIRECTIVE = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)  # spreadsheets write it as the first line
LONGEST_FIELD = 1_000_000
HEAD = 200  # lines that tell the delimiter
MOST_ABOVE = 100  # lines above the header


@dataclass(frozen=True)
class Parsed:
    """The rows of a delimited text, header first, what stands above the header, and the delimiter."""

    rows: list[list[str]]
    above: tuple[str, ...] = ()
    delimiter: str = ","


def text_of(path: Path) -> str:
    """Return the text of a file: UTF-8, or UTF-16 where a byte order mark says so.

    Raises
    ------
    Unreadable
        If it is neither, or holds binary data.
    """
    data = path.read_bytes()
    encoding = next((name for mark, name in ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"'{path.name}' is not UTF-8 text.", "Save it as UTF-8.") from error
    if "\0" in text:
        raise Unreadable(f"'{path.name}' holds binary data.", "Export a table as csv.")
    return text


def parsed(path: Path) -> Parsed:
    """Return the rows of a delimited file.

    Empty lines are passed over. Lines above the header are those that begin with `#` or hold one cell where the table
    has several.

    Raises
    ------
    Unreadable
        If it is no text, is not well-formed, or a field is longer than allowed.
    """
    text = text_of(path)
    said = DIRECTIVE.match(text)
    if said:
        text = text[said.end() :]
    csv.field_size_limit(LONGEST_FIELD)
    usual = "\t" if path.suffix.lower() == ".tsv" else ","
    delimiter = said[1] if said else _delimiter(text, usual)
    try:
        rows = [row for row in rows_by(text, delimiter) if row]
    except csv.Error as error:
        raise Unreadable(f"'{path.name}' is not well-formed: {error}.", "Write it anew.") from error
    start = _header_at(rows)
    above = tuple(delimiter.join(row) for row in rows[:start])
    return Parsed(rows[start:], above, delimiter)


def rows_by(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a text; raises csv.Error where they are not well-formed."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str, usual: str) -> str:
    """Return the delimiter that cuts the first lines into most columns; the usual one where it does as well."""
    widths = {delimiter: width_by(text, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: (widths[delimiter], delimiter == usual, delimiter == ","))


def width_by(text: str, delimiter: str) -> int:
    """Return the number of columns where all of the first lines, from the header on, have as many; 0 otherwise."""
    try:
        rows = [row for row in islice(rows_by(text, delimiter), HEAD) if row]
    except csv.Error:
        return 0
    rows = rows[_header_at(rows) :]
    widths = {len(row) for row in rows}
    return widths.pop() if len(widths) == 1 and len(rows[0]) > 1 else 0


def _header_at(rows: Sequence[Sequence[str]]) -> int:
    """Return which row is the header: the first that neither is a comment nor stands alone above a wider table.

    `#CHROM` is no comment, `# made by ...` and `##fileformat` are.
    """
    at = 0
    while at < min(len(rows) - 1, MOST_ABOVE) and _is_above(rows[at], rows[at + 1 :]):
        at += 1
    return at


def _is_above(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    if row[0].startswith("##") or (row[0].startswith("#") and row[0][1:2].isspace()):
        return True
    if len(row) > 1 or not row[0].strip():
        return False
    widths = {len(other) for other in below[:HEAD] if len(other) > 1}
    return len(widths) == 1 and len(below[-1]) > 1
