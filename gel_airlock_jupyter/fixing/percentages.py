"""Percentages beside masked counts: they are masked too, or they would give the counts back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gel_airlock_jupyter.checks.effects import given_back
from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.quantities import Marks, parse
from gel_airlock_jupyter.disclosure.tables import system_of
from gel_airlock_jupyter.fixing.linked import grid_with
from gel_airlock_jupyter.fixing.recomputed import counts_behind, is_percent
from gel_airlock_jupyter.joint.published import Place
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.grid import CountGrid
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.relations import relations_of
from gel_airlock_jupyter.subjects import TableView


def masked_percentages(
    counts: CountGrid, written: Mapping[Place, str], marks: Marks, declared: Mapping[str, Any], mark: str
) -> dict[Place, str]:
    """Return (row, position) of the percentages that may not stay, with the mark.

    A percentage goes where its own count is masked. Where those that stay still give something back, all go.

    Parameters
    ----------
    counts : CountGrid
        The table with its true numbers.
    written : mapping
        (row, position) of the counts that are masked, with their texts.
    marks, declared, mark
        As for the masks themselves.
    """
    grid = counts.grid
    hidden = {
        (i, j)
        for j, column in enumerate(counts.columns)
        for i, row in enumerate(grid.cells)
        if (i, column.position) in written or ((cell := row[j]) is not None and cell.is_hidden)
    }
    columns = [j for j in range(grid.shape[1]) if is_percent(grid, j)]
    if not columns or not hidden:
        return {}
    counted = counts_behind(grid)
    gone = {(i, j) for j in columns for i in range(grid.shape[0]) if (i, counted[j]) in hidden}
    if not _holds(counts, written, gone, marks, declared):
        gone = {(i, j) for j in columns for i in range(grid.shape[0])}
    return {
        (i, counts.columns[j].position): mark
        for i, j in sorted(gone)
        if grid.cells[i][j] is not None and (i, counts.columns[j].position) not in written
    }


def masked_effects(
    view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any], mark: str
) -> dict[Place, str]:
    """Return (row, position) of odds and risk ratios of a masked table that give a masked count back, with the mark."""
    context = Context("CT-05", policy, declared, reading)
    threshold = int(context.setting("threshold", 5))
    return {(row, given.effects.position): mark for given in given_back(view, context, threshold) for row in given.rows}


def _holds(
    counts: CountGrid, written: Mapping[Place, str], gone: Collection[Place], marks: Marks, declared: Mapping[str, Any]
) -> bool:
    """Return whether the masked table with the percentages that stay gives nothing back."""
    grid = counts.grid
    shown = {
        (i, j): parse(written[i, column.position], None, marks)
        for j, column in enumerate(counts.columns)
        for i in range(grid.shape[0])
        if (i, column.position) in written and not is_percent(grid, j)
    }
    printed = grid_with(grid, {**shown, **dict.fromkeys(gone)})
    sums = [relation for relation in relations_of(grid, declared) if relation.is_equation]
    relations = dict.fromkeys((*sums, *relations_of(printed, declared)))
    return audit(system_of(printed, relations, marks), "exact", 2.0).holds
