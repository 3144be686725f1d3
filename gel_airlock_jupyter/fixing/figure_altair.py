"""An Altair chart rewritten so that it carries what it draws and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_points import single_people
from gel_airlock_jupyter.checks.figure_texts import small_texts
from gel_airlock_jupyter.checks.figure_totals import ON_BAR
from gel_airlock_jupyter.checks.figure_units import Unit, measure_of
from gel_airlock_jupyter.fixing.altair_clouds import summarised
from gel_airlock_jupyter.fixing.altair_fits import FITTED, fitted, smoother
from gel_airlock_jupyter.fixing.altair_people import mend_people
from gel_airlock_jupyter.fixing.altair_rows import Rows, aggregated, narrowed
from gel_airlock_jupyter.fixing.altair_shares import mask_shares
from gel_airlock_jupyter.fixing.altair_views import as_histogram, is_faceted, with_facets, without_summaries
from gel_airlock_jupyter.fixing.figure_texts import masked_text
from gel_airlock_jupyter.fixing.open_ranges import hidden_totals, open_ranges
from gel_airlock_jupyter.readers.altair import read_spec
from gel_airlock_jupyter.readers.altair.layers import PARTS, Layer, layers_of, repeated
from gel_airlock_jupyter.readers.altair.marks import POINT_MARKS, SIZES, number, size_channel
from gel_airlock_jupyter.registry import Context, plural
from gel_airlock_jupyter.subjects import FigureView

PEOPLE = "people behind it"  # a field that is added and dropped again
COUNTING = ("count", "valid", "missing", "distinct")
POINTED = ("tooltip", "href", "url", "key")
INHERITED = ("data", "encoding", "transform")


def fix_altair(obj: Any, name: str, context: Context, threshold: int, *, floor: bool) -> tuple[Any, tuple[str, ...]]:
    """Return a new chart whose data are what it draws, and what was changed.

    Counts, means, medians and sums are computed here, groups of fewer than the threshold left out of them; bins are
    fixed; fields that nothing draws are dropped; small bars are hidden or floored.

    Parameters
    ----------
    obj : altair chart
        Left as it is.
    name : str
        Name for messages.
    context : Context
        Policy and declarations.
    threshold : int
        Smallest count that may be shown, in people.
    floor : bool
        Whether small bars are drawn at the threshold rather than hidden.
    """
    import altair as alt

    with alt.data_transformers.enable("default", max_rows=None):
        spec = obj.to_dict()
        changes: list[str] = []
        datasets = spec.pop("datasets", {})
        if spec.pop("usermeta", None):
            changes.append("notes of the author (usermeta) removed")
        findings = single_people(read_spec({**spec, "datasets": datasets}, name), replace(context, rule="FG-06"))
        people = {place.label.rpartition(" ")[0] for finding in findings for place in finding.where}
        new = _unit(spec, {}, datasets, threshold, changes, bool(people))
        changes += mend_people(new, name, context, threshold, had_points=any("point" in one for one in people))
        _mask_rows(new, name, context, threshold, floor, changes)
        changes += mask_shares(new, name, context, threshold)
        _mask_texts(new, name, context, threshold, changes)
        made = alt.Chart if is_faceted(spec) else alt.ConcatChart if "repeat" in spec else type(obj)
        return made.from_dict(new), tuple(changes)


def _unit(
    spec: Mapping[str, Any],
    around: Mapping[str, Any],
    datasets: Mapping[str, Any],
    threshold: int,
    changes: list[str],
    people: bool,
) -> dict[str, Any]:
    """Rewrite a view and the views in it; each gets its own encoding and its own rows.

    `people` says whether points of the chart may be one person each.
    """
    held = {
        "data": spec.get("data", around.get("data")),
        "encoding": {**around.get("encoding", {}), **spec.get("encoding", {})},
        "transform": [*around.get("transform", ()), *spec.get("transform", ())],
    }
    if "mark" in spec:
        whole = {**spec, **{key: value for key, value in held.items() if value}}
        return _leaf(whole, datasets, threshold, changes, people)
    if is_faceted(spec):
        return _unit(with_facets(spec), around, datasets, threshold, changes, people)
    if "repeat" in spec:
        outer = {key: value for key, value in spec.items() if key not in ("repeat", "spec")}
        spec = {**outer, "concat": repeated(spec)}
    new = {key: value for key, value in spec.items() if key not in INHERITED}
    for part in PARTS:
        if part in spec:
            new[part] = [_unit(entry, held, datasets, threshold, changes, people) for entry in spec[part]]
    if "layer" in new:
        new["layer"] = without_summaries(new["layer"], changes)
    if "spec" in spec:  # facets and repeats choose fields by themselves: their rows are kept, and judged again
        named = str((spec.get("data") or {}).get("name") or "")
        values = {"data": {"values": [dict(row) for row in datasets[named]]}} if named in datasets else {}
        new = {**dict(spec), **values}
    return new


def _leaf(
    spec: dict[str, Any], datasets: Mapping[str, Any], threshold: int, changes: list[str], people: bool
) -> dict[str, Any]:
    pointed = [key for key in POINTED if key in spec.get("encoding", {})]
    if pointed:
        spec = {**spec, "encoding": {key: part for key, part in spec["encoding"].items() if key not in pointed}}
        changes.append(f"what a pointer would show ({', '.join(pointed)}) removed")
    spec = _with_counts(as_histogram(spec), threshold)
    layer = layers_of({**spec, "datasets": datasets})[0]
    if not layer.carried:
        return spec
    if smoother(layer) is not None:
        drawn, words = fitted(spec, layer, threshold)
        changes.append(words)
        return {key: part for key, part in {**spec, **drawn, FITTED: True}.items() if key != "transform"}
    if layer.steps and not layer.transforms:
        spec = {key: part for key, part in spec.items() if key != "transform"}
        changes.append(f"what the {layer.mark} chart computes worked out, from {len(layer.carried):,} rows")
    new = aggregated(spec, layer, threshold) or summarised(spec, layer, threshold, people=people)
    if new is not None:
        changes.append(f"the {layer.mark} chart drawn from aggregates instead of {len(layer.rows):,} rows")
        return new
    rows, dropped = narrowed(layer)
    if dropped:
        changes.append(f"{plural(len(dropped), 'field')} that the {layer.mark} chart does not draw removed")
    return {**spec, "data": {"values": rows}}


def _with_counts(spec: dict[str, Any], threshold: int) -> dict[str, Any]:
    """Leave groups of fewer than the threshold out of statistics that a transform computes."""
    steps: list[Any] = []
    for step in spec.get("transform", ()):
        if "aggregate" in step and any(one["op"] not in COUNTING for one in step["aggregate"]):
            counted = {**step, "aggregate": [*step["aggregate"], {"op": "count", "as": PEOPLE}]}
            steps += [counted, {"filter": {"field": PEOPLE, "gte": threshold}}]
        else:
            steps.append(step)
    return {**spec, "transform": steps} if steps else spec


def _mask_rows(
    spec: dict[str, Any], name: str, context: Context, threshold: int, floor: bool, changes: list[str]
) -> None:
    """Change the rows behind marks of 1 to threshold - 1 people, wherever the same size is drawn or printed."""
    view = read_spec(spec, name)
    groups = [g for g in groups_of(view, context) if g.is_whole]
    if not any(g.small(threshold) and g.measure.unit not in (Unit.OTHER, Unit.SHARE) for g in groups):
        return
    masked, named = 0, set[tuple[str, object]]()
    totals = hidden_totals(view, context, threshold)
    leaves = _leaves(spec)
    drawn = {field for leaf in leaves for field in _sizes(layers_of(leaf)[0], view, context)}
    for leaf in leaves:
        layer = layers_of(leaf)[0]
        masked += _leave_out(leaf, layer, view, context, threshold)
        printed_field = {layer.channel("text").field} - {""} if layer.mark == "text" else set()
        _without_shares(leaf, layer, drawn, threshold)
        for row in _rows(leaf):
            for size in (drawn | printed_field) & row.keys():
                value = row[size]
                if isinstance(value, int | float) and 1 <= value < threshold:
                    printed = layer.mark == "text" and size == layer.channel("text").field
                    row[size] = f"<{threshold}" if printed and not _places(layer, size) else threshold if floor else 0
                    masked += 1
                    named |= _category(leaf, layer, row)
    for row in (row for leaf in leaves for row in _rows(leaf) if named):
        row.update({key: f"{value} (<{threshold})" for key, value in row.items() if (key, value) in named})
    if totals:
        spec.update(_replaced(spec, totals))
        changes.append(f"{plural(len(totals), 'total')} written as a range")
    if masked:
        done = f"drawn at {threshold}" if floor else "hidden"
        changes.append(f"{plural(masked, 'mark')} of 1-{threshold - 1} {done}")


def _without_shares(leaf: Mapping[str, Any], layer: Layer, drawn: set[str], threshold: int) -> None:
    """Print counts in the place of `10 (50%)` where one of the counts is small: shares of the others tell all."""
    label = layer.channel("text").field if layer.mark == "text" else ""
    sizes = {id(row): row[size] for row in _rows(leaf) for size in drawn & row.keys() if row[size] is not None}
    if not label or not any(isinstance(size, int | float) and 1 <= size < threshold for size in sizes.values()):
        return
    for row in _rows(leaf):
        size = sizes.get(id(row))
        if isinstance(size, int | float) and ON_BAR.fullmatch(str(row.get(label) or "")):
            row[label] = f"<{threshold}" if 1 <= size < threshold else f"{size:g}"


def _category(leaf: Mapping[str, Any], layer: Layer, row: Mapping[str, Any]) -> set[tuple[str, object]]:
    """Return field and name of the category of a hidden bar, where it is the only one there and free to be renamed."""
    parts = leaf.get("encoding", {})
    if any(parts.get(key, {}).get("field") for key in DIVIDING):
        return set()
    for key in ("x", "y"):
        field, part = layer.channel(key).field, parts.get(key, {})
        name = row.get(field) if field and part.get("type") in ("nominal", "ordinal") else None
        ordered = isinstance(part.get("sort"), list) or "scale" in part
        if isinstance(name, str) and not ordered and [one.get(field) for one in _rows(leaf)].count(name) == 1:
            return {(field, name)}
    return set()


def _leave_out(leaf: Mapping[str, Any], layer: Layer, view: FigureView, context: Context, threshold: int) -> int:
    """Take out points whose size or colour is a count of 1 to threshold - 1 people, and return how many."""
    channels = [layer.channel(key) for key in ("size", "color") if layer.mark in POINT_MARKS]
    fields = [one.field for one in channels if one.field and one.kind == "quantitative"]
    fields = [name for name in fields if measure_of(view, layer.axes, context, name).unit is Unit.PEOPLE]
    rows = _rows(leaf)
    kept = [row for row in rows if not any(1 <= number(row.get(name)) < threshold for name in fields)]
    left_out = len(rows) - len(kept)
    rows[:] = kept
    return left_out


def _sizes(layer: Layer, view: FigureView, context: Context) -> set[str]:
    """Return the fields that say how many people a mark of the layer stands for; the other axis keeps its values."""
    if layer.mark in SIZES:
        channel, _ = size_channel(layer)
        return {channel.field} if channel is not None and channel.field and not channel.aggregate else set()
    found = set()
    for key in ("y", "x"):
        channel = layer.channel(key)
        if channel.kind == "quantitative" and channel.field and not channel.is_binned:
            measure = measure_of(view, 0, context, channel.label)
            found |= {channel.field} if measure.unit is Unit.PEOPLE else set()
    return found


def _places(layer: Any, size: str) -> bool:
    """Return whether a field that is printed also places the text, so that it has to stay a number."""
    return any(layer.channel(key).field == size for key in ("x", "y", "theta"))


DIVIDING = ("color", "fill", "xOffset", "yOffset", "detail", "facet", "row", "column", "opacity", "shape")


def _leaves(spec: dict[str, Any]) -> list[dict[str, Any]]:
    if "mark" in spec:
        return [spec]
    if "spec" in spec:  # the rows of a facet lie beside it
        return [{**leaf, "data": leaf.get("data") or spec.get("data")} for leaf in _leaves(spec["spec"])]
    return [leaf for part in PARTS for entry in spec.get(part, ()) for leaf in _leaves(entry)]


def _rows(spec: Mapping[str, Any]) -> Rows:
    values = (spec.get("data") or {}).get("values")
    return values if isinstance(values, list) else []


def _mask_texts(spec: dict[str, Any], name: str, context: Context, threshold: int, changes: list[str]) -> None:
    view = read_spec(spec, name)
    found = small_texts(view, context, threshold)
    small = {s.text.text: masked_text(s.text.text, s.counts, f"<{threshold}") for s in found}
    small |= open_ranges(view, context, threshold)
    if small:
        spec.update(_replaced(spec, small))
        changes.append(f"{plural(len(small), 'text')} with counts rewritten with <{threshold}")


def _replaced(value: Any, small: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _replaced(part, small) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, small) for part in value]
    return small.get(value, value) if isinstance(value, str) else value
