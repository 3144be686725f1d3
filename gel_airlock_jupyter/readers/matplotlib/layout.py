"""The axes of a figure: numbering, limits, labels, and the categories along them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.subjects import AxesInfo, Mark


@dataclass(frozen=True)
class Panel:
    """One pair of axes with its number in the figure.

    Parameters
    ----------
    axes : matplotlib Axes
        As the figure holds it.
    index : int
        0-based place in the figure.
    twin_of : int or None
        Index of earlier axes drawn on the same place.
    colour_label : str
        Label of the colour bar that explains this panel's colours.
    """

    axes: Any
    index: int
    twin_of: int | None = None
    colour_label: str = ""

    @property
    def is_colour_bar(self) -> bool:
        """Return whether the axes only explain colours."""
        return getattr(self.axes, "_colorbar", None) is not None or self.axes.get_label() == "<colorbar>"

    @property
    def visible(self) -> bool:
        """Return whether the axes are drawn at all."""
        return bool(self.axes.get_visible())

    @cached_property
    def _by_type(self) -> dict[type, list[tuple[int, Any]]]:
        """Return what was drawn into the axes with its place, by type, in one pass.

        `axes.patches`, `axes.lines` and the like ask several questions of every artist, and each of them does so anew.
        """
        axes = self.axes
        own = (axes.patch, axes.xaxis, axes.yaxis, getattr(axes, "legend_", None), *axes.spines.values())
        titles = (getattr(axes, side, None) for side in ("title", "_left_title", "_right_title"))
        skipped = {id(part) for part in (*own, *titles, *getattr(axes, "child_axes", ()))}
        found: dict[type, list[tuple[int, Any]]] = {}
        for place, child in enumerate(axes.get_children()):
            if id(child) not in skipped:
                found.setdefault(type(child), []).append((place, child))
        return found

    def drawn(self, *kinds: type) -> tuple[Any, ...]:
        """Return the artists of some kinds in the order in which they were drawn into the axes."""
        lists = [entries for kind, entries in self._by_type.items() if issubclass(kind, kinds)]
        entries = lists[0] if len(lists) == 1 else sorted(entry for entries in lists for entry in entries)
        return tuple(child for _, child in entries)

    @cached_property
    def patches(self) -> tuple[Any, ...]:
        """Return the patches."""
        from matplotlib.patches import Patch

        return self.drawn(Patch)

    @cached_property
    def rectangles(self) -> tuple[Any, ...]:
        """Return the rectangles among the patches."""
        from matplotlib.patches import Rectangle

        return self.drawn(Rectangle)

    @cached_property
    def shapes(self) -> tuple[tuple[int, Any], ...]:
        """Return the other patches with their places among all patches."""
        from matplotlib.patches import Rectangle

        if len(self.rectangles) == len(self.patches):
            return ()
        return tuple((place, patch) for place, patch in enumerate(self.patches) if not isinstance(patch, Rectangle))

    @cached_property
    def collections(self) -> tuple[Any, ...]:
        """Return the collections."""
        from matplotlib.collections import Collection

        return self.drawn(Collection)

    @cached_property
    def lines(self) -> tuple[Any, ...]:
        """Return the lines."""
        from matplotlib.lines import Line2D

        return self.drawn(Line2D)

    @cached_property
    def images(self) -> tuple[Any, ...]:
        """Return the pictures."""
        from matplotlib.image import AxesImage

        return self.drawn(AxesImage)

    @cached_property
    def texts(self) -> tuple[Any, ...]:
        """Return the texts written into the axes."""
        from matplotlib.text import Text

        return self.drawn(Text)

    @cached_property
    def tables(self) -> tuple[Any, ...]:
        """Return the tables."""
        from matplotlib.table import Table

        return self.drawn(Table)

    @cached_property
    def limits(self) -> tuple[float, float, float, float]:
        """Return x from, x to, y from, y to, each pair in rising order."""
        x0, x1 = sorted(map(float, self.axes.get_xlim()))
        y0, y1 = sorted(map(float, self.axes.get_ylim()))
        return x0, x1, y0, y1

    @cached_property
    def kinds(self) -> tuple[str, str]:
        """Return what the x and the y axis show: "words", "dates" or "numbers"."""
        return kind_of(self.axes.xaxis), kind_of(self.axes.yaxis)

    @cached_property
    def x_categories(self) -> Categories:
        """Return the words along the x axis."""
        return Categories.of(self.axes.xaxis)

    @cached_property
    def y_categories(self) -> Categories:
        """Return the words along the y axis."""
        return Categories.of(self.axes.yaxis)

    def is_inside(self, x0: float, x1: float, y0: float, y1: float) -> bool:
        """Return whether a box touches the visible part of the axes."""
        left, right, low, high = self.limits
        return not (max(x0, x1) < left or min(x0, x1) > right or max(y0, y1) < low or min(y0, y1) > high)

    def are_inside(
        self, x0: NDArray[np.float64], x1: NDArray[np.float64], y0: NDArray[np.float64], y1: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return the same for many boxes."""
        left, right, low, high = self.limits
        across = (np.maximum(x0, x1) >= left) & (np.minimum(x0, x1) <= right)
        return across & (np.maximum(y0, y1) >= low) & (np.minimum(y0, y1) <= high)

    def info(self, marks: Sequence[Mark], shared_x: str = "", shared_y: str = "") -> AxesInfo:
        """Return the neutral description; bars that lie on their side make x the axis of values.

        `shared_x` and `shared_y` are labels of the whole figure, which stand in for axes without their own.
        """
        x_label = self.axes.get_xlabel() or self._label_of_siblings("x") or shared_x
        y_label = self.axes.get_ylabel() or self._label_of_siblings("y") or shared_y
        sideways = Counter("sideways" in mark.kind for mark in marks if mark.axes == self.index)
        value_label = x_label if sideways[True] > sideways[False] else y_label
        if hasattr(self.axes, "get_zlabel"):
            value_label = self.axes.get_zlabel()
        shown = (self.colour_label, self.twin_of, *self.kinds)
        return AxesInfo(self.index, self.title, x_label, y_label, value_label, *shown)

    def _label_of_siblings(self, side: str) -> str:
        """Return the label of axes that share this axis: grids label only the outer ones."""
        shared = self.axes.get_shared_x_axes() if side == "x" else self.axes.get_shared_y_axes()
        labels = [getattr(other, f"get_{side}label")() for other in shared.get_siblings(self.axes)]
        return next(filter(None, labels), "")

    @property
    def title(self) -> str:
        """Return the titles left, centre and right as one text; a secondary axis has none."""
        if not hasattr(self.axes, "get_title"):
            return ""
        return " ".join(filter(None, (self.axes.get_title(loc=side) for side in ("left", "center", "right"))))


@dataclass(frozen=True)
class Categories:
    """Words at places along an axis; empty for an axis of numbers or dates."""

    places: NDArray[np.float64]
    words: tuple[str, ...]

    @classmethod
    def of(cls, axis: Any) -> Categories:
        """Read the fixed labels of an axis."""
        if not has_words(axis):
            return cls(np.empty(0), ())
        places = np.asarray(axis.get_majorticklocs(), dtype=float)
        words = [label.get_text() for label in axis.get_majorticklabels()][: len(places)]
        order = np.argsort(places[: len(words)], kind="stable")
        return cls(places[order], tuple(words[i] for i in order))

    def at(self, place: float) -> str:
        """Return the word nearest to a place, at most half a step away."""
        if not self.words:
            return ""
        after = int(np.searchsorted(self.places, place))
        near = min(
            (i for i in (after - 1, after) if 0 <= i < len(self.places)), key=lambda i: abs(self.places[i] - place)
        )
        step = float(np.diff(self.places).min()) if len(self.places) > 1 else 1.0
        return self.words[near] if abs(float(self.places[near]) - place) <= max(step, 1e-9) / 2 + 1e-9 else ""


def has_words(axis: Any) -> bool:
    """Return whether someone wrote the tick labels (categories, fixed labels) rather than a scale of numbers."""
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    formatter = axis.get_major_formatter()
    if isinstance(formatter, FuncFormatter):  # set_ticklabels on a fixed locator becomes a function of a dict
        written = type(axis.get_major_locator()).__name__ == "FixedLocator"
    else:
        written = isinstance(formatter, StrCategoryFormatter | FixedFormatter)
    return written and (isinstance(formatter, StrCategoryFormatter) or not _say_their_places(axis, formatter))


def _say_their_places(axis: Any, formatter: Any) -> bool:
    """Return whether fixed labels are the numbers they stand at, as plotnine writes them: a scale all the same."""
    places = axis.get_majorticklocs()
    labels = [str(formatter(place, number)) for number, place in enumerate(places)]
    try:
        return len(labels) > 1 and all(float(t) == place for t, place in zip(labels, places, strict=True))
    except ValueError:
        return False


def kind_of(axis: Any) -> str:
    """Return "words", "dates" or "numbers" for what an axis shows."""
    if has_words(axis):
        return "words"
    sources = {type(part).__module__ for part in (axis.get_major_locator(), axis.get_major_formatter())}
    return "dates" if sources & {"matplotlib.dates", "pandas.plotting._matplotlib.converter"} else "numbers"


def panels_of(figure: Any) -> tuple[Panel, ...]:
    """Return all axes of a figure, insets included, numbered."""
    every = list(figure.axes)
    for axes in every:
        every += [child for child in getattr(axes, "child_axes", ()) if child not in every]
    colours = dict(_colour_labels(every))
    twins = _twins(every)
    return tuple(Panel(axes, i, twins[i], colours.get(id(axes), "")) for i, axes in enumerate(every))


def _twins(every: list[Any]) -> list[int | None]:
    """Return for each pair of axes the first one that lies on the same place of the same figure."""
    first: dict[tuple[Any, ...], int] = {}
    twins: list[int | None] = []
    for index, axes in enumerate(every):
        bounds = axes.get_position(original=True).bounds
        place = (id(axes.figure), *(round(float(edge), 9) for edge in bounds))
        twins.append(first.get(place))
        first.setdefault(place, index)
    return twins


def _colour_labels(every: list[Any]) -> list[tuple[int, str]]:
    found = []
    for axes in every:
        bar = getattr(axes, "_colorbar", None)
        target = getattr(getattr(bar, "mappable", None), "axes", None)
        if bar is not None and target is not None:
            found.append((id(target), axes.get_ylabel() or axes.get_xlabel() or axes.get_title()))
    return found
