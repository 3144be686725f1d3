"""`airlock.fix` for files: a cleaned copy beside the original, which stays as it is."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import engine, together
from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.fixing.archives import fixed_archive
from gel_airlock_jupyter.fixing.fix import fix_several
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.fixing.how import How
from gel_airlock_jupyter.joint.published import Earlier
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers import archives, delimited, notebooks
from gel_airlock_jupyter.readers import pandas as pandas_frames
from gel_airlock_jupyter.readers.corner import header_of
from gel_airlock_jupyter.readers.files import views_of_file
from gel_airlock_jupyter.readers.grids import TextGrid, table_of
from gel_airlock_jupyter.readers.images import MEDIA_TYPES as PICTURES
from gel_airlock_jupyter.readers.office.sheet import without_hidden
from gel_airlock_jupyter.readers.office.workbook import tables_in, workbook_of
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import TableView
from gel_airlock_jupyter.together import Part
from gel_airlock_jupyter.writers.delimited import to_csv

FIXABLE = (*delimited.MEDIA_TYPES, ".xlsx", ".ipynb", ".png", *PICTURES)
OTHER_WAYS: Mapping[str, str] = {
    ".html": "Print it to a PDF, and export that.",
    ".htm": "Print it to a PDF, and export that.",
    ".docx": "Remove what the check names, or save it as PDF.",
    ".pptx": "Remove what the check names, or save it as PDF.",
    ".pdf": "Make it anew from the figure: stage the figure object.",
    ".svg": "Make it anew from the figure: stage the figure object.",
}


@dataclass(frozen=True)
class Fixing:
    """What a fix of a file goes by: policy, declarations, earlier requests, method."""

    policy: Policy
    declared: Mapping[str, Any]
    earlier: Earlier
    how: How


def is_path(obj: Any) -> bool:
    """Return whether an output is a file that exists."""
    return isinstance(obj, str | os.PathLike) and len(os.fspath(obj)) < 1000 and Path(obj).is_file()


def fix_file(path: Path, name: str, fixing: Fixing, target: Path | None = None) -> Fixed:
    """Write a copy of a file that passes the check, or comes as near to it as can be.

    Of a workbook the visible cells are kept as values, and its tables are masked like any others; of a notebook
    sources; of a picture pixels; a table in text is masked. The files of an archive are fixed one by one, its tables
    together, and packed anew.

    Parameters
    ----------
    path : Path
        The file; it is not changed.
    name : str
        Its name, for the report.
    fixing : Fixing
        What to go by.
    target : Path, optional
        Where to write; beside the file as `NAME-fixed` by default. An existing file is never written over.

    Returns
    -------
    Fixed
        `output` is the path of the copy.

    Raises
    ------
    InputError
        For kinds of files that cannot be fixed, with the other way out, or if the target exists.
    """
    data, words, suffix = _fixed(path, name, fixing)
    stem = path.stem.removesuffix(".tar") if archives.is_archive(path) else path.stem
    written = written_to(target or path.with_name(f"{stem}-fixed{suffix}"), data, numbered=target is None)
    report = _judged(written, fixing)
    fatal = [finding for finding in report.findings if str(finding.severity) == "fail"]
    left = [f"could not fix {finding.rule}: {finding.message} {finding.fix or ''}".rstrip() for finding in fatal]
    return Fixed(written, report, (*words, *left))


def _fixed(path: Path, name: str, fixing: Fixing, depth: int = 1) -> tuple[bytes, tuple[str, ...], str]:
    """Return the bytes of a fixed copy, what was changed, and its suffix; `depth` counts archives in each other."""
    suffix = path.suffix.lower()
    if archives.is_archive(path):
        if depth > archives.DEEPEST:
            raise InputError(f"Archives lie in each other more than {archives.DEEPEST} deep.", "Pack files.")
        data, words = fixed_archive(
            path,
            lambda member: _fixed(member, member.name, fixing, depth + 1),
            lambda members: _tables(members, name, fixing),
        )
        return data, words, ".zip"
    if suffix not in FIXABLE:
        hint = OTHER_WAYS.get(suffix, "Mend it where it was made, then check it again.")
        raise InputError(f"'{path.name}' cannot be fixed automatically.", hint)
    if suffix in delimited.MEDIA_TYPES:
        masked, words = _tables({name: path}, name, fixing)
        return masked[name], tuple(word.removeprefix(f"{name}: ") for word in words), suffix
    if suffix == ".xlsx":
        return *_workbook(path, name, fixing), suffix
    return (*cleared_notebook(path), suffix) if suffix == ".ipynb" else (*_pixels(path), ".png")


def cleared_notebook(path: Path) -> tuple[bytes, tuple[str, ...]]:
    """Return a notebook's bytes without outputs and metadata, and what was taken out."""
    data: list[bytes] = []
    words = notebooks.clear(path, data.append)
    return data[0], words


def written_to(target: Path, data: bytes, *, numbered: bool) -> Path:
    """Write a new file, under the next free name where `numbered`.

    Raises
    ------
    InputError
        If there is a file of that name already, or it cannot be written.
    """
    found, number = target, 2
    while numbered and os.path.lexists(found):
        found = target.with_name(f"{target.stem}-{number}{target.suffix}")
        number += 1
    if os.path.lexists(found):
        raise InputError(f"'{found.name}' exists already.", "Choose another name, or remove it.")
    try:
        write_bytes(found, data)
    except OSError as error:
        raise InputError(f"'{found}' could not be written: {error.strerror}.", "Choose another folder.") from error
    return found


def _judged(path: Path, fixing: Fixing) -> Report:
    part = Part(path.name, views_of_file(path), fixing.declared)
    report = engine.run(part.views, fixing.policy, fixing.declared)
    if together.has_several([part], fixing.earlier):
        report = together.added(report, together.judge(path.name, [part], fixing.policy, fixing.earlier))
    return report


def _masked(tables: Mapping[str, TableView], name: str, fixing: Fixing) -> tuple[dict[str, TableView], list[str]]:
    """Return tables masked together, and what was changed."""
    frames = {part: frame_of(view) for part, view in tables.items() if view.n_rows}
    if not frames:
        return dict(tables), []
    fixed = fix_several(frames, name, fixing.policy, fixing.declared, fixing.earlier, fixing.how)
    masked = {part: pandas_frames.read(frame, name) for part, frame in fixed.output.items()}
    words = [change for change in fixed.changes if not change.startswith("could not fix")]
    return {part: masked.get(part, view) for part, view in tables.items()}, words


def frame_of(view: TableView) -> Any:
    """Return a table of texts as a pandas frame: numbers as numbers, labels of rows as its index."""
    import pandas as pd

    def values(position: int) -> Any:
        column = view.columns[position]
        if column.numbers is None:
            return [text or None for text in column.texts]
        whole = column.kind == "whole" and not pd.isna(column.numbers).any()
        return column.numbers.astype("int64") if whole else column.numbers

    body = [column.position for column in view.body]
    index = [column.position for column in view.index]
    frame = pd.DataFrame({at: values(at) for at in body}, columns=body)
    if index:
        levels = [pd.Index(values(at)) for at in index]
        names = [view.columns[at].label or None for at in index]
        frame.index = pd.MultiIndex.from_arrays(levels, names=names) if len(index) > 1 else levels[0].rename(names[0])
    paths = [view.columns[at].path for at in body]
    depth = {len(path) for path in paths}
    if depth and depth != {1} and len(depth) == 1:
        frame.columns = pd.MultiIndex.from_tuples(paths, names=view.column_axis or None)
    else:
        name = view.column_axis[0] if len(view.column_axis) == 1 else None
        frame.columns = pd.Index([view.columns[at].label for at in body], name=name)
    return frame


def _tables(members: Mapping[str, Path], name: str, fixing: Fixing) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return delimited tables, masked together, as bytes of the kind that each of them was."""
    views = {member: delimited.read(path, member) for member, path in members.items()}
    masked, words = _masked(views, name, fixing)
    data = {member: _delimited(masked[member], path.suffix.lower()) for member, path in members.items()}
    return data, tuple(words)


def _delimited(view: TableView, suffix: str) -> bytes:
    data = to_csv(view)
    if suffix != ".tsv":
        return data
    target = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    csv.writer(target, delimiter="\t", lineterminator="\n").writerows(rows)
    return target.getvalue().encode()


def _workbook(path: Path, name: str, fixing: Fixing) -> tuple[bytes, tuple[str, ...]]:
    from gel_airlock_jupyter.writers.workbook import to_xlsx

    book = workbook_of(path, name)
    grids: dict[str, tuple[str, TextGrid]] = {}
    words = [f"removed the hidden sheet '{sheet.name}'" for sheet, state in book.sheets if state != "visible"]
    for sheet, state in book.sheets:
        if state != "visible":
            continue
        shown = without_hidden(sheet)
        hidden = len(sheet.cells) - len(shown.cells)
        if hidden:
            words.append(f"removed {plural(hidden, 'cell')} in hidden rows and columns of sheet '{sheet.name}'")
        grids |= {part: (sheet.name, grid) for grid, part in tables_in(shown)}
    told = ("hidden sheet", "hidden row", "hidden column")
    words += [f"removed: {kind}" for kind in dict.fromkeys(entry.what for entry in book.unseen) if kind not in told]
    tables = {part: table_of(grid, name) for part, (_, grid) in grids.items() if len(grid.rows) > 1}
    masked, changes = _masked(tables, name, fixing)
    sheets: dict[str, list[Sequence[str]]] = {}
    for part, (sheet_name, grid) in grids.items():
        rows = sheets.setdefault(sheet_name, [])
        rows += [[]] if rows else []
        rows += [[grid.title]] if grid.title else []
        rows += _rows(masked[part]) if part in masked else grid.rows
    return to_xlsx(list(sheets.items()) or [("Sheet1", [])]), (*words, *changes)


def _rows(view: TableView) -> list[Sequence[str]]:
    cells = zip(*(column.texts for column in view.columns), strict=True) if view.columns else ()
    return [header_of(view), *map(list, cells)]


def _pixels(path: Path) -> tuple[bytes, tuple[str, ...]]:
    from gel_airlock_jupyter.writers.png import from_picture

    return from_picture(path), ("kept the pixels only, as PNG",)
