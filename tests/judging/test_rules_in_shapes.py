"""Every table rule keeps its finding and the verdict whatever shape a table is brought into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rule_tables import COUNTS, PEOPLE, Case
from rule_tables_identifiers import IDENTIFIERS, VARIANTS
from table_changes import ADDING, EMPTYING, KEEPING, NAMING, ODD, RENAMING, TURNING

from gel_airlock_jupyter.checks import all_rules
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.policy.load import from_content, load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.subjects import TableView

CASES = (*COUNTS, *PEOPLE, *IDENTIFIERS, *VARIANTS)
RULES = sorted({case.rule for case in CASES})
SHAPES = {**KEEPING, **ADDING, **NAMING, **TURNING}
WORST = ("fail", "review", "warn", "info", None)
Said = tuple[str | None, str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes")


def policy_of(case: Case) -> Policy | None:
    if not case.settings:
        return None
    content = load("genomics-england").content
    rules = {**content["rules"], case.rule: {**content["rules"][case.rule], **case.settings}}
    return from_content({**content, "rules": rules})


def judged(case: Case, obj: Any, store: Path) -> Report:
    session = Session(Settings(store=store), namespace=dict(case.frames))
    report = session.check(obj, "t", policy=policy_of(case), **case.said)
    assert not [run.rule for run in report.rules if run.outcome == "crashed"]
    return report


def told(case: Case, obj: Any, store: Path) -> Said:
    """Return the worst severity that the rule finds, and the verdict."""
    report = judged(case, obj, store)
    found = [str(finding.severity) for finding in report.findings if finding.rule == case.rule]
    return min([*found, None], key=WORST.index), report.verdict


def expected(case: Case, change: str) -> Said:
    known = case.apart.get(change)
    if known is None and change in ADDING:
        known = case.adding
    return known or (case.severity, case.verdict)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("change", SHAPES)
def test_every_rule_says_the_same(rule: str, change: str, store: Path) -> None:
    cases = [case for case in CASES if case.rule == rule]

    said = {case.name: told(case, SHAPES[change](case.table), store) for case in cases}

    assert said == {case.name: expected(case, change) for case in cases}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("change", ODD)
def test_a_column_with_an_odd_header_is_asked_about_at_most(rule: str, change: str, store: Path) -> None:
    for case in (case for case in CASES if case.rule == rule and case.adding is None):
        severity, verdict = told(case, ODD[change](case.table), store)

        assert severity in (case.severity, "review" if rule == "CT-07" else case.severity), case.name
        assert verdict == case.verdict or (case.verdict, verdict) == ("pass", "review"), case.name


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("change", RENAMING)
def test_without_names_nothing_bad_passes(rule: str, change: str, store: Path) -> None:
    for case in (case for case in CASES if case.rule == rule):
        severity, verdict = told(case, RENAMING[change](case.table), store)

        allowed = ("pass", "review") if case.verdict == "pass" else ("review", "fail")
        assert verdict in allowed, case.name
        assert severity == case.severity or not case.by_value, case.name


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("change", EMPTYING)
def test_what_is_empty_is_asked_about(rule: str, change: str, store: Path) -> None:
    for case in (case for case in CASES if case.rule == rule):
        report = judged(case, EMPTYING[change](case.table), store)

        assert report.verdict != "pass", case.name
        assert "EN-02" in {finding.rule for finding in report.findings}, case.name


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule", RULES)
def test_where_only_labels_are_left_no_figure_is_found(rule: str, store: Path) -> None:
    for case in (case for case in CASES if case.rule == rule and case.rule.startswith(("CT", "VR-02", "VR-03"))):
        table = case.table.assign(**dict.fromkeys(case.table.columns[1:], pd.NA))

        assert told(case, table, store)[0] not in ("fail", "review"), case.name


def test_every_table_rule_is_here() -> None:
    about_tables = {rule.id for rule in all_rules() if TableView in rule.subjects}

    assert about_tables - set(RULES) == set()
    assert {case.rule for case in CASES if case.severity is None} == about_tables - {"ID-09"} | {"ID-09"}
