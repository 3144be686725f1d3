"""The register of rules: what every rule owes its readers, and what happens when one breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pytest

from gel_airlock_jupyter import checks, engine, judging
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.registry import Context, Rule
from gel_airlock_jupyter.subjects import TextView

RULES = checks.all_rules()
FIRST = ("ID-01", "ID-02", "ID-05", "CT-01", "CT-02", "IL-01", "VR-02", "VR-03", "FG-01", "FG-02", "FG-08", "RQ-01")


def test_the_first_rules_are_all_there() -> None:
    assert {rule.id for rule in RULES} >= {*FIRST, "RQ-02"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_an_id_a_title_a_page_and_a_place_in_the_policy(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{2}-\d\d", rule.id)
    assert rule.title
    for part in ("What it looks for", "Why it matters", "What to do", "Limits"):
        assert part in rule.doc, f"{rule.id} does not say: {part}"
    assert rule.id in load("genomics-england").content["rules"]


def test_every_rule_of_the_policy_exists() -> None:
    assert set(load("genomics-england").content["rules"]) <= {rule.id for rule in RULES}


def _broken(view: object, context: Context) -> Iterator[Finding]:
    raise RuntimeError("the cell of participant 500000009")
    yield


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_crashing_check_is_a_finding_of_severity_fail(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tuple(Rule(r.id, (TextView,), r.title, _broken) if r.id == rule.id else r for r in RULES)
    monkeypatch.setattr(judging, "all_rules", lambda: broken)

    report = engine.run((TextView("t", "a text"),), load("genomics-england"))

    (finding,) = [finding for finding in report.findings if "itself failed" in finding.message]
    assert (finding.rule, str(finding.severity), report.verdict) == (rule.id, "fail", "fail")
    assert "500000009" not in finding.message
    assert {run.rule: run.outcome for run in report.rules}[rule.id] == "crashed"


@pytest.mark.parametrize("step", ["telling", "read_table", "upright"])
def test_a_crash_while_reading_is_a_finding_too(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, step, lambda *_: 1 / 0)

    report = engine.run(views_of(pd.DataFrame({"g": ["a", "b"], "n": [50, 60]}), "t"), load("genomics-england"))

    assert report.verdict == "fail"
    assert {finding.rule for finding in report.findings if str(finding.severity) == "fail"} == {"EN-01"}
