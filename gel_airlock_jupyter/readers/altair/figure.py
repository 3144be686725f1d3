"""From an Altair chart to a FigureView."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from gel_airlock_jupyter.readers.altair.layers import Layer, chosen_fields, layers_of
from gel_airlock_jupyter.readers.altair.marks import drawn_by
from gel_airlock_jupyter.readers.altair.texts import texts_in
from gel_airlock_jupyter.readers.coded import are_names_of_genes
from gel_airlock_jupyter.subjects import AxesInfo, Embedded, FigureView, Mark, Points

LARGE = 20_000  # rows
OWN = "gel_airlock_jupyter"


def handles(obj: object) -> bool:
    """Return whether `obj` is an Altair chart of any kind; altair is not imported to find out."""
    return any(kind.__module__.startswith("altair.") for kind in type(obj).__mro__) and hasattr(obj, "to_dict")


def read(obj: Any, name: str) -> FigureView:
    """Read everything an Altair chart draws or carries.

    Parameters
    ----------
    obj : altair chart
        Left as it is; its data are written out for reading only, whatever their number of rows.
    name : str
        Name for messages.
    """
    frames: dict[int, tuple[str, Any]] = {}  # the frame too, so that its id stays its own
    with _named_frames(frames) as registry, registry.enable(OWN):
        spec = obj.to_dict()
    spec.setdefault("datasets", {}).update({named: _rows_of(frame) for named, frame in frames.values()})
    return read_spec(spec, name)


@contextmanager
def _named_frames(frames: dict[int, tuple[str, Any]]) -> Iterator[Any]:
    """Give Altair a way to write a large frame that only names it, and puts it into `frames`.

    Altair names a data set by a hash of all of it as JSON, a quarter of the time of reading 100,000 points.
    """
    import altair as alt

    def written(data: Any) -> Any:
        if not hasattr(data, "columns") or not hasattr(data, "__len__") or len(data) < LARGE:
            return alt.to_values(data)
        return {"name": frames.setdefault(id(data), (f"{OWN} {len(frames) + 1}", data))[0]}

    alt.data_transformers.register(OWN, written)
    try:
        yield alt.data_transformers
    finally:
        alt.data_transformers.register(OWN, None)


def _rows_of(frame: Any) -> list[Any]:
    import altair as alt

    rows = alt.to_values(frame)["values"]
    return rows if isinstance(rows, list) else []


def read_spec(spec: Mapping[str, Any], name: str) -> FigureView:
    """Read a Vega-Lite specification, as notebooks store it."""
    layers = layers_of(spec)
    marks: list[Mark] = []
    points: list[Points] = []
    unread: list[str] = []
    for layer in layers:
        drawn, not_read = drawn_by(layer)
        marks += [item for item in drawn if isinstance(item, Mark)]
        points += [item for item in drawn if isinstance(item, Points)]
        unread += not_read
    axes = tuple(_axes(spec, layers))
    embedded = tuple(_embedded(spec, layers))
    texts = tuple(texts_in(spec, layers))
    return FigureView(
        name, "altair", axes, tuple(marks), texts, points=tuple(points), embedded=embedded, unread=tuple(unread)
    )


def _axes(spec: Mapping[str, Any], layers: Sequence[Layer]) -> Iterator[AxesInfo]:
    for index in dict.fromkeys(layer.axes for layer in layers):
        here = [layer for layer in layers if layer.axes == index]
        x, y, colour = (next((c for la in here if (c := la.channel(n)).label), None) for n in ("x", "y", "color"))
        sideways = any(is_sideways(layer) for layer in here)
        labels = [channel.label if channel else "" for channel in (x, y)]
        kinds = [_kind(channel.kind) if channel else "numbers" for channel in (x, y)]
        arc = next((la.channel("theta").label for la in here if la.mark == "arc"), "")
        value_label = arc or (labels[0] if sideways else labels[1])
        shades = colour.label if colour else ""
        yield AxesInfo(index, _title(spec), labels[0], labels[1], value_label, shades, None, kinds[0], kinds[1])


def is_sideways(layer: Layer) -> bool:
    """Return whether bars grow along x."""
    x, y = layer.channel("x"), layer.channel("y")
    measured = [
        bool(channel.aggregate) or (channel.kind == "quantitative" and not channel.is_binned) for channel in (x, y)
    ]
    return measured[0] and not measured[1]


def _kind(kind: str) -> str:
    return {"nominal": "words", "ordinal": "words", "temporal": "dates"}.get(kind, "numbers")


def _title(spec: Mapping[str, Any]) -> str:
    title = spec.get("title")
    text = title.get("text") if isinstance(title, Mapping) else title
    return " ".join(text) if isinstance(text, list) else str(text or "")


def _embedded(spec: Mapping[str, Any], layers: Sequence[Layer]) -> Iterator[Embedded]:
    """Yield the data sets that travel with the chart although only a summary, or fewer columns, are drawn."""
    named: dict[str, list[Layer]] = {}
    chosen = frozenset(chosen_fields(spec))
    for layer in layers:
        named.setdefault(layer.dataset, []).append(layer)
    for number, (_, users) in enumerate(named.items(), 1):
        rows = users[0].carried
        fields = tuple(dict.fromkeys(key for row in rows[:1000] for key in row))
        used = frozenset[str]().union(*(layer.drawn_fields | layer.worked_fields for layer in users))
        unused = tuple(name for name in fields if name not in used and name not in chosen)
        whole = any(not layer.transforms and not layer.leaves_rows_out for layer in users)  # drawn row by row as well
        summary = "" if whole else next((layer.mark for layer in users if layer.leaves_rows_out), "")
        shown = frozenset[str]().union(*(layer.hovered_fields for layer in users))
        hovered = tuple(name for name in unused if name in shown)
        coded = tuple(name for name in hovered if are_names_of_genes([row.get(name) for row in rows]))
        if len(rows) > 1 and (unused or summary):
            yield Embedded(f"data set {number}", len(rows), fields, unused, summary, users[0].axes, hovered, coded)
    for name, rows in (spec.get("datasets") or {}).items():
        if name not in named and len(rows) > 1:
            fields = tuple(rows[0]) if isinstance(rows[0], Mapping) else ("data",)
            yield Embedded("a data set that nothing draws", len(rows), fields, fields)
