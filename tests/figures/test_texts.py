"""FG-02 and FG-08: texts that give counts or identifiers."""

from __future__ import annotations

import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter.checks.figure_words import stated_counts

COUNTS = [
    ("n=3", [3]),
    ("N = 22", [22]),
    ("(n = 4)", [4]),
    ("3 patients", [3]),
    ("3 affected participants", [3]),
    ("three patients", [3]),
    ("1 person", [1]),
    ("3/44", [3]),
    ("3 of 44", [3]),
    ("3 (6.8%)", [3]),
    ("Leigh (3)", [3]),
    ("Deaths: 2", [2]),
    ("1,234 participants", [1234]),
    ("Leigh (n=3), MELAS (n=12)", [3, 12]),
]
NO_COUNTS = [
    "p = 0.03",
    "p=1",
    "n<5",
    "N=20-24",
    "Figure 3",
    "Stage 3 patients",
    "Type 2 diabetes patients",
    "2019",
    "(2) Panel",
    "3.5 patients",
    "HR 2 (1.1-3.4)",
    "3%",
    "n=3%",
    "0/1",
    "1/2",
    "3/4/2020",
    "n=3 variants",
    "3 genes in patients",
    "chr1:12345",
    "rs12345",
    "<5 patients",
    "age 3",
    "4 controls per case",
    "1 in 4 people",
    "Stage (3)",
    "Tier (1)",
]


@pytest.mark.parametrize(("text", "values"), COUNTS)
def test_counts_are_read_as_people_write_them(policy, text, values):
    assert [stated.value for stated in stated_counts(text, policy)] == values


@pytest.mark.parametrize("text", NO_COUNTS)
def test_other_numbers_are_no_counts(policy, text):
    assert not stated_counts(text, policy)


@pytest.mark.parametrize(
    "write",
    [
        lambda fig, ax: ax.set_title("Leigh, n=3"),
        lambda fig, ax: fig.suptitle("3 patients with Leigh syndrome"),
        lambda fig, ax: ax.set_xlabel("Site (n=4)"),
        lambda fig, ax: ax.plot([0, 1], [0.1, 0.2], label="MELAS (n=2)") and ax.legend(),
        lambda fig, ax: ax.set_xticks([0, 1], ["Leigh (3)", "MELAS (12)"]),
        lambda fig, ax: ax.annotate("3/44", (0.5, 0.5)),
        lambda fig, ax: fig.text(0.1, 0.1, "3 participants withdrew"),
        lambda fig, ax: ax.table([["3"]], colLabels=["patients"]),
        lambda fig, ax: ax.pie([3, 30], labels=["a", "b"], autopct=lambda p: f"{p * 0.33:.0f}"),
        lambda fig, ax: ax.legend(["x"], title="n=3"),
    ],
)
def test_a_count_anywhere_in_the_figure_fails(found, write):
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0.5, 0.7])
    write(fig, ax)

    assert ("FG-02", "fail") in found(fig)


def test_bar_labels_are_counts_where_bars_are(found):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b"], [10, 3]))
    assert {("FG-01", "fail"), ("FG-02", "fail")} <= found(fig)

    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b"], [10, 3]))
    ax.set_ylabel("Number of genes")
    assert not found(fig)


def test_centred_bar_labels_belong_to_their_bars(judge):
    fig, ax = plt.subplots()
    ax.bar_label(ax.barh(["Leigh", "MELAS"], [10, 3]), label_type="center")

    finding = next(f for f in judge(fig).findings if f.rule == "FG-02")

    assert "MELAS" in finding.message
    assert "Leigh" not in finding.message


def test_a_scale_years_and_panel_numbers_are_left_alone(found):
    fig, axes = plt.subplots(2, 2)
    for number, ax in enumerate(axes.flat, 1):
        ax.plot([2018, 2020], [1, 4])
        ax.set_ylabel("Dose (mg)")
        ax.set_title(f"({number})", loc="left")
        ax.text(-0.1, 1.1, str(number), transform=ax.transAxes)

    assert not found(fig)


def test_annotated_heat_map_gives_counts(found):
    seaborn = pytest.importorskip("seaborn")
    fig, ax = plt.subplots()
    seaborn.heatmap([[3, 20], [11, 9]], annot=True, ax=ax)

    assert {("FG-01", "fail"), ("FG-02", "fail")} <= found(fig)


@pytest.mark.parametrize(
    "write",
    [
        lambda fig, ax: ax.set_title("LP1000999-DNA_A01"),
        lambda fig, ax: ax.set_xticks([0], ["r12345678921"]),
        lambda fig, ax: ax.lines[0].set_gid("LP1000999-DNA_A01"),
        lambda fig, ax: ax.lines[0].set_url("/genomes/by_date/2020"),
        lambda fig, ax: ax.lines[0].set_label("LP1000999-DNA_A01"),
        lambda fig, ax: ax.text(0, 0, "LP1000999-DNA_A01", alpha=0),
        lambda fig, ax: ax.annotate("x LP12345678-DNA_A01 y", (0, 0)),
        lambda fig, ax: fig.suptitle("p98765432190"),
    ],
)
def test_identifiers_fail_wherever_they_stand_and_are_not_repeated(judge, write):
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0.5, 0.7])
    write(fig, ax)

    report = judge(fig)

    finding = next(f for f in report.findings if f.rule == "FG-08")
    assert str(finding.severity) == "fail"
    text = str(report.to_dict(preview=False)["findings"])
    assert not any(word in text for word in ("LP1000999", "LP12345678", "r12345678921", "p98765432190"))


def test_texts_in_boxes_and_on_secondary_axes_are_read(found):
    from matplotlib.offsetbox import AnchoredText, AnnotationBbox, TextArea

    for write in (
        lambda ax: ax.add_artist(AnchoredText("n=3", "upper left")),
        lambda ax: ax.add_artist(AnnotationBbox(TextArea("n=3"), (0.5, 0.5))),
        lambda ax: ax.secondary_xaxis("top").set_xlabel("n=3"),
        lambda ax: ax.add_artist(ax.legend(["n=3"])) and ax.legend(["other"]),
    ):
        fig, ax = plt.subplots()
        ax.plot([0, 1], [0.5, 0.7])
        write(ax)
        assert ("FG-02", "fail") in found(fig), write


def test_a_picture_laid_on_the_figure_needs_a_look(found):
    fig = plt.figure()
    fig.figimage([[0.1, 0.2]])

    assert found(fig) == {("FG-10", "review")}
