"""Every figure of the corpus that fails is either mended by the fix, or the fix says what to do by hand."""

from __future__ import annotations

import copy
import importlib
import json

import pytest
from figure_corpus.expected import MODULES, figures_in

import gel_airlock_jupyter as airlock

BY_HAND = (  # visible identifiers, cohorts too small to show at all, and forms whose parts hang together
    "platekey",
    "identifiers_as_ticks",
    "participant_numbers",
    "path_as_title",
    "identifier_in_a_figure_label",
    "four_people",
    "small_cohort",
)
FIGURES = [
    pytest.param(draw, expected, library, id=name)
    for module, library in MODULES.items()
    for name, draw, expected in figures_in(importlib.import_module(f"figure_corpus.{module}"))
    if expected.verdict == "fail"
]


def state(figure):
    """Return all that a figure shows: pixels, or the JSON of an interactive one."""
    if hasattr(figure, "draw") and hasattr(figure, "layers"):  # plotnine draws a new figure each time
        return figure.data.to_dict()
    if hasattr(figure, "to_json"):
        return json.loads(figure.to_json())
    if hasattr(figure, "references"):
        sources = [model.data for model in figure.references() if hasattr(model, "data")]
        return copy.deepcopy([{key: list(values) for key, values in data.items()} for data in sources])
    from gel_airlock_jupyter.readers.matplotlib import figure_of
    from gel_airlock_jupyter.writers.figure_copy import copied

    shown = copied(figure_of(figure))
    shown.set_dpi(40)  # enough to see that anything changed
    shown.canvas.draw()
    return bytes(shown.canvas.buffer_rgba())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("draw", "expected", "library"), FIGURES)
def test_a_failing_figure_is_mended_and_the_original_stays(request, draw, expected, library):
    pytest.importorskip(library)
    figure = draw()
    before = state(figure)

    fixed = airlock.fix(figure, "figure", **expected.declared)

    assert state(figure) == before
    if any(name in request.node.callspec.id for name in BY_HAND):
        assert fixed.report.verdict == "fail"
        assert any("could not fix" in change for change in fixed.changes)
    else:
        assert fixed.report.verdict != "fail", fixed.changes
