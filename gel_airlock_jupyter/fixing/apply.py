"""Carrying a plan out on a copy of the object, of whatever library it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.plan import Plan
from gel_airlock_jupyter.readers import narwhals as other_frames
from gel_airlock_jupyter.readers import pandas as pandas_frames
from gel_airlock_jupyter.readers.cells import cell_text


def applied(obj: Any, plan: Plan) -> Any:
    """Return a changed copy of a frame; the object itself stays as it is."""
    if pandas_frames.handles(obj):
        return _pandas(obj, plan)
    return _narwhals(obj, plan)


def _pandas(obj: Any, plan: Plan) -> Any:
    """Change a pandas frame; positions count its index levels first, as the view does."""
    frame = pandas_frames.frame_of(obj).copy()
    frame.attrs = {}
    levels = pandas_frames.index_levels(frame)
    for row_position, text in _by_column(plan).items():
        at = row_position - len(levels)
        values = frame.iloc[:, at].astype(object).tolist()
        for row, mask in text:
            values[row] = mask
        frame.isetitem(at, _objects(values, frame.index))
    drop_levels = [level for position, (level, _, _) in enumerate(levels) if position in plan.columns]
    keep = [i for i in range(frame.shape[1]) if i + len(levels) not in plan.columns]
    frame = frame.iloc[:, keep]
    if plan.rows:
        frame = frame.iloc[_kept(len(frame), plan)]
    if drop_levels:
        frame = (
            frame.reset_index(level=drop_levels, drop=True) if frame.index.nlevels > 1 else frame.reset_index(drop=True)
        )
    return _without_unused_categories(frame)


def _kept(rows: int, plan: Plan) -> NDArray[np.int64]:
    keep = np.ones(rows, dtype=bool)
    keep[list(plan.rows)] = False
    return np.flatnonzero(keep)


def _objects(values: list[Any], index: Any) -> Any:
    import pandas as pd

    return pd.Series([None if cell_text(v) == "" else v for v in values], index=index, dtype=object)


def _without_unused_categories(frame: Any) -> Any:
    for position, dtype in enumerate(frame.dtypes):
        if type(dtype).__name__ == "CategoricalDtype":
            frame.isetitem(position, frame.iloc[:, position].cat.remove_unused_categories())
    return frame


def _by_column(plan: Plan) -> dict[int, list[tuple[int, str]]]:
    columns: dict[int, list[tuple[int, str]]] = {}
    for (row, position), text in plan.cells.items():
        columns.setdefault(position, []).append((row, text))
    return columns


def _narwhals(obj: Any, plan: Plan) -> Any:
    import narwhals as nw

    frame: Any = nw.from_native(obj, allow_series=True)
    if isinstance(frame, nw.Series):
        frame = frame.to_frame()
    changed = _by_column(plan)
    columns = []
    for position, series in enumerate(frame.iter_columns()):
        if position in plan.columns:
            continue
        texts = other_frames.texts_of(series) if position in changed else None
        for row, mask in changed.get(position, ()):
            texts[row] = mask  # type: ignore[index]
        if texts is not None:
            filled = [text or None for text in texts]
            series = nw.new_series(series.name, filled, nw.String(), backend=frame.implementation)
        columns.append(series)
    frame = frame.select(*columns)
    if plan.rows:
        frame = frame[_kept(len(frame), plan)]
    return frame.to_native()
