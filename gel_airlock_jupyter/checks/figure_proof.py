"""Points laid beside the rows of live frames: what proves that a point is a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    table = table_of(parts, info)
    if context.session is None or table is None or table.n_rows < FEWEST:
        return Proof()
    match = context.session.rows(table)
    return Proof() if match is None else Proof(match.words, tuple(match.columns))


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
