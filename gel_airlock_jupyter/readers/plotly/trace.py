"""One trace of a Plotly figure, and the kinds of traces there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.readers.plotly.values import plain

BARS = ("bar", "funnel", "waterfall", "barpolar")
SLICES = ("pie", "funnelarea", "sunburst", "treemap", "icicle")
GRIDS = ("heatmap", "contour", "heatmapgl", "choropleth", "choroplethmapbox", "choroplethmap", "image")
LINES = (
    "scatter",
    "scattergl",
    "scatterpolar",
    "scatterpolargl",
    "scatterternary",
    "scattergeo",
    "scattermap",
    "scatter3d",
)
BINNED = ("histogram", "histogram2d", "histogram2dcontour", "box", "violin", "densitymapbox", "densitymap")
PERSON_BY_PERSON = ("parcoords", "parcats")
TREES = ("sunburst", "treemap", "icicle")
CARRIED = ("customdata", "hovertext", "ids", "meta", "selectedpoints")


@dataclass(frozen=True)
class Trace:
    """One trace: its JSON, its name in messages, the number of its axes, and their fixed ranges."""

    data: Mapping[str, Any]
    path: str
    axes: int
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    title: str = ""  # of the figure, which may say what unnamed sizes stand for

    @property
    def kind(self) -> str:
        """Return Plotly's type of the trace."""
        return str(self.data.get("type") or "scatter")

    @property
    def name(self) -> str:
        """Return the name the legend shows."""
        return plain(self.data.get("name"))

    @property
    def visible(self) -> bool:
        """Return whether the trace is drawn at first; one that waits in the legend is a click away."""
        return self.data.get("visible", True) is not False and self.data.get("opacity") != 0

    def is_outside(self, x: float, y: float) -> bool:
        """Return whether a place lies beyond the fixed ranges of the axes."""
        places = ((x, self.x_limits), (y, self.y_limits))
        return any(limits is not None and not limits[0] <= place <= limits[1] for place, limits in places)
