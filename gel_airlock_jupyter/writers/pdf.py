"""A figure as a PDF of one page that holds one picture and nothing else."""

from __future__ import annotations

import io
import zlib
from typing import Any

from gel_airlock_jupyter.writers import png

DPI = 300
POINTS = 72  # a PDF's unit, per inch
LEVEL = 9


def from_figure(obj: Any, dpi: float = DPI) -> bytes:
    """Return a figure as PDF, the same bytes for the same figure.

    The page holds the pixels of the PNG writer, without loss: no fonts, no coordinates, no metadata, nothing that could
    be copied out but the picture.

    Parameters
    ----------
    obj : object
        As the PNG writer takes it.
    dpi : float
        Dots per inch.

    Raises
    ------
    InputError
        If the figure cannot be drawn.
    """
    from PIL import Image

    with Image.open(io.BytesIO(png.from_figure(obj, dpi))) as image:
        width, height = image.size
        pixels = zlib.compress(image.convert("RGB").tobytes(), LEVEL)
    page = f"{width * POINTS / dpi:.2f} {height * POINTS / dpi:.2f}"
    paint = f"q {page.split()[0]} 0 0 {page.split()[1]} 0 0 cm /I Do Q".encode()
    picture = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 /Filter /FlateDecode /Length {len(pixels)} >>"
    )
    return _document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page}] /Contents 4 0 R "
            "/Resources << /XObject << /I 5 0 R >> >> >>".encode(),
            _stream(f"<< /Length {len(paint)} >>", paint),
            _stream(picture, pixels),
        ]
    )


def _stream(header: str, body: bytes) -> bytes:
    return header.encode() + b"\nstream\n" + body + b"\nendstream"


def _document(objects: list[bytes]) -> bytes:
    """Return numbered objects with the table of where each begins."""
    target = io.BytesIO(b"%PDF-1.4\n")
    target.seek(0, io.SEEK_END)
    places = []
    for number, entry in enumerate(objects, 1):
        places.append(target.tell())
        target.write(f"{number} 0 obj\n".encode() + entry + b"\nendobj\n")
    start = target.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    target.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    target.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return target.getvalue()
