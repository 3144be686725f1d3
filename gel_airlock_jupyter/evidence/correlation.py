"""A correlation matrix recomputed from a frame."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.columns import LiveFrame
from gel_airlock_jupyter.evidence.values import values_of
from gel_airlock_jupyter.proof import Recount
from gel_airlock_jupyter.subjects import TableView

MOST = 60


def correlations(view: TableView, frame: LiveFrame) -> Recount | None:
    """Return a table of correlations or covariances of a frame's variables, recomputed over rows without gaps.

    The people behind a cell are the rows where both variables are present.
    """
    labels = next((column for column in view.columns if column.kind == "text"), None)
    body = [column for column in view.body if column is not labels and column.numbers is not None]
    if labels is None or not 2 <= len(body) <= MOST or view.n_rows > MOST:
        return None
    across = [frame.named(column.label) for column in body]
    down = [frame.named(text) for text in labels.texts]
    if not all(c is not None and c.numbers is not None for c in (*across, *down)):
        return None
    matrices = {name: _matrix(down, across, name) for name in ("corr", "cov")}
    for name, (numbers, people) in matrices.items():
        values = [values_of(column) for column in body]
        low, high = (np.column_stack([getattr(v, side) for v in values]) for side in ("low", "high"))
        if np.all((numbers >= low) & (numbers <= high)):
            columns = {column.position: people[:, place] for place, column in enumerate(body)}
            size = numbers.size
            said = {column.position: (name,) * view.n_rows for column in body}
            return Recount(frame.name, (), size, size, columns, dict(columns), said)
    return None


def _matrix(down: list[Any], across: list[Any], name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    numbers = np.full((len(down), len(across)), np.nan)
    people = np.zeros_like(numbers)
    for row, first in enumerate(down):
        for column, second in enumerate(across):
            both = first.present & second.present
            people[row, column] = both.sum()
            if people[row, column] < 2:
                continue
            x, y = first.numbers[both].astype(float), second.numbers[both].astype(float)
            x, y = x - x.mean(), y - y.mean()
            with np.errstate(all="ignore"):
                scale = np.sqrt((x @ x) * (y @ y)) if name == "corr" else people[row, column] - 1
                numbers[row, column] = (x @ y) / scale
    return numbers, people
