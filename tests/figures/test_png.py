"""PNG files: what is read of them and what is written."""

from __future__ import annotations

import io
import json
import struct
import zlib

import pytest
from matplotlib import pyplot as plt
from PIL import Image, PngImagePlugin

from gel_airlock_jupyter.errors import InputError, Unreadable
from gel_airlock_jupyter.readers import figure_json, png
from gel_airlock_jupyter.readers import matplotlib as reader
from gel_airlock_jupyter.writers.png import from_figure, from_file


def drawn():
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["Leigh", "MELAS"], [8, 11]))
    return fig


def saved(**metadata):
    target = io.BytesIO()
    drawn().savefig(target, metadata=metadata)
    return target.getvalue()


def test_a_written_figure_carries_pixels_only_and_is_the_same_every_time():
    fig = drawn()

    data = from_figure(fig)

    assert data == from_figure(fig)
    view = png.read_bytes(data, "a.png")
    assert view.metadata == ()
    assert view.problems == ()
    image = Image.open(io.BytesIO(data))
    assert image.mode == "RGB"
    assert not image.info


def test_a_layout_that_moves_the_axes_leaves_the_figure_and_the_file_as_they_were():
    fig = plt.figure(layout="constrained")
    left, right = fig.subfigures(1, 2)
    left.subplots().set_ylabel("Participants")
    right.colorbar(right.subplots().imshow([[12, 8], [9, 30]]), label="Participants")
    left.suptitle("Title")
    places = [axes.get_position().bounds for axes in fig.axes]

    assert from_figure(fig) == from_figure(fig)
    assert [axes.get_position().bounds for axes in fig.axes] == places


def test_texts_in_every_kind_of_chunk_are_found():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "LP1000999-DNA_A01 plain")
    info.add_text("Zipped", "LP1000999-DNA_A02 zipped", zip=True)
    info.add_itxt("Inter", "LP1000999-DNA_A03 naïve", zip=True)
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "LP1000999-DNA_A04 in exif"
    Image.new("RGB", (4, 4)).save(target, "PNG", pnginfo=info, exif=exif)

    view = png.read_bytes(target.getvalue() + b"LP1000999-DNA_A05 behind", "a.png")

    texts = " ".join(placed.text for placed in view.metadata)
    for number in range(1, 6):
        assert f"LP1000999-DNA_A0{number}" in texts
    assert len(view.problems) == 5


def test_the_signature_of_matplotlib_is_no_problem_but_a_comment_is(judge, tmp_path):
    assert png.read_bytes(saved(), "a.png").problems == ()
    assert png.read_bytes(saved(Comment="hello"), "a.png").problems

    path = tmp_path / "figure.png"
    path.write_bytes(saved(Comment="LP1000999-DNA_A01"))
    assert {"ID-01", "FG-09"} <= {finding.rule for finding in judge(path).findings}


def test_a_file_is_cleaned_to_its_pixels(tmp_path):
    path = tmp_path / "figure.png"
    path.write_bytes(saved(Comment="secret") + b"tail")

    data = from_file(path)

    view = png.read_bytes(data, "a.png")
    assert (view.metadata, view.problems) == ((), ())
    assert Image.open(io.BytesIO(data)).size == Image.open(path).size


def test_transparent_pixels_keep_no_hidden_colour(tmp_path):
    path = tmp_path / "hidden.png"
    Image.new("RGBA", (3, 3), (10, 20, 30, 0)).save(path)

    assert Image.open(io.BytesIO(from_file(path))).getextrema() == ((255, 255),) * 3


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        png.SIGNATURE,
        png.SIGNATURE + chunk(b"IDAT", b""),
        png.SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IEND", b""),
        png.SIGNATURE + chunk(b"IHDR", b"short") + chunk(b"IEND", b""),
        png.SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 6, 6, 8, 2, 0, 0, 0)),
        png.SIGNATURE + struct.pack(">I", 2**31) + b"IHDR",
        saved()[:-40],
        saved().replace(b"IDAT", b"IDAX", 1),
    ],
)
def test_damaged_files_are_refused(data):
    with pytest.raises(Unreadable):
        png.read_bytes(data, "a.png")


def test_a_bomb_is_not_decoded(tmp_path):
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path.write_bytes(png.SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))

    with pytest.raises(InputError):
        from_file(path)


def test_a_view_survives_json(tmp_path):
    fig = drawn()
    fig.axes[0].scatter([1, 2], [3, float("nan")], label="ü")
    view = reader.read(fig, "figure")
    path = tmp_path / "marks.json"

    path.write_bytes(figure_json.dump(view))

    assert figure_json.load(path) == view
    assert json.loads(path.read_bytes())["schema"] == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("marks"),
        lambda data: data.update(schema=99),
        lambda data: data["marks"]["rows"][0].pop(),
        lambda data: data["marks"]["rows"][0].__setitem__(3, "text where a number belongs"),
        lambda data: data["texts"].update(fields=["text"]),
        lambda data: data.update(marks=[]),
    ],
)
def test_a_spoilt_record_is_refused(tmp_path, spoil):
    data = figure_json.to_dict(reader.read(drawn(), "figure"))
    spoil(data)
    path = tmp_path / "marks.json"
    path.write_text(json.dumps(data))

    with pytest.raises(Unreadable):
        figure_json.load(path)
