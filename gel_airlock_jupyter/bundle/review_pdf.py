"""The reviewer's report as PDF, made on request from the text in a bundle.

It is no part of the bundle: the same request must give the same bytes also where matplotlib is missing. matplotlib (an
optional dependency already) writes it, so no PDF library is needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.bundle.opened import open_bundle
from gel_airlock_jupyter.errors import InputError

REVIEW = "evidence/review/review.txt"
LINES = 78
A4 = (8.27, 11.69)
POINTS = 7.6


def review_pdf(bundle: Path, destination: Path | None = None) -> Path:
    """Write `<bundle>-review.pdf`: the text of the reviewer's report on A4 pages; figures are in `outputs/`.

    Parameters
    ----------
    bundle : Path
        A sealed bundle.
    destination : Path, optional
        Folder to write to; by default the bundle's own.

    Raises
    ------
    BundleError
        If the bundle's manifests do not hold.
    InputError
        If matplotlib is not installed.
    StoreError
        If the PDF cannot be written.
    """
    with open_bundle(bundle) as opened:
        opened.check_structure()
        opened.check_manifests()
        text = opened.read(REVIEW).decode()
    target = (destination or bundle.parent) / f"{bundle.stem}-review.pdf"
    write_bytes(target, pdf_of(text))
    return target


def pdf_of(text: str) -> bytes:
    """Return text as a PDF with numbered pages; the same text gives the same bytes."""
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_pdf import PdfPages
        from matplotlib.figure import Figure
    except ImportError as error:
        hint = "Install gel-airlock-jupyter[figures], or use index.html and review.txt of the bundle."
        raise InputError("A PDF needs matplotlib.", hint) from error
    from io import BytesIO

    lines = text.splitlines()
    pages = [lines[at : at + LINES] for at in range(0, len(lines), LINES)] or [[]]
    buffer = BytesIO()
    style: dict[Any, Any] = {
        "pdf.fonttype": 42,
        "text.usetex": False,
        "text.parse_math": False,
        "font.family": "monospace",
    }
    with rc_context(style), PdfPages(buffer, metadata={"CreationDate": None, "Producer": None, "Creator": None}) as pdf:
        for number, page in enumerate(pages, 1):
            figure = Figure(figsize=A4)
            figure.text(0.07, 0.955, "\n".join(page), va="top", fontsize=POINTS, linespacing=1.28)
            figure.text(0.93, 0.025, f"{number} of {len(pages)}", ha="right", fontsize=POINTS)
            pdf.savefig(figure)
    return buffer.getvalue()
