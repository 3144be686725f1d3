"""What a cell displays: figures are judged as themselves, scripts by the figures in them, pictures by a person."""

from __future__ import annotations

import pytest

import gel_airlock_jupyter as airlock

pytest.importorskip("matplotlib")
BARS = "import matplotlib; matplotlib.use('agg')\nfrom matplotlib.figure import Figure\nfrom IPython.display import *\n"
BARS += "fig = Figure()\nax = fig.subplots()\nax.set_ylabel('Patients')\nbars = ax.bar(['a', 'b'], [{}, 20])\n"


@pytest.fixture
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.run_cell("import matplotlib_inline.backend_inline as i")
    yield shell
    InteractiveShell.clear_instance()


def _shown(shell, cell):
    from gel_airlock_jupyter.magic_cell import run_and_capture

    ran = run_and_capture(shell, cell)
    assert ran.success
    return ran


def _rules(ran):
    report = airlock.check(dict(ran.outputs), "cell")
    return report.verdict, {finding.rule for finding in report.findings}


@pytest.mark.parametrize(("bar", "verdict"), [(3, "fail"), (13, "pass")])
def test_a_displayed_figure_is_judged_as_itself(shell, bar, verdict):
    ran = _shown(shell, BARS.format(bar) + "display(fig)")

    assert list(ran.outputs) == ["display 1"]
    assert ran.pictures == ()
    assert _rules(ran)[0] == verdict


def test_axes_and_the_figure_that_is_drawn_with_them_are_one_output(shell):
    ran = _shown(shell, BARS.format(3) + "display(fig)\nax")

    assert list(ran.outputs) == ["result"]


def test_a_picture_whose_figure_is_not_known_waits_for_a_reviewer(shell):
    save = "import io\nfile = io.BytesIO()\nfig.savefig(file)\ndisplay(Image(file.getvalue()))"

    ran = _shown(shell, BARS.format(3) + save)

    assert ran.pictures == ("picture 1",)
    assert _rules(ran) == ("review", {"FG-10"})


def test_text_in_the_metadata_of_a_displayed_picture_is_found(shell):
    save = "import io\nfile = io.BytesIO()\nfig.savefig(file, metadata={'Author': 'LP1000999-DNA_A01'})\n"

    ran = _shown(shell, BARS.format(13) + save + "display(Image(file.getvalue()))")

    verdict, rules = _rules(ran)
    assert verdict == "fail"
    assert "ID-01" in rules


def test_a_vector_picture_is_read(shell):
    save = "import io\nfile = io.StringIO()\nfig.savefig(file, format='svg')\ndisplay(SVG(file.getvalue()))"

    assert _shown(shell, BARS.format(13) + save).pictures == ("picture 1",)


def test_a_plotly_figure_that_shows_itself_is_read(shell):
    pytest.importorskip("plotly")
    draw = "import plotly.graph_objects as go, plotly.io as pio\npio.renderers.default = 'plotly_mimetype+notebook'\n"
    draw += "go.Figure(go.Bar(x=['a'], y=[3]), layout={'yaxis': {'title': 'Patients'}}).show()"

    assert _rules(_shown(shell, draw)) == ("fail", {"FG-01"})


def test_an_altair_chart_that_is_displayed_is_read(shell):
    pytest.importorskip("altair")
    draw = "import altair as alt, pandas as pd\nrows = pd.DataFrame({'g': ['a'], 'patients': [3]})\n"
    draw += "display(alt.Chart(rows).mark_bar().encode(x='g', y='patients'))"

    assert _rules(_shown(shell, draw)) == ("fail", {"FG-01"})


def test_a_bokeh_plot_that_is_shown_is_read_from_its_script(shell):
    pytest.importorskip("bokeh")
    draw = "from bokeh.plotting import figure, show\nfrom bokeh.io import output_notebook\noutput_notebook()\n"
    draw += "plot = figure(y_axis_label='Patients')\nplot.vbar(x=[1, 2], top=[3, 20])\nshow(plot)"

    verdict, rules = _rules(_shown(shell, draw))

    assert verdict == "fail"
    assert "FG-01" in rules


def test_messages_are_judged_and_still_seen(shell, capsys):
    ran = _shown(shell, "import sys; print('excluded 3 patients', file=sys.stderr)")

    assert list(ran.outputs) == ["messages"]
    assert _rules(ran)[0] == "fail"
    assert "3 patients" in capsys.readouterr().err


def test_a_handler_that_stood_before_the_cell_is_heard_and_left_as_it_was(shell):
    import io
    import logging
    import sys

    stream = sys.stderr = io.StringIO()
    handler = logging.StreamHandler()
    logger = logging.getLogger("stood before")
    logger.addHandler(handler)

    ran = _shown(shell, "import logging; logging.getLogger('stood before').error('2 participants left')")
    logger.removeHandler(handler)

    assert "2 participants" in ran.outputs["messages"]
    assert handler.stream is stream
    sys.stderr = sys.__stderr__


def test_an_error_is_judged_by_what_it_says(shell):
    from gel_airlock_jupyter.magic_cell import run_and_capture

    ran = run_and_capture(shell, "raise KeyError('LP1000999-DNA_A01')")

    assert not ran.success
    assert "ID-01" in _rules(ran)[1]


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        ({"text/html": "<p>686 women</p>", "text/plain": "<HTML object>"}, "pass"),
        ({"text/html": "<p>We saw <b>3</b> patients</p>", "text/plain": "x"}, "fail"),
        ({"text/html": "<p>ok</p>", "text/plain": "3 patients"}, "fail"),
        ({"text/html": "<p>ok</p>", "text/markdown": "- Deaths: 3"}, "fail"),
        ({"text/latex": "We saw $n=3$ patients"}, "fail"),
        ({"application/json": {"n_patients": 3}}, "fail"),
        ({"application/json": {"auc": 0.81}, "text/plain": "x"}, "pass"),
        ({"application/x-nobody-knows": "abc", "text/plain": "ok"}, "review"),
        ({"video/mp4": "AAAA"}, "review"),
        ({"application/vnd.jupyter.widget-view+json": {"model_id": "abc"}, "text/plain": "Chart()"}, "review"),
        ({"text/html": "<iframe src='https://example.org/?p=1'></iframe>", "text/plain": "x"}, "fail"),
    ],
)
def test_every_media_type_of_a_display_is_judged_and_unknown_ones_wait_for_a_person(shell, data, verdict):
    ran = _shown(shell, f"from IPython.display import display\ndisplay({data!r}, raw=True)")

    assert _rules(ran)[0] == verdict, airlock.check(dict(ran.outputs), "cell")


def test_widgets_are_read_with_what_is_in_them(shell):
    widgets = pytest.importorskip("ipywidgets")
    box = widgets.VBox([widgets.Label("686 women"), widgets.IntText(description="Deaths", value=3)])

    assert ("CT-01", "fail") in {(f.rule, str(f.severity)) for f in airlock.check(box, "box").findings}
    assert airlock.check(widgets.VBox([widgets.HTML("<b>686</b> women")]), "box").verdict == "pass"
    shell.user_ns["box"] = box
    assert _rules(_shown(shell, "from IPython.display import display\ndisplay(box)"))[0] == "fail"


def test_colours_in_the_output_area_of_a_widget_hide_no_count():
    widgets = pytest.importorskip("ipywidgets")
    area = widgets.Output()
    area.outputs = ({"output_type": "stream", "name": "stdout", "text": "We found \x1b[1m3\x1b[0m patients.\n"},)

    assert airlock.check(area, "area").verdict == "fail"


def test_a_widget_that_nobody_knows_waits_for_a_person():
    widgets = pytest.importorskip("ipywidgets")

    class Chart(widgets.DOMWidget):
        """Of another package."""

    assert airlock.check(Chart(), "chart").verdict == "review"
