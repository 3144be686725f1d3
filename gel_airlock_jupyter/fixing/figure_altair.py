"""An Altair chart rewritten so that it carries what it draws and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_texts import small_texts
from gel_airlock_jupyter.checks.figure_units import Unit
from gel_airlock_jupyter.fixing.altair_rows import Rows, aggregated, narrowed
from gel_airlock_jupyter.fixing.figure_texts import masked_text
from gel_airlock_jupyter.readers.altair import read_spec
from gel_airlock_jupyter.readers.altair.layers import PARTS, layers_of
from gel_airlock_jupyter.registry import Context

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
        new = _unit(spec, {}, datasets, threshold, changes)
        _mask_rows(new, name, context, threshold, floor, changes)
        _mask_texts(new, name, context, threshold, changes)
        return type(obj).from_dict(new), tuple(changes)


def _unit(
    spec: Mapping[str, Any], around: Mapping[str, Any], datasets: Mapping[str, Any], threshold: int, changes: list[str]
) -> dict[str, Any]:
    """Rewrite a view and the views in it; each gets its own encoding and its own rows."""
    held = {
        "data": spec.get("data", around.get("data")),
        "encoding": {**around.get("encoding", {}), **spec.get("encoding", {})},
        "transform": [*around.get("transform", ()), *spec.get("transform", ())],
    }
    if "mark" in spec:
        return _leaf({**spec, **{key: value for key, value in held.items() if value}}, datasets, threshold, changes)
    new = {key: value for key, value in spec.items() if key not in INHERITED}
    for part in PARTS:
        if part in spec:
            new[part] = [_unit(entry, held, datasets, threshold, changes) for entry in spec[part]]
    if "spec" in spec:  # facets and repeats choose fields by themselves: their rows are kept, and judged again
        new = {**dict(spec), "datasets": datasets}
    return new


def _leaf(spec: dict[str, Any], datasets: Mapping[str, Any], threshold: int, changes: list[str]) -> dict[str, Any]:
    layers = layers_of({**spec, "datasets": datasets})
    layer = layers[0]
    if not layer.rows:
        return spec
    new = aggregated(spec, layer, threshold)
    if new is not None:
        changes.append(f"the {layer.mark} chart drawn from aggregates instead of {len(layer.rows):,} rows")
        return new
    rows, dropped = narrowed(layer)
    if dropped:
        changes.append(f"{len(dropped)} fields that the {layer.mark} chart does not draw removed")
    return {**spec, "data": {"values": rows}}


def _mask_rows(
    spec: dict[str, Any], name: str, context: Context, threshold: int, floor: bool, changes: list[str]
) -> None:
    """Change the rows behind marks of 1 to threshold - 1 people, wherever the same size is drawn or printed."""
    groups = [g for g in groups_of(read_spec(spec, name), context) if g.is_whole]
    if not any(g.small(threshold) and g.measure.unit not in (Unit.OTHER, Unit.SHARE) for g in groups):
        return
    masked = 0
    for leaf in _leaves(spec):
        layer = layers_of(leaf)[0]
        sizes = {layer.channel(key).field for key in ("x", "y", "theta", "color", "text") if _measures(layer, key)}
        for row in _rows(leaf):
            for size in sizes & row.keys():
                value = row[size]
                if isinstance(value, int | float) and 1 <= value < threshold:
                    printed = layer.mark == "text" and size == layer.channel("text").field
                    row[size] = f"<{threshold}" if printed and not _places(layer, size) else threshold if floor else 0
                    masked += 1
    if masked:
        changes.append(f"{masked} marks of 1-{threshold - 1} {'drawn at ' + str(threshold) if floor else 'hidden'}")


def _measures(layer: Any, key: str) -> bool:
    channel = layer.channel(key)
    return bool(channel.field) and (channel.kind == "quantitative" or key == "text") and not channel.is_binned


def _places(layer: Any, size: str) -> bool:
    """Return whether a field that is printed also places the text, so that it has to stay a number."""
    return any(layer.channel(key).field == size for key in ("x", "y", "theta"))


def _leaves(spec: dict[str, Any]) -> list[dict[str, Any]]:
    if "mark" in spec:
        return [spec]
    return [leaf for part in PARTS for entry in spec.get(part, ()) for leaf in _leaves(entry)]


def _rows(spec: Mapping[str, Any]) -> Rows:
    values = (spec.get("data") or {}).get("values")
    return values if isinstance(values, list) else []


def _mask_texts(spec: dict[str, Any], name: str, context: Context, threshold: int, changes: list[str]) -> None:
    found = small_texts(read_spec(spec, name), context, threshold)
    small = {s.text.text: masked_text(s.text.text, s.counts, f"<{threshold}") for s in found}
    if small:
        spec.update(_replaced(spec, small))
        changes.append(f"{len(small)} texts with counts rewritten with <{threshold}")


def _replaced(value: Any, small: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _replaced(part, small) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, small) for part in value]
    return small.get(value, value) if isinstance(value, str) else value
