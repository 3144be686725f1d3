"""CT-02 and CT-03: masked cells that the rest of the table gives back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest


def column(*cells: Any, labels: list[str] | None = None, header: str = "disease") -> pd.DataFrame:
    names = labels or [*(f"group {number}" for number in range(1, len(cells))), "Total"]
    return pd.DataFrame({header: names, "n": list(cells)})


# The guide's worked examples, and what would have been the same.
@pytest.mark.parametrize(
    ("cells", "labels", "verdict"),
    [
        ((8, 11, 3), ["A", "B", "C"], "fail"),
        ((8, 11, "<5"), ["A", "B", "C"], "pass"),
        ((8, 11, "<5", 22), None, "fail"),
        ((8, 11, "<5", "20-24"), None, "pass"),
        ((8, 11, "<5", 30), None, "pass"),  # does not add up, so it is no total of these
        ((8, 11, "<5", "<5", 24), None, "pass"),  # 5 = 1+4 = 2+3 = 3+2 = 4+1
        ((8, 11, "<5", "<5", 21), None, "fail"),  # 2 = 1+1 only
    ],
)
def test_the_worked_examples_of_the_guide(
    judge, cells: tuple[Any, ...], labels: list[str] | None, verdict: str
) -> None:
    assert judge(column(*cells, labels=labels)).verdict == verdict


@pytest.mark.parametrize("header", ["disease", "sex", "age band", "gene", "stage", "Erkrankung ä", ""])
def test_a_total_is_found_whatever_the_label_column_is_called(of, header: str) -> None:
    (finding,) = of("CT-02", column(8, 11, "<5", 22, header=header), counts=["n"])

    assert finding.where[0].row == 2
    assert "22" in finding.message


def test_a_total_found_from_the_numbers_alone(of) -> None:
    frame = pd.DataFrame({"a": [8, 30, 38], "b": ["<5", 20, 22], "c": [10, 50, 60]}, index=["x", "y", "z"])

    assert of("CT-02", frame, counts=["a", "b", "c"])


def test_column_totals_give_a_cell_back_too(of) -> None:
    frame = pd.DataFrame({"f": [30, "<5"], "m": [20, 40], "All": [50, 43]}, index=["x", "y"])

    assert of("CT-02", frame, counts=["f", "m", "All"])


@pytest.mark.parametrize(("total", "status"), [(2, "fail"), (3, "warn"), (4, "warn"), (5, None), (6, "warn")])
def test_fewer_values_left_is_a_warning_and_one_is_a_fail(of, total: int, status: str | None) -> None:
    frame = column(20, "<5", "<5", 20 + total)

    found = [str(finding.severity) for rule in ("CT-02", "CT-03") for finding in of(rule, frame)]

    assert found == ([status] if status else [])


@pytest.mark.parametrize("frame", [column(8, 11, 30, 49), pd.DataFrame({"n": []}), column("<5", labels=["A"])])
def test_nothing_masked_or_nothing_adding_up_is_nothing_found(of, frame: pd.DataFrame) -> None:
    assert not of("CT-02", frame)
    assert not of("CT-03", frame)


def test_a_crosstab_masked_once_with_both_margins_is_open(of) -> None:
    sex = pd.Series(["f"] * 33 + ["m"] * 40, name="sex")
    grade = pd.Series((["I"] * 30 + ["II"] * 3) + ["I"] * 20 + ["II"] * 20, name="grade")
    masked = pd.crosstab(sex, grade, margins=True).astype(object)
    masked.loc["f", "II"] = "<5"

    assert of("CT-02", masked)


def test_a_big_masked_table_that_was_not_audited_is_never_a_pass(judge) -> None:
    frame = pd.DataFrame({"site": [f"site {i}" for i in range(30_000)], "n": ["<5", 20, 30] * 10_000})

    report = judge(frame)

    assert report.verdict != "pass"
    assert any(finding.rule == "CT-02" for finding in report.findings)


@pytest.mark.parametrize(
    "mark",
    [
        "*",
        "**",
        "..",
        "x",
        "[c]",
        "n/a",
        "suppressed",
        "[redacted]",
        "\u2020",
        "not shown",
        "fewer than five",
        None,
        "",
    ],
)
def test_whatever_hides_a_count_a_total_may_give_it_back(of, mark: object) -> None:
    (finding,) = of("CT-02", pd.DataFrame({"group": ["a", "b", "c", "Total"], "n": [mark, 20, 15, 38]}))

    assert "38 - 20 - 15 = 3" in finding.message


def test_a_mark_that_hides_five_or_more_is_no_secret(of) -> None:
    assert not of("CT-02", pd.DataFrame({"group": ["a", "b", "c", "Total"], "n": ["*", 20, 15, 44]}))


def test_a_complementary_mark_that_totals_contradict_is_read_as_any_count(of) -> None:
    table = pd.DataFrame({"F": ["*", "<5", 9], "M": [8, 30, 12], "All": [11, 34, 21]}, index=["a", "b", "c"])

    assert of("CT-02", table, counts=["F", "M", "All"])[0].places == 2


def test_bands_written_with_a_sign_are_labels(of) -> None:
    table = pd.DataFrame({"group": ["Total", "  Male", "  Female", "    <40", "    40+"], "n": [100, 60, 40, "<5", 37]})

    assert "40 - 37 = 3" in of("CT-02", table)[0].message


def test_a_margin_called_sum_is_a_count(of) -> None:
    table = pd.DataFrame({"F": ["<5", 20, 15], "M": [8, 30, 12], "Sum": [11, 50, 27]}, index=["a", "b", "c"])

    assert "11 - 8 = 3" in of("CT-02", table)[0].message


def test_a_sum_beside_a_count_is_a_statistic(of) -> None:
    assert not of("CT-01", pd.DataFrame({"sum": [3, 200], "count": [10, 20]}, index=["a", "b"]))
