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
