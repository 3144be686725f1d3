"""The rows that a chart draws after its transforms, worked out as Vega-Lite would; unknown transforms stay undone."""

from __future__ import annotations

import operator
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.readers.altair.expressions import Unknown, worked_out

Rows = Sequence[Mapping[str, Any]]
Step = Mapping[str, Any]
OPERATIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "valid": lambda values: sum(value is not None and value == value for value in values),
    "missing": lambda values: sum(value is None for value in values),
    "distinct": lambda values: len(set(values)),
    "sum": sum,
    "mean": statistics.fmean,
    "average": statistics.fmean,
    "median": statistics.median,
    "min": min,
    "max": max,
    "stdev": statistics.stdev,
    "variance": statistics.variance,
    "stdevp": statistics.pstdev,
}
RANKS = ("row_number", "rank", "dense_rank")
PREDICATES: Mapping[str, Callable[[Any, Any], bool]] = {
    "equal": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "oneOf": lambda value, several: value in several,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


def transformed(rows: Rows, steps: Sequence[Step]) -> tuple[Rows, tuple[Step, ...]]:
    """Return the rows after the steps that are known here, and the steps from the first unknown one on.

    Parameters
    ----------
    rows : sequence of mappings
        As the specification carries them; left as they are.
    steps : sequence of mappings
        Transforms in order.
    """
    for place, step in enumerate(steps):
        try:
            rows = _after(rows, step)
        except (Unknown, KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError, AttributeError):
            return rows, tuple(steps[place:])
    return rows, ()


def _after(rows: Rows, step: Step) -> Rows:
    if "calculate" in step:
        value = worked_out(str(step["calculate"]))
        return [{**row, str(step["as"]): value(row)} for row in rows]
    if "filter" in step:
        holds = _predicate(step["filter"])
        return [row for row in rows if holds(row)]
    if "aggregate" in step:
        return _aggregated(rows, step)
    if "joinaggregate" in step:
        groups = _grouped(rows, step)
        joined = {key: _summaries(group, step["joinaggregate"]) for key, group in groups.items()}
        return [{**row, **joined[_key(row, step)]} for row in rows]
    if "window" in step:
        return _windowed(rows, step)
    if "fold" in step:
        named, held = step.get("as") or ("key", "value")
        return [{**row, named: field, held: row.get(field)} for row in rows for field in step["fold"]]
    raise Unknown(", ".join(step))


def _predicate(said: Any) -> Callable[[Mapping[str, Any]], bool]:
    if isinstance(said, str):
        value = worked_out(said)
        return lambda row: bool(value(row))
    if set(said) & {"and", "or", "not"}:
        parts = [_predicate(part) for part in (said.get("and") or said.get("or") or [said["not"]])]
        how = any if "or" in said else all
        return lambda row: how(part(row) for part in parts) is not ("not" in said)
    field = str(said["field"])
    name = next(name for name in (*PREDICATES, "valid") if name in said)
    if name == "valid":
        return lambda row: (row.get(field) is not None) is bool(said["valid"])
    return lambda row: PREDICATES[name](row.get(field), said[name])


def _key(row: Mapping[str, Any], step: Step) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in step.get("groupby") or ())


def _grouped(rows: Iterable[Mapping[str, Any]], step: Step) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_key(row, step), []).append(row)
    return groups


def _summaries(rows: Rows, wanted: Sequence[Step]) -> dict[str, Any]:
    return {str(one["as"]): _operated(one, rows) for one in wanted}


def _operated(one: Step, rows: Rows) -> Any:
    if one["op"] == "count":
        return len(rows)
    return OPERATIONS[one["op"]]([row.get(one["field"]) for row in rows])


def _aggregated(rows: Rows, step: Step) -> Rows:
    names = step.get("groupby") or ()
    groups = _grouped(rows, step).items()
    return [{**dict(zip(names, key, strict=True)), **_summaries(group, step["aggregate"])} for key, group in groups]


def _windowed(rows: Rows, step: Step) -> Rows:
    """Number, rank and accumulate rows in their order; only frames that begin with the first row are known."""
    frame = list(step.get("frame") or (None, 0))
    if frame not in ([None, 0], [None, None]):
        raise Unknown("frame")
    order = list(range(len(rows)))
    for sort in reversed(step.get("sort") or ()):
        order.sort(key=lambda place: rows[place][sort["field"]], reverse=sort.get("order") == "descending")
    by = [str(sort["field"]) for sort in step.get("sort") or ()]
    new: dict[int, dict[str, Any]] = {}
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place in order:
        groups.setdefault(_key(rows[place], step), []).append(place)
    for places in groups.values():
        for one in step["window"]:
            values = _over([rows[place] for place in places], one, by, whole=frame[1] is None)
            for place, value in zip(places, values, strict=True):
                new.setdefault(place, {})[str(one["as"])] = value
    return [{**row, **new[place]} for place, row in enumerate(rows)]


def _over(rows: Rows, one: Step, by: Sequence[str], *, whole: bool) -> list[Any]:
    if one["op"] in RANKS:
        keys = [tuple(row.get(name) for name in by) for row in rows]
        if one["op"] == "row_number":
            return list(range(1, len(rows) + 1))
        distinct = {key: rank for rank, key in enumerate(dict.fromkeys(keys), 1)}
        return [distinct[key] if one["op"] == "dense_rank" else keys.index(key) + 1 for key in keys]
    if whole:
        return [_operated(one, rows)] * len(rows)
    if one["op"] == "count":
        return list(range(1, len(rows) + 1))
    if one["op"] not in ("sum", "mean"):
        raise Unknown(str(one["op"]))
    sums: list[float] = []
    for row in rows:
        sums.append((sums[-1] if sums else 0) + row[one["field"]])
    return sums if one["op"] == "sum" else [total / count for count, total in enumerate(sums, 1)]
