"""Every figure of the corpus that does not pass is mended by the fix, or the fix says what to do by hand."""

from __future__ import annotations

import importlib

import pytest
from figure_corpus.expected import MODULES, figures_in
from figure_state import state

import gel_airlock_jupyter as airlock

BY_HAND = (  # visible identifiers, cohorts too small to show at all, and forms whose parts hang together
    "platekey",
    "identifiers_as_ticks",
    "participant_numbers",
    "path_as_title",
    "identifier_in_a_figure_label",
    "four_people",
    "small_cohort",
    "points_in_space",
    "visits_of_each_person",
    "a_table_of_people",
    "a_swimmer_of_dates",
)
FIGURES = [
    pytest.param(draw, expected, library, id=name)
    for module, library in MODULES.items()
    for name, draw, expected in figures_in(importlib.import_module(f"figure_corpus.{module}"))
    if expected.verdict != "pass"
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("draw", "expected", "library"), FIGURES)
def test_a_figure_is_mended_or_said_how_and_the_original_stays(request, draw, expected, library):
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
    for finding in fixed.report.findings:
        if str(finding.severity) in ("fail", "review"):
            (left,) = [change for change in fixed.changes if finding.message in change]
            assert finding.rule in left
            assert (
                left.removesuffix(".").endswith((finding.fix or "").removesuffix(".")) or "airlock_fix" in finding.fix
            )
