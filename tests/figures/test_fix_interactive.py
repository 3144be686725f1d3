"""Plotly and Altair figures rewritten to carry aggregates only."""

from __future__ import annotations

import json

import pytest

from gel_airlock_jupyter.fixing.figures import fix_figure
from gel_airlock_jupyter.readers.plotly.values import numbers


@pytest.fixture
def people():
    """Return 227 people of a real study that lifelines ships, with a made-up identifier."""
    from lifelines.datasets import load_lung

    frame = load_lung()[["age", "time", "sex", "ph.ecog"]].rename(columns={"ph.ecog": "ecog"}).dropna()
    return frame.assign(sex=frame.sex.astype(str), ecog=frame.ecog.astype(int).astype(str), note="LP1000999-DNA_A01")


@pytest.fixture
def counts(people):
    return people.groupby(["ecog", "sex"]).size().reset_index(name="n")


def test_neither_totals_nor_percentages_give_a_hidden_bar_of_altair_back(judge, policy):
    alt = pytest.importorskip("altair")
    pd = pytest.importorskip("pandas")
    rows = pd.DataFrame({"arm": ["a", "b", "c"], "n": [10, 2, 8], "label": ["10 (50%)", "2 (10%)", "8 (40%)"]})
    bars = alt.Chart(rows).mark_bar().encode(x="arm", y=alt.Y("n", title="Participants"))

    safe, _ = fix_figure((bars + bars.mark_text().encode(text="label")).properties(title="N=20"), "figure", policy)

    spec = safe.to_dict()
    assert judge(safe).verdict == "pass"
    assert "N=15-24" in json.dumps(spec)
    for layer in spec["layer"]:
        assert [row["arm"] for row in layer["data"]["values"]] == ["a", "b (<5)", "c"]
    assert [row["label"] for row in spec["layer"][1]["data"]["values"]] == ["10", "<5", "8"]


class TestPlotly:
    px = pytest.importorskip("plotly.express")
    go = pytest.importorskip("plotly.graph_objects")

    @pytest.mark.parametrize(
        "draw",
        [
            lambda px, people, counts: px.bar(counts, x="ecog", y="n", color="sex", text="n", title="Leigh n=3"),
            lambda px, people, counts: px.bar(counts, y="ecog", x="n", color="sex", orientation="h"),
            lambda px, people, counts: px.histogram(people, x="age"),
            lambda px, people, counts: px.histogram(people, x="sex", color="ecog"),
            lambda px, people, counts: px.box(people, x="sex", y="age", points="all", hover_data=["note"]),
            lambda px, people, counts: px.violin(people, y="age"),
            lambda px, people, counts: px.scatter(people, x="age", y="time", hover_name="note"),
            lambda px, people, counts: px.density_heatmap(people, x="age", y="time"),
            lambda px, people, counts: px.pie(counts, names="ecog", values="n"),
            lambda px, people, counts: px.imshow([[3, 20], [30, 40]]),
            lambda px, people, counts: px.line(counts, x="ecog", y="n", color="sex"),
        ],
    )
    def test_what_is_left_passes_and_the_original_stays(self, judge, policy, people, counts, draw):
        figure = draw(self.px, people, counts)
        before = figure.to_json()
        assert judge(figure).verdict == "fail"

        safe, changes = fix_figure(figure, "figure", policy)

        assert judge(safe).verdict == "pass", judge(safe).findings
        assert changes
        assert figure.to_json() == before
        assert "LP1000999" not in safe.to_json()

    @pytest.mark.parametrize("written", [False, True])
    def test_a_histogram_of_dates_stays_on_its_axis_of_days(self, judge, policy, people, written):
        pd = pytest.importorskip("pandas")
        days = pd.Timestamp("2020-01-01") + pd.to_timedelta(people.time, unit="D")
        chart = self.px.histogram(x=days.dt.strftime("%Y-%m-%d") if written else days)

        safe, _ = fix_figure(chart, "figure", policy)

        bars = safe.data[0]
        assert judge(safe).verdict == "pass", judge(safe).findings
        assert all(str(label).startswith("20") and len(str(label)) == 10 for label in bars.x)
        assert bars.width % 86_400_000 == 0
        assert 5 < len(bars.x) < 30

    def test_no_list_as_long_as_the_people_is_left(self, policy, people):
        safe, _ = fix_figure(self.px.histogram(people, x="age"), "figure", policy)

        trace = json.loads(self.go.Figure(safe).to_json())["data"][0]
        assert trace["type"] == "bar"
        assert len(safe.data[0].x) < 40

    def test_floored_bars_are_drawn_at_five(self, policy, counts):
        safe, _ = fix_figure(self.px.bar(counts, x="ecog", y="n", color="sex"), "figure", policy, bars="floor")

        assert min(value for trace in safe.to_dict()["data"] for value in numbers(trace["y"])) == 5

    def test_points_on_genetic_axes_stay_points(self, policy):
        figure = self.px.scatter(x=list(range(99)), y=list(range(99)), labels={"x": "PC1", "y": "PC2"})

        safe, changes = fix_figure(figure, "figure", policy)

        assert changes == ()
        assert safe.data[0].type == "scatter"


class TestAltair:
    alt = pytest.importorskip("altair")

    @pytest.mark.parametrize(
        "encode",
        [
            {"x": "ecog", "y": "count()", "color": "sex"},
            {"y": "ecog", "x": "count()"},
            {"x": "ecog", "y": "mean(age)"},
            {"x": "ecog:N", "y": "median(time)", "color": "sex"},
        ],
    )
    def test_summaries_are_computed_before_they_are_drawn(self, judge, policy, people, encode):
        chart = self.alt.Chart(people).mark_bar().encode(**encode)
        assert judge(chart).verdict == "fail"

        safe, changes = fix_figure(chart, "figure", policy)

        assert judge(safe).verdict == "pass", judge(safe).findings
        assert changes
        assert "LP1000999" not in json.dumps(safe.to_dict())
        assert "LP1000999" in json.dumps(chart.to_dict())

    def test_histograms_get_fixed_bins(self, judge, policy, people):
        chart = self.alt.Chart(people).mark_bar().encode(x=self.alt.X("age", bin=True), y="count()")

        safe, _ = fix_figure(chart, "figure", policy)

        assert judge(safe).verdict == "pass", judge(safe).findings
        values = [row for rows in safe.to_dict()["datasets"].values() for row in rows]
        assert len(values) < 30

    def test_fields_that_nothing_draws_are_dropped_and_small_bars_hidden(self, judge, policy, counts):
        bars = self.alt.Chart(counts.assign(more="x")).mark_bar().encode(x="ecog", y="n", color="sex")
        chart = bars + bars.mark_text().encode(text="n")
        assert judge(chart).verdict == "fail"

        safe, _ = fix_figure(chart, "figure", policy)

        assert judge(safe).verdict == "pass", judge(safe).findings


def test_a_bokeh_layout_is_copied_cut_down_and_can_still_be_written(policy, judge):
    plotting = pytest.importorskip("bokeh.plotting")
    embed, layouts = pytest.importorskip("bokeh.embed"), pytest.importorskip("bokeh.layouts")
    plot = plotting.figure(x_range=["a", "b"], y_axis_label="Participants")
    plot.vbar(x=["a", "b"], top=[12, 3], width=0.8)
    layout = layouts.row(plot, plotting.figure())

    safe, changes = fix_figure(layout, "figure", policy)

    assert judge(safe).verdict == "pass"
    assert len(changes) == 1
    assert list(plot.renderers[0].data_source.data["top"]) == [12, 3]
    assert "&lt;5" in embed.file_html(safe) or "<5" in embed.file_html(safe)
    floored, _ = fix_figure(layout, "figure", policy, bars="floor")
    assert judge(floored).verdict == "pass"
