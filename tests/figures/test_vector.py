"""SVG and PDF: written without what nobody sees, and read for what they carry."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from gel_airlock_jupyter.errors import InputError, Unreadable
from gel_airlock_jupyter.readers import pdf as pdf_reader
from gel_airlock_jupyter.readers import svg as svg_reader
from gel_airlock_jupyter.writers import pdf, png, svg

SVG = "{http://www.w3.org/2000/svg}"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def telling():
    """Return a figure with points cropped by the axes, hidden texts, gids and comments."""
    rng = np.random.default_rng(1)
    fig, (left, right) = plt.subplots(1, 2)
    left.bar_label(left.bar(["Leigh", "MELAS"], [8, 11], gid="LP1000999-DNA_A01"))
    left.text(0, 1, "hidden LP1000999-DNA_A01", alpha=0)
    right.scatter(rng.random(300), rng.random(300), gid="LP1000999-DNA_A02", label="people")
    right.set_xlim(0, 0.2)
    right.set_title("A & B")
    return fig


class TestSvg:
    def test_points_are_pixels_and_nothing_hidden_is_left(self):
        fig = telling()
        before = png.from_figure(fig)

        data = svg.from_figure(fig)

        root = ET.fromstring(data)
        texts = {"".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")}
        assert {"Leigh", "MELAS", "8", "11", "A & B"} <= texts
        assert b"LP1000999" not in data
        assert b"<!--" not in data
        assert b"metadata" not in data
        assert len(list(root.iter(f"{SVG}use"))) < 60  # ticks only: 300 points would be 300 more
        assert len(list(root.iter(f"{SVG}image"))) == 1
        assert svg_reader.read_bytes(data, "a.svg").problems == ()
        assert data == svg.from_figure(fig)
        assert png.from_figure(fig) == before

    @pytest.mark.parametrize(
        "hidden",
        [
            {"x": 0.42, "y": 5, "color": "white"},
            {"x": 0, "y": 4, "zorder": 0.1, "fontsize": 6},
            {"x": 0.42, "y": 5, "fontsize": 2},
            {"x": 0.42, "y": 5, "color": (1, 1, 1, 0.5)},
        ],
    )
    def test_letters_that_the_eye_does_not_find_in_the_picture_are_left_out(self, hidden):
        fig, ax = plt.subplots(layout="constrained")
        ax.bar(["Leigh", "MELAS"], [8, 11])
        ax.text(s="secret", **hidden)
        ax.text(0.45, 9, "on the white")
        ax.text(0, 2, "halo", color="C0", path_effects=[withStroke(linewidth=3, foreground="white")])
        fig.text(0.5, 0.5, "behind all", zorder=-5)

        data = svg.from_figure(fig).decode()

        assert "on the white" in data
        assert re.search(r"stroke-width: 3\b", data)  # letters with a halo are paths
        assert "MELAS" in data
        assert "secret" not in data
        assert "behind all" not in data
        assert [text.get_visible() for text in ax.texts] == [True, True, True]

    def test_shapes_whose_coordinates_would_tell_are_pixels(self):
        fig, axes = plt.subplots(2, 2)
        axes[0, 0].bar(["a", "b"], [8, 11], color="#010203")
        axes[0, 1].bar(["a", "b"], [40.123456, 51.5], color="#040506")
        axes[1, 0].bar(["a", "b"], [8, 611], color="#070809")
        axes[1, 0].set_ylim(0, 20)
        fig.add_artist(Line2D([0.1, 0.123456], [0.2, 0.3], color="#0d0e0f"))
        axes[1, 1].pie([8, 11, 22], colors=["#0a0b0c"])

        data = svg.from_figure(fig).decode()

        assert "#010203" in data  # counts within the axes stay vector
        assert not re.search("#040506|#0a0b0c|#0d0e0f", data)
        assert data.count("#070809") == 1  # the bar of 8, not that of 611

    def test_a_file_saved_by_matplotlib_itself_is_found_out(self, judge, tmp_path):
        path = tmp_path / "figure.svg"
        telling().savefig(path)

        report = judge(path)

        assert report.verdict == "fail"
        assert {"FG-09", "ID-01"} <= {finding.rule for finding in report.findings}

    def test_texts_of_a_lone_file_are_judged_and_its_shapes_need_a_person(self, found, tmp_path):
        path = tmp_path / "figure.svg"
        path.write_text(f"{HEAD}<text>3 patients</text></svg>")

        assert {("FG-02", "fail"), ("FG-10", "review")} <= found(path)

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            '<rect onclick="x()"/>',
            '<image xlink:href="http://example.org/x.png"/>',
            '<use href="file:///x"/>',
            "<foreignObject/>",
            '<text style="display: none">x</text>',
            '<g opacity="0"><text>x</text></g>',
            "<style>@import 'x.css';</style>",
            '<path style="fill: url(http://example.org)"/>',
            "<!-- a comment -->",
            "<metadata>x</metadata>",
            '<image xlink:href="data:image/png;base64,AAAA"/>',
        ],
    )
    def test_what_a_picture_has_no_need_of_is_a_problem(self, inside):
        assert svg_reader.read_bytes(f"{HEAD}{inside}</svg>".encode(), "a.svg").problems

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"<html/>",
            b"<svg",
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>',
            '<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"),
            b"\xff\xfe<svg/>",
        ],
    )
    def test_what_is_no_safe_svg_is_refused(self, data):
        with pytest.raises(Unreadable):
            svg_reader.read_bytes(data, "a.svg")

    def test_other_libraries_are_sent_to_png(self):
        plotly = pytest.importorskip("plotly.graph_objects")

        with pytest.raises(InputError, match="SVG"):
            svg.from_figure(plotly.Figure())


class TestPdf:
    def test_a_page_holds_the_pixels_and_nothing_else(self):
        fig = telling()

        data = pdf.from_figure(fig, 100)

        assert data == pdf.from_figure(fig, 100)
        assert pdf_reader.read_bytes(data, "a.pdf") == pdf_reader.FileView("a.pdf", "application/pdf", len(data))
        assert pdf_reader.is_one_picture(data)
        width, height = (int(re.search(rb"/%s (\d+)" % key, data)[1]) for key in (b"Width", b"Height"))
        pixels = zlib.decompress(re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)[1])
        assert len(pixels) == width * height * 3

    def test_every_object_begins_where_the_table_says(self):
        data = pdf.from_figure(telling(), 60)

        start = int(re.search(rb"startxref\n(\d+)", data)[1])
        places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", data[start:])]
        assert [data[place : place + 7] for place in places] == [b"%d 0 obj" % n for n in range(1, 6)]

    def test_a_file_saved_by_matplotlib_itself_is_found_out(self, found, tmp_path):
        path = tmp_path / "figure.pdf"
        telling().savefig(path, metadata={"Title": "LP1000999-DNA_A01"})

        pairs = found(path)

        assert {("FG-09", "fail"), ("ID-01", "fail"), ("FG-10", "review")} <= pairs

    def test_active_content_attachments_and_earlier_versions_are_problems(self):
        clean = pdf.from_figure(telling(), 60)
        for part in (b"/JavaScript", b"/OpenAction", b"/EmbeddedFile", b"/Annots", b"/Metadata", b"/Encrypt"):
            assert pdf_reader.read_bytes(clean.replace(b"/Type /Pages", part + b" 1 /Type /Pages"), "a").problems
        assert pdf_reader.read_bytes(clean + clean, "a").problems
        assert pdf_reader.read_bytes(clean + b"tail", "a").problems

    def test_what_is_no_pdf_is_refused(self):
        with pytest.raises(Unreadable):
            pdf_reader.read_bytes(b"%PDF-1.4 cut short", "a.pdf")


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_the_name_of_the_file_chooses_the_writer(suffix, judge, tmp_path):
    from gel_airlock_jupyter.readers.open import views_of
    from gel_airlock_jupyter.writers.write import write

    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [8, 9])

    written = write(fig, views_of(fig, "figure"), f"figure{suffix}", 10**8)

    path = tmp_path / f"figure{suffix}"
    path.write_bytes(written.data)
    assert set(written.evidence) == {"figure.json", "figure.csv"}
    assert judge(path).verdict == "review"


@pytest.mark.parametrize(("writer", "height"), [(svg, 1e5), (svg, 1e9), (png, 1e9), (pdf, 1e9)])
def test_a_text_far_away_is_named_as_what_makes_the_picture_huge(writer, height):
    figure, ax = plt.subplots()
    ax.text(0, height, "far away")
    ax.set_ylim(0, 20)

    with pytest.raises(InputError, match=r"more pixels|could not draw") as caught:
        writer.from_figure(figure)

    assert "clip_on=True" in caught.value.hint
