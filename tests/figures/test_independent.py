"""Files written are opened with other people's parsers: lxml, Pillow, pikepdf and pypdf see the picture and no more."""

from __future__ import annotations

import io
import shutil
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.writers import pdf, png, svg

SECRET = "LP1000999-DNA_A01"


def telling():
    """Return a figure that carries more than it shows: gid, link, hidden and cropped texts, points off the axes."""
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [12, 30], gid=SECRET)
    ax.scatter(np.linspace(-50, 50, 200), np.full(200, 10.123456), url=f"http://localhost/{SECRET}")
    ax.set(xlim=(-1, 2), title="Participants", ylabel="Number")
    ax.text(0, 5, SECRET, alpha=0)
    ax.text(0, 6, SECRET, color=(0, 0, 0, 0))
    ax.text(0, 7, SECRET, fontsize=0.1)
    ax.text(40, 7, SECRET, clip_on=True)
    ax.text(0, 8, SECRET).set_visible(False)
    figure.text(0.5, 0.5, SECRET, alpha=0)
    ax.bar([40], [3])
    return figure


def _chunks(data):
    """Yield the kinds of the chunks of a PNG, read without any library."""
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind
        at += 12 + length


def test_pillow_finds_pixels_only():
    image = pytest.importorskip("PIL.Image")
    data = png.from_figure(telling())

    with image.open(io.BytesIO(data)) as opened:
        opened.load()
        assert opened.info == {}
        assert not opened.getexif()
        assert opened.mode == "RGB"
    assert set(_chunks(data)) == {b"IHDR", b"IDAT", b"IEND"}
    assert SECRET.encode() not in data


def test_lxml_finds_no_hidden_text_no_metadata_and_no_coordinates():
    etree = pytest.importorskip("lxml.etree")
    data = svg.from_figure(telling())

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))

    assert SECRET.encode() not in data
    texts = {text.strip() for text in root.itertext() if text.strip() and not text.strip().startswith("*{")}
    assert {"Participants", "Number", "a", "b"} <= texts
    assert all(text in {"Participants", "Number", "a", "b"} or text.isdecimal() for text in texts)
    names = {etree.QName(element).localname for element in root.iter() if isinstance(element.tag, str)}
    assert not names & {"metadata", "title", "desc", "script", "foreignObject"}
    assert not [node for node in root.iter() if node.tag is etree.Comment]
    assert b"10.12" not in data
    assert not [value for element in root.iter() for key, value in element.attrib.items() if key.startswith("on")]


def test_pikepdf_and_pypdf_find_one_picture():
    pikepdf, pypdf = pytest.importorskip("pikepdf"), pytest.importorskip("pypdf")
    data = pdf.from_figure(telling())

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert len(opened.pages) == 1
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in opened.trailer
        assert set(opened.pages[0].Resources.keys()) == {"/XObject"}
        assert not opened.attachments
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.pages[0].extract_text() == ""
    assert len(reader.pages[0].images) == 1
    assert not reader.metadata
    assert data.count(b"%%EOF") == 1


@pytest.mark.parametrize("fonttype", [3, 42])
def test_texts_of_a_foreign_pdf_are_read_or_said_to_be_unread(judge, tmp_path, fonttype):
    path = tmp_path / "figure.pdf"
    with plt.rc_context({"pdf.fonttype": fonttype}):
        figure, ax = plt.subplots()
        ax.set_title(SECRET)
        figure.savefig(path)

    report = judge(path)

    assert report.verdict != "pass"
    rules = {finding.rule for finding in report.findings}
    assert "ID-01" in rules or "FG-10" in rules


def test_plotly_without_a_way_to_draw_is_told_what_to_do(monkeypatch):
    go = pytest.importorskip("plotly.graph_objects")
    monkeypatch.setitem(sys.modules, "kaleido", None)
    monkeypatch.setattr(png, "find_spec", lambda name: None)

    with pytest.raises(InputError) as told:
        png.from_figure(go.Figure(go.Bar(x=["a"], y=[12])))

    assert "HTML and JSON" in str(told.value)
    assert "matplotlib" in str(told.value)


def test_a_renderer_that_breaks_is_a_clear_error(monkeypatch):
    go = pytest.importorskip("plotly.graph_objects")
    monkeypatch.setattr(png, "find_spec", lambda name: object())
    figure = go.Figure(go.Bar(x=["a"], y=[12]))

    def broken(*_, **__):
        raise RuntimeError("no browser")

    monkeypatch.setattr(type(figure), "to_image", broken)

    with pytest.raises(InputError, match="Chrome"):
        png.from_figure(figure)


def test_an_altair_chart_is_written_as_pixels():
    alt = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    image = pytest.importorskip("PIL.Image")
    chart = alt.Chart(alt.Data(values=[{"x": "a", "n": 12}])).mark_bar().encode(x="x:N", y="n:Q")

    with image.open(io.BytesIO(png.from_figure(chart))) as opened:
        assert opened.info == {}


@pytest.mark.parametrize("writer", [png, svg, pdf])
def test_a_figure_is_drawn_in_the_thread_that_asks(writer):
    import threading

    drawn_in = set()
    figure = telling()
    axes = type(figure.axes[0])
    before = axes.draw

    def watched(self, *args, **kwargs):
        drawn_in.add(threading.get_ident())
        return before(self, *args, **kwargs)

    axes.draw = watched
    try:
        writer.from_figure(figure)
    finally:
        axes.draw = before

    assert drawn_in == {threading.get_ident()}


def _of_playwright():
    """Return the path of the Chromium that Playwright keeps, if it is there; nothing is downloaded."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        path = Path(started.chromium.executable_path)
    return str(path) if path.is_file() else None


@pytest.fixture
def browser(monkeypatch):
    """Return the path of a browser for kaleido; without one, or without kaleido, the test is left out."""
    pytest.importorskip("kaleido", reason="kaleido draws Plotly figures; it is not installed")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next(filter(None, map(shutil.which, names)), None) or _of_playwright()
    if path is None:
        pytest.skip("kaleido needs Chrome or Chromium; none was found")
    monkeypatch.setenv("BROWSER_PATH", path)
    return path


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("browser")
def test_a_plotly_figure_is_written_as_pixels_by_kaleido():
    go, pikepdf = pytest.importorskip("plotly.graph_objects"), pytest.importorskip("pikepdf")
    image = pytest.importorskip("PIL.Image")
    hidden = {"customdata": [SECRET, SECRET], "hovertext": [SECRET, SECRET], "meta": SECRET}
    figure = go.Figure(go.Bar(x=["a", "b"], y=[12, 30], **hidden), layout={"meta": SECRET})

    data = pdf.from_figure(figure)

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}
        assert set(opened.pages[0].Resources.keys()) == {"/XObject"}
        picture = pikepdf.PdfImage(next(iter(opened.pages[0].images.values()))).as_pil_image()
    assert SECRET.encode() not in data
    assert len(picture.getcolors(maxcolors=10_000_000)) > 2  # bars were drawn, not a blank page
    written = png.from_figure(figure)
    with image.open(io.BytesIO(written)) as again:
        assert again.info == {}
        assert not again.getexif()
    assert set(_chunks(written)) == {b"IHDR", b"IDAT", b"IEND"}
    assert SECRET.encode() not in written


def test_an_altair_chart_on_a_page_is_one_picture():
    alt, pikepdf = pytest.importorskip("altair"), pytest.importorskip("pikepdf")
    pytest.importorskip("vl_convert")
    rows = alt.Data(values=[{"x": "a", "n": 12, "id": SECRET}])
    data = pdf.from_figure(alt.Chart(rows).mark_bar().encode(x="x:N", y="n:Q", tooltip="id:N"))

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert set(opened.pages[0].Resources.keys()) == {"/XObject"}
        assert len(opened.pages[0].images) == 1
    assert SECRET.encode() not in data


def test_a_bokeh_plot_is_no_picture_and_its_way_out_is_named():
    plotting = pytest.importorskip("bokeh.plotting")

    for writer in (png, pdf, svg):
        with pytest.raises(InputError) as told:
            writer.from_figure(plotting.figure())
        assert "matplotlib" in f"{told.value} {told.value.hint}"
