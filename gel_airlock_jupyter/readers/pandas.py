"""pandas frames and series to a TableView, without copying what is large."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.cells import cell_text, cell_texts, number_texts, numbers_of, path_text
from gel_airlock_jupyter.readers.lazy_texts import LazyTexts, texts_by
from gel_airlock_jupyter.readers.marked import marked_numbers
from gel_airlock_jupyter.readers.shapes import numbers_of_arrow, shape_of_arrow, shape_of_objects
from gel_airlock_jupyter.subjects import Column, PlacedText, TableView
from gel_airlock_jupyter.text_shapes import TextShape

if TYPE_CHECKING:
    import pandas as pd

STYLED_CELLS = 20_000
KINDS = {"i": "whole", "u": "whole", "f": "number", "b": "boolean", "M": "date", "m": "other", "c": "other"}


def handles(obj: object) -> bool:
    """Return whether this is a pandas frame, series, index, column array or Styler, or of a class made from one."""
    known = sys.modules.get("pandas")
    if known is None:
        return False
    parts = (known.DataFrame, known.Series, known.Index, known.api.extensions.ExtensionArray)
    return isinstance(obj, parts) or _is_styler(obj)


def _is_styler(obj: object) -> bool:
    return any(kind.__name__ == "Styler" and kind.__module__.startswith("pandas.") for kind in type(obj).__mro__)


def frame_of(obj: Any) -> pd.DataFrame:
    """Return the frame behind a series, an index or a Styler, with what the Styler shows below it."""
    import pandas as pd

    if _is_styler(obj):
        below = [frame_of(other) for other in getattr(obj, "concatenated", ())]
        shown: pd.DataFrame = pd.concat([obj.data, *below]) if below else obj.data
        return shown
    if isinstance(obj, pd.MultiIndex):
        return obj.to_frame(index=False)
    if isinstance(obj, pd.Index | pd.api.extensions.ExtensionArray):
        obj = pd.Series(obj, name=getattr(obj, "name", None))
    if isinstance(obj, pd.Series):
        return obj.to_frame(name=obj.name if obj.name is not None else "value")
    return obj  # type: ignore[no-any-return]


def read(obj: Any, name: str) -> TableView:
    """Return the view of a pandas object; index levels come first.

    A default row number is no part of the table, and no part of what is exported.
    """
    frame = frame_of(obj)
    caption = getattr(obj, "caption", None) if type(obj).__name__ == "Styler" else None
    columns: list[Column] = []
    for _, values, label in index_levels(frame):
        columns.append(_column(len(columns), (label,), True, values))
    for position, header in enumerate(frame.columns):
        path = tuple(map(cell_text, _levels(header)))
        columns.append(_column(len(columns), path, False, frame.iloc[:, position]))
    return TableView(
        name=name,
        columns=tuple(columns),
        n_rows=len(frame),
        row_axis=tuple(cell_text(n) for n in frame.index.names),
        column_axis=tuple(cell_text(n) for n in frame.columns.names),
        title=cell_text(caption[0] if isinstance(caption, tuple) else caption),
        carried=(*_attrs(frame), *_unused_labels(frame), *_styled(obj)),
    )


def _levels(header: Any) -> tuple[Any, ...]:
    return header if isinstance(header, tuple) else (header,)


def index_levels(frame: pd.DataFrame) -> list[tuple[int, Any, str]]:
    """Return (level, values, label) of the index levels that are part of the table.

    Row numbers are left out: a default index, and an unnamed whole-number index beside text columns.
    """
    import pandas as pd

    index = frame.index
    if isinstance(index, pd.MultiIndex):
        return [(i, index.get_level_values(i), cell_text(name)) for i, name in enumerate(index.names)]
    named = index.name is not None
    if isinstance(index, pd.RangeIndex) and not named:
        return []
    if not named and index.dtype.kind in "iu" and any(not hasattr(t, "kind") or t.kind in "OUST" for t in frame.dtypes):
        return []
    return [(0, index, cell_text(index.name))]


def _column(position: int, path: tuple[str, ...], is_index: bool, labelled: Any) -> Column:
    values = labelled.array  # by position: labels may repeat or be numbers
    if type(values).__name__ in ("NumpyExtensionArray", "PandasArray"):
        values = np.asarray(values)  # the plain array behind it, not a copy
    dtype = values.dtype
    kind = _kind(dtype)
    loose = kind == "text" and getattr(dtype, "kind", "") == "O" and type(dtype).__name__ != "CategoricalDtype"
    marked = marked_numbers(values) if kind == "text" else None
    if marked is not None:
        kind, loose = "number", False
    return Column(
        position=position,
        label=path_text(path),
        path=path,
        is_index=is_index,
        kind="other" if loose and _all_numbers(values) else kind,
        length=len(values),
        load_numbers=partial(_numbers, values, kind, loose) if marked is None else lambda: marked,
        load_texts=partial(_texts, values, kind if marked is None else "text"),
        carried=_unused_categories(values),
        load_shape=partial(_shape, values, loose) if kind == "text" else None,
    )


def _shape(values: Any, loose: bool) -> TextShape | None:
    """Return the shape of a text column: Python objects as they lie, Arrow strings as their buffers."""
    if isinstance(values.dtype, np.dtype):
        return shape_of_objects(values) if loose else None
    return shape_of_arrow(values.__arrow_array__()) if _is_arrow(values) else None


def _is_arrow(values: Any) -> bool:
    return "pyarrow" in sys.modules and type(values).__name__.startswith("Arrow") and hasattr(values, "__arrow_array__")


def _kind(dtype: Any) -> str:
    name = type(dtype).__name__
    if name == "CategoricalDtype":
        return "text"
    if name in ("DatetimeTZDtype", "PeriodDtype"):
        return "date"
    if name == "IntervalDtype":
        return "text"
    return KINDS.get(getattr(dtype, "kind", "O"), "text")


def _all_numbers(values: Any) -> bool:
    head = [v for v in values[:200] if v is not None] if len(values) else []
    return bool(head) and all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in head)


def _numbers(values: Any, kind: str, loose: bool) -> NDArray[Any] | None:
    if kind in ("whole", "number"):
        if isinstance(values.dtype, np.dtype):
            return values  # type: ignore[no-any-return]
        if _is_arrow(values):
            shared = numbers_of_arrow(values.__arrow_array__())
            if shared is not None:
                return shared
        array: NDArray[Any] = values.to_numpy(dtype=float, na_value=np.nan)
        return array
    return numbers_of(values) if loose else None


def _texts(values: Any, kind: str) -> Sequence[str]:
    if kind in ("whole", "number") and isinstance(values.dtype, np.dtype):
        return LazyTexts(len(values), lambda rows: number_texts(values[rows]))
    return texts_by(len(values), lambda rows: cell_texts(np.asarray(values[rows], dtype=object).tolist()))


def _unused_categories(values: Any) -> tuple[str, ...]:
    if type(values.dtype).__name__ != "CategoricalDtype":
        return ()
    used = set(np.unique(np.asarray(values.codes)).tolist())
    return tuple(cell_text(c) for code, c in enumerate(values.dtype.categories) if code not in used)


def _unused_labels(frame: pd.DataFrame) -> list[PlacedText]:
    """Return labels that an axis holds and shows nowhere: categories of headers, levels of a MultiIndex."""
    found: list[str] = []
    for axis in (frame.index, frame.columns):
        categories = getattr(axis, "categories", None) if type(axis).__name__ == "CategoricalIndex" else None
        if categories is not None and axis is frame.columns:
            found += [cell_text(label) for label in categories.difference(axis)]
        levels = getattr(axis, "levels", ())
        for level, codes in zip(levels, getattr(axis, "codes", ()) if len(levels) else (), strict=True):
            used = set(codes.tolist())
            found += [cell_text(label) for code, label in enumerate(level) if code not in used]
    return [PlacedText(text, Location("header", "label of an axis that is not shown")) for text in found if text]


def _styled(obj: Any) -> list[PlacedText]:
    """Return what a Styler shows or carries besides the cells: formatted texts, other labels, tooltips, attributes."""
    if not _is_styler(obj) or obj.data.size > STYLED_CELLS:
        return []
    place = Location("text", "what the Styler shows")
    return [PlacedText(line.strip()[:10_000], place) for line in dict.fromkeys(obj.to_html().splitlines()) if line]


def _attrs(frame: pd.DataFrame) -> list[PlacedText]:
    return [
        PlacedText(f"{key} {value}"[:10_000], Location("text", "frame.attrs")) for key, value in frame.attrs.items()
    ]
