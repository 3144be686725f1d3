"""What a figure carries beyond its picture, and parts of it that nothing can read."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.checks.figure_pointer import harmless, lists_people
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FigureView

PICTURE_ONLY = "matplotlib"
TABLE = "table"  # what a widget or trace of cells shows: its texts are judged one by one
AGGREGATE = (
    "Aggregate before drawing, so that it carries only what is drawn: `%airlock_fix {name}`. If its rows are no "
    'people, say what they are, such as row_is="gene".'
)
NEVER_DRAWN = ("gid", "link", "label of a mark", "hover text", "data field")


def carried(view: FigureView, context: Context) -> Iterator[Finding]:
    """Yield findings of FG-09 on a figure: embedded tables, fields nobody draws, hidden and cropped marks."""
    for table in view.embedded:
        if table.drawn_as == TABLE and not lists_people(table, context):
            continue
        why = harmless(view, table, context)
        because = f": {why}" if why else ""
        unused = f"; {plural(len(table.unused), 'field')} of it {'is' if len(table.unused) == 1 else 'are'} not drawn"
        yield context.finding(
            f"The figure carries {table.rows:,} rows of {plural(len(table.fields), 'field')} ({table.path}"
            f"{', drawn as ' + table.drawn_as if table.drawn_as else ''}){unused if table.unused else ''}{because}.",
            (Location("data", table.path),),
            "What this tool writes does not carry them." if why else AGGREGATE.format(name=view.name),
            severity="info" if why else None,
            places=table.rows,
        )
    hidden = sum(not mark.visible or not mark.inside for mark in view.marks)
    hidden += sum(points.outside if points.visible else points.count for points in view.points)
    hidden += sum(not text.visible and text.role not in NEVER_DRAWN for text in view.texts)
    if hidden:
        severity = "info" if view.library == PICTURE_ONLY else None
        yield context.finding(
            f"{plural(hidden, 'mark or text', 'marks or texts')} of the figure cannot be seen (hidden, transparent or "
            "outside the axes). What this tool writes does not carry them; a file saved otherwise would.",
            (Location("figure", view.name),),
            "Stage the figure itself." if severity else "Remove them before export.",
            severity=severity,
            places=hidden,
        )


@rule("FG-10", FigureView, title="A part of a figure that cannot be read")
def unread(view: FigureView, context: Context) -> Iterator[Finding]:
    """Name the parts of a figure that no reader understands.

    What it looks for: photographs and screenshots, 3-D plots, traces and marks of unknown kinds.

    Why it matters: what cannot be read was not checked; a person has to look.

    What to do: draw the part with ordinary marks, or say in the justification what it shows.

    Limits: this rule says nothing about the parts that can be read.
    """
    if view.unread:
        yield context.finding(
            f"{plural(len(view.unread), 'part')} of the figure could not be read: {some(view.unread, 5)}.",
            tuple(Location("figure", part) for part in view.unread[: context.limits.places]),
            "A reviewer has to look at it: say in the justification what it shows.",
            places=len(view.unread),
        )
