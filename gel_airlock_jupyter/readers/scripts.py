"""Texts and scripts: the whole is judged for identifiers and secrets, comments and literals for what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.plain_text import unstyled
from gel_airlock_jupyter.readers.code_words import LANGUAGES, words_in
from gel_airlock_jupyter.readers.delimited import view_of
from gel_airlock_jupyter.readers.dialect import text_of
from gel_airlock_jupyter.readers.grids import grid_of, table_of
from gel_airlock_jupyter.readers.parts import with_tables
from gel_airlock_jupyter.readers.spaced import table_of_text
from gel_airlock_jupyter.subjects import FileView, TextView, View

TYPES: Mapping[str, str] = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".rst": "text/x-rst",
    ".log": "text/plain",
    ".out": "text/plain",
    ".err": "text/plain",
    ".py": "text/x-python",
    ".r": "text/x-r",
    ".rmd": "text/markdown",
    ".qmd": "text/markdown",
    ".sql": "application/sql",
    ".sh": "text/x-shellscript",
    ".bash": "text/x-shellscript",
    ".nf": "text/plain",
    ".groovy": "text/plain",
    ".config": "text/plain",
    ".wdl": "text/plain",
    ".cwl": "text/plain",
    ".smk": "text/x-python",
    ".jl": "text/plain",
    ".do": "text/plain",
    ".pl": "text/plain",
    ".js": "text/javascript",
    ".ts": "text/plain",
    ".c": "text/x-c",
    ".cpp": "text/x-c",
    ".h": "text/x-c",
    ".java": "text/plain",
    ".rs": "text/plain",
    ".go": "text/plain",
    ".css": "text/css",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".toml": "application/toml",
    ".ini": "text/plain",
    ".cfg": "text/plain",
    ".xml": "application/xml",
    ".tex": "application/x-tex",
    ".bib": "application/x-bibtex",
    ".graphml": "application/xml",
    ".gml": "text/plain",
    ".dot": "text/vnd.graphviz",
    ".nwk": "text/plain",
    ".tree": "text/plain",
    ".nex": "text/plain",
    ".newick": "text/plain",
    ".rproj": "text/plain",
}
# Files without an extension that everybody knows.
NAMES = frozenset(
    [
        *("readme", "license", "licence", "makefile", "dockerfile", "snakefile", "changelog", "notice", "authors"),
        *("description", "namespace", "requirements", ".gitignore", ".dockerignore"),
    ]
)
PROSE = (".txt", ".md", ".markdown", ".rst", ".out", ".rmd", ".qmd")  # in which tables are printed or written
TABULAR = (".txt", ".out", ".log")  # which may be tables throughout
SPOKEN = 100_000  # characters: a longer table is read as nothing else
LARGEST = 50_000_000  # bytes
DEEPEST = 60
MOST_TABLES = 50


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a text or script; records in JSON are tables too.

    Raises
    ------
    Unreadable
        If it is no UTF-8 text, or too large.
    """
    suffix = path.suffix.lower()
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST:,} bytes of text.", "Only results leave: shorten it.")
    text = text_of(path)
    view = FileView(path.name, TYPES.get(suffix, "text/plain"), path.stat().st_size)
    if suffix in (".json", ".jsonl"):
        return (*_of_json(text, name, lines=suffix == ".jsonl"), view)
    whole = table_of_text(text) if suffix in TABULAR else None
    if whole is not None:
        table = view_of(whole, name)
        return (table, view) if len(text) > SPOKEN else (table, text_view(text, name, part="text"), view)
    shown = text_view(text, name, language_of(suffix, path.name))
    return (*(with_tables(shown) if suffix in PROSE else (shown,)), view)


def read_unknown(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a file of an unknown kind, if it is a text by its name or its first bytes.

    Raises
    ------
    Unreadable
        If it is not.
    """
    stem = path.name.casefold().partition(".")[0] or path.name.casefold()
    if stem in NAMES or path.name.casefold() in NAMES or path.name.casefold().startswith("readme"):
        return read(path, name)
    raise Unreadable(
        f"'{path.name}' is of a type that cannot be checked ({path.suffix.lower() or 'no extension'}).",
        "Export tables as csv, figures as png, text as txt or md; binary files may not leave.",
    )


def language_of(suffix: str, name: str = "") -> str:
    """Return the language of a script by its extension, or by the name it goes by; "" for prose."""
    known = {".rmd": "markdown", ".qmd": "markdown"} | {end: lang for lang, ends in LANGUAGES.items() for end in ends}
    named = {"dockerfile": "shell", "makefile": "shell", "snakefile": "python"}
    return known.get(suffix, named.get(name.casefold(), ""))


def text_view(text: str, name: str, language: str = "", part: str = "") -> TextView:
    """Return a text as a view; of a script the words are told from the code.

    Parameters
    ----------
    text : str
        The whole.
    name, part : str
        Name of the file, and of the part of it.
    language : str
        As `language_of` gives it.
    """
    text = unstyled(text)
    return TextView(name, text, part=part, language=language, words=words_in(text, language) if language else None)


def _of_json(text: str, name: str, *, lines: bool) -> tuple[View, ...]:
    """Return the tables in JSON, and the whole as text: long files on few lines are laid out for that."""
    try:
        entries = [json.loads(line) for line in text.splitlines() if line.strip()] if lines else [json.loads(text)]
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"'{name}' is no JSON.", "Export a table as csv.") from error
    found: list[View] = []
    _tables(entries if lines else entries[0], name, "", found, 0)
    laid_out = json.dumps(entries if lines else entries[0], indent=1, ensure_ascii=False)
    return (*found, TextView(name, laid_out, part="text" if found else ""))


def _tables(data: Any, name: str, path: str, found: list[View], depth: int) -> None:
    """Collect lists of flat records and records of equally long lists, wherever they lie."""
    if depth > DEEPEST or len(found) > MOST_TABLES:
        raise Unreadable(f"'{name}' nests too deep or holds too many tables.", "Export tables as csv.")
    rows = rows_in(data)
    if rows is not None:
        found.append(table_of(grid_of(rows), name, f"data{path}" if path else "data"))
        return
    if isinstance(data, Mapping):
        for key, value in data.items():
            _tables(value, name, f"{path}.{str(key)[:40]}", found, depth + 1)
    elif isinstance(data, list) and data and isinstance(data[0], list | dict):
        for number, value in enumerate(data[: MOST_TABLES * 4], 1):
            _tables(value, name, f"{path}[{number}]", found, depth + 1)


def rows_in(data: Any) -> list[list[str]] | None:
    """Return JSON values as rows of texts, header first, where they are a table; None where they are not.

    Tables are lists of flat records, records of equally long lists of plain values, and lists of lists after a first
    one of texts.
    """
    if isinstance(data, list) and data and all(isinstance(entry, dict) for entry in data):
        columns = list(dict.fromkeys(str(key) for entry in data for key in entry))
        if all(_is_plain(value) for entry in data for value in entry.values()):
            return [columns, *([_text(entry.get(key)) for key in columns] for entry in data)]
    if isinstance(data, dict) and data and all(isinstance(value, list) for value in data.values()):
        lengths = {len(value) for value in data.values()}
        if len(lengths) == 1 and lengths != {0} and all(_is_plain(cell) for value in data.values() for cell in value):
            return [list(map(str, data)), *(list(map(_text, row)) for row in zip(*data.values(), strict=True))]
    if isinstance(data, list) and len(data) > 1 and all(_is_row(entry) for entry in data):
        width = {len(entry) for entry in data}
        if len(width) == 1 and width != {0}:
            return [list(map(_text, entry)) for entry in data]
    if isinstance(data, dict) and len(data) > 1 and all(_is_count(value) for value in data.values()):
        return [["name", "value"], *([str(key), _text(value)] for key, value in data.items())]
    return None


def _is_row(entry: Any) -> bool:
    return isinstance(entry, Sequence) and not isinstance(entry, str) and all(map(_is_plain, entry))


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
