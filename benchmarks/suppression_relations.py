"""How well relations are found without labels: totals, nested subtotals, and what is none."""

from __future__ import annotations

import numpy as np
from suppression_instances import rand
from suppression_rows import Row, timed

from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.disclosure.relations import Grid, find
from gel_airlock_jupyter.disclosure.system import Key

Table = np.ndarray


def rows(tables: int) -> list[Row]:
    """Measure time, what is found in ``tables`` tables of each kind, and what is found in a thousand without any."""
    large = rand((50, 20), 3)[:-1, :-1]
    spent = min(timed(lambda: find(_grid(large)))[0] for _ in range(3))
    rng = np.random.default_rng(9)
    false = sum(
        bool(find(_grid(rand((int(rng.integers(3, 15)), int(rng.integers(2, 8))), k)[:-1, :-1]))) for k in range(1000)
    )
    found = [Row("relations of 50 x 20", spent, 0.05, "s"), Row("false relations in 1,000 tables", false, 0, "tables")]
    for hidden in (False, True):
        words = "masked" if hidden else "shown"
        flat = sum(_finds(_flat(k), hidden) for k in range(tables))
        found.append(Row(f"flat margins found, {words}", flat / tables, 1.0, "", f"of {tables} tables", least=True))
        each = [_nested_found(k, hidden) for k in range(tables)]
        share = sum(a for a, _ in each) / sum(b for _, b in each)
        note = f"of {sum(b for _, b in each)} subtotals"
        found.append(Row(f"nested subtotals found, {words}", share, 0.97, "", note, least=True))
    return found


def _flat(seed: int) -> Table:
    """Return a table with its margins, first or last."""
    rng = np.random.default_rng(1000 + seed)
    table = rand((int(rng.integers(3, 15)), int(rng.integers(2, 8))), seed)
    return np.roll(table, 1, axis=0) if seed % 2 else table


def _finds(table: Table, hidden: bool) -> bool:
    """Return whether every total of every line is read as the sum of all others."""
    height, width = table.shape
    first = int(table[0].sum() > table[-1].sum())
    total = 0 if first else height - 1
    wanted: set[Key] = {(i, width - 1) for i in range(height)} | {(total, j) for j in range(width)}
    return wanted <= {relation.total for relation in find(_grid(table, hidden))}


def _nested_found(seed: int, hidden: bool) -> tuple[int, int]:
    """Return how many of the subtotals of a two-level table are found, and how many there are."""
    rng = np.random.default_rng(2000 + seed)
    width, lines, totals = int(rng.integers(2, 7)), [], []
    for _ in range(int(rng.integers(2, 6))):
        inner = rand((int(rng.integers(2, 7)), width), int(rng.integers(1 << 30)))[:-1, :-1]
        lines += [*inner, inner.sum(axis=0)]
        totals.append(len(lines) - 1)
    lines.append(sum(lines[k] for k in totals))
    relations = find(_grid(np.array(lines), hidden))
    read = {relation.total for relation in relations}
    wanted = [*totals, len(lines) - 1]
    return sum(all((k, j) in read for j in range(width)) for k in wanted), len(wanted)


def _grid(table: Table, hidden: bool = True) -> Grid:
    def cell(value: int) -> Quantity:
        return Quantity(1, 4, "count", "masked", "<5") if hidden and 1 <= value <= 4 else Quantity(value, value)

    return Grid(tuple(tuple(cell(int(value)) for value in row) for row in table))
