"""A fix of several outputs: categories are merged alike, percentages go with counts that stand in another output."""

from __future__ import annotations

import pandas as pd
import pytest
from joint_tables import counts

from gel_airlock_jupyter.session import Session

NAMES = "Leigh MELAS Barth Alpers"
WHOLE = counts([120, 96, 31, 3, 250], f"{NAMES} Total")


def percentages(*values: float, names: str = NAMES) -> pd.DataFrame:
    return pd.DataFrame({"disease": names.split(), "percent": list(values)})


def _fatal(fixed: object) -> list[str]:
    return [f.rule for f in fixed.report.findings if str(f.severity) == "fail" or f.rule in ("CT-02", "CT-04")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", [WHOLE, WHOLE[:4]], ids=["with total", "without"])
def test_a_percentage_goes_with_its_count_in_another_table(session: Session, table: pd.DataFrame) -> None:
    shares = percentages(48.0, 38.4, 12.4, 1.2)
    assert session.check({"n": session.fix(table, "n").output, "p": shares}).verdict == "fail"

    fixed = session.fix({"n": table, "p": shares})

    assert _fatal(fixed) == []
    assert fixed.output["p"]["percent"].tolist() == [48.0, 38.0, 12.0, "*"]
    assert any("without decimals" in change for change in fixed.changes)


def test_percentages_are_rounded_with_their_counts(session: Session) -> None:
    fixed = session.fix({"n": WHOLE, "p": percentages(48.0, 38.4, 12.4, 1.2)}, method="round")

    n = fixed.output["n"]["n"].tolist()
    assert all(value % 5 == 0 for value in n)
    assert fixed.output["p"]["percent"].tolist() == [round(100 * value / n[-1], 1) for value in n[:-1]]
    assert fixed.report.verdict == "pass"


def test_percentages_in_a_figure_are_named(session: Session) -> None:
    import matplotlib.figure

    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(NAMES.split(), [48.0, 38.4, 12.4, 1.2])
    axes.set(ylabel="Participants (%)")

    fixed = session.fix({"n": WHOLE, "figure": figure})

    assert any("change 1.2 % in 'figure' by hand" in change for change in fixed.changes)


def test_linked_tables_are_merged_alike(session: Session) -> None:
    tables = {
        "n": counts([120, 96, 3, 2, 221], f"{NAMES} Total"),
        "deaths": counts([0, 1, 20, 30], "Alpers Barth MELAS Leigh"),
        "p": percentages(54.3, 43.4, 1.4, 0.9),
    }

    fixed = session.fix(tables, method="merge")

    names = [set(table["disease"]) - {"Total"} for table in fixed.output.values()]
    assert names[0] == names[1] == names[2]
    assert fixed.output["n"]["n"].iloc[-1] == 221
    assert sum(fixed.output["deaths"]["n"]) == 51
    assert sum(fixed.output["p"]["percent"]) == pytest.approx(100.0)
    assert fixed.report.verdict == "pass"


def test_a_category_that_another_table_has_alone_is_not_merged(session: Session) -> None:
    tables = {"n": counts([120, 96, 9, 2], NAMES), "other": counts([7, 30, 40], "Alpers MELAS Leigh")}

    fixed = session.fix(tables, method="merge")

    assert "Barth or Alpers" not in [*fixed.output["n"]["disease"], *fixed.output["other"]["disease"]]
    assert _fatal(fixed) == []
