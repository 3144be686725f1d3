"""Files damaged at random: a reader answers with views or one clear error, never with a crash."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import tarfile
import zipfile
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.readers.files import views_of_file
from gel_airlock_jupyter.readers.held import HeldFile

KINDS = (
    "xlsx",
    "docx",
    "pptx",
    "zip",
    "tar.gz",
    "html",
    "ipynb",
    "json",
    "jpg",
    "gif",
    "tif",
    "webp",
    "bmp",
    "py",
    "Rmd",
)


def picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.new("P" if kind == "GIF" else "RGB", (9, 9)).save(target, format=kind)
    return target.getvalue()


@cache
def sample(kind: str) -> bytes:
    target = io.BytesIO()
    if kind == "xlsx":
        made = openpyxl.Workbook()
        for row in (("disease", "n"), ("Leigh", 40), ("=A1", "x")):
            made.active.append(row)
        made.active.merge_cells("A5:B6")
        made.save(target)
    elif kind in ("docx", "pptx"):
        made = docx.Document() if kind == "docx" else pptx.Presentation()
        made.save(target)
    elif kind == "zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", "disease,n\nLeigh,40\n")
            archive.writestr("b.html", "<p>x</p>")
    elif kind == "tar.gz":
        with tarfile.open(fileobj=target, mode="w:gz") as archive:
            entry = tarfile.TarInfo("a.csv")
            entry.size = 18
            archive.addfile(entry, io.BytesIO(b"disease,n\nLeigh,40"))
    elif kind in ("jpg", "gif", "tif", "webp", "bmp"):
        return picture({"jpg": "JPEG", "gif": "GIF", "tif": "TIFF", "webp": "WEBP", "bmp": "BMP"}[kind])
    elif kind == "html":
        png = base64.b64encode(picture("PNG")).decode()
        body = "<!-- a --><table><tr><th colspan=2>x<tr><td>1<td>2</table><svg><text>b</text></svg>"
        script = "<script>Plotly.newPlot('a',[{}],{})</script>"
        return f"{body}{script}<img src='data:image/png;base64,{png}'>".encode()
    elif kind == "ipynb":
        output = {"output_type": "display_data", "data": {"text/html": ["<p>x</p>"], "application/json": {"a": [1]}}}
        cells = [{"cell_type": "code", "source": ["x"], "outputs": [output], "metadata": {}}]
        return json.dumps({"cells": cells, "metadata": {"kernelspec": {"name": "p"}}, "nbformat": 4}).encode()
    elif kind == "json":
        return json.dumps([{"a": 1, "b": "x"}, {"a": 2}]).encode()
    else:
        return b'```{r}\nx <- \'a\' # b\n```\n""" y """\n'
    return target.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_at_random(kind: str, data: st.DataObject) -> None:
    content = bytearray(sample(kind))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]

    _read(HeldFile.of(f"t.{kind}", bytes(content)))


def _inside(kind: str, part: str, text: bytes) -> bytes:
    """Return an Office file with one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample(kind))) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("xlsx", "xl/worksheets/sheet1.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("xlsx", "xl/styles.xml"),
        ("xlsx", "xl/_rels/workbook.xml.rels"),
        ("docx", "word/document.xml"),
        ("pptx", "ppt/presentation.xml"),
    ],
)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_parts_damaged_at_random(kind: str, part: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(sample(kind))) as archive:
        text = archive.read(part).decode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        inserted = data.draw(st.sampled_from(['"', "0", "-1", "x", "A1", "99999999999", "", "<c/>", "é", "1e400", "/"]))
        text = text[:at] + inserted + text[at + data.draw(st.integers(0, 3)) :]

    _read(HeldFile.of(f"t.{kind}", _inside(kind, part, text.encode())))


KEYS = (
    *("cells", "cell_type", "source", "outputs", "metadata", "data", "output_type", "text", "attachments", "a"),
    *("text/html", "image/png", "widgets"),
)
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ANY = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=30,
)


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_any_json_as_a_notebook(content: object) -> None:
    cells = content if isinstance(content, list) else [content]
    for whole in (content, {"cells": cells, "metadata": content}):
        _read(HeldFile.of("t.ipynb", json.dumps(whole).encode()))
        _read(HeldFile.of("t.json", json.dumps(whole).encode()))


def _read(path: Path) -> None:
    with contextlib.suppress(AirlockError):
        assert views_of_file(path)


def test_time_is_counted_in_the_processor_and_not_on_the_wall(tmp_path: Path) -> None:
    from gel_airlock_jupyter import recheck
    from gel_airlock_jupyter.policy.load import load

    path = tmp_path / "t.csv"
    path.write_text("disease,participants\n" + "".join(f"d{row},{row + 5}\n" for row in range(400_000)))

    report = recheck.in_child(path, path.name, {}, load("genomics-england"), seconds=1)

    assert report.verdict == "fail"
    assert "took longer than 1 s" in report.findings[0].message


def test_a_foreign_file_is_tried_in_a_child_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gel_airlock_jupyter as airlock
    from gel_airlock_jupyter import recheck

    book = openpyxl.Workbook()
    for row in (("disease", "participants"), ("Leigh", 12), ("MELAS", 30)):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "damaged.xlsx").write_bytes((tmp_path / "t.xlsx").read_bytes()[:-40])
    tried, child = [], recheck._child

    def watched(*args: object, **options: object) -> object:
        tried.append(args)
        return child(*args, **options)

    monkeypatch.setattr(recheck, "_child", watched)

    assert airlock.check(tmp_path / "t.xlsx").verdict == "pass"
    assert len(tried) == 1
    with contextlib.suppress(AirlockError):
        assert airlock.check(tmp_path / "damaged.xlsx").verdict == "fail"
    assert len(tried) == 2
