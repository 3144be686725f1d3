"""Pictures: what they carry beside their pixels (FG-09), and the way out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from file_reports import PLATEKEY, found
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import Unreadable

FORMATS = {"jpg": "JPEG", "gif": "GIF", "tif": "TIFF", "webp": "WEBP", "bmp": "BMP"}


def picture(path: Path, kind: str, **more: Any) -> Path:
    target = io.BytesIO()
    Image.new("RGB" if kind != "gif" else "P", (16, 12)).save(target, format=FORMATS[kind], **more)
    (path / f"p.{kind}").write_bytes(target.getvalue())
    return path / f"p.{kind}"


def exif() -> Any:
    made = Image.Exif()
    made[0x010E] = PLATEKEY  # description of the image
    return made


@pytest.mark.parametrize("kind", FORMATS)
def test_pixels_are_for_a_person_to_see(tmp_path: Path, check: Any, kind: str) -> None:
    assert found(check(picture(tmp_path, kind))) == {("FG-10", "review")}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("jpg", {"exif": exif()}),
        ("jpg", {"comment": PLATEKEY.encode()}),
        ("gif", {"comment": PLATEKEY.encode()}),
        ("tif", {"description": PLATEKEY}),
        ("tif", {"exif": exif()}),
        ("webp", {"exif": exif()}),
    ],
)
def test_texts_beside_the_pixels(tmp_path: Path, check: Any, kind: str, more: dict[str, Any]) -> None:
    path = picture(tmp_path, kind, **more)

    assert {("FG-09", "fail"), ("ID-01", "fail")} <= found(check(path))

    fixed = airlock.fix(path)
    assert fixed.output.name == "p-fixed.png"
    assert fixed.report.verdict == "review"
    assert PLATEKEY.encode() not in fixed.output.read_bytes()


@pytest.mark.parametrize("kind", ["jpg", "gif", "webp", "bmp"])
def test_bytes_after_the_end(tmp_path: Path, check: Any, kind: str) -> None:
    path = picture(tmp_path, kind)
    path.write_bytes(path.read_bytes() + PLATEKEY.encode())

    assert {("FG-09", "fail"), ("ID-01", "fail")} <= found(check(path))


def test_a_png_with_texts_is_fixed(tmp_path: Path) -> None:
    info = PngInfo()
    info.add_text("Comment", PLATEKEY)
    Image.new("RGB", (8, 8)).save(tmp_path / "p.png", pnginfo=info)

    assert airlock.fix(tmp_path / "p.png").report.verdict == "review"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("keep", [0, 3, 10, 30])
def test_pictures_cut_short(tmp_path: Path, check: Any, kind: str, keep: int) -> None:
    path = picture(tmp_path, kind)
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(Unreadable):
        check(path)


def test_a_tiff_that_goes_round_in_circles(tmp_path: Path, check: Any) -> None:
    (tmp_path / "p.tif").write_bytes(b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0")

    with pytest.raises(Unreadable):
        check(tmp_path / "p.tif")


def test_a_picture_is_staged_as_it_is(tmp_path: Path) -> None:
    path = picture(tmp_path, "jpg")

    item = airlock.stage(path, title="Picture", alt_text="A black rectangle", justification="No data in it")

    assert (item.export.media_type, item.export.bytes) == ("image/jpeg", path.stat().st_size)
