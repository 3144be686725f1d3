"""Odds and risk ratios beside group sizes give a masked count back, or leave several values."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(Settings(store=tmp_path / "store", project="RR150"))


def odds(a: int, n: int, b: int, m: int) -> float:
    return a * (m - b) / ((n - a) * b)


def found(session: Session, table: pd.DataFrame) -> list[Finding]:
    report = session.check(table, "table", counts=[c for c in table.columns if c not in ("gene", "disease", *EFFECTS)])
    return [f for f in report.findings if f.rule == "CT-05" and "worked back from" in f.message]


EFFECTS = ("odds_ratio", "risk_ratio")
ROWS = [(12, 240, 30, 510), (25, 240, 41, 510), (3, 240, 19, 510)]


def carriers(decimals: int, masked: str = "<5") -> pd.DataFrame:
    table = pd.DataFrame(ROWS, columns=["carriers", "cases", "carrying", "controls"])
    table.insert(0, "disease", ["Leigh", "MELAS", "Alpers"])
    table["odds_ratio"] = [round(odds(*row), decimals) for row in ROWS]
    table["carriers"] = table["carriers"].astype(object)
    table.loc[2, "carriers"] = masked
    return table


def test_an_odds_ratio_that_other_rows_explain_gives_a_count_back(session: Session) -> None:
    (finding,) = found(session, carriers(2))

    assert str(finding.severity) == "fail"
    assert "'odds_ratio'" in finding.message
    assert [place.label for place in finding.where] == ["row 'Alpers', column 'carriers'"]


def test_a_coarse_odds_ratio_gives_nothing_back(session: Session) -> None:
    assert found(session, carriers(0)) == []


def test_a_ratio_of_something_else_gives_nothing_back(session: Session) -> None:
    assert found(session, carriers(2).assign(odds_ratio=[1.31, 0.87, 0.52])) == []


def test_names_tell_what_a_single_row_was_computed_from(session: Session) -> None:
    table = pd.DataFrame(
        {
            "disease": ["Leigh"],
            "cases": [44],
            "cases carriers": ["<5"],
            "controls": [120],
            "controls carriers": [30],
            "odds_ratio": [round(odds(3, 44, 30, 120), 2)],
        }
    )

    (finding,) = found(session, table)

    assert "Leigh" in finding.message


def test_a_risk_ratio_is_read_too(session: Session) -> None:
    table = carriers(2).drop(columns="odds_ratio")
    table["risk_ratio"] = [round((a / n) / (b / m), 2) for a, n, b, m in ROWS]

    assert len(found(session, table)) == 1


def test_nothing_masked_is_nothing_to_find(session: Session) -> None:
    assert found(session, carriers(2, masked="30")) == []


@pytest.mark.parametrize("method", ["mask", "round"])
def test_a_fix_hides_the_ratio_with_the_count(session: Session, method: str) -> None:
    table = carriers(2, masked="3")
    table["carriers"] = table["carriers"].astype(int)
    said = {"counts": ["carriers", "cases", "carrying", "controls"]}

    fixed = session.fix(table, "table", method, **said)

    assert fixed.output["odds_ratio"].tolist()[2] == "*"
    assert fixed.output["odds_ratio"].tolist()[0] == table["odds_ratio"][0]
    assert any("odds_ratio" in change for change in fixed.changes)
    assert not any(f.severity == "fail" for f in session.check(fixed.output, "table", **said).findings)
