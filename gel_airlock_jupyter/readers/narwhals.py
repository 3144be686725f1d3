"""Every other data frame that narwhals knows (polars, pyarrow ...), column by column."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.cells import cell_texts, number_texts
from gel_airlock_jupyter.readers.lazy_texts import LazyTexts, texts_by
from gel_airlock_jupyter.readers.loose import remedy
from gel_airlock_jupyter.readers.marked import MOST, marked_numbers
from gel_airlock_jupyter.readers.shapes import shape_of_arrow, shape_of_polars
from gel_airlock_jupyter.subjects import Column, PlacedText, TableView
from gel_airlock_jupyter.text_shapes import TextShape

LIBRARIES = ("polars", "pyarrow", "duckdb", "dask", "pyspark", "ibis", "modin", "cudf", "sqlframe")


def handles(obj: object) -> bool:
    """Return whether this is a frame of a library that narwhals reads."""
    module = type(obj).__module__.partition(".")[0].lstrip("_")
    return module in LIBRARIES and module in sys.modules


def read(obj: Any, name: str) -> TableView:
    """Return the view of a frame or series; a lazy one is scanned where it lives.

    Raises
    ------
    Unreadable
        If narwhals does not know it.
    """
    import narwhals as nw

    frame: Any = nw.from_native(_whole(obj), allow_series=True, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        from gel_airlock_jupyter.readers import remote

        return remote.read(frame, name)
    if isinstance(frame, nw.Series):
        frame = frame.to_frame()
    if not isinstance(frame, nw.DataFrame):
        raise Unreadable(f"'{name}' is a {type(obj).__name__}, which is not a table.", remedy(obj))
    view = read_eager(frame, name)
    return replace(view, carried=_metadata(obj))


def _whole(obj: Any) -> Any:
    """Return a batch or an array of Arrow as what narwhals knows."""
    if type(obj).__module__.partition(".")[0] != "pyarrow":
        return obj
    import pyarrow as pa

    if isinstance(obj, pa.RecordBatch):
        return pa.Table.from_batches([obj])
    return pa.chunked_array([obj]) if isinstance(obj, pa.Array) else obj


def _metadata(obj: Any) -> tuple[PlacedText, ...]:
    """Return what the schema of an Arrow table carries besides its columns."""
    schema = getattr(obj, "schema", None)
    held = getattr(schema, "metadata", None) if type(obj).__module__.partition(".")[0] == "pyarrow" else None
    place = Location("text", "metadata of the schema")
    return tuple(PlacedText(f"{k!r} {v!r}"[:10_000], place) for k, v in (held or {}).items())


def read_eager(frame: Any, name: str) -> TableView:
    """Return the view of a narwhals DataFrame."""
    columns = [_column(i, series) for i, series in enumerate(frame.iter_columns())]
    return TableView(name=name, columns=tuple(columns), n_rows=len(frame))


def texts_of(series: Any) -> list[str]:
    """Return the cells of a series as shown."""
    return list(_texts(series, kind_of(series.dtype)))


def kind_of(dtype: Any) -> str:
    """Return the kind of a column by its narwhals type."""
    if dtype.is_integer():
        return "whole"
    if dtype.is_numeric():
        return "number"
    if dtype.is_temporal():
        return "date"
    return "boolean" if str(dtype) == "Boolean" else "text"


def _column(position: int, series: Any) -> Column:
    kind = kind_of(series.dtype)
    marked = marked_numbers(series.to_list()) if kind == "text" and len(series) <= MOST else None
    if marked is not None:
        kind = "number"
    return Column(
        position=position,
        label=str(series.name),
        path=(str(series.name),),
        is_index=False,
        kind=kind,
        length=len(series),
        load_numbers=partial(_numbers, series, kind) if marked is None else lambda: marked,
        load_texts=partial(_texts, series, kind if marked is None else "text"),
        carried=_unused_categories(series),
        load_shape=partial(_shape, series) if kind == "text" else None,
    )


def _unused_categories(series: Any) -> tuple[str, ...]:
    """Return the categories of an enumeration that no cell has."""
    categories = getattr(series.dtype, "categories", None)
    if categories is None:
        return ()
    used = set(series.unique().to_list())
    return tuple(str(text) for text in categories if text not in used)


def _shape(series: Any) -> TextShape | None:
    native = series.to_native()
    module = type(native).__module__.partition(".")[0]
    if module == "polars":
        return shape_of_polars(native)
    return shape_of_arrow(native) if module == "pyarrow" else None


def _numbers(series: Any, kind: str) -> NDArray[Any] | None:
    if kind not in ("whole", "number"):
        return None
    array = np.asarray(series.to_numpy())
    return array.astype(float) if array.dtype.kind not in "iuf" else array


def _texts(series: Any, kind: str) -> Sequence[str]:
    def load(rows: slice) -> list[str]:
        part = series[rows]
        if kind in ("whole", "number") and not part.null_count():
            return number_texts(np.asarray(part.to_numpy()))
        return cell_texts(part.to_list())

    return LazyTexts(len(series), load) if kind != "text" else texts_by(len(series), load)
