"""What the kernel says of a table, the clean process says of its csv: names of axes and labels of rows are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from gel_airlock_jupyter.errors import NotExportable
from gel_airlock_jupyter.session import Session

WORDS = {"justification": "Summary results for a paper in a journal"}


def people() -> pd.DataFrame:
    some = np.random.default_rng(7)
    n = 1200
    return pd.DataFrame(
        {
            "grade": some.choice(["I", "II", "III"], n),
            "nodes": some.choice(["0", "1-3", "4+"], n),
            "sex": some.choice(["F", "M"], n),
            "year": some.choice([2019, 2020, 2021], n),
            "age": some.normal(60, 12, n).round(),
            "bmi": some.normal(27, 4, n).round(1),
        }
    )


P = people()
TABLES: dict[str, Any] = {
    "crosstab": pd.crosstab(P.grade, P.nodes),
    "crosstab with margins": pd.crosstab(P.grade, P.nodes, margins=True),
    "crosstab of all": pd.crosstab(P.grade, P.nodes, normalize=True),
    "crosstab of rows, margins": pd.crosstab(P.grade, P.nodes, normalize="index", margins=True),
    "crosstab of columns": pd.crosstab(P.grade, P.nodes, normalize="columns").round(2),
    "crosstab, levels both ways": pd.crosstab([P.grade, P.year], [P.nodes, P.sex]),
    "pivot of means": P.pivot_table(index="grade", columns="nodes", values="age", margins=True),
    "pivot of several": P.pivot_table(index="grade", columns="nodes", values=["age", "bmi"], aggfunc=["mean", "count"]),
    "means": P.groupby("grade")[["age", "bmi"]].mean(),
    "one mean": P.groupby(["grade", "year"])["age"].mean(),
    "sizes": P.groupby("grade").size(),
    "sizes by year": P.groupby("year").size(),
    "means and counts": P.groupby("grade")[["age", "bmi"]].agg(["mean", "count"]),
    "named aggregates": P.groupby("grade").agg(n=("age", "size"), mean_age=("age", "mean")),
    "describe": P[["age", "bmi"]].describe(),
    "describe, turned": P[["age", "bmi"]].describe().T,
    "describe by group": P.groupby("grade")["age"].describe(),
    "value counts": P.grade.value_counts(),
    "shares": P.grade.value_counts(normalize=True),
    "correlations": P[["age", "bmi", "year"]].corr(),
    "small counts": pd.crosstab(P.grade[:9], P.nodes[:9]),
    "small groups": P.head(9).groupby("grade")["age"].agg(["mean", "count"]),
}


def found(report: Any) -> set[tuple[str, str]]:
    return {(f.rule, str(f.severity)) for f in report.findings if f.severity in ("fail", "review")}


@pytest.mark.parametrize("declared", [{}, {"n": 1200}], ids=["nothing declared", "n="])
@pytest.mark.parametrize("name", TABLES)
def test_the_staged_item_is_judged_as_the_table_was(session: Session, name: str, declared: dict[str, Any]) -> None:
    table = TABLES[name]
    checked = session.check(table, name, **declared)

    if checked.verdict == "fail":
        with pytest.raises(NotExportable) as refused:
            session.stage(table, "t.csv", **WORDS, **declared)
        assert found(refused.value.report) == found(checked)
        return
    item = session.stage(table, "t.csv", **WORDS, **declared)

    assert item.verdict == checked.verdict
    assert {(f["rule"], f["severity"]) for f in item.report["findings"]} >= found(checked)


def test_the_corner_names_both_axes(session: Session) -> None:
    item = session.stage(TABLES["crosstab, levels both ways"], "t.csv", **WORDS)

    header = session.store.export_path(item).read_text().splitlines()[0]
    assert header.startswith(r"grade,year \ nodes / sex,0 / F,0 / M,")


def test_means_from_0_to_100_are_no_percentages(session: Session) -> None:
    report = session.check(TABLES["pivot of means"])

    assert report.verdict == "review"
    assert any(finding.rule == "CT-08" for finding in report.findings)


def test_labels_of_rows_are_declared_where_a_frame_has_no_index(session: Session) -> None:
    table = TABLES["means"].reset_index()

    asked = {f.rule for f in session.check(table, index="grade", contributors=300).findings if f.severity == "review"}
    assert asked == set()
    assert session.check(table, contributors=300).verdict == "review"
