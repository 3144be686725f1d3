"""Views of an Altair chart written another way, so that their rows can be aggregated before they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.fixing.counted import COUNT_LABEL
from gel_airlock_jupyter.readers.altair.layers import layers_of
from gel_airlock_jupyter.registry import plural

FACETS = ("row", "column")


def is_faceted(spec: Mapping[str, Any]) -> bool:
    """Return whether a specification repeats one view with a mark for the values of a field."""
    return isinstance(spec.get("facet"), Mapping) and "mark" in (spec.get("spec") or {})


def with_facets(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a faceted specification as one view whose encoding has the facets, which Vega-Lite draws alike."""
    said, inner = spec["facet"], spec["spec"]
    named = {key: said[key] for key in FACETS if isinstance(said.get(key), Mapping)}
    if not named:
        named = {"facet": {**said, **({"columns": spec["columns"]} if "columns" in spec else {})}}
    outer = {key: part for key, part in spec.items() if key not in ("facet", "spec", "columns", "transform")}
    steps = [*spec.get("transform", ()), *inner.get("transform", ())]
    encoding = {**inner.get("encoding", {}), **named}
    return {**outer, **inner, "encoding": encoding, **({"transform": steps} if steps else {})}


def as_histogram(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a smoothed density as the histogram of the same field, whose counts can be drawn without the rows."""
    steps: list[Any] = list(spec.get("transform") or ())
    if len(steps) != 1 or "density" not in steps[0]:
        return spec
    step, encoding = steps[0], dict(spec.get("encoding") or {})
    written = (step.get("as") or ("value", "density"))[0]
    across = next((key for key in ("x", "y") if (encoding.get(key) or {}).get("field") == written), "x")
    along = "y" if across == "x" else "x"
    title = (encoding.get(across) or {}).get("title", step["density"])
    encoding[across] = {"field": step["density"], "type": "quantitative", "bin": True, "title": title}
    encoding[along] = {"aggregate": "count", "type": "quantitative", "title": COUNT_LABEL}
    kept = {key: part for key, part in spec.items() if key != "transform"}
    return {**kept, "mark": {"type": "bar", "opacity": 0.7}, "encoding": encoding}


def without_summaries(layers: list[dict[str, Any]], changes: list[str]) -> list[dict[str, Any]]:
    """Return layers without those that Vega-Lite computes from rows while drawing, if others are left.

    Parameters
    ----------
    layers : list of dict
        Views that lie upon each other, each with its own rows.
    changes : list of str
        Told what was left out.
    """
    kept = [layer for layer in layers if not _is_summary(layer)]
    if not kept or len(kept) == len(layers):
        return layers
    number = len(layers) - len(kept)
    changes.append(
        f"{plural(number, 'layer')} computed from single rows while drawing (a fitted line, an error band) removed: "
        "compute it first and draw the result"
    )
    return kept


def _is_summary(spec: Mapping[str, Any]) -> bool:
    found = layers_of(spec)
    return any(len(layer.carried) > 1 and (layer.leaves_rows_out or layer.transforms) for layer in found)
