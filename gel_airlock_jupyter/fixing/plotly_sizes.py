"""Sizes in Plotly traces that stand for 1-4 people: bars hidden or floored, cells blanked, slices merged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_shares import known_shares
from gel_airlock_jupyter.checks.figure_units import Unit
from gel_airlock_jupyter.fixing.figure_shares import HIDDEN, with_complement
from gel_airlock_jupyter.fixing.plotly_trees import merged_tree
from gel_airlock_jupyter.readers.plotly import read_spec
from gel_airlock_jupyter.readers.plotly.trace import TREES
from gel_airlock_jupyter.readers.plotly.values import listed, numbers
from gel_airlock_jupyter.registry import Context, plural

Trace = dict[str, Any]
OTHER = "other"


def mask_sizes(spec: Mapping[str, Any], name: str, context: Context, threshold: int, *, floor: bool) -> list[str]:
    """Change the marks of a figure that stand for 1 to threshold - 1 people, and return what was done.

    Parameters
    ----------
    spec : mapping
        Plotly's JSON; its traces are changed.
    name : str
        Name for messages.
    context : Context
        Policy and declarations; they say what a mark counts.
    threshold : int
        Smallest count that may be shown.
    floor : bool
        Whether small bars are drawn at the threshold rather than hidden.
    """
    small: dict[int, list[int]] = {}
    coloured: dict[int, set[int]] = {}
    for group in groups_of(read_spec(spec, name), context):
        if group.is_whole and group.measure.unit not in (Unit.OTHER, Unit.SHARE):
            for mark in group.small(threshold):
                trace, _, place = mark.path.removeprefix("trace ").partition(", ")
                last = place.rpartition(" ")[2]
                at = int(last) - 1 if last.isdecimal() else mark.place
                small.setdefault(int(trace) - 1, []).append(at)
                if group.coloured or place in ("sizes", "shown"):
                    coloured.setdefault(int(trace) - 1, set()).add(at)
    changes = _mask_shares(spec, name, context, threshold)
    for index, places in sorted(small.items()):
        trace = spec["data"][index]
        kind = trace.get("type") or "scatter"
        if kind in ("bar", "funnel", "barpolar"):
            _mask_bars(trace, places, threshold, floor)
        elif kind == "sankey":
            _lift_flows(trace, places, threshold)
        elif kind == "indicator":
            _hide_number(trace, threshold)
        elif kind in ("pie", "funnelarea"):
            _merge_slices(trace, places, threshold)
        elif kind in TREES:
            _merge_branches(trace, threshold)
        elif kind.startswith(("heatmap", "choropleth", "contour")):
            _blank_cells(trace, places)
        elif kind.startswith("scatter"):
            _lift_points(trace, places, threshold if floor else None)
            _leave_out(trace, coloured.get(index, set()))
        else:
            continue
        done = f"drawn at {threshold}" if (floor and kind == "bar") or kind == "sankey" else "hidden"
        changes.append(f"{plural(len(places), 'mark')} of trace {index + 1} {done}")
    return changes


def _mask_shares(spec: Mapping[str, Any], name: str, context: Context, threshold: int) -> list[str]:
    """Hide bars that are shares of 1 to threshold - 1 of a known number, and a second one where all make a whole."""
    changes = []
    for axes, shares, people in known_shares(read_spec(spec, name), context):
        small = {place for place, count in enumerate(people) if 0.5 < count < threshold - 1e-3}
        chosen = with_complement([share.share for share in shares], small) if small else ()
        for place in chosen:
            trace, _, bar = shares[place].mark.path.removeprefix("trace ").partition(", bar ")
            if not bar:
                continue
            data = spec["data"][int(trace) - 1]
            _mask_bars(data, [int(bar) - 1], threshold, False)
            if place not in small:
                data["text"][int(bar) - 1] = HIDDEN
        if chosen:
            changes.append(f"{len(chosen)} shares of axes {axes + 1} hidden")
    return changes


def _mask_bars(trace: Trace, places: Sequence[int], threshold: int, floor: bool) -> None:
    along = "x" if trace.get("orientation") == "h" or trace.get("type") == "funnel" else "y"
    if trace.get("type") == "barpolar":
        _mask_sectors(trace, places, threshold, floor)
        return
    values = numbers(trace.get(along))
    texts = [str(text) for text in listed(trace.get("text"))] or _printed(trace, along, values)
    for place in places:
        values[place] = float(threshold) if floor else 0.0
        texts[place] = f"<{threshold}"
    trace[along] = values
    trace["text"] = texts
    if "texttemplate" in trace:
        trace["texttemplate"] = "%{text}"
    trace["textposition"] = "outside" if trace.get("textposition") in (None, "none", "auto") else trace["textposition"]


def _printed(trace: Mapping[str, Any], along: str, values: Sequence[float]) -> list[str]:
    """Return what `text_auto=True` printed on each bar, since one mask takes the place of the whole template."""
    if trace.get("texttemplate") not in (f"%{{{along}}}", "%{value}"):
        return [""] * len(values)
    return [f"{value:.0f}" if value == round(value) else f"{value:g}" for value in values]


def _mask_sectors(trace: Trace, places: Sequence[int], threshold: int, floor: bool) -> None:
    """Hide sectors of a bar chart in polar coordinates; the mask stands in the name of their direction."""
    values, names = numbers(trace.get("r")), [str(name) for name in listed(trace.get("theta"))]
    are_angles = all(name.replace(".", "").isdecimal() for name in names)
    for place in places:
        values[place] = float(threshold) if floor else 0.0
        if place < len(names):
            names[place] = f"{names[place]} (<{threshold})"
    trace["r"] = values
    if not are_angles:
        trace["theta"] = names


def _merge_slices(trace: Trace, places: Sequence[int], threshold: int) -> None:
    """Merge small slices, and the next larger one where they stay small together, into one."""
    values, labels = numbers(trace.get("values")), [str(label) for label in listed(trace.get("labels"))]
    order = sorted(range(len(values)), key=lambda place: values[place])
    merged = set(places)
    for place in order:
        if sum(values[p] for p in merged) >= threshold and len(merged) > 1:
            break
        merged.add(place)
    kept = [place for place in range(len(values)) if place not in merged]
    trace["values"] = [*(values[place] for place in kept), sum(values[place] for place in merged)]
    trace["labels"] = [*(labels[place] for place in kept), OTHER]
    for key in ("text", "marker"):
        trace.pop(key, None)


def _merge_branches(trace: Trace, threshold: int) -> None:
    new = merged_tree(trace, threshold)
    if new is not None:
        trace.clear()
        trace.update(new)


def _blank_cells(trace: Trace, places: Sequence[int]) -> None:
    rows = [listed(row) for row in _rows(trace.get("z"))]
    if not any(rows):  # a map has one value a place
        flat: list[Any] = listed(trace.get("z"))
        present = [place for place, value in enumerate(numbers(flat)) if value == value]
        for place in places:
            flat[present[place]] = None
        trace["z"] = flat
        return
    shown = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(numbers(row)) if value == value]
    for place in places:
        r, c = shown[place]
        rows[r][c] = None
    trace["z"] = rows


def _lift_flows(trace: Trace, places: Sequence[int], threshold: int) -> None:
    """Draw small flows at the threshold: a hidden one is what goes in less what comes out."""
    link = dict(trace["link"])
    values, labels = numbers(link.get("value")), [str(label) for label in listed(link.get("label"))]
    labels = labels or [""] * len(values)
    for place in places:
        values[place], labels[place] = float(threshold), f"{labels[place]} {threshold} or fewer".strip()
    trace["link"] = {**link, "value": values, "label": labels}


def _hide_number(trace: Trace, threshold: int) -> None:
    """Write the mask into the title of an indicator and take its number away."""
    title = trace.get("title") or {}
    said = title.get("text", "") if isinstance(title, Mapping) else str(title)
    trace["title"] = {"text": f"{said}: <{threshold}"}
    trace.pop("value", None)
    trace.pop("delta", None)


def _rows(z: Any) -> list[Any]:
    if isinstance(z, Mapping):
        from gel_airlock_jupyter.readers.plotly.values import decoded

        return list(decoded(z).tolist())
    return list(z.tolist() if hasattr(z, "tolist") else z)


def _lift_points(trace: Trace, places: Sequence[int], value: float | None) -> None:
    key = "r" if "polar" in str(trace.get("type")) else "y"
    values: list[Any] = [number if number == number else old for number, old in _both(trace.get(key))]
    for place in places:
        values[place] = value
    trace[key] = values


def _both(column: Any) -> list[tuple[float, Any]]:
    return list(zip(numbers(column), listed(column), strict=True))


def _leave_out(trace: Trace, places: Collection[int]) -> None:
    """Take points out whose colour or size is a small count."""
    count = len(listed(trace.get("y")))
    kept = [place for place in range(count) if place not in places]
    for holder in (trace, marker := dict(trace.get("marker") or {})):
        for key, values in list(holder.items()) if places else ():
            if len(listed(values)) == count:
                holder[key] = [listed(values)[place] for place in kept]
    if places:
        trace["marker"] = marker
