"""Delimited text (csv, tsv) to a TableView with the standard library: the clean re-check must start fast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.corner import Header, read_header
from gel_airlock_jupyter.readers.dialect import Parsed, parsed
from gel_airlock_jupyter.readers.marked import marked_numbers
from gel_airlock_jupyter.subjects import Column, PlacedText, TableView

MEDIA_TYPES = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
WHOLE = re.compile(r"[+-]?\d{1,18}")
MISSING = frozenset({"", "NA", "NaN", "nan", "NULL", "None", "."})
DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?|\d\d/\d\d/\d{4}")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")


def read(path: Path, name: str) -> TableView:
    """Return the view of a delimited file; names of its axes are read from the corner.

    Raises
    ------
    Unreadable
        If it is not text, has no header, or its rows differ in length.
    """
    text = parsed(path)
    if not text.rows:
        return TableView(name=name, columns=(), n_rows=0, carried=_carried(text))
    header, body = read_header(text.rows[0]), text.rows[1:]
    width = len(header.labels)
    uneven = next((number for number, row in enumerate(body, 2) if len(row) != width), None)
    if uneven is not None:
        raise Unreadable(
            f"'{name}' has {width} columns in its header but line {uneven} of the table has another number of cells.",
            "Write it anew, for example by staging the data frame itself.",
        )
    cells: Sequence[Sequence[str]] = list(zip(*body, strict=True)) if body else [() for _ in header.labels]
    comma = text.delimiter != ","
    return TableView(
        name=name,
        columns=tuple(text_column(i, header, texts, comma) for i, texts in enumerate(cells)),
        n_rows=len(body),
        row_axis=header.row_axis,
        column_axis=header.column_axis,
        carried=_carried(text),
    )


def _carried(text: Parsed) -> tuple[PlacedText, ...]:
    return tuple(
        PlacedText(line, Location("text", f"line {number} above the header"))
        for number, line in enumerate(text.above, 1)
    )


def text_column(position: int, header: Header, texts: Sequence[str], comma: bool = False) -> Column:
    """Return a column of texts; `comma` says that a comma may be the decimal point."""
    kind = _kind(texts)
    if comma and kind == "text" and _has_decimal_commas(texts):
        texts = [text.replace(",", ".") for text in texts]
        kind = "number"
    marked = marked_numbers(texts) if kind == "text" else None
    return Column(
        position=position,
        label=header.labels[position],
        path=header.paths[position],
        is_index=position < header.index,
        kind="number" if marked is not None else kind,
        length=len(texts),
        load_numbers=partial(_numbers, texts, kind) if marked is None else lambda: marked,
        load_texts=partial(list, texts),
    )


def _has_decimal_commas(texts: Sequence[str]) -> bool:
    """Return whether numbers are written with a comma for the point, and not with commas between thousands."""
    present = [text.strip() for text in texts if text.strip() not in MISSING]
    written = all(NUMBER.fullmatch(text.replace(",", ".", 1)) for text in present)
    return written and any("," in text and not THOUSANDS.fullmatch(text) for text in present)


def _kind(texts: Sequence[str]) -> str:
    present = [text.strip() for text in texts if text.strip() not in MISSING]
    if not present:
        return "other"
    if all(WHOLE.fullmatch(text) for text in present):
        return "whole"
    if all(NUMBER.fullmatch(text) for text in present):
        return "number"
    if all(text in ("True", "False", "TRUE", "FALSE") for text in present):
        return "boolean"
    return "date" if all(DATE.fullmatch(text) for text in present) else "text"


def _numbers(texts: Sequence[str], kind: str) -> NDArray[np.float64] | None:
    if kind not in ("whole", "number"):
        return None
    return np.array([float(t) if t.strip() not in MISSING else np.nan for t in texts], dtype=float)
