"""Tables within texts: what pandas prints, HTML, Markdown, LaTeX, lists; and other counts, dates of one person."""

from __future__ import annotations

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.readers.printed import tables_in


def _rules(text: str) -> set[tuple[str, str]]:
    return {(finding.rule, str(finding.severity)) for finding in airlock.check(text, "text").findings}


def _html(count: str) -> str:
    head = "<tr><th>disease</th><th>participants</th></tr>"
    return f"<table>{head}<tr><td>Leigh</td><td>{count}</td></tr><tr><td>MELAS</td><td>40</td></tr></table>"


def _markdown(count: str) -> str:
    return f"Counts\n\n| disease | participants |\n|---|--:|\n| Leigh | {count} |\n| MELAS | 40 |\n"


def _series(count: str) -> str:
    return f"disease\nLeigh    {count}\nMELAS   40\nName: count, dtype: int64"


def _frame(count: str) -> str:
    return f"         participants\ndisease              \nLeigh               {count}\nMELAS              40"


def _lines(count: str) -> str:
    return f"Participants by disease:\nLeigh: {count}\nMELAS: 40"


def _csv(count: str) -> str:
    return f"disease,participants\nLeigh,{count}\nMELAS,40"


@pytest.mark.parametrize("write", [_html, _markdown, _series, _frame, _lines, _csv])
def test_a_small_count_in_a_printed_table_fails(write) -> None:
    assert ("CT-01", "fail") in _rules(write("3"))
    assert ("CT-01", "fail") not in _rules(write("7"))


@pytest.mark.parametrize("frame", ["size", "crosstab", "value_counts"])
def test_what_pandas_prints_is_read_back(frame: str) -> None:
    people = pd.DataFrame({"grade": ["G1"] * 9 + ["G2"] * 3 + ["G3"] * 14, "sex": ["F", "M"] * 13})
    made = {
        "size": people.groupby("grade").size(),
        "crosstab": pd.crosstab(people.grade, people.sex),
        "value_counts": people.grade.value_counts(),
    }[frame]

    assert len(tables_in(str(made), "text")) == 1
    assert airlock.check(str(made), "text").verdict != "pass"


def test_a_dict_of_counts_is_a_table_and_one_of_settings_is_not() -> None:
    assert ("CT-01", "fail") in _rules("{'Leigh': 3, 'MELAS': 40}")
    assert ("CT-01", "fail") not in _rules("{'max_depth': 3, 'trees_kept': 4}")


@pytest.mark.parametrize("text", ["Carriers: 3/44", "Leigh: 3 (6.8%)", "Number of participants: 4", "Count: 2"])
def test_counts_in_the_forms_of_labels_fail(text: str) -> None:
    assert ("CT-01", "fail") in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "| gene | variants |\n|---|---|\n| MT1 | 3 |\n| MT2 | 40 |",
        "[3 rows x 2 columns]",
        "100%|##########| 3/3 [00:00<00:00]",
        "Python 3.11, pandas 2.2",
        "p = 0.03, chi2 = 4.2, df = 3",
        "The index (1, 2, 3) is sorted, and so on.\nNothing, really, to see.",
        "Data release 2024-03-12, main programme v18",
    ],
)
def test_other_texts_pass(text: str) -> None:
    assert airlock.check(text, "text").verdict == "pass", airlock.check(text, "text")


@pytest.mark.parametrize(
    "text", ["The patient died on 12/03/2019.", "Participant withdrew on 2019-03-12", "She was born on 3 May 1980"]
)
def test_a_full_date_about_one_person_asks_for_review(text: str) -> None:
    assert ("AG-03", "review") in _rules(text)


def test_a_text_with_a_table_is_written_as_the_text_it_is() -> None:
    from gel_airlock_jupyter.readers.open import views_of
    from gel_airlock_jupyter.writers.write import write

    text = _markdown("<5")

    assert write(text, views_of(text, "text"), "note.txt", 10_000).data.decode() == text


def test_a_cell_is_judged_by_what_it_prints_and_displays(capsys) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    from gel_airlock_jupyter.magic_cell import run_and_capture

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    ran = run_and_capture(
        shell, f"from IPython.display import HTML, display\nprint('x: 3')\ndisplay(HTML({_html('3')!r}))"
    )

    assert ran.success
    assert list(ran.outputs) == ["printed text", "display 1"]
    assert ran.outputs["printed text"] == "x: 3\n"
    assert airlock.check(ran.outputs, "cell").verdict == "fail"
    assert "x: 3" in capsys.readouterr().out
    assert not run_and_capture(shell, "1 / 0").success
    assert run_and_capture(shell, "value = 1").outputs == {}
    InteractiveShell.clear_instance()
