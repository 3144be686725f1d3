"""FG-06 with evidence of the session, and FG-08 for kinds of identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.proof import RowMatch
from gel_airlock_jupyter.readers import matplotlib as reader


@dataclass
class Matching:
    """A session whose frame `cohort` has exactly the points that are asked for, under these column names."""

    columns: tuple[str, ...]
    used: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()

    def rows(self, view: Any) -> RowMatch | None:
        if not self.columns:
            return None
        return RowMatch("cohort", view.n_rows, view.n_rows, self.columns, 1e-9, True, np.arange(view.n_rows))

    def recount(self, view: Any) -> None:
        return None

    def identifiers(self, view: Any) -> tuple[Any, ...]:
        return ()

    def pseudo_identifiers(self, view: Any) -> tuple[Any, ...]:
        return ()


def judged(policy, columns, x_label="", y_label=""):
    rng = np.random.default_rng(3)
    fig, ax = plt.subplots()
    ax.scatter(rng.normal(size=6), rng.normal(size=6))
    ax.set(xlabel=x_label, ylabel=y_label)
    report = engine.run((reader.read(fig, "figure"),), policy, {}, Matching(columns))
    return {(f.rule, str(f.severity)): f.message for f in report.findings}


def test_points_that_are_rows_of_a_frame_are_people(policy):
    assert ("FG-06", "warn") in judged(policy, ())

    found = judged(policy, ("bmi", "score"))

    assert "6 of 6 rows are rows of `cohort`" in found["FG-06", "review"]


def test_columns_of_the_frame_say_what_the_labels_do_not(policy):
    assert ("FG-06", "fail") in judged(policy, ("age", "score"))
    assert ("FG-06", "fail") in judged(policy, ("age", "score"), "PC1", "PC2")
    assert ("FG-06", "review") in judged(policy, ("bmi", "score"), "Mean depth", "Mean score")
    assert ("FG-07", "info") not in judged(policy, ("pc1", "pc2"), "PC1", "PC2")


def test_a_declaration_does_not_outweigh_a_proof(policy):
    rng = np.random.default_rng(3)
    fig, ax = plt.subplots()
    ax.scatter(rng.normal(size=20), rng.normal(size=20))
    view = reader.read(fig, "figure")

    def rules(columns):
        found = engine.run((view,), policy, {"row_is": "gene"}, Matching(columns)).findings
        return {f.rule for f in found if f.rule.startswith("FG-")}

    assert rules(()) == set()
    assert rules(("bmi", "score")) == {"FG-06"}


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("participant 500000009", "fail"),
        ("NHS 999 000 0018", "fail"),
        ("write to a.person@example.org", "fail"),
        ("500000009", "warn"),
    ],
)
def test_other_identifiers_in_texts(found, text, severity):
    fig, ax = plt.subplots()
    ax.set_title(text)

    assert ("FG-08", severity) in found(fig)


def test_a_scale_of_positions_is_no_list_of_participants(found):
    fig, ax = plt.subplots()
    ax.plot([500_000_000, 500_000_009], [0.1, 0.2])
    ax.ticklabel_format(style="plain", useOffset=False)

    assert not found(fig)


def test_an_axis_called_like_an_identifier_needs_a_look(found):
    fig, ax = plt.subplots()
    ax.set_xlabel("Participant ID")

    assert ("FG-08", "review") in found(fig)
