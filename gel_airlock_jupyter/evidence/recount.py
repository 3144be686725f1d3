"""An aggregate recomputed from a live frame: its values must come out, and then its group sizes are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.axes import Layout, layouts
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn, LiveFrame
from gel_airlock_jupyter.evidence.correlation import correlations
from gel_airlock_jupyter.evidence.groups import Groups
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.solve import Solved, solve
from gel_airlock_jupyter.evidence.values import Values, joined, values_of
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.proof import Recount
from gel_airlock_jupyter.subjects import TableView

Array = NDArray[Any]
COMMON = ("mean", "median", "sum", "max", "min", "std", "count", "nunique")
NAMED_KEYS = 100.0  # a table whose keys are called like the frame's columns is no accident to begin with


@dataclass(frozen=True, eq=False)
class Series:
    """Cells that show one statistic of one variable, as far as the headers tell."""

    cells: Array
    variable: LiveColumn | None
    statistic: str | None


def recount(
    view: TableView,
    frames: Iterable[LiveFrame],
    policy: Policy,
    limits: EvidenceLimits,
    clock: Clock,
    by: tuple[str, ...] = (),
    deep: bool = True,
) -> Recount | None:
    """Return a table recomputed from the frame that gives back most of its values.

    Parameters
    ----------
    view : TableView
        The table.
    frames : iterable of LiveFrame
        Where it may come from, likeliest first.
    policy : Policy
        Words for totals.
    limits : EvidenceLimits
        Size of the table, chance of an accident.
    clock : Clock
        The time box.
    by : tuple of str
        The frame's columns behind levels that are not called like a column, in order.
    deep : bool
        Whether sub-cohorts of one value are tried too, and an upper bound is given where nothing fits.

    Returns
    -------
    Recount or None
        Where only the keys are known, an upper bound (`is_proof` is False); None where nothing fits.

    Raises
    ------
    OutOfTime
        When the time box is used up.
    """
    if view.n_rows * len(view.columns) > limits.cells:
        return None
    values = {column.position: values_of(column) for column in view.columns}
    best: Recount | None = None
    bounds: list[Layout] = []
    for frame in frames:
        found = correlations(view, frame)
        if found is not None:
            return found
        for layout in layouts(view, frame, policy, by):
            clock.check()
            found = _laid_over(view, layout, values, limits, clock)
            if found is not None and (best is None or found.matched > best.matched):
                best = found
            if best is not None and best.matched == best.compared:
                return best
            if layout.keys and all(key.named for key in layout.keys):
                bounds.append(layout)
    if best is not None or not deep:
        return best
    for layout in bounds[:3]:
        best = _in_sub_cohorts(view, layout, values, limits, clock)
        if best is not None:
            return best
    return _upper_bound(bounds[0], values, limits) if bounds else None


def _laid_over(
    view: TableView,
    layout: Layout,
    values: dict[int, Values],
    limits: EvidenceLimits,
    clock: Clock,
    kept: Array | None = None,
    where: str = "",
) -> Recount | None:
    groups = Groups(layout, kept)
    cells = joined([values[column.position] for column in layout.body])
    named = bool(layout.keys) and all(key.named for key in layout.keys)
    chance = limits.chance * (NAMED_KEYS if named else 1.0)
    shown = [series for series in series_of(layout) if cells.shown[series.cells].any()]
    solved = _in_common(shown, groups, cells, clock, chance)
    for series in shown if not solved else ():
        taken = cells.take(series.cells)
        answer = solve(groups, series.cells, taken, series.variable, series.statistic, clock, chance)
        solved.append((series, answer))
    solved = [(series, answer or _alike(series, solved, groups, cells, clock, chance)) for series, answer in solved]
    matched = sum(int(cells.shown[series.cells].sum()) for series, answer in solved if answer)
    if not matched or sum(answer.chance for _, answer in solved if answer) > math.log10(chance):
        return None
    compared = sum(int(cells.shown[series.cells].sum()) for series, _ in solved)
    if matched < limits.value_share * compared:
        return None
    return _recount(view, groups, solved, limits, matched, compared, where)


def _in_common(
    shown: list[Series], groups: Groups, cells: Values, clock: Clock, chance: float
) -> list[tuple[Series, Solved | None]]:
    """Return the one statistic that gives back every column of a table of several variables, as of groupby().max()."""
    if len(shown) < 2 or not all(series.variable is not None and series.statistic is None for series in shown):
        return []
    for tries, name in enumerate(COMMON, 1):
        found: list[tuple[Series, Solved | None]] = []
        for series in shown:
            taken = cells.take(series.cells)
            answer = solve(groups, series.cells, taken, series.variable, name, clock, chance)
            if answer is None:
                break
            found.append((series, answer))
        total = sum(answer.chance for _, answer in found if answer) + math.log10(tries)
        if len(found) == len(shown) and total <= math.log10(chance):
            return found
    return []


def _alike(
    series: Series,
    solved: list[tuple[Series, Solved | None]],
    groups: Groups,
    cells: Values,
    clock: Clock,
    chance: float,
) -> Solved | None:
    """Return the answer for a series that proves nothing by itself but shows what its neighbours show.

    The whole numbers of a column of minima fit by accident; beside a proven mean of the same variable they need not be
    searched for.
    """
    known = [answer for _, answer in solved if answer]
    variable = series.variable or next((answer.variable for answer in known if answer.variable), None)
    statistic = series.statistic or next((answer.statistic for answer in known), None)
    if variable is None or statistic in (None, "correlation", "size", "share"):
        return None
    return solve(groups, series.cells, cells.take(series.cells), variable, statistic, clock, chance)


def series_of(layout: Layout) -> Iterator[Series]:
    """Yield the series of a layout's cells; cells are numbered column by column."""
    rows, columns = layout.rows, layout.columns
    n_rows = len(rows.variables)
    found: dict[tuple[int, str | None, str], tuple[LiveColumn | None, list[Array]]] = {}
    row_kinds: dict[tuple[int, str | None], list[int]] = {}
    for row, (variable, statistic) in enumerate(zip(rows.variables, rows.statistics, strict=True)):
        row_kinds.setdefault((id(variable), statistic), []).append(row)
    for column, (variable, statistic, name) in enumerate(
        zip(columns.variables, columns.statistics, columns.names, strict=True)
    ):
        for (_, row_statistic), members in row_kinds.items():
            row_variable = rows.variables[members[0]]
            about = variable or row_variable
            shown = statistic or row_statistic
            if variable is not None and row_variable is not None:
                shown = "correlation"
            at = np.asarray(members) + column * n_rows
            found.setdefault((id(about), shown, name), (about, []))[1].append(at)
    for (_, shown, _), (about, parts) in found.items():
        yield Series(np.concatenate(parts), about, shown)


def _recount(
    view: TableView,
    groups: Groups,
    solved: list[tuple[Series, Solved | None]],
    limits: EvidenceLimits,
    matched: int,
    compared: int,
    where: str,
) -> Recount:
    layout = groups.layout
    person = layout.frame.person(limits.person_names)
    size = len(layout.body) * view.n_rows
    people, rows = np.full(size, np.nan), np.full(size, np.nan)
    words = np.full(size, "", dtype=object)
    for series, answer in solved:
        variable = answer.variable if answer else None
        people[series.cells] = groups.look_up(series.cells, lambda g, v=variable: g.people(person, v))  # type: ignore[misc]
        rows[series.cells] = groups.look_up(series.cells, lambda g, v=variable: g.people(None, v))  # type: ignore[misc]
        if answer:
            words[series.cells] = answer.statistic
    shape = (len(layout.body), view.n_rows)
    positions = [column.position for column in layout.body]
    return Recount(
        frame=layout.frame.name,
        by=tuple(key.column.label for key in layout.keys),
        matched=matched,
        compared=compared,
        people=dict(zip(positions, people.reshape(shape), strict=True)),
        rows=dict(zip(positions, rows.reshape(shape), strict=True)),
        statistics={p: tuple(w) for p, w in zip(positions, words.reshape(shape), strict=True)},
        where=where,
        top=_top(groups, solved, positions, view.n_rows),
    )


def _top(
    groups: Groups, solved: list[tuple[Series, Solved | None]], positions: list[int], n_rows: int
) -> Callable[[int, int], Array | None]:
    """Return the function that gives sums and largest contributions of a column of sums or means.

    Sums to which somebody contributes less than nothing are left out: shares of them mean nothing.
    """

    def top(position: int, k: int) -> Array | None:
        first = positions.index(position) * n_rows
        cells = np.arange(first, first + n_rows)
        found = np.full((n_rows, 1 + k), np.nan)
        for series, answer in solved:
            mine = np.intersect1d(series.cells, cells)
            if answer is None or answer.variable is None or answer.statistic not in ("sum", "mean") or not len(mine):
                continue
            variable = answer.variable
            sums = groups.statistic(mine, "sum", variable)
            found[mine - first, 0] = np.where(groups.statistic(mine, "min", variable) < 0, np.nan, sums)
            for rank in range(k):
                found[mine - first, 1 + rank] = groups.look_up(
                    mine,
                    lambda g, v=variable, r=rank: g.variable(v).top(k)[:, r],  # type: ignore[misc]
                )
        return found if not np.isnan(found).all() else None

    return top


def _in_sub_cohorts(
    view: TableView, layout: Layout, values: dict[int, Values], limits: EvidenceLimits, clock: Clock
) -> Recount | None:
    """Return the table recomputed from the rows that share one value of a column, where that gives its values back."""
    frame = layout.frame
    grouped = {id(key.column) for key in layout.keys}
    for column in frame.columns:
        if fold(column.label).endswith(("id", "key", "number")):  # the record must not repeat an identifier
            continue
        if id(column) in grouped or column.has_more_than(limits.filter_values) or column.distinct < 2:
            continue
        codes, texts = column.factorized
        for code, text in enumerate(texts):
            clock.check()
            found = _laid_over(view, layout, values, limits, clock, codes == code, f"{column.label} = {text}")
            if found is not None and found.matched == found.compared:
                return found
    return None


def _upper_bound(layout: Layout, values: dict[int, Values], limits: EvidenceLimits) -> Recount:
    """Return the sizes of the groups that the table's keys make in a frame: no more people can be behind its cells."""
    groups = Groups(layout)
    n_rows = len(layout.rows.variables)
    cells = np.arange(n_rows * len(layout.body))
    person = layout.frame.person(limits.person_names)
    shape = (len(layout.body), n_rows)
    positions = [column.position for column in layout.body]
    people = groups.look_up(cells, lambda grouping: grouping.people(person)).reshape(shape)
    rows = groups.sizes(cells).reshape(shape)
    shown = sum(int(values[position].shown.sum()) for position in positions)
    base = Recount(layout.frame.name, tuple(key.column.label for key in layout.keys), 0, shown, {}, {})
    return replace(
        base,
        people=dict(zip(positions, people, strict=True)),
        rows=dict(zip(positions, rows, strict=True)),
    )
