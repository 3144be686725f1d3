"""Identifiers seen in the session's frames, recognised anywhere in an output; how many and where, never which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn, LiveFrame
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.long_columns import is_no_accident, long_cells, names_of
from gel_airlock_jupyter.evidence.passes import distinct
from gel_airlock_jupyter.evidence.tokens import Tokens
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.proof import Seen
from gel_airlock_jupyter.roles.assign import is_identifier_name

MOST_PLACES = 200
NOTHING: NDArray[Any] = np.empty(0)


def identifier_columns(frames: Iterable[LiveFrame], policy: Policy) -> Iterator[LiveColumn]:
    """Yield the columns and index levels of frames that are named as identifiers."""
    for frame in frames:
        for column in frame.columns:
            if column.label and is_identifier_name(column.label, policy) and column.kind in ("number", "text"):
                yield column


def seen_in(tokens: Tokens, columns: Iterable[LiveColumn], limits: EvidenceLimits, clock: Clock) -> Iterator[Seen]:
    """Yield what identifiers of the columns stand among the words of an output.

    Numbers that could be anything are weighed: where identifiers fill their range densely, as 1 to 432 do, a number
    within it proves nothing; where they are sparse, as nine digits are, it does.
    """
    done: set[int] = set()
    for column in columns:
        clock.check()
        found: list[Location] = []
        if column.kind == "number":
            known = _present_in(column) if tokens.numbers or tokens.columns else NOTHING
            for number in _numbers_seen(np.array(list(tokens.numbers)), known, limits):
                if number not in done:
                    done.add(number)
                    found.extend(tokens.numbers[number])
        else:
            texts, digits = _texts_seen(tokens, column)
            found = [place for word in texts for place in tokens.texts[word]]
            for number in digits - done:
                done.add(number)
                found.extend(tokens.numbers[number])
            known = _written_as_digits(column) if tokens.columns else NOTHING
        for shown in tokens.columns:
            found.extend(_cells_seen(shown, known, limits))
        more = 0
        if tokens.long:
            names = names_of(column, limits)
            for shown in tokens.long:
                hits = long_cells(shown, names, column, limits, clock)
                found.extend(Location("cell", f"row {row + 1}", row, shown.position) for row in hits.rows)
                if hits.total and not hits.rows:
                    found.append(Location("column", f"column '{shown.label}'", None, shown.position))
                more += hits.total - max(len(hits.rows), hits.total > 0)
        if found:
            where = tuple(dict.fromkeys(found))
            yield Seen(column.frame.name, column.label, where[:MOST_PLACES], len(where) + more)


def _written_as_digits(column: LiveColumn) -> NDArray[Any]:
    """Return the identifiers of a column of texts that are whole numbers of digits only, as numbers."""
    names = column.factorized[1]
    return np.array([float(name) for name in names if name.isascii() and name.isdigit() and len(name) < 16])


def _present_in(column: LiveColumn) -> NDArray[Any]:
    """Return the numbers of a column without gaps, as they lie in memory where there can be none."""
    numbers = column.numbers
    if numbers is None:
        return NOTHING
    return numbers if numbers.dtype.kind in "iu" else numbers[column.present]


def _cells_seen(shown: Column, known: NDArray[Any], limits: EvidenceLimits) -> Iterator[Location]:
    """Yield the cells of a column of large whole numbers that are identifiers."""
    numbers = shown.numbers
    if numbers is None or not len(known):
        return
    rows = np.flatnonzero((numbers >= known.min()) & (numbers <= known.max()))
    hits = _numbers_seen(np.unique(numbers[rows]), known, limits)
    for row in rows[np.isin(numbers[rows], hits)] if hits else ():
        yield Location("cell", f"row {row + 1}", int(row), shown.position)


def _numbers_seen(numbers: NDArray[Any], known: NDArray[Any], limits: EvidenceLimits) -> list[int]:
    if not len(known) or not len(numbers):
        return []
    values = distinct(known).astype(np.float64)
    values = values[values >= 10 ** (limits.identifier_characters - 1)]
    if not len(values):
        return []
    inside = numbers[(numbers >= values[0]) & (numbers <= values[-1])]
    hits = inside[np.isin(inside.astype(np.float64), values)]
    expected = len(inside) * len(values) / (values[-1] - values[0] + 1)
    return [int(hit) for hit in hits] if is_no_accident(len(hits), expected, limits) else []


def _texts_seen(tokens: Tokens, column: LiveColumn) -> tuple[list[str], set[int]]:
    native: Any = column.native
    if not tokens.texts and not tokens.numbers:
        return [], set()
    wanted = {*tokens.texts, *map(str, tokens.numbers)}
    values = native.categories if hasattr(native, "categories") else native
    present = set(np.asarray(values[np.asarray(values.isin(list(wanted)))]).tolist())
    return [w for w in tokens.texts if w in present], {n for n in tokens.numbers if str(n) in present}
