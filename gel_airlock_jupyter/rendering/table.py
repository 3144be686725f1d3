"""The preview of a table, with the offending cells marked by sign, colour and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gel_airlock_jupyter.findings import Preview, Report, Severity
from gel_airlock_jupyter.rendering.escaping import escape
from gel_airlock_jupyter.rendering.words import SIGN, counted

NUMBER = re.compile(r"[-+−]?[\d.,\s]*\d\s*%?|<\s*\d+|\*+|\d+\s*[-–]\s*\d+|n/?a|nan|", re.IGNORECASE)
HEADER = -1


@dataclass(frozen=True)
class Marks:
    """What is marked: severity and rules by (row, column) of the preview, and the columns that are set flush right."""

    flags: Mapping[tuple[int, int], str]
    rules: Mapping[tuple[int, int], str]
    numeric: frozenset[int]


def preview_table(report: Report) -> str:
    """Return the preview as HTML, or an empty string where there is none."""
    preview = report.preview
    if preview is None or not preview.header:
        return ""
    marks = _marks(report, preview)
    corner = '<th scope="col" class="at">row</th>' if _is_partial(preview) else ""
    head = "".join(_cell("th", "col", text, HEADER, at, marks) for at, text in enumerate(preview.header))
    body = "".join(f"<tr>{''.join(_row(preview, at, marks))}</tr>" for at in range(len(preview.rows)))
    label = escape(f"Cells of {report.name}")
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{body}</tbody></table></div>{_caption(preview, marks)}"
    )


def _row(preview: Preview, row: int, marks: Marks) -> Iterator[str]:
    if _is_partial(preview):
        yield f'<td class="at">{preview.row_numbers[row]:,}</td>'
    for column, text in enumerate(preview.rows[row]):
        labels = column < preview.index_columns
        yield _cell("th" if labels else "td", "row" if labels else "", text, row, column, marks)


def _cell(tag: str, scope: str, text: str, row: int, column: int, marks: Marks) -> str:
    classes = ["number"] if column in marks.numeric else []
    title, sign = "", ""
    if severity := marks.flags.get((row, column)):
        classes += ["flag", severity]
        why = escape(f"{severity}: {marks.rules.get((row, column), 'see the findings')}")
        title = f' title="{why}"'
        sign = f'<span class="sign" role="img" aria-label="{why}">{SIGN[severity]}</span>'
    named = f' class="{" ".join(classes)}"' if classes else ""
    scoped = f' scope="{scope}"' if scope else ""
    return f"<{tag}{scoped}{named}{title}>{sign}{escape(text)}</{tag}>"


def _is_partial(preview: Preview) -> bool:
    return len(preview.rows) < preview.total_rows


def _caption(preview: Preview, marks: Marks) -> str:
    shown, total = len(preview.rows), preview.total_rows
    parts = []
    if _is_partial(preview):
        first = preview.row_numbers == tuple(range(1, shown + 1))
        parts.append(f"{'first ' if first else ''}{shown:,} of {counted(total, 'row')}")
    if len(preview.header) < preview.total_columns:
        parts.append(f"{len(preview.header):,} of {counted(preview.total_columns, 'column')}")
    said = f"Shown: {', '.join(parts)}; all were checked. " if parts else ""
    levels = [level for level in Severity if level in set(marks.flags.values())]
    key = " · ".join(f"{SIGN[level]} {level}" for level in levels)
    text = escape(f"{said}{f'Marked: {key}' if key else ''}".strip())
    return f'<p class="caption soft">{text}</p>' if text else ""


def _marks(report: Report, preview: Preview) -> Marks:
    """Join the preview's own flags with what the findings say about headers and rules."""
    rules: dict[tuple[int, int], dict[str, None]] = {}
    headers: dict[tuple[int, int], str] = {}
    for key, rule, severity in _placed(report, preview):
        rules.setdefault(key, {})[rule] = None
        if key[0] == HEADER:
            headers.setdefault(key, severity)
    flags = {**headers, **{(row, column): severity for row, column, severity in preview.flags}}
    return Marks(flags, {key: ", ".join(found) for key, found in rules.items()}, _number_columns(preview))


def _placed(report: Report, preview: Preview) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield (row, column) of the preview, rule and severity of every place, the heaviest findings first.

    Columns of places are those of the whole table: they fit only a preview that left no column out.
    """
    if len(preview.header) < preview.total_columns:
        return
    rows = {number - 1: at for at, number in enumerate(preview.row_numbers)}
    for finding in sorted(report.findings, key=lambda finding: finding.severity.rank):
        for place in finding.where:
            row = HEADER if place.row is None else rows.get(place.row)
            if row is not None and place.column is not None and place.column < len(preview.header):
                yield (row, place.column), finding.rule, str(finding.severity)


def _number_columns(preview: Preview) -> frozenset[int]:
    """Return columns in which every cell reads as a number, a masked number or nothing."""
    wide = range(preview.index_columns, len(preview.header))
    return frozenset(at for at in wide if all(NUMBER.fullmatch(row[at].strip()) for row in preview.rows))
