"""Pseudo-identifiers that were made from real ones: suffixes, prefixes, other parts of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.evidence.chance import accident
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.hashed import hashed_from
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.proof import RowMatch, Seen
from gel_airlock_jupyter.subjects import TableView

SHORTEST, FEWEST = 3, 3
HEAD = 2_000
MOST_VALUES, MOST_IDENTIFIERS = 200, 200_000
DIGITS, SIGNS = 10.0, 36.0


def made_from(
    view: TableView,
    columns: Iterable[LiveColumn],
    match: RowMatch | None,
    limits: EvidenceLimits,
    clock: Clock,
) -> Iterator[Seen]:
    """Yield the columns of a table whose values are parts of identifiers for most rows.

    Either row by row, where it is known which row of the frame each row is or both have the same length; or as a set,
    where parts of identifiers are rare enough among all texts of that length to make an accident improbable.
    """
    live = [column for column in columns if column.frame.n_rows <= MOST_IDENTIFIERS]
    if not live:
        return
    for column in view.columns:
        values = _values(column, limits)
        if values is None:
            continue
        for source in live:
            clock.check()
            how = _by_row(values, source, match, limits) or _as_set(values, source, limits)
            how = how or hashed_from(values, source.factorized[1], clock)
            if how:
                place = Location("index" if column.is_index else "column", f"'{column.label}'", None, column.position)
                yield Seen(source.frame.name, source.label, (place,), column.length, how, column.label)
                break


def _values(column: Column, limits: EvidenceLimits) -> list[str] | None:
    """Return the cells of a column that could hold pseudo-identifiers: mostly different, of several signs."""
    profile = column.profile
    if profile is not None and (not profile.whole or profile.maximum < 10 ** (SHORTEST - 1)):
        return None
    if column.kind not in ("whole", "number", "text", "other"):
        return None
    only_head = column.is_remote or column.length > MOST_IDENTIFIERS
    texts = [str(text) for text in (column.texts[:HEAD] if only_head else column.texts)]
    head = set(texts[:1000])
    long = [text for text in head if len(text) >= SHORTEST and any(c.isdigit() for c in text)]
    varied = len(head) * 2 > min(len(texts), 1000) and len(long) >= limits.pseudo_share * len(head)
    return texts if varied and len(long) >= FEWEST else None


def _by_row(values: Sequence[str], source: LiveColumn, match: RowMatch | None, limits: EvidenceLimits) -> str:
    rows: NDArray[Any]
    if match is not None and not match.transposed and len(match.frame_rows) == len(values):
        if match.frame != source.frame.name:
            return ""
        rows = match.frame_rows
    elif source.frame.n_rows == len(values):
        rows = np.arange(len(values))
    else:
        return ""
    codes, names = source.factorized
    pairs = [(values[i], names[codes[row]]) for i, row in enumerate(rows.tolist()) if row >= 0 and codes[row] >= 0]
    parts = [(value, name) for value, name in pairs if SHORTEST <= len(value) < len(name) and value in name]
    if len(parts) < max(FEWEST, limits.pseudo_share * len(values)):
        return ""
    return _place(parts) + ", row by row"


def _as_set(values: Sequence[str], source: LiveColumn, limits: EvidenceLimits) -> str:
    distinct = list(dict.fromkeys(v for v in values if len(v) >= SHORTEST))[:MOST_VALUES]
    names = [name for name in source.factorized[1] if len(name) >= limits.identifier_characters]
    if len(distinct) < FEWEST or not names:
        return ""
    ends: dict[int, set[str]] = {}
    hits = 0
    space = 0.0
    for value in distinct:
        size = len(value)
        if size not in ends:
            ends[size] = {name[-size:] for name in names if len(name) > size}
        hits += value in ends[size]
        alphabet = DIGITS if value.isdigit() else SIGNS
        space += min(1.0, len(ends[size]) / alphabet**size) / len(distinct)
    if hits < limits.pseudo_share * len(distinct):
        return ""
    share = max(space, 1e-12)
    likely = accident(1.0 / share, 1, hits, len(distinct))
    return "the last characters" if likely <= limits.chance else ""


def _place(parts: list[tuple[str, str]]) -> str:
    last = sum(name.endswith(value) for value, name in parts)
    first = sum(name.startswith(value) for value, name in parts)
    if last * 2 > len(parts):
        return "the last characters"
    return "the first characters" if first * 2 > len(parts) else "a part"
