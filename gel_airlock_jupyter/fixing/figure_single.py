"""Marks of single people in a matplotlib figure: each kind drawn anew as groups of at least 5."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gel_airlock_jupyter.checks.figure_clouds import Cloud, clouds_of
from gel_airlock_jupyter.checks.figure_points import single_people, steps_of_one
from gel_airlock_jupyter.fixing.figure_artists import artists_of
from gel_airlock_jupyter.fixing.figure_boxes import mend_boxes
from gel_airlock_jupyter.fixing.figure_limits import settle_limits
from gel_airlock_jupyter.fixing.figure_lines import mend_lines
from gel_airlock_jupyter.fixing.figure_people import mend_bars
from gel_airlock_jupyter.fixing.figure_points import coarser_steps, mend_points
from gel_airlock_jupyter.readers.matplotlib import read
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import FigureView


@dataclass(frozen=True)
class _Scene:
    """A copied figure as read before anything is taken out of it."""

    view: FigureView
    artists: Mapping[str, Any]
    clouds: Sequence[Cloud]
    steps: Collection[str]
    context: Context
    threshold: int


def without_single_people(figure: Any, name: str, context: Context, threshold: int) -> list[str]:
    """Replace what may be one mark a person by what at least 5 people stand behind, and return what was done.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy.
    name : str
        Name for messages.
    context : Context
        Policy, declarations and, where there is one, the session.
    threshold : int
        Fewest people behind a mark.
    """
    view, panels = read(figure, name), panels_of(figure)
    context = replace(context, rule="FG-06")
    places = {place.label for finding in single_people(view, context) for place in finding.where}
    steps = {points.path for points in view.points if points.kind == "steps" and steps_of_one(points)} & places
    clouds = [cloud for cloud in clouds_of(view, context) if any(part.path in places for part in cloud.parts)]
    scene = _Scene(view, artists_of(panels), clouds, steps, context, threshold)
    done = {panel.index: _mended(panel, scene) for panel in panels}
    changed = {index for index, words in done.items() if words}
    limits = settle_limits(panels_of(figure), changed)
    return [*(words for said in done.values() for words in said), *limits]


def _mended(panel: Panel, scene: _Scene) -> list[str]:
    """Mend one pair of axes; where its bars are people, what stands on them goes with them."""
    here = [cloud for cloud in scene.clouds if cloud.axes == panel.index]
    if any(cloud.what == "bar" for cloud in here) and (done := mend_bars(panel, scene.threshold)):
        return done
    has_fliers = any(cloud.what == "flier" for cloud in here)
    done = mend_boxes(scene.view, panel, scene.artists, scene.context, has_fliers)
    for cloud in here:
        if cloud.what == "line":
            done += mend_lines(panel, cloud, scene.artists, scene.threshold)
        elif cloud.what != "bar":
            done += mend_points(scene.view, panel, cloud, scene.artists, scene.threshold)
    return done + coarser_steps(panel, scene.steps, scene.artists, scene.threshold)
