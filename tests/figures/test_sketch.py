"""Figures of every library are drawn as they were read, with what findings name outlined and the hidden said."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from bokeh.plotting import figure as bokeh_figure
from matplotlib import pyplot as plt

from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.rendering.html import to_html
from gel_airlock_jupyter.sketched import Sketch, Spot

NAMES, COUNTS = ["Leigh", "MELAS", "Other"], [8, 3, 30]
RECTANGLE = re.compile(r"M(-?\d+) (-?\d+)h(-?\d+)v(-?\d+)h-?\d+z")


def with_plotly() -> Any:
    return go.Figure(go.Bar(x=NAMES, y=COUNTS), {"yaxis": {"title": {"text": "participants"}}})


def with_altair() -> Any:
    return alt.Chart(pd.DataFrame({"g": NAMES, "participants": COUNTS})).mark_bar().encode(x="g", y="participants")


def with_bokeh() -> Any:
    plot = bokeh_figure(x_range=NAMES)
    plot.vbar(x=NAMES, top=COUNTS, width=0.8)
    plot.yaxis.axis_label = "participants"
    return plot


def with_matplotlib() -> Any:
    figure, axes = plt.subplots()
    axes.bar(NAMES, COUNTS)
    axes.set_ylabel("participants")
    return figure


def only(report: Report) -> Sketch:
    (sketch,) = report.sketches
    return sketch


def spot(sketch: Sketch, label: str) -> Spot:
    return next(one for one in sketch.spots if one.label == label)


def boxes(d: str) -> list[tuple[int, int, int, int]]:
    return [tuple(map(int, found)) for found in RECTANGLE.findall(d)]  # type: ignore[misc]


@pytest.mark.parametrize("drawn", [with_plotly, with_altair, with_bokeh, with_matplotlib])
def test_the_named_bar_of_every_library_is_outlined_where_it_stands(
    judge: Callable[..., Report], drawn: Callable[[], Any]
) -> None:
    sketch = only(judge(drawn()))

    (bar,) = (ink for ink in sketch.inks if ink.look == "bar")
    first, second, third = sorted(boxes(bar.d))
    assert third[3] / second[3] == pytest.approx(10, rel=0.05)
    assert first[3] / second[3] == pytest.approx(8 / 3, rel=0.05)
    marked = spot(sketch, "bar 'MELAS' of axes 1")
    assert (boxes(marked.d), marked.tone, marked.note) == ([second], "fail", "3")
    texts = {word.text for word in sketch.words}
    assert {"participants", *NAMES} <= texts


def test_every_kind_of_mark_leads_to_its_outline(judge: Callable[..., Report]) -> None:
    pie = only(judge(go.Figure(go.Pie(labels=NAMES, values=COUNTS))))
    assert "A" in spot(pie, "wedge 'MELAS' of axes 1").d

    grid = go.Heatmap(z=[[8, 3], [20, 11]], colorbar={"title": {"text": "participants"}})
    assert len(boxes(spot(only(judge(go.Figure(grid))), "cell 2 of axes 1").d)) == 1

    cloud = go.Scatter(x=[41, 52, 63] * 5, y=list(range(15)), mode="markers")
    points = only(judge(go.Figure(cloud, {"xaxis": {"title": {"text": "age"}}})))
    assert spot(points, "trace 1").d
    assert points.inks[-1].look == "dot"

    text = only(judge(with_plotly().add_annotation(text="only n=2 here", x=1, y=20)))
    (written,) = (one for one in text.spots if one.label == "annotation, axes 1")
    assert written.note == "only n=2 here"
    assert any(word.text.endswith("only n=2 here") for word in text.words)


def test_texts_of_one_role_are_told_apart(judge: Callable[..., Report]) -> None:
    figure = with_plotly()
    figure.update_traces(text=["8", "3", "30"])

    report = judge(figure)

    (finding,) = (one for one in report.findings if one.rule == "FG-02")
    (place,) = finding.where
    marked = [one for one in only(report).spots if (one.label, one.row) == (place.label, place.row)]
    assert [one.note for one in marked] == ["3"]


def test_of_a_table_only_the_cell_that_is_given_back_is_marked(judge: Callable[..., Report]) -> None:
    drawn, axes = plt.subplots()
    axes.axis("off")
    axes.table([["40"], ["<5"], ["43"]], colLabels=["participants"], rowLabels=["Leigh", "MELAS", "Total"])

    report = judge(drawn)

    (place,) = next(finding for finding in report.findings if finding.rule == "FG-03").where
    (marked,) = (one for one in only(report).spots if one.label == place.label)
    assert (marked.row, marked.note) == (place.row, "<5")


def test_what_nobody_sees_is_dashed_and_said(judge: Callable[..., Report]) -> None:
    figure, axes = plt.subplots()
    axes.bar(NAMES, [8, 9, 30])
    axes.bar(["ghost"], [12], alpha=0)
    axes.bar(["away"], [14])
    axes.set_xlim(-0.5, 3.4)
    axes.set_ylabel("participants")

    sketch = only(judge(figure))

    assert len(boxes(next(ink.d for ink in sketch.inks if ink.look == "hidden"))) == 2
    assert "1 mark is hidden in the figure: dashed here." in sketch.notes
    assert "1 mark lies outside the axes." in sketch.notes


def test_identifiers_are_blanked_and_a_figure_of_a_file_says_its_part(
    judge: Callable[..., Report], tmp_path: Any
) -> None:
    figure = with_plotly().update_layout(title={"text": "Case LP1000999-DNA_A01"})
    assert "LP1000999" not in json.dumps([one.to_dict() for one in judge(figure).sketches])

    page = tmp_path / "page.html"
    figure.write_html(page, include_plotlyjs=False)
    report = judge(page)
    places = [place for finding in report.findings for place in finding.where if place.kind == "mark"]
    assert places
    known = {(one.label, one.row) for sketch in report.sketches for one in sketch.spots}
    assert {(place.label, None) for place in places} <= known


def test_a_grid_of_very_many_cells_is_drawn_without_gaps(judge: Callable[..., Report]) -> None:
    figure, axes = plt.subplots()
    axes.imshow(np.arange(200 * 200).reshape(200, 200))
    axes.set(xlabel="gene", ylabel="gene")

    sketch = only(judge(figure))

    frame = next(boxes(ink.d)[0] for ink in sketch.inks if ink.look == "frame")
    cells = [box for ink in sketch.inks if ink.look.startswith("shade") for box in boxes(ink.d)]
    assert len(cells) <= 2_000
    assert sum(wide * high for _, _, wide, high in cells) == pytest.approx(frame[2] * frame[3], rel=0.02)


def test_ten_thousand_marks_are_drawn_fast_and_small(judge: Callable[..., Report]) -> None:
    from gel_airlock_jupyter.policy.load import load
    from gel_airlock_jupyter.readers.open import views_of
    from gel_airlock_jupyter.sketching import sketches_of

    rng = np.random.default_rng(3)
    bars = go.Figure(go.Bar(x=[f"g{at}" for at in range(10_000)], y=rng.integers(1, 50, 10_000)))
    report, views, policy = judge(bars), views_of(bars, "figure"), load("genomics-england")
    spent = []
    for _ in range(3):
        start = time.process_time()
        sketches_of(views, report.findings, policy)
        spent.append(time.process_time() - start)

    assert min(spent) < 0.1
    assert len(json.dumps([one.to_dict() for one in report.sketches])) < 100_000
    assert any("not drawn here" in note for note in only(report).notes)


def test_the_page_links_a_place_to_its_outline_and_reads_back(judge: Callable[..., Report]) -> None:
    report = judge(with_bokeh())

    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))).sketches == report.sketches
    assert "sketches" not in report.to_dict(preview=False)
    page = to_html(report)
    lead = re.search(r'<a href="#([^"]+)">bar &#x27;MELAS&#x27; of axes 1</a>', page)
    assert lead
    assert f'<g id="{lead[1]}" class="spot fail" role="img" tabindex="0"' in page
    assert 'aria-label="fail: bar &#x27;MELAS&#x27; of axes 1 (3)"' in page


@pytest.mark.parametrize(
    "data",
    [
        [],
        [go.Bar(x=["a"], y=[None])],
        [go.Heatmap(z=[[None, None]])],
        [go.Pie(labels=["a", "b"], values=[0, 0])],
        [go.Scatter(x=[1, 2], y=[float("inf"), 3], mode="markers")],
        [go.Bar(x=["<script>", "b"], y=[1e300, -1e300])],
    ],
)
def test_odd_figures_are_drawn_or_left_out_but_break_nothing(judge: Callable[..., Report], data: list[Any]) -> None:
    from gel_airlock_jupyter.policy.load import load
    from gel_airlock_jupyter.readers.open import views_of
    from gel_airlock_jupyter.sketching import sketches_of

    figure = go.Figure(data)

    drawn = sketches_of(views_of(figure, "figure"), judge(figure).findings, load("genomics-england"))

    assert all(ink.d for sketch in drawn for ink in sketch.inks)
    assert "<script>" not in to_html(judge(figure))


def test_outputs_checked_together_show_each_with_its_places() -> None:
    import gel_airlock_jupyter as airlock

    table = pd.DataFrame({"disease": NAMES, "participants": COUNTS}).set_index("disease")
    report = airlock.check({"cases": table, "chart": with_plotly()}, policy="genomics-england")

    assert report.preview is not None
    assert (report.preview.part, [one.part for one in report.sketches]) == ("cases", ["chart"])
    cells = [place for one in report.findings for place in one.where if place.part == "cases" and place.kind == "cell"]
    assert [(place.label, place.at) for place in cells] == [("cases: row 'MELAS', column 'participants'", (1, 1))]
    assert spot(report.sketches[0], "chart: bar 'MELAS' of axes 1").note == "3"
