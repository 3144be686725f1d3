"""The neutral views a check may look at; readers make them, checks never see a library's own objects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from gel_airlock_jupyter.columns import Column as Column
from gel_airlock_jupyter.columns import Profile as Profile
from gel_airlock_jupyter.drawn import AxesInfo as AxesInfo
from gel_airlock_jupyter.drawn import Embedded as Embedded
from gel_airlock_jupyter.drawn import Mark as Mark
from gel_airlock_jupyter.drawn import Points as Points
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.fitted import Group as Group
from gel_airlock_jupyter.fitted import ModelView as ModelView

MISSING = ""
CUT = re.compile(r"[\w-](?:</?[a-zA-Z][^<>]*>|&#?\w+;)+[\w-]")  # a word with a tag or an entity in it


NAMED_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text an output carries, and where: header, index name, attrs, title, tick label, file metadata ..."""

    text: str
    where: Location


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that a file holds and a person who opens it does not see or cannot judge; `rule` speaks of it.

    `what` is its kind in a few words, such as "hidden sheet"; `severity` is "" where the rule's own applies.
    """

    rule: str
    what: str
    message: str
    fix: str = ""
    severity: str = ""


@dataclass(frozen=True, eq=False)
class TableView:
    """A table: columns (index levels first), names of its axes, and every text it carries besides its cells.

    `part` says where in a file of several parts it lies: "sheet 'A'", "results/table.csv"; findings begin with it.
    """

    name: str
    columns: tuple[Column, ...]
    n_rows: int
    row_axis: tuple[str, ...] = ()
    column_axis: tuple[str, ...] = ()
    title: str = ""
    carried: tuple[PlacedText, ...] = ()
    kind: str = "table"
    part: str = ""

    @cached_property
    def index(self) -> tuple[Column, ...]:
        """Return the columns that label rows."""
        return tuple(column for column in self.columns if column.is_index)

    @cached_property
    def body(self) -> tuple[Column, ...]:
        """Return the columns that are not index levels."""
        return tuple(column for column in self.columns if not column.is_index)

    @property
    def shape(self) -> tuple[int, int]:
        """Return (rows, columns without index levels)."""
        return self.n_rows, len(self.body)

    def row_label(self, row: int) -> str:
        """Return how a person would name the row: its index labels, else its first text cell, else its number.

        Where another row has the same name, its number comes first: `2 'tamoxifen'`.
        """
        label = self._name_of(row)
        if not label:
            return str(row + 1)
        return f"{row + 1} '{label}'" if label in self._repeated_names else f"'{label}'"

    def _name_of(self, row: int) -> str:
        return ", ".join(column.texts[row] for column in self._naming)

    @cached_property
    def _naming(self) -> Sequence[Column]:
        """Return the columns that a row is called by."""
        named = [c for c in self.index if c.kind == "text"] or [c for c in self.columns if c.kind == "text"][:1]
        return named or self.index

    @cached_property
    def _repeated_names(self) -> frozenset[str]:
        """Return the names that several rows have; none of a long table, whose names are not gone through."""
        if self.n_rows > NAMED_ROWS:
            return frozenset()
        times = Counter(map(self._name_of, range(self.n_rows)))
        return frozenset(name for name, number in times.items() if number > 1)

    def cell(self, row: int, column: Column) -> Location:
        """Return the place of one cell."""
        return Location("cell", f"row {self.row_label(row)}, column '{column.label}'", row, column.position)

    def whole_column(self, column: Column) -> Location:
        """Return the place of a column or index level."""
        kind = "index" if column.is_index else "column"
        return Location(kind, f"{kind} '{column.label}'", None, column.position)

    def placed_texts(self) -> Iterator[PlacedText]:
        """Yield every text besides the cells: title, axis names, headers, unused categories, attrs."""
        if self.title:
            yield PlacedText(self.title, Location("text", "title"))
        for name in (*self.row_axis, *self.column_axis):
            if name:
                yield PlacedText(name, Location("header", "name of an axis"))
        for column in self.columns:
            for level in column.path:
                yield PlacedText(level, Location("header", "column header", None, column.position))
            for text in column.carried:
                yield PlacedText(
                    text, Location("column", f"unused category of '{column.label}'", None, column.position)
                )
        yield from self.carried


class FigureText(NamedTuple):
    """A text in a figure: title, axis label, tick label, legend entry, annotation, bar label, gid, hover text.

    `beside` is the path of the mark it is printed on, where there is one.
    """

    text: str
    role: str
    axes: int | None = None
    visible: bool = True
    beside: str = ""

    @property
    def where(self) -> Location:
        """Return its place."""
        place = self.role if self.axes is None else f"{self.role}, axes {self.axes + 1}"
        return Location("text", place)


@dataclass(frozen=True)
class FigureView:
    """A figure read after it was made; `unread` names the parts no reader understands (a photograph, a 3-D surface)."""

    name: str
    library: str
    axes: tuple[AxesInfo, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: tuple[FigureText, ...] = ()
    kind: str = "figure"
    points: tuple[Points, ...] = ()
    embedded: tuple[Embedded, ...] = ()
    unread: tuple[str, ...] = ()
    part: str = ""

    @cached_property
    def sized_by_axes(self) -> Mapping[int, tuple[Mark, ...]]:
        """Return the marks that are seen and have a size, by axes."""
        found: dict[int, list[Mark]] = {}
        for mark in self.marks:
            if mark.visible and mark.inside and mark.value is not None and mark.value == mark.value:
                found.setdefault(mark.axes, []).append(mark)
        return {axes: tuple(marks) for axes, marks in found.items()}

    @cached_property
    def main_titles(self) -> tuple[str, ...]:
        """Return the titles of the whole figure."""
        return tuple(text.text for text in self.texts if text.role == "figure title")

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        """Return the number of every text, by identity: two texts may read the same."""
        return {id(text): number for number, text in enumerate(self.texts)}

    def place_of(self, text: FigureText) -> Location:
        """Return the place of one of its texts; `row` is its number, which tells texts of one role apart."""
        return replace(text.where, row=self._numbers.get(id(text)))

    def placed_texts(self) -> Iterator[PlacedText]:
        """Yield every text with its place."""
        for number, text in enumerate(self.texts):
            yield PlacedText(text.text, replace(text.where, row=number))


@dataclass(frozen=True)
class FileView:
    """A file's bytes as found: type by content, every text it carries as metadata, and what it holds unseen.

    `depth` is the number of archives that it lies in, itself included where it is one.
    """

    name: str
    media_type: str
    size: int
    metadata: tuple[PlacedText, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    refused: str = ""  # "opaque", "genomic" or "weights": kinds that never leave
    kind: str = "file"
    part: str = ""
    unseen: tuple[Unseen, ...] = ()
    depth: int = 0

    def placed_texts(self) -> Iterator[PlacedText]:
        """Yield the file name and its metadata."""
        yield PlacedText(self.name, Location("file", "file name"))
        yield from self.metadata


def _lines(text: str) -> Iterator[PlacedText]:
    for number, line in enumerate(text.splitlines(), 1):
        yield PlacedText(line, Location("text", f"line {number}", number - 1))


@dataclass(frozen=True)
class TextView:
    """A text: a string, printed output, Markdown, a script.

    `prose` is what a script says in words, its comments and literals, line by line; the code between them is blank.
    It is the text itself where that is no script.
    """

    name: str
    text: str
    kind: str = "text"
    part: str = ""
    language: str = ""
    words: str | None = None

    @property
    def prose(self) -> str:
        """Return the text without what is code."""
        return self.text if self.words is None else self.words

    def placed_texts(self) -> Iterator[PlacedText]:
        """Yield the text line by line; lines with tags or entities within words also as they are read in a browser."""
        yield from _lines(self.text)
        if self.words is None or self.language or not CUT.search(self.text):
            return
        lines, said = self.text.splitlines(), list(_lines(self.words))
        for number, placed in enumerate(said):
            if len(lines) != len(said) or CUT.search(lines[number]):
                yield placed

    def placed_prose(self) -> Iterator[PlacedText]:
        """Yield the text line by line, without what is code."""
        yield from _lines(self.prose)


@dataclass(frozen=True)
class RequestView:
    """A request: its form, and what it would send."""

    name: str
    form: Mapping[str, str]
    outputs: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "request"

    def placed_texts(self) -> Iterator[PlacedText]:
        """Yield the form's answers and the outputs' names, titles and descriptions."""
        for name, answer in self.form.items():
            yield PlacedText(answer, Location("field", f"form field '{name}'"))
        for output in self.outputs:
            for key in ("file", "title", "description", "alt_text", "justification", "exception"):
                text = str(output.get(key) or "")
                yield PlacedText(text, Location("output", f"{key} of output '{output.get('file', '')}'"))


@dataclass(frozen=True, eq=False)
class JointView:
    """Several outputs taken together; `analysis` is the audit of them all (`joint.analysis.Analysis`).

    `trouble` says in words what could not be compared, such as a damaged line of the ledger.
    """

    name: str
    analysis: Any
    trouble: tuple[str, ...] = ()
    kind: str = "several"

    def placed_texts(self) -> Iterator[PlacedText]:
        """Yield nothing: the texts are judged with the outputs that carry them."""
        return iter(())


View = TableView | FigureView | ModelView | FileView | TextView | RequestView | JointView
