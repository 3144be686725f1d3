"""Slices of a Bokeh plot that stand for 1-4 people, joined to the ones before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gel_airlock_jupyter.checks.figure_shares import small_slices
from gel_airlock_jupyter.fixing.bokeh_rows import source_of
from gel_airlock_jupyter.readers.bokeh import read
from gel_airlock_jupyter.readers.bokeh.columns import column, field_of, listed, numbers
from gel_airlock_jupyter.readers.bokeh.figure import models_of, plots_of
from gel_airlock_jupyter.registry import Context

ANGLES = ("start_angle", "end_angle")
INKS = ("fill_color", "line_color", "hatch_pattern")


def merge_slices(copy: Any, name: str, context: Context, threshold: int) -> Iterator[str]:
    """Join small slices of a copied plot to their neighbours, and say so; a gap would be as wide as the slice was.

    What it is given is what `mask_sizes` is given; without a number of people nothing is known to be small.
    """
    view = read(copy, name)
    for axes, plot in enumerate(plots_of(models_of(copy))):
        people, small = small_slices(view, axes, context)
        for number, renderer in enumerate(plot.renderers if small else ()):
            own = [count for path, count in people.items() if path.startswith(f"axes {axes + 1}, glyph {number + 1},")]
            if own:
                runs = _joined(own, threshold)
                _write(renderer, runs)
                yield f"{len(own)} slices of axes {axes + 1} merged into {len(runs)}"


def _joined(people: Sequence[float], threshold: int) -> list[list[int]]:
    """Return runs of neighbouring slices, round the pie, that hold the threshold each."""
    runs = [[place] for place, count in enumerate(people) if count > 0]
    while len(runs) > 1:
        held = [sum(people[place] for place in run) for run in runs]
        least = min(range(len(runs)), key=held.__getitem__)
        if held[least] >= threshold - 1e-3:
            break
        runs[least - 1] += runs[least]
        del runs[least]
    return runs


def _write(renderer: Any, runs: Sequence[Sequence[int]]) -> None:
    """Give the slices a source of their own, one row a run."""
    glyph, data = renderer.glyph, renderer.data_source.data
    start, end = (numbers(column(data, glyph, name)) for name in ANGLES)
    inks = {field_of(getattr(glyph, name)) for name in INKS if name in glyph.properties()}
    kept: dict[str, list[Any]] = {
        str(key): [_one([listed(values)[place] for place in run], key in inks) for run in runs]
        for key, values in data.items()
    }
    kept["start_angle"] = [start[run[0]] for run in runs]
    kept["end_angle"] = [start[run[0]] + sum(end[place] - start[place] for place in run) for run in runs]
    renderer.data_source = source_of(kept)
    glyph.update(start_angle="start_angle", end_angle="end_angle")


def _one(values: Sequence[Any], is_ink: bool) -> Any:
    """Return what stands for several rows: their names, their sum, the first colour."""
    if is_ink or len(values) == 1:
        return values[0]
    return " or ".join(values) if all(isinstance(value, str) for value in values) else sum(numbers(values))
