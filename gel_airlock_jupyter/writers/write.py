"""Choosing the writer for what was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.readers import figure_json
from gel_airlock_jupyter.subjects import FigureView, FileView, TableView, TextView, View
from gel_airlock_jupyter.writers.delimited import to_csv
from gel_airlock_jupyter.writers.figure_table import marks_csv

EXTENSIONS: Mapping[str, str] = {"table": ".csv", "model": ".csv", "figure": ".png", "text": ".txt"}
OTHERS: Mapping[str, tuple[str, ...]] = {"figure": (".svg", ".pdf")}  # written when the file is named so
MOST_TABLES = 99


@dataclass(frozen=True)
class Written:
    """The bytes of an export file, and the evidence that goes to the reviewer beside it."""

    data: bytes
    media_type: str
    evidence: Mapping[str, bytes] = field(default_factory=dict)


def write(obj: Any, views: tuple[View, ...], file: str, most_bytes: int) -> Written:
    """Return the export file of an output.

    Raises
    ------
    InputError
        If it is larger than the policy allows, or of a kind that is not written.
    """
    written = _write(obj, views, file)
    if len(written.data) > most_bytes:
        raise InputError(
            f"'{file}' would have {len(written.data):,} bytes; the policy allows {most_bytes:,}.",
            "Export fewer rows or columns: only results leave.",
        )
    return written


def _write(obj: Any, views: tuple[View, ...], file: str) -> Written:
    path = Path(obj) if isinstance(obj, str | Path) and any(v.kind == "file" for v in views) else None
    tables = () if isinstance(views[0], TextView) else (v for v in views if isinstance(v, TableView))
    view = next(iter(tables), views[0])  # of a model its coefficients leave, of a text the text
    suffix = Path(file).suffix.lower()
    if path is not None and suffix == path.suffix.lower() and suffix != ".png":
        # A file leaves as it is: whatever a check would want changed is a finding, and `fix` makes another file.
        whole = next(v for v in views if isinstance(v, FileView) and not v.part)
        return Written(path.read_bytes(), whole.media_type, _tables(views))
    if isinstance(view, TableView):
        return Written(to_csv(view), "text/csv")
    if isinstance(view, TextView):
        return Written(view.text.encode("utf-8", "replace"), "text/plain")
    from gel_airlock_jupyter.writers import pdf, png, svg

    if isinstance(view, FigureView):
        marks = json.dumps(figure_json.to_dict(view), ensure_ascii=False, sort_keys=True) + "\n"
        evidence = {"figure.json": marks.encode(), "figure.csv": marks_csv(view)}
        if suffix == ".svg":
            return Written(svg.from_figure(obj), "image/svg+xml", evidence)
        if suffix == ".pdf":
            return Written(pdf.from_figure(obj), "application/pdf", evidence)
        return Written(png.from_figure(obj), "image/png", evidence)
    if path is not None and suffix == ".png":
        return Written(png.from_file(path), "image/png")
    raise InputError(f"'{file}' is of a kind that cannot be written.", "Export a table, a figure or a text.")


def _tables(views: tuple[View, ...]) -> dict[str, bytes]:
    """Return the tables inside a file as csv, for a reviewer without a program for it, and where they lie."""
    tables = [view for view in views if isinstance(view, TableView) and view.part][:MOST_TABLES]
    names = [f"part-{number:02d}.csv" for number in range(1, len(tables) + 1)]
    found = {name: to_csv(table) for name, table in zip(names, tables, strict=True)}
    if found:
        lines = (f"{name}  {table.part}\n" for name, table in zip(names, tables, strict=True))
        found["parts.txt"] = "".join(lines).encode("utf-8", "replace")
    return found
