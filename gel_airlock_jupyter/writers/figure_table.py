"""The data behind a figure as CSV, so that a reviewer can read the numbers that the picture shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gel_airlock_jupyter.subjects import FigureView
from gel_airlock_jupyter.writers.delimited import as_text

HEADER = ("axes", "x_label", "y_label", "mark", "name", "series", "x", "y", "value", "visible", "printed")
MOST_ROWS = 20_000  # a reviewer reads no more; the full record is the JSON beside it


def marks_csv(view: FigureView) -> bytes:
    """Return the marks of a figure as CSV, one row a mark, the same bytes for the same figure.

    Parameters
    ----------
    view : FigureView
        The figure as it is exported: of a masked one, the masked values.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(HEADER)
    total = 0
    for row in _rows(view):
        total += 1
        if total <= MOST_ROWS:
            writer.writerow([_cell(value) for value in row])
    if total > MOST_ROWS:
        writer.writerow([f"{total - MOST_ROWS} more marks in figure.json"])
    return target.getvalue().encode()


def _rows(view: FigureView) -> Iterator[tuple[object, ...]]:
    printed: dict[str, list[str]] = {}
    for text in view.texts:
        if text.beside and text.visible:
            printed.setdefault(text.beside, []).append(text.text)
    labels = {info.index: (info.x_label, info.y_label) for info in view.axes}
    for mark in view.marks:
        named = (mark.axes + 1, *labels.get(mark.axes, ("", "")), mark.kind, mark.label, mark.series)
        beside = " ".join(printed.get(mark.path, ()))  # a masked bar has no height, and says <5
        yield (*named, mark.x, mark.y, mark.value, mark.visible and mark.inside, beside)
    for points in view.points:
        named = (points.axes + 1, *labels.get(points.axes, ("", "")), points.kind, points.path, points.series)
        for place in range(points.count):
            x, y, value = (part[place] if place < len(part) else None for part in (points.x, points.y, points.values))
            yield (*named, x, y, value, points.visible, "")


def _cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return as_text(str(value))
