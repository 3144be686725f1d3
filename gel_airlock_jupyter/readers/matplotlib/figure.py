"""From any object that holds a matplotlib figure to a FigureView."""

from __future__ import annotations

from copy import copy, deepcopy
from typing import Any

import numpy as np

from gel_airlock_jupyter.errors import InputError, Unreadable
from gel_airlock_jupyter.readers.matplotlib.bars import bar_marks_in
from gel_airlock_jupyter.readers.matplotlib.grids import grids_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.points import points_in, points_in_space
from gel_airlock_jupyter.readers.matplotlib.shapes import shapes_in
from gel_airlock_jupyter.readers.matplotlib.space import bars_in_space
from gel_airlock_jupyter.readers.matplotlib.texts import texts_in
from gel_airlock_jupyter.subjects import FigureText, FigureView, Mark, Points

HOLDERS = ("seaborn.", "plotnine.")


def handles(obj: object) -> bool:
    """Return whether this reader reads `obj`; matplotlib is not imported to find out.

    Parameters
    ----------
    obj : object
        Figure, SubFigure, Axes, an artist container, an array or list of axes, a seaborn grid or a plotnine plot.
    """
    if isinstance(obj, list | tuple) and not _has_type(obj, ("matplotlib.",)):
        return bool(obj) and all(handles(item) for item in obj)
    if isinstance(obj, np.ndarray):
        return obj.dtype == object and obj.size > 0 and all(handles(item) for item in obj.flat)
    if _has_type(obj, HOLDERS):
        return hasattr(obj, "figure") or hasattr(obj, "draw")
    return _has_type(obj, ("matplotlib.",)) and (
        hasattr(obj, "savefig") or hasattr(obj, "figure") or _is_container(obj)
    )


def figure_of(obj: Any) -> Any:
    """Return the whole matplotlib Figure behind an object: what is exported is always the whole picture.

    Raises
    ------
    InputError
        If the object belongs to no figure, or to several.
    """
    if isinstance(obj, np.ndarray):
        obj = list(obj.flat)
    if isinstance(obj, list | tuple):
        figures = {id(figure): figure for figure in map(figure_of, obj)}
        if len(figures) != 1:
            raise InputError(f"These {len(obj)} axes belong to {len(figures)} figures.", "Check one figure at a time.")
        return next(iter(figures.values()))
    if _has_type(obj, ("plotnine.",)) and not hasattr(obj, "savefig"):
        return _drawn_anew(obj)
    figure = obj if hasattr(obj, "savefig") and hasattr(obj, "axes") else getattr(obj, "figure", None)
    while figure is not None and getattr(figure, "figure", figure) is not figure:
        figure = figure.figure
    if figure is None:
        raise InputError(f"This {type(obj).__name__} belongs to no figure.", "Give the figure or its axes.")
    return figure


def _drawn_anew(plot: Any) -> Any:
    """Return a figure of a plotnine plot; `draw` keeps its figure and draws over it the next time."""
    other = copy(plot)
    for made in ("figure", "_gridspec"):
        vars(other).pop(made, None)
    return deepcopy(other).draw()


def read(obj: Any, name: str) -> FigureView:
    """Read everything a matplotlib figure draws or carries.

    The figure is neither drawn nor changed; it is read in the calling thread.

    Parameters
    ----------
    obj : object
        Anything that `handles` accepts.
    name : str
        Name for messages.

    Raises
    ------
    InputError
        If there is no figure, or more than one.
    Unreadable
        If an artist's data cannot be read.
    """
    figure = figure_of(obj)
    panels = panels_of(figure)
    marks: list[Mark] = []
    points: list[Points] = []
    unread = ["the picture laid on the figure" for _ in figure.images]
    try:
        for panel in panels:
            found, not_read = _read_panel(panel)
            marks += [item for item in found if isinstance(item, Mark)]
            points += [item for item in found if isinstance(item, Points)]
            unread += not_read
        texts = tuple(texts_in(figure, panels))
        axes = tuple(panel.info(marks, *_shared_labels(texts)) for panel in panels)
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise Unreadable(
            f"The figure '{name}' could not be read ({type(error).__name__}).", "Draw it once, and check it again."
        ) from error
    return FigureView(name, "matplotlib", axes, tuple(marks), texts, points=tuple(points), unread=tuple(unread))


def _shared_labels(texts: tuple[FigureText, ...]) -> tuple[str, str]:
    """Return the x and the y label written for the whole figure."""
    shared = {text.role: text.text for text in texts if text.axes is None}
    return shared.get("x label", ""), shared.get("y label", "")


def _read_panel(panel: Panel) -> tuple[list[Mark | Points], list[str]]:
    if panel.is_colour_bar:
        return [], []
    if panel.axes.name == "3d":
        bars, whole = bars_in_space(panel)
        return [*bars, *points_in_space(panel)], [] if whole else [f"the 3-D plot of axes {panel.index + 1}"]
    drawn: list[Mark | Points] = list(bar_marks_in(panel))
    drawn += shapes_in(panel)
    drawn += points_in(panel)
    grids, unread = grids_in(panel)
    return [*drawn, *grids], unread


def _has_type(obj: object, prefixes: tuple[str, ...]) -> bool:
    return any(kind.__module__.startswith(prefixes) for kind in type(obj).__mro__)


def _is_container(obj: object) -> bool:
    return isinstance(obj, tuple) and any(hasattr(item, "figure") or isinstance(item, tuple) for item in obj)
