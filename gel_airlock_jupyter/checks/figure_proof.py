"""Points laid beside the rows of live frames: what proves that a point is a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import AxesInfo, Points, TableView

FEWEST = 5  # points below which agreement with a frame proves little


@dataclass(frozen=True, slots=True)
class Proof:
    """That marks are people: in words, and by which columns of a frame."""

    words: str = ""
    columns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is proved."""
        return bool(self.words)


def proof_of(parts: Sequence[Points], info: AxesInfo, context: Context) -> Proof:
    """Return the proof that points are rows of a frame in the session; an empty one where nothing proves it.

    Parameters
    ----------
    parts : sequence of Points
        The points of one pair of axes.
    info : AxesInfo
        Their labels, under which the frame's columns are looked for first.
    context : Context
        `context.session` is absent in the clean re-check; then nothing can be proved.
    """
    if context.session is None:
        return Proof()
    whole = table_of(parts, info)
    for table in (whole, *_one_by_one(whole)):
        match = context.session.rows(table) if table is not None and table.n_rows >= FEWEST else None
        if match is not None:
            return Proof(match.words, tuple(match.columns))
    return Proof()


def _one_by_one(table: TableView | None) -> Iterator[TableView]:
    """Yield each axis alone, since the other one may be jitter; dense whole numbers are in every column of such."""
    columns = table.columns if table is not None and len(table.columns) > 1 else ()
    for column in columns:
        numbers = column.numbers
        present = numbers[np.isfinite(numbers)] if numbers is not None else np.empty(0)
        if len(np.unique(present)) >= FEWEST and not np.array_equal(present, np.round(present)):
            yield TableView("points", (replace(column, position=0),), column.length)


def table_of(parts: Sequence[Points], info: AxesInfo) -> TableView | None:
    """Return coordinates as a table of one row per point; axes of words give none, since points are moved there."""
    columns: list[Column] = []
    sides = ((info.x_label, info.x_kind, [p.x for p in parts]), (info.y_label, info.y_kind, [p.y for p in parts]))
    for label, kind, values in sides:
        numbers = np.array([value for part in values for value in part], dtype=float)
        if kind == "numbers" and len(numbers):
            columns.append(_column(len(columns), label, numbers))
    rows = {column.length for column in columns}
    return TableView("points", tuple(columns), rows.pop()) if len(rows) == 1 else None


def _column(position: int, label: str, numbers: NDArray[np.float64]) -> Column:
    name = label or f"axis {position + 1}"

    def texts() -> list[str]:
        return [f"{number:g}" for number in numbers]

    return Column(position, name, (name,), False, "number", len(numbers), lambda: numbers, texts)
