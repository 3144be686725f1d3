"""Delimited text (csv, tsv) to a TableView with the standard library: the clean re-check must start fast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.corner import Header, read_header
from gel_airlock_jupyter.readers.dialect import Parsed, parsed
from gel_airlock_jupyter.readers.marked import marked_numbers
from gel_airlock_jupyter.subjects import Column, PlacedText, TableView
from gel_airlock_jupyter.typed import ABSENT, NUMBER, kind_of, numbers_of

MEDIA_TYPES = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")


def read(path: Path, name: str) -> TableView:
    """Return the view of a delimited file; names of its axes are read from the corner.

    Raises
    ------
    Unreadable
        If it is not text, has no header, or its rows differ in length.
    """
    return view_of(parsed(path), name)


def view_of(text: Parsed, name: str) -> TableView:
    """Return the view of the rows of a delimited text; raises Unreadable where they differ in length."""
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
    kind = kind_of(texts)
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
        load_numbers=partial(numbers_of, texts, kind) if marked is None else lambda: marked,
        load_texts=partial(list, texts),
    )


def _has_decimal_commas(texts: Sequence[str]) -> bool:
    """Return whether numbers are written with a comma for the point, and not with commas between thousands."""
    present = [text.strip() for text in texts if text.strip() not in ABSENT]
    written = all(NUMBER.fullmatch(text.replace(",", ".", 1)) for text in present)
    return written and any("," in text and not THOUSANDS.fullmatch(text) for text in present)
