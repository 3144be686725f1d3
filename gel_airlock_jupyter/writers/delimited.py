"""A table as csv: UTF-8, LF, one header line, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re

from gel_airlock_jupyter.readers.corner import header_of
from gel_airlock_jupyter.subjects import Column, TableView

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


def to_csv(view: TableView) -> bytes:
    r"""Return a table as csv bytes, index levels first.

    Names of the axes stand in the corner, as in `grade \ nodes`, and are read back from there.

    Text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP ASVS 5.0, 1.2.10); numbers such
    as -5 are left alone.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([as_text(text) for text in header_of(view)])
    writer.writerows(zip(*(_cells(column) for column in view.columns), strict=True))
    return out.getvalue().encode()


def _cells(column: Column) -> list[str]:
    texts = [str(text) for text in column.texts]
    return texts if column.numbers is not None else [as_text(text) for text in texts]


def as_text(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    if "\r" in text:  # the csv module writes it bare, and every reader takes a bare one for the end of the line
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip(" \ufeff")
    if len(start) > 1 and FORMULA.match(start) and not NUMBER.fullmatch(start):
        return "'" + text
    return text
