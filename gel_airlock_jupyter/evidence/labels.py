"""Labels of a table found again in a column of a frame: as values, as bands, as totals."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.coding import narrow
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.passes import counted, placed, taken
from gel_airlock_jupyter.policy.model import fold

TOTAL = -1
MOST_LABELS = 5_000
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?inf"
WHOLE = re.compile(r"[-+]?[0-9]{1,40}")
INTERVAL = re.compile(rf"(?P<open>[(\[])\s*(?P<low>{NUMBER})\s*,\s*(?P<high>{NUMBER})\s*(?P<close>[)\]])")
BAND = re.compile(r"(?P<low>\d+)\s*(?:-|–|to)\s*(?P<high>\d+)")
OPEN_BAND = re.compile(r"(?P<low>\d+)\s*\+|(?:≥|>=)\s*(?P<least>\d+)|(?P<sign><|≤|<=)\s*(?P<high>\d+)")


@dataclass(frozen=True, eq=False)
class Key:
    """A level of a table's axis that groups by a column of the frame.

    Parameters
    ----------
    column : LiveColumn
        The frame's column.
    n_labels : int
        Distinct labels, totals apart.
    live : array of int, shape (rows of the frame,)
        Which label each row of the frame has, -1 for none.
    of : array of int, shape (length of the axis,)
        Which label each place of the axis has, `TOTAL` for all together.
    named : bool
        Whether the level is called like the column; otherwise only its values are the same.
    """

    column: LiveColumn
    n_labels: int
    live: NDArray[Any]
    of: NDArray[Any]
    named: bool = True


def find_key(column: LiveColumn, texts: Sequence[str], totals: frozenset[str], named: bool = True) -> Key | None:
    """Return how labels fall on the rows of a frame; None if some label is not among the column's values.

    Parameters
    ----------
    column : LiveColumn
        Column that may be behind the labels.
    texts : sequence of str
        The labels along the axis.
    totals : frozenset of str
        Folded words for totals.
    named : bool
        Whether the level is called like the column.
    """
    labels = list(dict.fromkeys(texts))
    if not labels or len(labels) > MOST_LABELS:
        return None
    known = _as_values(column, labels)
    found = [label for label in labels if label in known]
    rest = [label for label in labels if label not in known]
    plain = [label for label in rest if fold(label) not in totals]
    if plain:
        return _as_bands(column, texts, [label for label in labels if fold(label) not in totals], named)
    if not found:
        return None
    numbering = {label: number for number, label in enumerate(found)}
    of = np.array([numbering.get(text, TOTAL) for text in texts])
    return Key(column, len(found), _live_codes(column, found), of, named)


def _as_values(column: LiveColumn, labels: list[str]) -> set[str]:
    """Return the labels that are values of the column; "" stands for missing."""
    found = set()
    if "" in labels and not column.present.all():
        found.add("")
    if column.kind == "number":
        wanted = {label: value for label in labels if (value := _number(label)) is not None}
        known, live = _placed(column, wanted.values())
        held = counted(live + 1, len(known) + 1)[1:]
        inside = {value for value, often in zip(known, held.tolist(), strict=True) if often}
        return found | {label for label, value in wanted.items() if value in inside}
    if column.kind == "boolean":
        wanted_flags = {"True": 1.0, "False": 0.0}
        return found | {label for label in labels if label in wanted_flags}
    texts = set(column.factorized[1])
    return found | {label for label in labels if label and label in texts}


def _placed(column: LiveColumn, values: Iterable[float]) -> tuple[list[float], NDArray[Any]]:
    """Return (known, live): the sorted numbers, and which of them each row of a column has, -1 for none."""
    numbers = column.numbers
    assert numbers is not None
    listed = sorted(set(values))
    exact = numbers.dtype.kind in "iu" and all(_fits(value, numbers.dtype) for value in listed)
    known = np.array([int(value) for value in listed], numbers.dtype) if exact else np.array(listed, float)
    return listed, placed(numbers, known)


def _fits(value: float, kind: Any) -> bool:
    limits = np.iinfo(kind)
    return value == value and abs(value) != np.inf and value == int(value) and limits.min <= value <= limits.max


def _live_codes(column: LiveColumn, labels: list[str]) -> NDArray[Any]:
    if column.kind in ("number", "boolean"):
        values = [_number(label) if column.kind == "number" else float(label == "True") for label in labels]
        wanted: dict[float, int] = {}
        for i, value in enumerate(values):
            if value is not None and labels[i]:
                wanted.setdefault(value, i)
        known, live = _placed(column, wanted)
        numbering = np.array([wanted[value] for value in known] + [-1])
    else:
        places = {label: i for i, label in enumerate(labels) if label}
        live, texts = column.factorized
        numbering = np.array([places.get(text, -1) for text in texts] + [-1])
    if "" not in labels and np.array_equal(numbering[:-1], np.arange(len(numbering) - 1)):
        return live
    codes = taken(narrow(numbering, len(labels)), live)
    if "" in labels:
        codes[~column.present] = labels.index("")
    return codes


def _as_bands(column: LiveColumn, texts: Sequence[str], labels: list[str], named: bool) -> Key | None:
    """Return how bands such as `(20, 30]`, `31-40`, `80+` or `<20` fall on a column of numbers."""
    numbers = column.numbers
    if column.kind != "number" or numbers is None or not named or len(labels) > 200:
        return None
    bands = [_band(label) for label in labels]
    if not all(bands):
        return None
    live = np.full(len(numbers), -1, np.int16)
    for number, band in enumerate(_true_edges([band for band in bands if band], numbers)):
        low, high, from_low, to_high = band
        above = numbers >= low if from_low else numbers > low
        below = numbers <= high if to_high else numbers < high
        live[above & below] = number
    numbering = {label: number for number, label in enumerate(labels)}
    of = np.array([numbering.get(text, TOTAL) for text in texts])
    return Key(column, len(labels), live, of, named)


Band = tuple[float, float, bool, bool]


def _true_edges(bands: list[Band], numbers: NDArray[Any]) -> list[Band]:
    """Return bands with the edges that `cut` or `qcut` computed where the labels show them rounded."""
    edges = np.array([bands[0][0], *(band[1] for band in bands)])
    inner = edges[1:-1]
    present = numbers[np.isfinite(numbers)]
    if len(bands) < 2 or not len(present) or any(a[1] != b[0] for a, b in itertools.pairwise(bands)):
        return bands
    shares = np.linspace(0, 1, len(bands) + 1)
    reach = 0.006 * max(float(np.abs(np.diff(edges[np.isfinite(edges)])).min(initial=1.0)), 1e-12)
    for true in (present.min() + shares * np.ptp(present), np.quantile(present, shares)):
        if np.all(np.abs(true[1:-1] - inner) <= reach) and not np.array_equal(true[1:-1], inner):
            low, high = [-np.inf, *true[1:-1]], [*true[1:-1], np.inf]
            return [(a, b, band[2], band[3]) for a, b, band in zip(low, high, bands, strict=True)]
    return bands


def _band(label: str) -> Band | None:
    """Return (low, high, low included, high included) of a band of numbers."""
    text = label.strip()
    if match := INTERVAL.fullmatch(text):
        return float(match["low"]), float(match["high"]), match["open"] == "[", match["close"] == "]"
    if match := BAND.fullmatch(text):
        return float(match["low"]), float(match["high"]) + 1, True, False
    if match := OPEN_BAND.fullmatch(text):
        if match["high"]:
            return -np.inf, float(match["high"]), True, match["sign"] != "<"
        return float(match["low"] or match["least"]), np.inf, True, True
    return None


def _number(label: str) -> float | None:
    """Return the number that a label writes; whole numbers stay whole, since floats hold no more than 53 bits."""
    try:
        number = int(label) if WHOLE.fullmatch(label) else float(label)
    except ValueError:
        return None
    return number if number == number else None
