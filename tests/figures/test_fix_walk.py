"""Fixed figures walked by other code than the product's: nothing in their JSON is as long as the people are many."""

from __future__ import annotations

import base64
import gzip
import importlib
import json

import numpy as np
import pytest
from figure_corpus.expected import PARTICIPANT, PLATEKEY, figures_in

import gel_airlock_jupyter as airlock

MODULES = ("plotly_figures", "altair_figures", "bokeh_figures", "plotly_pointers", "altair_pointers", "bokeh_pointers")
PEOPLE = {60, 90, 137, 400}  # rows of the made-up cohort that figures are drawn of
FIGURES = [
    pytest.param(draw, expected, id=name)
    for module in MODULES
    for name, draw, expected in figures_in(importlib.import_module(f"figure_corpus.{module}"))
    if expected.verdict == "fail"
]


def as_json(figure):
    """Return a figure as the JSON that its own library saves."""
    if hasattr(figure, "references"):
        from bokeh.embed import json_item

        return json_item(figure)
    return json.loads(figure.to_json())


def lengths(value):
    """Yield the length of every array, of typed ones as they decode."""
    if isinstance(value, dict):
        written = value.get("bdata") or (value.get("data") if value.get("type") == "bytes" else None)
        if isinstance(written, str | bytes) and value.get("dtype", "f8") != "object":
            held = written if isinstance(written, bytes) else base64.b64decode(written)
            held = gzip.decompress(held) if held[:2] == b"\x1f\x8b" else held
            yield len(held) // np.dtype(value.get("dtype", "f8")).itemsize
            yield from (int(size) for size in str(value.get("shape") or "").split(",") if size.strip())
        if value.get("type") == "ndarray":
            yield from value.get("shape") or ()
        for part in value.values():
            yield from lengths(part)
    elif isinstance(value, list | tuple):
        yield len(value)
        for part in value:
            yield from lengths(part)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("draw", "expected"), FIGURES)
def test_a_fixed_figure_that_passes_holds_no_array_of_people_and_no_name(draw, expected):
    fixed = airlock.fix(draw(), "figure", **expected.declared)
    written = as_json(fixed.output)

    if fixed.report.verdict == "fail":
        assert any("could not fix" in change for change in fixed.changes)
        return
    genetic = any(finding.rule == "FG-07" for finding in fixed.report.findings)  # points on genetic axes may stay
    assert genetic or not PEOPLE & set(lengths(written))
    text = json.dumps(written, default=str)
    assert PLATEKEY not in text
    assert PARTICIPANT not in text
