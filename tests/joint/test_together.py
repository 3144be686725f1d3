"""Outputs checked together: what follows from several of them and from none alone."""

from __future__ import annotations

from typing import Any

import matplotlib.figure
import pandas as pd
import pytest
from joint_tables import counts

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.session import Session


def found(report: Report, rule: str = "CT-02") -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def bars(names: list[str], heights: list[int], title: str = "", masked: int | None = None) -> Any:
    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(names, heights)
    axes.set(ylabel="Participants", title=title)
    if masked is not None:
        axes.text(masked, 0, "<5")
    return figure


def test_a_number_in_a_text_gives_a_masked_cell_away(session: Session) -> None:
    table = counts(["8", "11", "<5"])

    assert session.check(table, "table").verdict == "pass"
    report = session.check({"table": table, "text": "The cohort has N=22 participants."})

    (finding,) = found(report)
    assert (str(finding.severity), report.verdict) == ("fail", "fail")
    assert "22 - 8 - 11 = 3" in finding.message
    assert "'table'" in finding.message
    assert "'text'" in finding.message
    assert "N=22" in finding.message
    assert "Alpers" in finding.where[0].label


@pytest.mark.parametrize("text", ["N=180 participants.", "The cohort has 23 genes.", "Figure 22 shows it."])
def test_numbers_that_do_not_fit_are_no_totals(session: Session, text: str) -> None:
    assert session.check({"table": counts(["8", "11", "<5"]), "text": text}).verdict == "pass"


def test_a_total_in_another_table_gives_a_masked_cell_away(session: Session) -> None:
    report = session.check({"parts": counts(["8", "11", "<5"]), "whole": counts([22], "All")})

    (finding,) = found(report)
    assert "22 - 8 - 11 = 3" in finding.message
    assert any("as the sum of 3 cells of 'parts'" in entry.reason for entry in report.read_as)


def test_men_and_women_add_up_to_everyone(session: Session) -> None:
    outputs = {"everyone": counts([40, 12, 9]), "men": counts([22, 7, 5]), "women": counts(["18", "5", "<5"])}

    report = session.check(outputs)

    (finding,) = found(report)
    assert "9 - 5 = 4" in finding.message
    assert all(f"'{name}'" in finding.message for name in outputs)
    assert any("`n` of 'everyone' as the sum of" in entry.reason for entry in report.read_as)


def test_tables_that_do_not_add_up_are_not_read_as_a_sum(session: Session) -> None:
    outputs = {"everyone": counts([40, 12, 9]), "men": counts([22, 9, 5]), "women": counts(["18", "5", "<5"])}

    report = session.check(outputs)

    assert report.verdict == "pass"
    assert report.read_as == ()


def test_a_margin_of_a_crosstab_stands_in_another_table(session: Session) -> None:
    by_sex = pd.DataFrame({"disease": ["Leigh", "MELAS"], "female": ["8", "<5"], "male": ["11", "20"]})

    report = session.check({"by sex": by_sex, "all": counts([19, 23], "Leigh MELAS")})

    (finding,) = found(report)
    assert "23 - 20 = 3" in finding.message


def test_a_cell_masked_in_one_table_is_shown_in_another(session: Session) -> None:
    with_total = counts(["8", "*", "<5", "22"], "Leigh MELAS Alpers All")

    assert session.check(with_total, "table").verdict == "pass"
    report = session.check({"table": with_total, "again": counts(["8", "11", "<5"])})

    (finding, *_) = found(report)
    assert "22 - 8 - 11 = 3" in finding.message


def test_bars_of_a_figure_give_a_masked_cell_away(session: Session) -> None:
    table = counts(["8", "*", "<5", "22"], "Leigh MELAS Alpers All")
    figure = bars(["Leigh", "MELAS", "Alpers"], [8, 11, 0], masked=2)

    report = session.check({"table": table, "figure": figure})

    (finding, *_) = found(report)
    assert "'table'" in finding.message
    assert "'figure'" in finding.message
    assert "22 - 8 - 11 = 3" in finding.message


def test_the_title_of_a_figure_gives_a_cell_of_a_table_away(session: Session) -> None:
    figure = bars(["a", "b"], [90, 80], title="All 22 participants with mitochondrial disease")

    report = session.check({"table": counts(["8", "11", "<5"]), "figure": figure})

    assert any("22 - 8 - 11 = 3" in finding.message for finding in found(report))


def test_tables_that_differ_by_one_person_are_found(session: Session) -> None:
    before, after = counts([120, 64, 31]), counts([119, 64, 31])

    report = session.check({"before": before, "after": after})

    (finding,) = found(report)
    assert str(finding.severity) == "fail"
    assert "120 - 119 = 1" in finding.message
    assert "'before'" in finding.message
    assert "'after'" in finding.message


def test_totals_that_differ_by_one_person_ask_for_review(session: Session) -> None:
    report = session.check({"a": counts([120], "All"), "b": counts([119], "All")})

    assert report.verdict == "review"
    assert "120 - 119 = 1" in found(report)[0].message


@pytest.mark.parametrize("other", [[7, 24, 61], [40, 12, 9], [125, 69, 36], [120, 64, 31]])
def test_tables_of_different_people_are_not_near(session: Session, other: list[int]) -> None:
    assert session.check({"a": counts([120, 64, 31]), "b": counts(other)}).verdict == "pass"


def test_the_same_labels_of_different_people_are_no_relation(session: Session) -> None:
    men = counts(["22", "*", "<5", "41"], "Leigh MELAS Alpers All")
    women = counts(["18", "35", "<5", "60"], "Leigh MELAS Alpers All")

    report = session.check({"men": men, "women": women})

    assert not [finding for finding in found(report) if "'men' and 'women'" in finding.message]


def test_what_labels_alone_suggest_asks_for_review(session: Session) -> None:
    hidden = counts(["*", "*", "<5", "22"], "Leigh MELAS Alpers All")
    shown = counts(["8", "11"], "Leigh MELAS")

    report = session.check({"hidden": hidden, "shown": shown})

    (finding,) = found(report)
    assert str(finding.severity) == "review"
    assert "numbers alone do not tell" in finding.message


def test_rows_without_labels_are_compared_by_nothing(session: Session) -> None:
    one, other = pd.DataFrame({"n_cases": [120, 64]}), pd.DataFrame({"n_cases": [119, 64]})

    assert session.check({"one": one, "other": other}).verdict in ("pass", "review")
    assert not found(session.check({"one": one, "other": other}))


def test_a_crash_of_the_comparison_is_a_finding(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gel_airlock_jupyter.together.published_of", lambda *_: 1 / 0)

    report = session.check({"a": counts([40, 50, 60]), "b": counts([70, 80, 90])})

    assert report.verdict == "fail"
    assert "could not be compared" in report.findings[0].message


def test_what_cannot_be_decided_in_time_counts_as_calculable(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from gel_airlock_jupyter.disclosure import audit as audits

    def unproven(self: Any, failed: set[int]) -> Any:
        return {key: audits.Verdict(key, "unproven", 1, 4) for key, v in self._system.variables.items() if v.protected}

    parts = {"parts": counts(["8", "11", "<5"]), "whole": counts(["20-24"], "All")}
    assert session.check(parts).verdict == "pass"
    # Only the joint system is too hard: each output alone is still decided.
    real = audits.Judge.verdicts
    monkeypatch.setattr(
        audits.Judge,
        "verdicts",
        lambda self, failed: (unproven if len(self._system.variables) == 4 else real)(self, failed),
    )

    report = session.check(parts)

    assert report.verdict == "fail"
    assert "not proven safe in time" in found(report)[0].message


def test_names_of_other_scripts_and_empty_tables_are_fine(session: Session) -> None:
    table = counts(["8", "11", "<5"], "Лея МЕЛАС Альперс")
    empty = pd.DataFrame({"disease": [], "n": []})

    report = session.check({"tabelle": table, "empty": empty, "text": "N=22 Teilnehmer, 22 participants"})

    assert any("22 - 8 - 11 = 3" in finding.message for finding in found(report))
