"""The lines of a text file for the reviewer: its beginning, and every line in which something was found."""

from __future__ import annotations

from pathlib import Path

from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.rendering.document import Line

SHOWN = 60
LARGEST = 64 << 20  # bytes: nobody reads more
LONGEST = 240
TEXTS = (".txt", ".md", ".py", ".r", ".sh", ".sql", ".json", ".yaml", ".yml", ".log", ".tex", ".bib")


def lines_of_file(path: Path, report: Report) -> tuple[tuple[Line, ...], int]:
    """Return the lines to show and how many there are; none where the file is no text that people read.

    Parameters
    ----------
    path : Path
        The frozen file.
    report : Report
        Its clean re-check: places of texts count lines from 0.
    """
    if path.suffix.lower() not in TEXTS or path.stat().st_size > LARGEST:
        return (), 0
    flags: dict[int, str] = {}
    for finding in sorted(report.findings, key=lambda finding: -finding.severity.rank):
        for place in finding.where:
            if place.kind == "text" and place.row is not None:
                flags[place.row] = str(finding.severity)
    kept: list[Line] = []
    number = -1
    try:
        with path.open(encoding="utf-8-sig", newline=None) as file:
            for number, line in enumerate(file):
                if number < SHOWN or number in flags:
                    kept.append(Line(number + 1, _cut(line.rstrip("\n")), flags.get(number, "")))
    except UnicodeDecodeError:
        return (), 0
    return tuple(kept), number + 1


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
