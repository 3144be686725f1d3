"""Carrying a plan out on a copy of the object, of whatever library it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.plan import Plan, Written
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
    frame = _with_labels(frame, [level for level, _, _ in levels], plan)
    for position, written in _by_column(plan).items():
        at = position - len(levels)
        if at < 0:
            continue
        values = frame.iloc[:, at].astype(object).tolist()
        for row, mask in written:
            values[row] = mask
        numbers = all(not isinstance(mask, str) for _, mask in written)
        frame.isetitem(at, _column(values, frame.index, frame.dtypes.iloc[at] if numbers else object))
    frame = _with_headers(frame, len(levels), plan)
    drop_levels = [level for position, (level, _, _) in enumerate(levels) if position in plan.columns]
    keep = [i for i in range(frame.shape[1]) if i + len(levels) not in plan.columns]
    frame = frame.iloc[:, keep]
    if plan.rows:
        numbered = type(frame.index).__name__ == "RangeIndex" and frame.index.name is None
        frame = frame.iloc[_kept(len(frame), plan)]
        frame = frame.reset_index(drop=True) if numbered else frame
    if drop_levels:
        frame = (
            frame.reset_index(level=drop_levels, drop=True) if frame.index.nlevels > 1 else frame.reset_index(drop=True)
        )
    return _without_unused_categories(frame)


def _kept(rows: int, plan: Plan) -> NDArray[np.int64]:
    keep = np.ones(rows, dtype=bool)
    keep[list(plan.rows)] = False
    return np.flatnonzero(keep)


def _column(values: list[Any], index: Any, dtype: Any) -> Any:
    """Return a column: of the type it had where it got numbers in place of numbers, else of objects."""
    import pandas as pd

    if dtype is not object:
        try:
            return pd.Series(values, index=index, dtype=dtype)
        except (TypeError, ValueError):
            pass
    return pd.Series([None if cell_text(v) == "" else v for v in values], index=index, dtype=object)


def _with_labels(frame: Any, levels: list[int], plan: Plan) -> Any:
    """Return a frame whose index has the labels that a plan writes."""
    import pandas as pd

    written = {position: cells for position, cells in _by_column(plan).items() if position < len(levels)}
    if not written:
        return frame
    index = frame.index
    arrays = [list(index.get_level_values(level)) for level in range(index.nlevels)]
    for position, cells in written.items():
        for row, text in cells:
            arrays[levels[position]][row] = text
    if index.nlevels > 1:
        return frame.set_axis(pd.MultiIndex.from_arrays(arrays, names=index.names), axis=0)
    return frame.set_axis(pd.Index(arrays[0], name=index.name), axis=0)


def _with_headers(frame: Any, levels: int, plan: Plan) -> Any:
    """Return a frame whose columns have the names that a plan gives them; of several levels, the last."""
    import pandas as pd

    if not plan.headers:
        return frame
    if any(position < levels for position in plan.headers):
        old_names = enumerate(frame.index.names)
        frame = frame.rename_axis(
            index=[plan.headers[at] or None if at in plan.headers else old for at, old in old_names]
        )
    names = list(frame.columns)
    for position, name in plan.headers.items():
        if position < levels:
            continue
        old = names[position - levels]
        names[position - levels] = (*old[:-1], name) if isinstance(old, tuple) else name
    if frame.columns.nlevels > 1:
        return frame.set_axis(pd.MultiIndex.from_tuples(names, names=frame.columns.names), axis=1)
    return frame.set_axis(pd.Index(names, name=frame.columns.name), axis=1)


def _without_unused_categories(frame: Any) -> Any:
    if type(frame.index).__name__ == "CategoricalIndex":
        frame = frame.set_axis(frame.index.remove_unused_categories(), axis=0)
    if type(frame.columns).__name__ == "CategoricalIndex":
        frame = frame.set_axis(frame.columns.remove_unused_categories(), axis=1)
    for position, dtype in enumerate(frame.dtypes):
        if type(dtype).__name__ == "CategoricalDtype":
            frame.isetitem(position, frame.iloc[:, position].cat.remove_unused_categories())
    return frame


def _by_column(plan: Plan) -> dict[int, list[tuple[int, Written]]]:
    columns: dict[int, list[tuple[int, Written]]] = {}
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
        if position in changed:
            series = _changed(series, changed[position], frame.implementation)
        name = plan.headers.get(position)
        columns.append(series if name is None else series.alias(name))
    frame = frame.select(*columns)
    if plan.rows:
        frame = frame[_kept(len(frame), plan)]
    return frame.to_native()


def _changed(series: Any, written: list[tuple[int, Written]], library: Any) -> Any:
    """Return a column with cells written: of numbers where it was and gets numbers, else of texts."""
    import narwhals as nw

    numbers = series.dtype.is_numeric() and all(not isinstance(mask, str) for _, mask in written)
    values: list[Any] = series.to_list() if numbers else other_frames.texts_of(series)
    for row, mask in written:
        values[row] = mask if numbers else str(mask)
    if numbers:
        return nw.new_series(series.name, values, series.dtype, backend=library)
    return nw.new_series(series.name, [text or None for text in values], nw.String(), backend=library)
