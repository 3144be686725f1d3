"""Percentages that stand in another output than their counts: added up, or masked, with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter import together
from gel_airlock_jupyter.fixing.apply import applied
from gel_airlock_jupyter.fixing.linked import Posed, Table
from gel_airlock_jupyter.fixing.merged import Choice
from gel_airlock_jupyter.fixing.plan import Plan, Written
from gel_airlock_jupyter.fixing.recomputed import decimals
from gel_airlock_jupyter.joint.analysis import Analysis, joined
from gel_airlock_jupyter.joint.naming import fold
from gel_airlock_jupyter.joint.published import Earlier, Place
from gel_airlock_jupyter.joint.sums import Key
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.grid import CountGrid, count_grid, marks_of
from gel_airlock_jupyter.together import Part


def grid_of_shares(table: Table) -> CountGrid | None:
    """Return the grid of a table that prints percentages and no counts; None for other tables."""
    return None if table.counts else count_grid(table.view, table.reading, table.policy, table.declared, shares=True)


def merged_shares(table: Table, choice: Choice) -> Plan:
    """Return the change that adds two categories up in a table of percentages; nothing where it has them not."""
    counts = grid_of_shares(table)
    if counts is None or not counts.labels:
        return Plan()
    rows = {fold(path[-1]): row for row, path in enumerate(counts.grid.rows) if path}
    wanted = [rows.get(fold(name)) for name in choice.names]
    if None in wanted:
        return Plan()
    first, second = sorted(row for row in wanted if row is not None)
    cells: dict[Place, Written] = {(first, counts.labels[-1].position): choice.name}
    for column in counts.columns:
        texts = [column.texts[row].strip().rstrip("% ") for row in (first, second)]
        try:
            added = sum(map(float, texts))
        except ValueError:
            continue  # a mask stays one
        shown = f"{added:.{decimals(texts)}f}"
        cells[first, column.position] = float(shown) if column.profile else f"{shown}{_sign(column.texts[first])}"
    words = f"added the percentages of {choice.words} up as `{choice.name}`"
    return Plan(frozenset(), frozenset({second}), cells, (words,))


def _sign(text: str) -> str:
    return text[len(text.rstrip("% ")) :]


@dataclass(frozen=True)
class Shown:
    """A table as it is now, and as it was read."""

    output: Any
    table: Table


@dataclass(frozen=True)
class Printed:
    """Which percentages of which outputs are of which counts: all outputs as one, and the tables that may change."""

    posed: Posed
    names: tuple[str, ...]
    tables: tuple[Table, ...]
    shares: Mapping[int, tuple[str, CountGrid]]

    @classmethod
    def of(cls, posed: Posed, tables: Sequence[tuple[str, Table]]) -> Printed:
        """Find the tables of percentages among outputs."""
        grids = {name: grid for name, table in tables if (grid := grid_of_shares(table)) is not None}
        at = {k: output.name for k, output in enumerate(posed.original) if output.grid is not None}
        shares = {k: (name, grids[name]) for k, name in at.items() if name in grids and k >= len(tables)}
        return cls(posed, tuple(name for name, _ in tables), tuple(table for _, table in tables), shares)


def settled(
    shown: Mapping[str, Shown], printed: Printed, plans: Sequence[Plan], policy: Policy, earlier: Earlier
) -> tuple[dict[str, Plan], list[str]]:
    """Return what to write in tables of percentages whose counts changed, and what is to be done by hand elsewhere.

    A percentage of a count that is hidden goes with it, one of a rounded count is written anew. Where the others still
    give a count back they lose their decimals, and where that is not enough all of them go.

    Parameters
    ----------
    shown : mapping of str to Shown
        Every table by its name, as it is after its counts were hidden or rounded.
    printed : Printed
        What the percentages are of.
    plans : sequence of Plan
        What was written in each table (row, position), in the order of `printed.tables`.
    policy, earlier : Policy, Earlier
        Marks; what earlier requests published.
    """
    mark = str(policy.settings("CT-02").get("complementary_mark", "*"))
    own, by_hand = _with_counts(printed, plans, mark)
    coarse = {name: {**_coarse(grid), **own.get(name, {})} for name, grid in printed.shares.values()}
    gone = {name: _all(grid, mark) for name, grid in printed.shares.values()}
    for cells, words in ((own, ""), (coarse, ", and the others without decimals"), (gone, ", and all others too")):
        done = {
            name: Plan(cells=found, words=(_words(name, shown, found, words),))
            for name, found in cells.items()
            if found
        }
        if not printed.shares or not _given_back(shown, done, printed, policy, earlier):
            break
    return done, by_hand


def _with_counts(
    printed: Printed, plans: Sequence[Plan], mark: str
) -> tuple[dict[str, dict[Place, Written]], list[str]]:
    """Return the percentages of counts that changed, by the name of their table, and what stands in other outputs."""
    cells: dict[str, dict[Place, Written]] = {}
    by_hand: dict[str, list[str]] = {}
    for one in printed.posed.ties[1]:
        if one.percent is None or one.printed is None:
            continue
        now = _now(one.total, printed, plans)
        if now is None or (isinstance(now, int) and now == printed.posed.value(one.total)):
            continue
        if one.printed in printed.shares and one.printed_at is not None:
            name, grid = printed.shares[one.printed]
            row, column = one.printed_at
            text = grid.columns[column].texts[row]
            wholes = [_now(key, printed, plans) for key in one.parts]
            whole = sum(value for value in wholes if isinstance(value, int))
            known = isinstance(now, int) and whole and all(isinstance(value, int) for value in wholes)
            shown = f"{100 * now / whole:.{decimals([text])}f}" if known and isinstance(now, int) else mark
            is_number = grid.columns[column].profile is not None and shown != mark
            written: Written = float(shown) if is_number else shown + _sign(text) * (shown != mark)
            cells.setdefault(name, {})[row, grid.columns[column].position] = written
        else:
            by_hand.setdefault(printed.posed.original[one.printed].called, []).append(one.percent.text)
    said = [
        f"change {some(dict.fromkeys(texts), 5)} in {called} by hand: the count behind it is hidden or rounded now"
        for called, texts in by_hand.items()
    ]
    return cells, said


def _now(key: Key, printed: Printed, plans: Sequence[Plan]) -> int | str | None:
    """Return a number as it is shown after the fix: an int, or the text that hides it; None where nobody knows it."""
    match key:
        case (int(number), int(row), int(column)) if number < len(printed.tables):
            counts = printed.tables[number].counts
            position = counts.columns[column].position if counts is not None else -1
            written = plans[number].cells.get((row, position)) if number < len(plans) else None
            if written is not None:
                return int(written) if isinstance(written, int | float) or written.isdecimal() else str(written)
    return printed.posed.value(key)


def _coarse(grid: CountGrid) -> dict[Place, Written]:
    cells: dict[Place, Written] = {}
    for column in grid.columns:
        for row, text in enumerate(column.texts):
            shown = text.strip().rstrip("% ")
            try:
                whole = f"{float(shown):.0f}"
            except ValueError:
                continue
            cells[row, column.position] = float(whole) if column.profile is not None else whole + _sign(text)
    return cells


def _all(grid: CountGrid, mark: str) -> dict[Place, Written]:
    return {
        (row, column.position): mark
        for j, column in enumerate(grid.columns)
        for row, found in enumerate(grid.grid.cells)
        if found[j] is not None
    }


def _given_back(
    shown: Mapping[str, Shown], plans: Mapping[str, Plan], printed: Printed, policy: Policy, earlier: Earlier
) -> bool:
    """Return whether a masked count follows with the help of some table of percentages."""
    parts = []
    for name, one in shown.items():
        output = applied(one.output, plans[name]) if name in plans else one.output
        parts.append(Part(name, views_of(output, name), one.table.declared))
    outputs, _ = together.publish(parts, policy)
    analysis = Analysis(joined(outputs, earlier.outputs), marks_of(policy))
    used = {number for one in analysis.exposures for number in one.outputs}
    names = {name for name, _ in printed.shares.values()}
    shares = (one for one in analysis.sums if one.percent is not None and one.outputs <= used)
    return any(one.printed is not None and analysis.outputs[one.printed].name in names for one in shares)


def _words(name: str, shown: Mapping[str, Shown], cells: Mapping[Place, Written], more: str) -> str:
    view = shown[name].table.view
    places = some((view.cell(row, view.columns[position]).label for row, position in sorted(cells)), 6)
    kind = "percentages of counts that are hidden or rounded elsewhere"
    return f"changed {plural(len(cells), 'cell')} ({places}): {kind}{more}"
