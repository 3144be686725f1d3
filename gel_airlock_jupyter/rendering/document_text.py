"""The reviewer's report as plain text: the same content in the same order, for a terminal or a printer."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Preview
from gel_airlock_jupyter.rendering.document import CLAIM, DECISIONS, SIGN_OFF, Facts, ReviewDocument, Sheet
from gel_airlock_jupyter.rendering.escaping import one_line
from gel_airlock_jupyter.rendering.text import WIDTH, places_of, wrapped
from gel_airlock_jupyter.rendering.words import SIGN

CELL = 22


def document_text(document: ReviewDocument) -> str:
    """Return the report as text; tables wider than a page are cut, and say so."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: ReviewDocument) -> Iterator[str]:
    yield from _title(document.title, "=")
    yield f"{SIGN[document.verdict]} {document.verdict.upper()}"
    yield from wrapped("", CLAIM)
    yield from _facts(document.facts)
    yield from _title("Needs your judgement")
    yield from _judgement(document)
    yield from wrapped("Rules: ", document.rules_page)
    yield from _title("What is asked")
    yield from _facts(document.form)
    yield from _title("Outputs, most risky first")
    for sheet in document.sheets:
        yield from _sheet(sheet, document)
    yield from _title("What was not checked")
    for line in document.not_checked:
        yield from wrapped("- ", line)
    yield from _title("Decision")
    yield from _decision(document)
    yield from _title("How to verify in a terminal")
    yield from (f"  {line}" for line in document.verify)


def _title(text: str, line: str = "-") -> Iterator[str]:
    if line == "-":
        yield ""
    yield one_line(text)
    yield line * min(len(one_line(text)), WIDTH)


def _facts(facts: Facts) -> Iterator[str]:
    width = max((len(label) for label, _ in facts), default=0) + 2
    for label, text in facts:
        first, *rest = text.split("\n") or [""]
        yield from wrapped(f"{label + ':':<{width}}", first)
        for paragraph in rest:
            yield from wrapped(" " * width, paragraph)


def _judgement(document: ReviewDocument) -> Iterator[str]:
    heavy = [(finding, "the request") for finding in document.findings if finding.severity.rank < 2]
    heavy += [(f, f"{sheet.number}. {sheet.title}") for sheet in document.sheets for f in sheet.needs_judgement]
    if not heavy:
        yield "Nothing: no check failed or asks for review."
    for finding, where in heavy:
        yield from _finding(finding, document, f"{one_line(where)}: ")


def _finding(finding: Finding, document: ReviewDocument, where: str = "") -> Iterator[str]:
    start = f"{SIGN[finding.severity]} {finding.severity.upper():<7}"
    yield from wrapped(start, f"{where}{document.rule(finding.rule)}")
    yield from wrapped(" " * len(start), finding.message)
    if places := places_of(finding, len(finding.where)):
        yield from wrapped(f"{' ' * len(start)}where: ", places)


def _sheet(sheet: Sheet, document: ReviewDocument) -> Iterator[str]:
    report = sheet.report
    yield ""
    yield from wrapped(f"{SIGN[report.verdict]} {report.verdict.upper():<6} {sheet.number}. ", sheet.title)
    yield from wrapped("  ", sheet.description or "No description given.")
    for label, text in (("Exception asked for", sheet.exception), ("Justification", sheet.justification)):
        if text:
            yield from wrapped(f"  {label}: ", text)
    if sheet.image:
        yield from wrapped("  Figure: ", sheet.alt_text or "no description was given")
    yield from _text(sheet)
    if report.preview:
        yield from (f"  {line}" for line in _table(report.preview))
    for finding in sorted(report.findings, key=lambda finding: finding.severity.rank):
        yield from _finding(finding, document)
    yield from _facts(sheet.facts)
    if sheet.columns:
        yield "Columns:"
        yield from (f"  {line}" for line in _grid(sheet.columns))
    for entry in report.read_as:
        yield from wrapped("Read as:  ", f"{entry.column}: {entry.role} ({entry.reason})")


def _text(sheet: Sheet) -> Iterator[str]:
    """Yield the lines of a text file with their numbers, flagged ones with the sign of their severity."""
    for line in sheet.lines:
        sign = SIGN[line.severity] if line.severity else " "
        yield from wrapped(f"  {sign} {line.number:>4}  ", line.text)
    if len(sheet.lines) < sheet.total_lines:
        yield f"  Shown: {len(sheet.lines):,} of {sheet.total_lines:,} lines; all were checked."


def _table(preview: Preview) -> Iterator[str]:
    """Yield the cells in columns, flagged ones with the sign of their severity."""
    signs = {(row, column): f"{SIGN[severity]} " for row, column, severity in preview.flags}
    rows = [
        tuple(signs.get((at, column), "") + text for column, text in enumerate(row))
        for at, row in enumerate(preview.rows)
    ]
    yield from _grid((preview.header, *rows))
    if len(rows) < preview.total_rows or len(preview.header) < preview.total_columns:
        yield (
            f"Shown: {len(rows):,} of {preview.total_rows:,} rows, "
            f"{len(preview.header):,} of {preview.total_columns:,} columns; all were checked."
        )


def _grid(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    cells = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    fitting = 0
    while fitting < len(widths) and sum(widths[: fitting + 1]) + 2 * fitting <= WIDTH - 2:
        fitting += 1
    for row in cells:
        line = "  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row[:fitting]))
        yield line.rstrip()
    if fitting < len(widths):
        yield f"({len(widths) - fitting} more columns do not fit here; see index.html or the file)"


def _cut(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= CELL else plain[: CELL - 1] + "…"


def _decision(document: ReviewDocument) -> Iterator[str]:
    boxes = "   ".join(f"[ ] {word}" for word in DECISIONS)
    for sheet in sorted(document.sheets, key=lambda sheet: sheet.number):
        yield from wrapped(f"{sheet.number}. ", sheet.title)
        yield f"   {boxes}   because: {'_' * 40}"
    for line in SIGN_OFF:
        yield f"{line}: {'_' * 50}"
