"""Which rows of a data source a view of Bokeh lets through."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from gel_airlock_jupyter.readers.bokeh.columns import listed, rows_of

JOINING: Mapping[str, Callable[[set[int], set[int]], set[int]]] = {
    "UnionFilter": operator.or_,
    "IntersectionFilter": operator.and_,
    "SymmetricDifferenceFilter": operator.xor,
    "DifferenceFilter": operator.sub,
}


def rows_shown(view: Any, source: Mapping[str, Any]) -> list[int] | None:
    """Return the rows that a view lets through, in order; None where it lets all through or only a script knows.

    Parameters
    ----------
    view : bokeh CDSView
        As a renderer has it.
    source : mapping
        Column name to values.
    """
    everything = set(range(rows_of(source)))
    kept = _kept(getattr(view, "filter", None), source, everything)
    return None if kept is None or kept == everything else sorted(kept)


def _kept(said: Any, source: Mapping[str, Any], everything: set[int]) -> set[int] | None:
    kind = type(said).__name__
    if kind == "BooleanFilter":
        return everything if said.booleans is None else {at for at, shown in enumerate(said.booleans) if shown}
    if kind == "IndexFilter":
        return everything if said.indices is None else {int(at) for at in said.indices}
    if kind == "GroupFilter":
        return {at for at, value in enumerate(listed(source.get(said.column_name, ()))) if value == said.group}
    if kind == "InversionFilter":
        inner = _kept(said.operand, source, everything)
        return None if inner is None else everything - inner
    if kind in JOINING:
        parts = [_kept(part, source, everything) for part in said.operands]
        if not parts or any(part is None for part in parts):
            return None
        return reduce(JOINING[kind], [part for part in parts if part is not None])
    return None


def chosen(source: Mapping[str, Any], rows: list[int]) -> dict[str, list[Any]]:
    """Return some rows of a data source."""
    columns = {str(key): listed(values) for key, values in source.items()}
    return {key: [values[at] for at in rows] for key, values in columns.items()}
