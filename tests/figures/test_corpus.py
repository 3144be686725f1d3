"""Figures as researchers draw them: every one gets the verdict that airlock-rules.md asks for."""

from __future__ import annotations

import importlib

import pytest
from figure_corpus.expected import MODULES, figures_in

FIGURES = [
    pytest.param(draw, expected, library, id=name)
    for module, library in MODULES.items()
    for name, draw, expected in figures_in(importlib.import_module(f"figure_corpus.{module}"))
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("draw", "expected", "library"), FIGURES)
def test_a_figure_is_judged_as_the_rules_ask(judge, draw, expected, library):
    pytest.importorskip(library)

    report = judge(draw(), **expected.declared)

    spoken = {finding.rule for finding in report.findings if str(finding.severity) != "info" or finding.rule != "FG-09"}
    loud = {finding.rule for finding in report.findings}
    findings = [f"{finding.rule} {finding.severity}: {finding.message}" for finding in report.findings]
    assert report.verdict in expected.verdict.split(), findings
    assert {rule for rule in expected.rules if rule[0] != "-"} <= loud, findings
    assert not {rule[1:] for rule in expected.rules if rule[0] == "-"} & spoken, findings
