"""From a table as read to the grid of counts that the disclosure mathematics works on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from operator import attrgetter
from typing import Any

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, unknown
from gel_airlock_jupyter.disclosure.reading import SIZE, parse, parse_all, plain_counts
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.model import Reading, Role
from gel_airlock_jupyter.subjects import Column, TableView

# What may say in words what a row is, "Total" among it; a column called "disease" reads as an attribute of a person.
LABELS = (Role.LABEL, Role.GENE, Role.TEXT, Role.PERSON, Role.AGE, Role.DATE, Role.IDENTIFIER, Role.VARIANT)
POINT_ZERO = re.compile(r"(?<=\d)\.0+(?!\d)")  # whole numbers as programs write them that know only floats
FINEST = 10**6  # percentages are kept to so small a part of a per cent: enough to tell counts up to a hundred million
Cells = list[Quantity | None]
Known = dict[str, Quantity | None]  # what each text of a table's counts says
Table = tuple[tuple[Quantity | None, ...], ...]


@dataclass(frozen=True)
class CountGrid:
    """The counts of a table, and the percentages beside them.

    `columns[j]` is the view's column behind column j of the grid (`12 (3.4%)` gives two columns); rows are the view's;
    `labels` are the view's columns that label the rows.
    """

    grid: Grid
    columns: tuple[Column, ...]
    labels: tuple[Column, ...] = ()


def marks_of(policy: Policy) -> Marks:
    """Return what masks mean under a policy."""
    settings = policy.settings("CT-01")
    secondary = Marks().secondary + tuple(policy.settings("CT-02").get("secondary_marks", ()))
    return Marks(
        threshold=int(settings.get("threshold", 5)), primary=str(settings.get("mask", "<5")), secondary=secondary
    )


def count_grid(
    view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any], *, shares: bool = False
) -> CountGrid | None:
    """Return the grid of a table's counts of people, or None where nothing counts people.

    With `shares` also that of a table that has percentages only.
    """
    counting = [role.position for role in reading.having(Role.COUNT, Role.UNKNOWN_COUNT)]
    wanted = (Role.COUNT, Role.PERCENTAGE) if shares else (Role.COUNT,)
    if not reading.having(*wanted) or not view.n_rows:
        return None
    marks = marks_of(policy)
    columns: list[Column] = []
    cells: list[Cells] = []
    known: Known = {}
    for role in reading.having(Role.COUNT, Role.UNKNOWN_COUNT, Role.PERCENTAGE):
        column = view.columns[role.position]
        for found in _percentages(column) if role.role is Role.PERCENTAGE else _counts(column, marks, known):
            columns.append(column)
            cells.append(_without(found, role.other_rows) if role.other_rows else found)
    labels = tuple(
        c for c in view.columns if c.is_index or (reading.of(c.position) in LABELS and c.position not in counting)
    )
    if not cells:
        return None
    rows = tuple(zip(*(column.texts for column in labels), strict=True))
    said = (
        view.title,
        *(part for column in columns for part in column.path),
        *(part for path in rows for part in path),
    )
    titles = [int(number.replace(",", "")) for text in dict.fromkeys(said) for number in SIZE.findall(text)]
    if declared.get("n"):
        titles.append(int(declared["n"]))
    if int(declared.get("rounded") or 0) >= marks.threshold:
        cells = _rounded(cells, int(declared["rounded"]))
    grid = Grid(
        cells=_neutral_alone(tuple(zip(*cells, strict=True)), marks),
        rows=rows,
        columns=tuple(column.path for column in columns),
        titles=tuple(titles),
        name=view.name,
    )
    return CountGrid(grid, tuple(columns), labels)


def neutral(cells: Table, marks: Marks) -> Table:
    """Return cells in which a complementary mark may also stand for a small count."""
    return tuple(tuple(_neutral(cell, marks) for cell in row) for row in cells)


def _neutral(cell: Quantity | None, marks: Marks) -> Quantity | None:
    if cell is None or cell.mark != "complementary" or cell.lower != marks.threshold:
        return cell
    return replace(cell, lower=marks.smallest_hidden)


def _neutral_alone(cells: Table, marks: Marks) -> Table:
    """Return cells with neutral marks where `<5` is nowhere: a table masked with `*` alone hides small counts so."""
    used = set(map(attrgetter("mark"), filter(None, chain.from_iterable(cells))))
    return cells if "masked" in used or "complementary" not in used else neutral(cells, marks)


def _counts(column: Column, marks: Marks, known: Known) -> list[Cells]:
    """Return a column of counts, and the percentages printed in its cells where there are any."""
    compound = any("%" in text or "(" in text for text in set(column.texts))
    counts = _read(column, lambda text: _count(text, marks), known, marks)
    if not compound:
        return [counts]
    percentages = _read(
        column, lambda text: next((q for q in parse_all(text, None, marks)[1:] if q.unit == "percent"), None)
    )
    return [counts, percentages] if any(cell is not None for cell in percentages) else [counts]


def _without(cells: Cells, rows: frozenset[int]) -> Cells:
    """Return a column of counts in which the cells of some rows are plain numbers: they count nobody."""
    return [cell.with_unit("number") if cell is not None and i in rows else cell for i, cell in enumerate(cells)]


def _count(text: str, marks: Marks) -> Quantity:
    """Read one cell of a column of counts; what is no count, such as -9 or `n/a`, hides one."""
    found = parse(text, None, marks)
    return unknown(text) if found is None or (found.lower is not None and found.lower < 0) else found


def _rounded(cells: list[Cells], base: int) -> list[Cells]:
    """Return counts as what they may be behind a rounding to a base; as they stand where one is no multiple of it.

    A difference of multiples is never 1 to base - 1: to say so of a table that was not rounded hides nothing, as long
    as the base is not below the threshold.
    """
    shown = [cell for column in cells for cell in column if cell is not None and cell.unit == "count" and cell.is_exact]
    if any(int(cell.lower or 0) % base for cell in shown):
        return cells
    return [[_around(cell, base) for cell in column] for column in cells]


def _around(cell: Quantity | None, base: int) -> Quantity | None:
    if cell is None or cell.unit != "count" or not cell.is_exact:
        return cell
    value = int(cell.lower or 0)
    return replace(cell, lower=max(0, value - base + 1), upper=value + base - 1, mark="rounded")


def _percentages(column: Column) -> list[Cells]:
    """Return a column of percentages; shares from 0 to 1 are taken times a hundred."""
    profile = column.profile
    is_share = profile is not None and profile.maximum <= 1 and "%" not in column.label

    def read(text: str) -> Quantity | None:
        found = parse(text, "percent")
        if found is None or found.unit != "percent" or found.lower is None or found.upper is None:
            return None
        factor = 100 if is_share else 1
        return replace(found, lower=found.lower * factor, upper=found.upper * factor)

    cells = _read(column, read)
    return [cells] if any(cell is not None for cell in cells) else []


def _read(
    column: Column, read: Callable[[str], Quantity | None], known: Known | None = None, marks: Marks | None = None
) -> Cells:
    """Read every cell; equal texts are read once, and give one and the same quantity.

    With `marks` plain digits are counts.
    """
    known = {} if known is None else known
    texts = list(column.texts)
    if marks is not None:
        known.update(plain_counts(set(texts).difference(known), marks))
    for text in set(texts).difference(known):
        known[text] = _coarse(read(POINT_ZERO.sub("", text) if "." in text else text)) if text else None
    return [known[text] for text in texts]


def _coarse(quantity: Quantity | None) -> Quantity | None:
    """Return a percentage with ends of few digits, rounded outwards: the audit works in 64-bit whole numbers."""
    if quantity is None or quantity.unit != "percent" or quantity.lower is None or quantity.upper is None:
        return quantity
    low = Fraction(math.floor(quantity.lower * FINEST), FINEST)
    high = Fraction(math.ceil(quantity.upper * FINEST), FINEST)
    return replace(quantity, lower=low, upper=high)
