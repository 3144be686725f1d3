"""Reports as a check would make them, for every renderer."""

import pytest

from gel_airlock_jupyter.findings import (
    Finding,
    Location,
    PolicyRef,
    Preview,
    ReadAs,
    Report,
    RuleRun,
    Severity,
)

POLICY = PolicyRef("genomics-england-airlock", "2026.11.0", "ab12cd34ef56" * 5 + "abcd")


@pytest.fixture
def failing() -> Report:
    """A crosstab with every severity, a mark in a cell and one on a header."""
    cell = Location("cell", "row 'Leigh', column 'male'", 0, 2)
    findings = (
        Finding("CT-06", Severity.INFO, "Counts per gene need no masking."),
        Finding("CT-01", Severity.FAIL, "1 cell holds 1-4 people.", (cell,), "Write `<5`: `%airlock_fix table1`.", 1),
        Finding("ID-02", Severity.FAIL, "A name.", (Location("column", "column 'All'", None, 3),), "Rename `All`."),
        Finding(
            "IL-01",
            Severity.REVIEW,
            "Rows may be people.",
            tuple(Location("row", f"row {r}", r) for r in range(8)),
            None,
            40,
        ),
        Finding("CT-07", Severity.WARN, "People or variants?", (Location("column", "column 'male'", None, 2),)),
    )
    rows = (("Leigh", "12", "3", "15"), ("MELAS", "8", "9", "17"))
    return Report(
        "table1",
        "table",
        findings,
        POLICY,
        (ReadAs("male", "count of people", "named `male`, whole numbers"),),
        (
            RuleRun("CT-01", "found"),
            RuleRun("CT-02", "clear"),
            RuleRun("FG-01", "not-applicable"),
            RuleRun("VR-02", "off"),
        ),
        ("Does `All` count people?",),
        {"unit": "participants"},
        (2, 4),
        Preview(("disease", "female", "male", "All"), rows, (1, 2), 1, ((0, 2, "fail"),), 2, 4),
        12.3,
    )


@pytest.fixture
def passing() -> Report:
    """A large table without a finding, of which the preview shows a part."""
    header = tuple(f"c{n}" for n in range(3))
    preview = Preview(header, tuple((f"r{n}", "8", "<5") for n in range(40)), tuple(range(1, 41)), 1, (), 1200, 9)
    return Report("safe", "table", (), POLICY, (), (RuleRun("CT-01", "clear"),), (), {}, (1200, 9), preview, 3.0)
