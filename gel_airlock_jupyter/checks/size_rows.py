"""Statistics below a row of sizes: a column whose row "N" says that 4 people are behind what follows."""

from __future__ import annotations

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.subjects import TableView


def of_few(view: TableView, context: Context) -> list[tuple[int, Column]]:
    """Return (row, column) of the figures shown below sizes of 1 to threshold - 1 people, or below masked ones."""
    threshold = int(context.setting("threshold", 5, rule="CT-08"))
    found = []
    for role in context.reading.having(Role.COUNT):
        if role.is_sized and _largest(view, role, context) < threshold:
            column = view.columns[role.position]
            found += [(row, column) for row in sorted(role.other_rows) if _is_shown(column.texts[row], context)]
    return found


def _largest(view: TableView, role: ColumnRole, context: Context) -> float:
    """Return the largest number of people that the sizes allow; infinity where none is known."""
    texts = [view.columns[role.position].texts[row] for row in range(view.n_rows) if row not in role.other_rows]
    ends = [q.upper for text in texts if (q := parse(text, "count", marks_of(context.policy))) is not None]
    known = [float(end) for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) and max(known) >= 1 else float("inf")


def _is_shown(text: str, context: Context) -> bool:
    quantity = parse(text, None, marks_of(context.policy))
    return any(character.isdigit() for character in text) and (quantity is None or not quantity.is_hidden)
