"""From a table as read to the grid of counts that the disclosure mathematics works on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, parse
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.model import Reading, Role
from gel_airlock_jupyter.subjects import Column, TableView

# What may say in words what a row is, "Total" among it; a column called "disease" reads as an attribute of a person.
LABELS = (Role.LABEL, Role.GENE, Role.TEXT, Role.PERSON, Role.AGE, Role.DATE, Role.IDENTIFIER, Role.VARIANT)
NUMBER = re.compile(r"\bn\s*=\s*([\d,]+)", re.IGNORECASE)


@dataclass(frozen=True)
class CountGrid:
    """The counts of a table: `columns[j]` is the view's column behind column j of the grid; rows are the view's."""

    grid: Grid
    columns: tuple[Column, ...]


def marks_of(policy: Policy) -> Marks:
    """Return what masks mean under a policy."""
    settings = policy.settings("CT-01")
    secondary = Marks().secondary + tuple(policy.settings("CT-02").get("secondary_marks", ()))
    return Marks(
        threshold=int(settings.get("threshold", 5)), primary=str(settings.get("mask", "<5")), secondary=secondary
    )


def count_grid(view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]) -> CountGrid | None:
    """Return the grid of a table's counts of people, or None where nothing counts people."""
    positions = [role.position for role in reading.having(Role.COUNT, Role.UNKNOWN_COUNT)]
    columns = tuple(view.columns[position] for position in positions)
    if not any(reading.of(position) is Role.COUNT for position in positions) or not view.n_rows:
        return None
    marks = marks_of(policy)
    cells = [_quantities(column, marks) for column in columns]
    labels = [
        c for c in view.columns if c.is_index or (reading.of(c.position) in LABELS and c.position not in positions)
    ]
    texts = [list(column.texts) for column in labels]
    rows = tuple(tuple(str(text[row]) for text in texts) for row in range(view.n_rows))
    titles = [int(text.replace(",", "")) for text in NUMBER.findall(view.title)]
    if declared.get("n"):
        titles.append(int(declared["n"]))
    grid = Grid(
        cells=tuple(zip(*cells, strict=True)),
        rows=rows if texts else (),
        columns=tuple(column.path for column in columns),
        titles=tuple(titles),
        name=view.name,
    )
    return CountGrid(grid, columns)


def _quantities(column: Column, marks: Marks) -> list[Quantity | None]:
    known: dict[str, Quantity | None] = {}
    found: list[Quantity | None] = []
    for text in column.texts:
        if text not in known:
            known[text] = parse(text, None, marks) if text else None
        found.append(known[text])
    return found
