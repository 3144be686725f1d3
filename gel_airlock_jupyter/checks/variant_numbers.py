"""Numbers of variants as people write them: 0.3 %, 4.9e-3, `.`, two alternate alleles in one cell, VCF INFO."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.roles.signature import Field
from gel_airlock_jupyter.roles.variant_texts import MISSING, TRIPLE

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
BELOW = re.compile(r"(?:<|≤|<=)\s*(.+)")
DECIMAL_COMMA = re.compile(r"0,\d+")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
SEVERAL = re.compile(r"[,;|]")
INFO_FIELDS: dict[str, Field] = {
    "AC": Field.COUNT,
    "MAC": Field.COUNT,
    "AN": Field.ALLELES,
    "AF": Field.FREQUENCY,
    "MAF": Field.FREQUENCY,
    "NS": Field.PEOPLE,
    "nhomalt": Field.HOMOZYGOTES,
}
INFO_ENTRY = re.compile(r"(?:^|;)(AC|MAC|AN|AF|MAF|NS|nhomalt)=([^;]*)")


def number_in(text: str, field: Field, mask: str = "") -> float | None:
    """Return the number a cell gives, NaN where it gives none, None where it cannot be read.

    Parameters
    ----------
    text : str
        The cell. Of several alleles in one cell the rarest counts; `<0.001` is just below 0.001.
    field : Field
        What it is: `0,003` is a frequency with a decimal comma, `1,234` a count with a thousands separator.
    mask : str, optional
        A text that stands for a masked number and gives none.
    """
    text = text.strip().replace("\u2212", "-")
    if text in MISSING or (mask and text == mask):
        return math.nan
    below = BELOW.fullmatch(text)
    if below:
        least = number_in(below.group(1), field)
        if least is None:
            return None
        return least * (1 - 1e-6) if field is Field.FREQUENCY else least - 0.5
    if text.endswith("%"):
        share = _plain(text[:-1].strip())
        return None if share is None else share / 100
    if field is Field.FREQUENCY and DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    if THOUSANDS.fullmatch(text) and field is not Field.FREQUENCY:
        return float(text.replace(",", ""))
    if SEVERAL.search(text):
        return _rarest([number_in(part, field) for part in SEVERAL.split(text) if part.strip()], field)
    return _plain(text)


def _plain(text: str) -> float | None:
    return float(text) if NUMBER.fullmatch(text) else None


def _rarest(numbers: Sequence[float | None], field: Field) -> float | None:
    present = [number for number in numbers if number is not None and not math.isnan(number)]
    if any(number is None for number in numbers):
        return None
    if not present:
        return math.nan
    return min(present, key=lambda af: min(af, 1 - af)) if field is Field.FREQUENCY else min(present)


def numbers_in(texts: Iterable[str], field: Field, mask: str = "") -> NDArray[np.float64] | None:
    """Return cells as numbers of shape (n,), or None where one of them cannot be read."""
    known: dict[str, float | None] = {}
    found: list[float] = []
    for text in texts:
        if text not in known:
            known[text] = number_in(text, field, mask)
        number = known[text]
        if number is None:
            return None
        found.append(number)
    return np.array(found, dtype=float)


def triple_numbers(texts: Iterable[str]) -> NDArray[np.float64] | None:
    """Return cells such as `4/120/500` as an array of shape (n, 3), NaN where missing; None where one is otherwise."""
    found = []
    for text in texts:
        match = TRIPLE.fullmatch(text.strip())
        if match is None and text.strip() not in MISSING and text.strip() != "0/0/0":
            return None
        found.append([float(part) for part in match.groups()] if match else [math.nan] * 3)
    return np.array(found, dtype=float).reshape(-1, 3)


def info_numbers(texts: Iterable[str], mask: str = "") -> dict[str, NDArray[np.float64] | None]:
    """Return the figures in the INFO column of a VCF, by key; only keys that occur."""
    columns: dict[str, list[float | None]] = {}
    rows = 0
    for text in texts:
        for key, value in INFO_ENTRY.findall(text):
            column = columns.setdefault(key, [])
            column.extend([math.nan] * (rows - len(column)))
            column.append(number_in(value, INFO_FIELDS[key], mask))
        rows += 1
    found: dict[str, NDArray[np.float64] | None] = {}
    for key, column in columns.items():
        column.extend([math.nan] * (rows - len(column)))
        found[key] = None if any(n is None for n in column) else np.array(column[:rows], dtype=float)
    return found
