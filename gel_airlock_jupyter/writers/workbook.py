"""Tables and texts as a plain xlsx workbook: values only, the same bytes every time, no name of a person or program."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from gel_airlock_jupyter.errors import InputError

NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MOST_ROWS, MOST_COLUMNS, LONGEST_NAME, LONGEST_TEXT = 1_048_576, 16_384, 31, 32_767
DATE = (1980, 1, 1, 0, 0, 0)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
Row = Sequence[str]


def to_xlsx(sheets: Sequence[tuple[str, Sequence[Row]]]) -> bytes:
    """Return a workbook.

    Parameters
    ----------
    sheets : sequence of (name, rows)
        Cells as texts; what is written like a number becomes one. A text that begins like a formula stays a text.

    Raises
    ------
    InputError
        If a sheet is larger than the format allows, or a text longer.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in _parts(sheets):
            entry = zipfile.ZipInfo(part, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, text)
    return target.getvalue()


def _parts(sheets: Sequence[tuple[str, Sequence[Row]]]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{kinds}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name="{_attribute(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, _names(name for name, _ in sheets), strict=True)
    )
    yield "xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>'
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", STYLES
    for number, (name, rows) in enumerate(sheets, 1):
        if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
            raise InputError(f"Sheet '{name}' is larger than xlsx allows.", "Export it as csv.")
        body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        yield (
            f"xl/worksheets/sheet{number}.xml",
            f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>',
        )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    entry = '<Relationship Id="rId{}" Type="{}/{}" Target="{}"/>'
    entries = "".join(entry.format(n, RELS, kind, target) for n, (kind, target) in enumerate(targets, 1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def _cell(text: str) -> str:
    if not text:
        return "<c/>"
    if NUMBER.fullmatch(text):
        return f"<c><v>{text}</v></c>"
    if len(text) > LONGEST_TEXT:
        raise InputError(f"A cell has {len(text):,} characters; xlsx allows {LONGEST_TEXT:,}.", "Export it as csv.")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(CONTROL.sub("", text))}</t></is></c>'


def _attribute(text: str) -> str:
    return escape(CONTROL.sub("", text), {'"': "&quot;"})


def _names(names: Iterable[str]) -> Iterator[str]:
    """Yield names that a sheet may have, each once."""
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        plain = NOT_IN_NAMES.sub(" ", name).strip("' ")[:LONGEST_NAME] or f"Sheet{number}"
        if plain.casefold() in seen:
            plain = f"{plain[:24]} ({number})"
        seen.add(plain.casefold())
        yield plain
