"""The tables that travel with a Plotly trace beside what it draws."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.readers.coded import are_names_of_genes
from gel_airlock_jupyter.readers.plotly.hovered import columns_of
from gel_airlock_jupyter.readers.plotly.trace import BINNED, LINES, PERSON_BY_PERSON, TREES, Trace
from gel_airlock_jupyter.readers.plotly.values import listed, plain
from gel_airlock_jupyter.subjects import Embedded


def carried_by(trace: Trace) -> Iterator[Embedded]:
    """Yield the tables that travel with a trace beside what it draws."""
    precomputed = bool(listed(trace.data.get("q1"))) or (trace.kind == "parcats" and are_combinations(trace))
    if trace.kind in (*BINNED, *PERSON_BY_PERSON) and not precomputed:
        columns = {key: listed(trace.data.get(key)) for key in ("x", "y", "z", "lat", "lon")}
        fields = tuple(key for key, values in columns.items() if values)
        dimensions = trace.data.get("dimensions") or ()
        rows = max([len(values) for values in columns.values()] + [len(listed(d.get("values"))) for d in dimensions])
        if rows > 1:
            names = fields or tuple(plain(d.get("label")) for d in dimensions)
            yield Embedded(trace.path, rows, names, (), trace.kind, trace.axes)
    if trace.kind == "table":
        cells = [listed(column) for column in (trace.data.get("cells") or {}).get("values") or ()]
        names = tuple(plain(str(name)) for name in listed((trace.data.get("header") or {}).get("values")))
        yield Embedded(trace.path, max(map(len, cells), default=0), names, (), "table")
    shown = columns_of(trace.data, has_printed_text=trace.kind not in LINES or "text" in str(trace.data.get("mode")))
    if shown:
        names = tuple(shown)
        coded = tuple(name for name, values in shown.items() if are_names_of_genes(values))
        rows = max(map(len, shown.values()))
        yield Embedded(f"{trace.path}, shown by a pointer", rows, names, names, "", trace.axes, names, coded)
    for key in ("ids", "meta", "selectedpoints"):
        rows = len(listed(trace.data.get(key)))
        if rows > 1 and not (key == "ids" and are_paths(trace)):
            yield Embedded(f"{trace.path}, {key}", rows, (key,), (key,), "", trace.axes)


def are_combinations(trace: Trace) -> bool:
    """Return whether each combination of categories stands once in parallel categories, with how many have it."""
    rows = combinations(trace)
    return len(listed(trace.data.get("counts"))) == len(rows) > 0 and len(set(rows)) == len(rows)


def combinations(trace: Trace) -> list[tuple[str, ...]]:
    """Return the rows of parallel categories."""
    columns = [[str(value) for value in listed(part.get("values"))] for part in trace.data.get("dimensions") or ()]
    return list(zip(*columns, strict=False))


def dimension_names(trace: Trace) -> tuple[str, ...]:
    """Return the names of the columns that a matrix of scatters draws against each other."""
    return tuple(plain(part.get("label")) for part in trace.data.get("dimensions") or ())


def are_paths(trace: Trace) -> bool:
    """Return whether the ids of a sunburst or treemap are made of its labels, as Plotly Express writes them."""
    labels = {str(label) for label in listed(trace.data.get("labels"))}
    return trace.kind in TREES and all(set(str(one).split("/")) <= labels for one in listed(trace.data.get("ids")))
