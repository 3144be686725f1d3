"""A Bokeh plot or layout copied, and the copy cut down to counts of at least 5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.checks.figure_points import single_people
from gel_airlock_jupyter.checks.figure_texts import small_texts
from gel_airlock_jupyter.fixing.bokeh_people import mend_people
from gel_airlock_jupyter.fixing.bokeh_points import binned
from gel_airlock_jupyter.fixing.bokeh_rows import without_views
from gel_airlock_jupyter.fixing.bokeh_sizes import mask_shares, mask_sizes
from gel_airlock_jupyter.fixing.bokeh_slices import merge_slices
from gel_airlock_jupyter.fixing.figure_texts import masked_text
from gel_airlock_jupyter.fixing.open_ranges import open_ranges
from gel_airlock_jupyter.readers.bokeh import read
from gel_airlock_jupyter.readers.bokeh.columns import listed
from gel_airlock_jupyter.readers.bokeh.figure import embedded_in, models_of, plots_of
from gel_airlock_jupyter.readers.bokeh.glyphs import is_glyph_visible
from gel_airlock_jupyter.readers.bokeh.texts import WIDGETS
from gel_airlock_jupyter.registry import Context, plural

WRITTEN = ("text", "title", "axis_label", "group_label", "factors", "label", "major_label_overrides", *WIDGETS)


def fix_bokeh(obj: Any, name: str, context: Context, threshold: int, *, floor: bool) -> tuple[Any, tuple[str, ...]]:
    """Return a new plot that shows no count of 1-4 people and carries only what it draws, and what was changed.

    Parameters
    ----------
    obj : bokeh model
        A plot or a layout; left as it is.
    name : str
        Name for messages.
    context : Context
        Policy and declarations.
    threshold : int
        Smallest count that may be shown, in people.
    floor : bool
        Whether small bars are drawn at the threshold rather than hidden.
    """
    from bokeh.core.serialization import Deserializer, Serializer

    copy: Any = Deserializer().deserialize(Serializer().serialize(obj))
    _with_nested_factors(copy)
    changes = [*without_views(copy), *_without_hidden(copy), *_without_unseen(copy)]
    view, about = read(copy, name), replace(context, rule="FG-06")
    people = {place.label for finding in single_people(view, about) for place in finding.where}
    changes += mend_people(copy, view, about, people, threshold)
    changes += binned(copy, people, threshold)
    list(_without_hidden(copy))  # what was drawn anew
    changes += mask_sizes(copy, name, context, threshold, floor=floor)
    changes += merge_slices(copy, name, context, threshold)
    changes += mask_shares(copy, name, context, threshold)
    changes += _without_unused(copy)
    changes += _mask_texts(copy, name, context, threshold)
    return copy, tuple(changes)


def _with_nested_factors(copy: Any) -> None:
    """Make tuples of nested categories again: the copy has lists, with which Bokeh cannot write it."""
    for model in models_of(copy):
        if "factors" in model.properties() and any(isinstance(one, list) for one in model.factors):
            model.factors = [tuple(one) if isinstance(one, list) else one for one in model.factors]


def _without_hidden(copy: Any) -> Iterator[str]:
    for plot in plots_of(models_of(copy)):
        kept = [one for one in plot.renderers if not hasattr(one, "glyph") or is_glyph_visible(one)]
        if len(kept) < len(plot.renderers):
            yield f"{plural(len(plot.renderers) - len(kept), 'hidden glyph')} removed"
            plot.renderers = kept
            for legend in plot.legend:
                legend.items = [item for item in legend.items if all(one in kept for one in item.renderers)]


def _without_unseen(copy: Any) -> Iterator[str]:
    """Drop names, tags, scripts and tooltips written in HTML: nobody sees them, and a saved page holds them."""
    removed = 0
    for model in models_of(copy):
        removed += bool(model.name) + bool(model.tags) + bool(model.js_event_callbacks or model.js_property_callbacks)
        model.update(name=None, tags=[], js_event_callbacks={}, js_property_callbacks={})
        if type(model).__name__ == "HoverTool" and isinstance(model.tooltips, str):  # a page of its own
            removed += 1
            model.tooltips = None
    if removed:
        yield f"{plural(removed, 'name, tag, script or tooltip', 'names, tags, scripts or tooltips')} removed"


def _without_unused(copy: Any) -> Iterator[str]:
    """Drop columns that no glyph draws, and what a pointer would show of them."""
    for source, _, unused in list(embedded_in(copy)):
        source.data = {key: values for key, values in source.data.items() if key not in unused}
        yield f"{plural(len(unused), 'column')} that nothing draws removed"
        for tool in (model for model in models_of(copy) if type(model).__name__ == "HoverTool"):
            if isinstance(tool.tooltips, list):
                tool.tooltips = [entry for entry in tool.tooltips if not any(f"@{key}" in entry[1] for key in unused)]


def _mask_texts(copy: Any, name: str, context: Context, threshold: int) -> Iterator[str]:
    view = read(copy, name)
    found = small_texts(view, context, threshold)
    small = {one.text.text: masked_text(one.text.text, one.counts, f"<{threshold}") for one in found}
    small |= open_ranges(view, context, threshold)
    if not small:
        return
    tables = [model.source for model in models_of(copy) if type(model).__name__ == "DataTable"]
    for model in models_of(copy):
        if type(model).__name__ == "ColumnDataSource":
            is_table = any(model is source for source in tables)
            model.data = {key: _column(values, small, is_table=is_table) for key, values in model.data.items()}
        for key in WRITTEN:
            if key in model.properties():
                before = getattr(model, key)
                after = _replaced(before, small)
                if after != before:
                    setattr(model, key, after)
    yield f"{plural(len(small), 'text')} with counts or totals rewritten with <{threshold} or a range"


def _column(values: Any, small: Mapping[str, str], *, is_table: bool) -> Any:
    """Replace texts in a column; in a table numbers are texts too."""
    if is_table:
        return [small.get(str(value), value) for value in listed(values)]
    if getattr(getattr(values, "dtype", None), "kind", "O") not in "OU":
        return values
    return [_replaced(value, small) for value in values]


def _replaced(value: Any, small: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return small.get(value, value)
    if isinstance(value, list | tuple):
        return type(value)(_replaced(part, small) for part in value)
    if isinstance(value, dict):
        return {key: _replaced(part, small) for key, part in value.items()}
    said = getattr(value, "value", None)
    if type(value).__name__ == "Value" and isinstance(said, str):
        return replace(value, value=small.get(said, said))
    return value
