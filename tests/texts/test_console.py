"""What programs print: tables drawn with lines, values of Python, reports of classes, logs, fits, trees, HTML."""

from __future__ import annotations

import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.readers.printed import tables_in

POLARS = """shape: (2, 2)
┌──────┬─────┐
│ site ┆ n   │
│ ---  ┆ --- │
│ str  ┆ u32 │
╞══════╪═════╡
│ a    ┆ 44  │
│ b    ┆ {}  │
└──────┴─────┘"""
DATABASE = "+------+----+\n| site |  n |\n+------+----+\n| a    | 44 |\n| b    | {} |\n+------+----+"
RICH = "┏━━━━━━┳━━━━┓\n┃ site ┃ n  ┃\n┡━━━━━━╇━━━━┩\n│ a    │ 44 │\n│ b    │ {} │\n└──────┴────┘"
STATA = """      grade |      Freq.     Percent        Cum.
------------+-----------------------------------
          I |         44       {share}       {share}
         II |          {}        {rest}      100.00
------------+-----------------------------------
      Total |         {total}      100.00
"""
CLASSES = """              precision    recall  f1-score   support

           0       0.99      1.00      0.99       208
           1       1.00      0.33      0.50         {}

    accuracy                           0.99       300
"""


def _stata(count: str) -> str:
    total = 44 + int(count)
    return STATA.format(count, share=f"{4400 / total:.2f}", rest=f"{100 * int(count) / total:.2f}", total=total)


def _rules(text: str) -> set[tuple[str, str]]:
    return {(finding.rule, str(finding.severity)) for finding in airlock.check(text, "text").findings}


@pytest.mark.parametrize(
    "write",
    [
        POLARS.format,
        DATABASE.format,
        RICH.format,
        CLASSES.format,
        _stata,
        "('Leigh', 44)\n('MELAS', {})".format,
        lambda count: f"Counter({{'Leigh': 44, 'MELAS': {count}}})",
        "Leigh,44\nMELAS,{}\nNARP,12".format,
    ],
    ids=["polars", "database", "rich", "classes", "stata", "tuples", "counter", "headless csv"],
)
def test_a_small_count_in_what_a_program_prints_does_not_pass(write) -> None:
    assert airlock.check(write("3"), "text").verdict != "pass"
    assert ("CT-01", "fail") not in _rules(write("30"))


@pytest.mark.parametrize("text", ["[[120   3]\n [ 14  60]]", "array([[120,   3],\n       [ 14,  60]])"])
def test_an_array_of_counts_is_a_table_that_somebody_has_to_explain(text: str) -> None:
    assert airlock.check(text, "text").verdict == "review"


def test_rows_of_people_are_read_where_pandas_leaves_some_out() -> None:
    text = "     age sex grade\n0     34   F     I\n1     41   M    II\n..   ...  ..   ...\n685   61   F    II\n"

    (table,) = tables_in(f"{text}\n[686 rows x 3 columns]", "text")

    assert [column.label for column in table.columns][1:] == ["age", "sex", "grade"]
    assert airlock.check(text, "text").verdict != "pass"


def test_a_printed_crosstab_keeps_the_names_of_both_axes() -> None:
    text = "sex   female  male\ngrade             \nI         44    13\nII        60    52\n"

    assert airlock.check(text, "text").verdict == "pass"
    assert ("CT-01", "fail") in _rules(text.replace("13", " 3"))


@pytest.mark.parametrize(
    "text",
    [
        '{"n_patients": 3, "mean_age": 41.2}',
        "[INFO] n_cases=4 n_controls=210",
        "group b -> 2 people",
        "INFO:root:excluded 3 patients without consent",
        "AssertionError: expected 12 patients, found 3 patients",
        "<p>We found <b>3</b> patients.</p>",
        "<ul><li>Deaths: 2</li></ul>",
    ],
)
def test_counts_in_logs_messages_and_markup_fail(text: str) -> None:
    assert ("CT-01", "fail") in _rules(text)


@pytest.mark.parametrize("people", ["2.00, 30.00", "30.00, 1.00"])
def test_few_people_in_a_leaf_of_a_printed_tree_fail(people: str) -> None:
    assert ("MD-02", "fail") in _rules(f"|--- age <= 52.50\n|   |--- weights: [{people}] class: 1\n")
    assert ("MD-02", "fail") not in _rules("|--- age <= 52.50\n|   |--- weights: [20.00, 30.00] class: 1\n")


@pytest.mark.parametrize(
    "line",
    [
        "Residual standard error: 0.5 on {} degrees of freedom",
        "F-statistic: 12 on 1 and {} DF,  p-value: 0.02",
        "Df Residuals:                  {}",
    ],
)
def test_few_degrees_of_freedom_of_a_printed_fit_fail(line: str) -> None:
    assert ("MD-01", "fail") in _rules(line.format(9))
    assert ("MD-01", "fail") not in _rules(line.format(10))


@pytest.mark.parametrize(
    "text",
    [
        "CPU times: user 2 s, sys: 3 ms, total: 2 s",
        "Optimization terminated successfully.\n         Current function value: 0.61\n         Iterations 4\n",
        " #   Column  Non-Null Count  Dtype \n 0   age     86 non-null     int64 \n 1   sex     86 non-null     object",
        "100%|##########| 3/3 [00:01<00:00,  2.10it/s]",
        "{'max_depth': 3, 'n_estimators': 100}",
        "Fitting 5 folds for each of 4 candidates, totalling 20 fits",
        "<p>See section 3.</p>",
        "<p>Fewer than &lt;5 patients relapsed.</p>",
        " 6 |    for i in range(3):\n-----------\n 7 |        print(i)",
    ],
)
def test_what_programs_say_of_themselves_passes(text: str) -> None:
    assert airlock.check(text, "text").verdict == "pass", airlock.check(text, "text")


@pytest.mark.parametrize("mark", [", ", ","])
def test_a_count_at_the_end_of_a_long_dump_is_found(mark: str) -> None:
    dump = "{" + mark.join(f'"auc_{place}": 0.{place}' for place in range(100, 900)) + mark + '"n_patients": 3}'

    assert ("CT-01", "fail") in _rules(dump)
    assert ("CT-01", "fail") not in _rules(dump.replace(": 3}", ": 33}"))
