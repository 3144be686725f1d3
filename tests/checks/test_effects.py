"""Odds and risk ratios beside group sizes give a masked count back, or leave several values."""

from __future__ import annotations

import math
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


GROUPS = {"none": (3, 240), "one": (25, 240), "two": (41, 510), "three": (60, 480)}


def against_reference(decimals: int, *, interval: bool = False, effect: str = "odds_ratio") -> pd.DataFrame:
    """Return cases and sizes of groups, and the odds ratio of each against the first, whose cases are masked."""
    b, m = GROUPS["none"]
    rows = []
    for name, (a, n) in GROUPS.items():
        ratio = odds(a, n, b, m) if effect == "odds_ratio" else (a / n) / (b / m)
        shown = "1 (ref)" if name == "none" else f"{ratio:.{decimals}f}"
        if interval and name != "none":
            reach = 1.959964 * math.sqrt(1 / a + 1 / (n - a) + 1 / b + 1 / (m - b))
            shown += f" ({ratio * math.exp(-reach):.2f}-{ratio * math.exp(reach):.2f})"
        rows.append((name, "<5" if name == "none" else str(a), n, shown))
    return pd.DataFrame(rows, columns=["disease", "cases", "participants", effect])


@pytest.mark.parametrize("effect", EFFECTS)
def test_ratios_against_a_reference_group_give_its_count_back(session: Session, effect: str) -> None:
    (finding,) = found(session, against_reference(2, effect=effect))

    assert [place.label for place in finding.where] == ["row 'none', column 'cases'"]


def test_a_single_ratio_against_a_reference_of_unknown_columns_proves_nothing(session: Session) -> None:
    table = against_reference(2).assign(odds_ratio=["ref", "9.2", "", ""])
    table = table.rename(columns={"cases": "first", "participants": "second"})

    assert found(session, table) == []


def test_the_interval_tells_what_the_ratio_leaves(session: Session) -> None:
    table = against_reference(2, interval=True)
    masked = table.assign(participants=[240, 240, 510, 480])

    assert len(found(session, masked)) == 1


def test_ratios_in_another_table(session: Session) -> None:
    table = against_reference(2)
    counts, ratios = table.drop(columns="odds_ratio"), table[["disease", "odds_ratio"]]

    report = session.check({"counts": counts, "ratios": ratios})

    (finding,) = [f for f in report.findings if f.rule == "CT-05"]
    assert str(finding.severity) == "fail"
    assert "'odds_ratio' of 'ratios'" in finding.message


def test_ratios_of_other_groups_say_nothing(session: Session) -> None:
    table = against_reference(2)
    ratios = pd.DataFrame({"disease": ["none", "one", "two", "three"], "odds_ratio": ["ref", "1.31", "0.87", "0.52"]})

    report = session.check({"counts": table.drop(columns="odds_ratio"), "ratios": ratios})

    assert [f for f in report.findings if f.rule == "CT-05"] == []


def test_the_fix_masks_the_ratios_that_give_a_reference_back(session: Session) -> None:
    table = against_reference(2)
    table.loc[0, "cases"] = "3"

    fixed = session.fix(table, "table", counts=["cases", "participants"])

    assert not [f for f in fixed.report.findings if f.rule in ("CT-02", "CT-05")]
