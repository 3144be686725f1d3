"""Where in the texts of an output something stands: lines of a text; titles, headers and answers of everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.subjects import FileView, RequestView, TableView, TextView

Written = TableView | FileView | TextView | RequestView


def places_of(view: Written, wanted: Callable[[str], bool]) -> list[Location]:
    """Return where the texts stand of which something is true."""
    return [placed.where for placed in view.placed_texts() if wanted(placed.text)]


def called(places: Sequence[Location]) -> str:
    """Return how places are spoken of: "2 lines (3, 7)", "1 text (title)"."""
    lines = all(place.label.startswith("line ") for place in places)
    labels = dict.fromkeys(place.label.removeprefix("line ") if lines else place.label for place in places)
    return f"{plural(len(places), 'line' if lines else 'text')} ({some(labels)})"
