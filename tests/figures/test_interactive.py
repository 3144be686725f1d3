"""Plotly, Altair and Bokeh: what is drawn, and what travels along."""

from __future__ import annotations

import io

import pytest

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.readers.matplotlib import handles as is_matplotlib
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.writers.png import from_figure


@pytest.fixture
def people():
    """Return 228 people of a real study that lifelines ships, with a made-up identifier."""
    from lifelines.datasets import load_lung

    frame = load_lung()[["age", "time", "sex", "ph.ecog"]].rename(columns={"ph.ecog": "ecog"}).dropna()
    return frame.assign(sex=frame.sex.astype(str), ecog=frame.ecog.astype(int).astype(str), note="LP1000999-DNA_A01")


@pytest.fixture
def counts(people):
    return people.groupby(["ecog", "sex"]).size().reset_index(name="n")


def rules(pairs, severity):
    return {rule for rule, level in pairs if level == severity}


class TestPlotly:
    px = pytest.importorskip("plotly.express")
    go = pytest.importorskip("plotly.graph_objects")

    def test_bars_of_counts_are_judged_and_large_ones_pass(self, found, counts):
        assert rules(found(self.px.bar(counts, x="ecog", y="n", color="sex")), "fail") == {"FG-01"}
        assert not found(self.px.bar(counts[counts.n >= 5], x="ecog", y="n", color="sex"))
        assert not found(self.px.bar(x=["a"], y=[3], labels={"y": "Number of genes"}))

    def test_printed_counts_and_table_cells_are_texts(self, found, counts):
        assert rules(found(self.px.bar(counts, x="ecog", y="n", text="n")), "fail") == {"FG-01", "FG-02"}
        table = self.go.Table(header={"values": ["group", "n"]}, cells={"values": [["a", "b"], [3, 30]]})
        assert rules(found(self.go.Figure(table)), "fail") == {"FG-02"}

    @pytest.mark.parametrize("kind", ["histogram", "box", "violin", "density_heatmap", "density_contour", "strip"])
    def test_summaries_drawn_from_people_carry_them_all(self, judge, people, kind):
        figure = getattr(self.px, kind)(people, x="time")

        finding = next(f for f in judge(figure).findings if f.rule == "FG-09")

        assert str(finding.severity) == "fail"
        assert "227 rows" in finding.message

    def test_typed_arrays_in_base64_are_decoded(self, found, people):
        written = self.px.histogram(people, x="age").to_json()
        assert "bdata" in written
        assert "FG-09" in rules(found(self.go.Figure(__import__("json").loads(written))), "fail")

    @pytest.mark.parametrize("where", ["hover_data", "hover_name", "custom_data", "text", "color"])
    def test_identifiers_in_hover_and_custom_data_fail(self, found, people, where):
        value = "note" if where in ("hover_name", "text", "color") else ["note"]
        figure = self.px.scatter(people, x="time", y="age", **{where: value})

        assert "FG-08" in rules(found(figure), "fail")

    def test_points_on_exact_ages_fail_and_on_components_pass(self, found, people):
        assert "FG-06" in rules(found(self.px.scatter(people, x="age", y="time")), "fail")
        components = self.px.scatter(x=list(range(30)), y=list(range(30)), labels={"x": "PC1", "y": "PC2"})
        assert found(components) == {("FG-07", "info")}

    def test_slices_frames_legend_only_traces_and_unknown_kinds(self, found, counts):
        assert "FG-01" in rules(found(self.px.pie(counts, names="ecog", values="n")), "fail")
        moving = self.px.bar(counts, x="sex", y="n", animation_frame="ecog")
        assert "FG-01" in rules(found(moving), "fail")
        waiting = self.go.Figure(self.go.Bar(x=["a", "b"], y=[3, 9], visible="legendonly"))
        assert "FG-01" in rules(found(waiting), "fail")
        assert ("FG-10", "review") in found(self.go.Figure(self.go.Surface(z=[[1, 2], [3, 4]])))

    def test_precomputed_boxes_embed_nothing(self, found):
        box = self.go.Box(q1=[1], median=[2], q3=[3], lowerfence=[0], upperfence=[5])

        assert found(self.go.Figure(box)) == {("FG-06", "warn")}

    def test_without_a_renderer_the_way_out_is_named(self, counts, monkeypatch):
        monkeypatch.setattr("gel_airlock_jupyter.writers.png.find_spec", lambda name: None)

        with pytest.raises(InputError, match="kaleido"):
            from_figure(self.px.bar(counts, x="ecog", y="n"))


class TestAltair:
    alt = pytest.importorskip("altair")

    def test_counts_that_the_chart_will_make_are_judged_and_its_rows_found(self, judge, people):
        chart = self.alt.Chart(people).mark_bar().encode(x="ecog", y="count()")

        findings = {f.rule: f for f in judge(chart).findings}

        assert {"FG-01", "FG-08", "FG-09"} <= findings.keys()
        assert "227 rows" in findings["FG-09"].message

    def test_aggregated_charts_carry_only_what_they_draw(self, found, counts):
        large = counts[counts.n >= 5]
        encoded = {"x": "ecog", "y": "n", "color": "sex"}
        assert not found(self.alt.Chart(large).mark_bar().encode(**encoded))
        assert rules(found(self.alt.Chart(counts).mark_bar().encode(**encoded)), "fail") == {"FG-01"}
        assert "FG-09" in rules(found(self.alt.Chart(large).mark_bar().encode(x="ecog", y="n")), "fail")

    def test_points_lines_layers_and_concatenations(self, found, people, counts):
        points = self.alt.Chart(people[["age", "time"]]).mark_point().encode(x="age", y="time")
        assert "FG-06" in rules(found(points), "fail")
        bars = self.alt.Chart(counts).mark_bar().encode(x="ecog", y="n", color="sex")
        assert {"FG-01", "FG-02"} <= rules(found(bars + bars.mark_text().encode(text="n")), "fail")
        assert {"FG-01", "FG-06"} <= rules(found(bars | points), "fail")

    def test_data_behind_an_address_cannot_be_read(self, found):
        assert ("FG-10", "review") in found(self.alt.Chart("people.csv").mark_bar().encode(x="a:N", y="b:Q"))

    def test_a_chart_is_exported_as_pixels_only(self, counts):
        pytest.importorskip("vl_convert")
        from PIL import Image

        data = from_figure(self.alt.Chart(counts).mark_bar().encode(x="ecog", y="n"))

        assert not Image.open(io.BytesIO(data)).info


class TestBokeh:
    plotting = pytest.importorskip("bokeh.plotting")
    models = pytest.importorskip("bokeh.models")

    def bars(self, tops, label="Participants", **more):
        names = [f"g{i}" for i in range(len(tops))]
        plot = self.plotting.figure(x_range=names, y_axis_label=label)
        plot.vbar(x=names, top=tops, width=0.8, **more)
        return plot

    def test_bars_and_legends_are_judged(self, found):
        assert not found(self.bars([30, 9]))
        assert rules(found(self.bars([30, 3])), "fail") == {"FG-01"}
        assert not found(self.bars([30, 3], "Number of genes"))
        assert "FG-02" in rules(found(self.bars([30, 9], legend_label="Leigh (n=3)")), "fail")

    def test_stacks_quads_slices_and_cells(self, found):
        plot = self.plotting.figure(x_range=["x", "y"])
        source = self.models.ColumnDataSource({"k": ["x", "y"], "m": [8, 9], "f": [3, 12]})
        plot.vbar_stack(["m", "f"], x="k", width=0.8, source=source)
        assert "FG-01" in rules(found(plot), "fail")

        plot = self.plotting.figure()
        plot.quad(top=[9, 3], bottom=0, left=[0, 1], right=[1, 2])
        assert "FG-01" in rules(found(plot), "fail")

    def test_columns_that_nothing_draws_and_identifiers_in_them(self, found, people):
        plot = self.plotting.figure(x_axis_label="Age", y_axis_label="Days")
        plot.scatter("age", "time", source=self.models.ColumnDataSource(people))

        assert {"FG-06", "FG-08", "FG-09"} <= rules(found(plot), "fail")

    def test_layouts_are_read_whole(self, found):
        from bokeh.layouts import row

        assert "FG-01" in rules(found(row(self.bars([30, 9]), self.bars([3, 9]))), "fail")


def test_a_library_is_recognised_without_importing_it():
    import subprocess
    import sys

    code = (
        "import sys; from gel_airlock_jupyter.readers import altair, bokeh, matplotlib, plotly, png\n"
        "assert not any(reader.handles(object()) for reader in (altair, bokeh, matplotlib, plotly))\n"
        "print(sorted({'matplotlib', 'plotly', 'altair', 'bokeh', 'PIL'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_only_figures_are_taken_for_figures():
    assert not is_matplotlib("text")
    assert not is_matplotlib([])
    assert not is_matplotlib([1, 2])
    assert views_of("a text", "text")[0].kind == "text"
