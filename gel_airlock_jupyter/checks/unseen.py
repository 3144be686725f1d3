"""Files that hold more than a person who opens them sees, and files that need a judge for every part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FileView, TextView

OFF = "off"
APART = 8  # so many findings of one kind are told one by one


def _unseen(view: FileView, context: Context) -> Iterator[Finding]:
    """Yield what the reader reported for this rule; the policy's `kinds` change the severity of a kind, or drop it."""
    kinds = context.setting("kinds", {})
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entry in view.unseen:
        level = str(kinds.get(entry.what, entry.severity))
        if entry.rule == context.rule and level != OFF:
            found.setdefault((entry.what, level), []).append((entry.message, entry.fix))
    for (what, level), entries in found.items():
        where = (Location("file", what),)
        for message, fix in entries if len(entries) <= APART else entries[:1]:
            more = len(entries) - 1 if len(entries) > APART else 0
            said = f"{message} And {more:,} more of this kind." if more else message
            yield context.finding(said, where, fix or None, severity=level or None, places=more + 1)


@rule("FT-04", FileView, title="HTML page")
def html(view: FileView, context: Context) -> Iterator[Finding]:
    """Look at HTML pages.

    What it looks for: that it is one; in it hidden elements, comments, addresses that load something from elsewhere,
    embedded files that are no pictures, scripts that could not be read as a figure or table.

    Why it matters: a page shows what a browser makes of it, and carries more. Reviewers prefer a PDF.

    What to do: print it to a PDF. Of a notebook, `gel-airlock clear` writes a copy that may leave as a script.

    Limits: scripts are not run; a figure of an unknown library is for a person to see.
    """
    yield from _unseen(view, context)


@rule("FT-05", FileView, title="Archive that is encrypted, nested too deep, or holds what cannot be judged")
def archives(view: FileView, context: Context) -> Iterator[Finding]:
    """Look into zip and tar files: every member is judged as a file, under its own name.

    What it looks for: encryption, odd names, links, bombs, hidden bytes; members that cannot be read; archives in
    archives deeper than the policy's `depth`; what programs leave behind.

    Why it matters: a zip is welcome, but nobody may have to open something unread.

    What to do: pack only the results, in one zip without a password.

    Limits: zip and tar (also gzipped) only; other archives are binary files (FT-01).
    """
    most = int(context.setting("depth", 2))
    if view.depth > most:
        yield context.finding(
            f"'{view.name}' is an archive {view.depth} deep; at most {most} are opened by a reviewer.",
            (Location("file", view.name),),
            "Pack the files themselves.",
        )
    yield from _unseen(view, context)


@rule("FT-06", FileView, title="Needs a viewer besides Microsoft Office, text, image or PDF")
def viewers(view: FileView, context: Context) -> Iterator[Finding]:
    """Look at what a reviewer needs to open the file.

    What it looks for: extensions that the policy's `software` names with the program for them.

    Why it matters: the reviewers have Microsoft Office, a terminal, and viewers for images and PDF.

    What to do: export in one of those, or name the software in the additional comments of the request.

    Limits: by the extension only.
    """
    programs = context.setting("software", {}).items()
    named = {end: program for end, program in programs if view.name.lower().endswith(end)}
    software = named[max(named, key=len)] if named else ""
    if software and not view.refused:
        yield context.finding(
            f"'{view.name}' needs {software} to be looked at.",
            (Location("file", view.name),),
            f'Name it in the comments of the request ("{software}"), or export as csv, PNG or PDF.',
        )


@rule("FT-07", FileView, title="Workbook, document or slides with what nobody sees")
def documents(view: FileView, context: Context) -> Iterator[Finding]:
    """Look for what files of Microsoft Office carry beside what they show.

    What it looks for: hidden sheets, rows, columns and slides, values under merged cells, white or blanked cells, pivot
    caches, data models, comments, tracked changes, external links, data connections, defined names that hold something,
    embedded objects, pictures and charts with their data, custom XML, names of people in the properties, macros;
    formulas whose result was not stored, differs from what is stored, or needs what lies elsewhere. A part of the file
    that is not known is a finding.

    Why it matters: pivot caches and hidden columns have given away records of thousands of people, by mistake.

    What to do: `airlock.fix("book.xlsx")` or `gel-airlock fix book.xlsx` writes a copy with the values only; better,
    export csv. Save documents and slides as PDF.

    Limits: formulas besides sums, means, minima, maxima and the four operations are not worked out; they are named.
    """
    yield from _unseen(view, context)


@rule("SC-01", FileView, TextView, title="Notebook with outputs, or script with data in it")
def notebooks(view: FileView | TextView, context: Context) -> Iterator[Finding]:
    """Look at notebooks and scripts.

    What it looks for: outputs in a notebook (each is judged as an output besides), outputs that cannot be read, widget
    state, metadata; long lists of numbers written into code.

    Why it matters: code may leave, data that travel with it may not.

    What to do: `gel-airlock clear NOTEBOOK` writes a copy without outputs and metadata.

    Limits: data written into code in other shapes are not recognised; identifiers, counts in comments and literals, and
    secrets are other rules' matter and are looked for in every line.
    """
    if isinstance(view, FileView):
        yield from _unseen(view, context)
        return
    least = int(context.setting("numbers", 20))
    if not view.language or not least:
        return
    pattern = re.compile(rf"(?:[-+]?\d+(?:\.\d+)?[LlFf]?\s*[,;]\s*){{{least - 1},}}[-+]?\d")
    lines = [view.text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(view.text)]
    if lines:
        yield context.finding(
            f"{plural(len(lines), 'list')} of {least} numbers or more {'stands' if len(lines) == 1 else 'stand'} "
            f"in the code (line {some(map(str, lines))}).",
            [Location("text", f"line {line}", line - 1) for line in lines],
            "If they are data, read them from a file instead; a script leaves without data.",
            severity=context.setting("numbers_severity", "warn"),
        )
