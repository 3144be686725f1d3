"""The data behind a figure, for the reviewer."""

from __future__ import annotations

import csv
import io

from matplotlib import pyplot as plt

from gel_airlock_jupyter.readers import matplotlib as reader
from gel_airlock_jupyter.writers.figure_table import MOST_ROWS, marks_csv


def rows_of(figure):
    return list(csv.DictReader(io.StringIO(marks_csv(reader.read(figure, "figure")).decode())))


def test_bars_and_points_are_rows():
    fig, axes = plt.subplots(1, 2)
    axes[0].bar(["Leigh", "=cmd()", "＝cmd()"], [8, 11, 12])
    axes[0].set_ylabel("Participants")
    axes[1].plot([1, 2], [0.5, 0.25], label="trend")

    rows = rows_of(fig)

    assert [row["value"] for row in rows[:3]] == ["8", "11", "12"]
    assert [row["name"] for row in rows[:3]] == ["Leigh", "'=cmd()", "'＝cmd()"]
    assert rows[0]["y_label"] == "Participants"
    assert [(row["x"], row["y"], row["series"]) for row in rows[3:]] == [("1", "0.5", "trend"), ("2", "0.25", "trend")]


def test_long_tables_are_cut_and_say_so():
    fig, ax = plt.subplots()
    ax.plot(range(MOST_ROWS + 10))

    assert "10 more marks" in rows_of(fig)[-1]["axes"]
