"""What a file carries beside what it shows, and kinds of files that may not leave."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.checks.figure_carried import carried
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, rule
from gel_airlock_jupyter.subjects import FigureView, FileView


@rule("FG-09", FileView, FigureView, title="The saved file carries more than what was drawn")
def embedded(view: FileView | FigureView, context: Context) -> Iterator[Finding]:
    """Look at what a file or an interactive figure carries beyond what a reader sees.

    What it looks for: text chunks, EXIF, bytes after the end of an image, and other things its reader reports; tables
    behind Plotly, Altair and Bokeh figures, fields of them that nothing draws, hidden and cropped marks.

    Why it matters: what nobody sees is checked by nobody.

    What to do: stage the figure itself; the tool writes the file anew from its pixels.

    Limits: hidden patterns in pixels are not looked for.
    """
    if isinstance(view, FigureView):
        yield from carried(view, context)
        return
    for label, message in view.problems:
        yield context.finding(
            message, (Location("file", label),), "Stage the figure object; the tool writes a clean file."
        )


def _refused(view: FileView, context: Context, kind: str, message: str, hint: str) -> Iterator[Finding]:
    if view.refused == kind:
        yield context.finding(f"'{view.name}' {message}", (Location("file", view.name),), hint)


@rule("FT-01", FileView, title="Opaque binary file")
def opaque(view: FileView, context: Context) -> Iterator[Finding]:
    """Look for files that nobody can read by eye.

    What it looks for: pickles, R data, HDF5, NumPy, Parquet, Feather, databases, compressed files, by name and by first
    bytes.

    Why it matters: binary files are not considered: nobody can see what is in them.

    What to do: export a table as csv, a figure as png.

    Limits: none; what is recognised never leaves.
    """
    yield from _refused(view, context, "opaque", "is a binary file; nobody can see what is in it.", "Export a csv.")


@rule("FT-02", FileView, title="Raw or aligned sequence, or genotypes")
def genomic(view: FileView, context: Context) -> Iterator[Finding]:
    """Look for raw genomic data.

    What it looks for: FASTQ, BAM, CRAM, VCF, PLINK, BGEN and the like, by name and by first bytes.

    Why it matters: raw data may not leave the library.

    What to do: export a summary: counts or frequencies above the filter for rare variants.

    Limits: none; what is recognised never leaves.
    """
    yield from _refused(view, context, "genomic", "holds sequence or genotypes: raw data.", "Export a summary instead.")


@rule("FT-03", FileView, title="Trained model weights")
def weights(view: FileView, context: Context) -> Iterator[Finding]:
    """Look for trained models.

    What it looks for: weights of PyTorch, ONNX, Keras, joblib and the like, by name.

    Why it matters: a model can remember the people it was trained on.

    What to do: export its coefficients or its performance as a table.

    Limits: none; what is recognised never leaves.
    """
    yield from _refused(view, context, "weights", "is a trained model.", "Export coefficients or performance as csv.")
