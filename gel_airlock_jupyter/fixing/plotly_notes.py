"""Notes that a Plotly figure carries without showing them: the author's own, and texts of its template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

OF_TEMPLATES = ("annotations", "shapes", "images", "title", "meta", "updatemenus", "sliders")


def without_notes(spec: dict[str, Any]) -> Iterator[str]:
    """Take `meta` and what a template writes out of Plotly's JSON, and say so."""
    layout = spec.get("layout") or {}
    notes = [holder for holder in (layout, *(spec.get("data") or ())) if holder.pop("meta", None)]
    if notes:
        yield "notes of the author (meta) removed"
    template = layout.get("template") or {}
    held = template.get("layout") or {}
    written = [key for key in OF_TEMPLATES if _is_written(held.pop(key, None))]
    for traces in (template.get("data") or {}).values():
        for trace in traces:
            written += [key for key in ("text", "name", "hovertext", "customdata", "meta") if trace.pop(key, None)]
    if written:
        yield "texts of the template removed"


def _is_written(value: Any) -> bool:
    """Return whether a part of a template holds more than a place or a style."""
    return any("text" in one or "source" in one or "label" in one for one in _each(value) if isinstance(one, dict))


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
