"""Delimited text (csv, tsv) to a TableView with the standard library: the clean re-check must start fast."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.subjects import Column, TableView

MEDIA_TYPES = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
WHOLE = re.compile(r"[+-]?\d{1,18}")
MISSING = frozenset({"", "NA", "NaN", "nan", "NULL", "None", "."})
DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?|\d\d/\d\d/\d{4}")
LONGEST_FIELD = 1_000_000


def read(path: Path, name: str) -> TableView:
    """Return the view of a delimited file.

    Raises
    ------
    Unreadable
        If it is not text, has no header, or its rows differ in length.
    """
    rows = parsed(path)
    if not rows:
        return TableView(name=name, columns=(), n_rows=0)
    header, body = rows[0], rows[1:]
    uneven = [number for number, row in enumerate(body, 2) if len(row) != len(header)]
    if uneven:
        raise Unreadable(
            f"'{name}' has {len(header)} columns in its header but line {uneven[0]} has another number of cells.",
            "Write it anew, for example by staging the data frame itself.",
        )
    cells: Sequence[Sequence[str]] = list(zip_longest(*body)) if body else [() for _ in header]
    return TableView(
        name=name, columns=tuple(_column(i, header[i], texts) for i, texts in enumerate(cells)), n_rows=len(body)
    )


def parsed(path: Path) -> list[list[str]]:
    """Return the rows of a delimited file, header first.

    Raises
    ------
    Unreadable
        If it is not UTF-8 text or a field is longer than allowed.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"'{path.name}' is not UTF-8 text.", "Save it as UTF-8.") from error
    if "\0" in text:
        raise Unreadable(f"'{path.name}' holds binary data.", "Export a table as csv.")
    csv.field_size_limit(LONGEST_FIELD)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable(f"'{path.name}' is not well-formed: {error}.", "Write it anew.") from error


def _column(position: int, label: str, texts: Sequence[str]) -> Column:
    kind = _kind(texts)
    return Column(
        position=position,
        label=label,
        path=(label,),
        is_index=False,
        kind=kind,
        length=len(texts),
        load_numbers=partial(_numbers, texts, kind),
        load_texts=partial(list, texts),
    )


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
