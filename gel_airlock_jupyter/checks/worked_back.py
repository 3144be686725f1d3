"""Hidden statistics of few people that follow from the statistics of the other groups and of everybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gel_airlock_jupyter.checks.contributors import sizes_for, statistic_columns
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.roles.relations import relations_of
from gel_airlock_jupyter.roles.statistic_rows import count_rows, statistic_names
from gel_airlock_jupyter.subjects import TableView

Place = tuple[int, int]  # (row, position of the column)
MEANS = ("mean", "average", "avg", "rate", "proportion")
SUMS = ("sum",)
MOST_CELLS = 5_000


@dataclass(frozen=True)
class Part:
    """One mean or sum and the size of its group, as a reader sees them.

    `size` is the number of people where the table is going to show it, `people` where it shows it now, and `few`
    whether it says that they are too few.
    """

    place: Place
    is_shown: bool
    size: int | None
    people: int | None
    few: bool
    is_sum: bool

    def is_known(self, nearly: bool = False) -> bool:
        """Return whether a reader knows what all the group's values add up to; `nearly`: but for a masked size."""
        return self.is_shown and (nearly or self.is_sum or self.size is not None)


@dataclass(frozen=True)
class Additive:
    """The means and sums of a table: which of them add up (total first) when each is taken times its people."""

    parts: Mapping[Place, Part]
    equations: tuple[tuple[Place, ...], ...]
    threshold: int = 5

    def worked_back(self, nearly: bool = False) -> tuple[Place, ...]:
        """Return the hidden statistics of few people that follow from the others.

        With `nearly`, also those of which a handful of values is left, one for each size that a mask allows.
        """
        hidden = [place for place, part in self.parts.items() if not part.is_known(nearly)]
        column = {place: at for at, place in enumerate(hidden)}
        rows = np.zeros((len(self.equations), len(hidden)))
        for at, (total, *parts) in enumerate(self.equations):
            for place, sign in ((total, -1.0), *((part, 1.0) for part in parts)):
                if place in column:
                    rows[at, column[place]] = sign
        few = [place for place in hidden if self.parts[place].few and not self.parts[place].is_shown]
        if not few or not rows.any():
            return ()
        rank = np.linalg.matrix_rank(rows)
        found = []
        for place in few:
            alone = np.zeros((1, len(hidden)))
            alone[0, column[place]] = 1.0
            if np.linalg.matrix_rank(np.vstack([rows, alone])) == rank:
                found.append(place)
        return tuple(dict.fromkeys([*found, *self._together(nearly)]))

    def without(self, places: Collection[Place]) -> Additive:
        """Return the same with some statistics hidden."""
        parts = {p: replace(part, is_shown=part.is_shown and p not in places) for p, part in self.parts.items()}
        return replace(self, parts=parts)

    def _together(self, nearly: bool) -> Iterable[Place]:
        """Yield the hidden statistics of groups that are too few even taken together, where one equation tells them."""
        for total, *parts in self.equations:
            open_ = [self.parts[place] for place in parts if not self.parts[place].is_known(nearly)]
            shut = [self.parts[place] for place in parts if self.parts[place].is_known(nearly)]
            if not open_ or not self.parts[total].is_known(nearly) or not all(part.few for part in open_):
                continue
            people = [part.people for part in open_]
            sizes = [self.parts[total].size, *(part.size for part in shut)]
            if None not in people:
                left = sum(size or 0 for size in people)
            elif None not in sizes:
                left = (sizes[0] or 0) - sum(size or 0 for size in sizes[1:])
            else:
                continue
            if 1 <= left < self.threshold:
                yield from (part.place for part in open_ if not part.is_shown)

    def neighbours(self, place: Place) -> list[Place]:
        """Return the statistics that stand in an equation with one, smallest group first, totals last."""
        totals = {equation[0] for equation in self.equations}
        near = {p for equation in self.equations if place in equation for p in equation if self.parts[p].is_shown}
        return sorted(near - {place}, key=lambda p: (p in totals, self.parts[p].size or 0, p))


def additive(view: TableView, context: Context, hidden: Callable[[Place], bool] = lambda _: False) -> Additive | None:
    """Return the means and sums of a table with what adds up; None where it shows no group sizes beside them.

    Parameters
    ----------
    view, context : TableView, Context
        The table and how it was read.
    hidden : callable
        Whether a cell (row, position) that is shown now is going to be hidden.
    """
    columns = statistic_columns(view, context)
    if not columns or view.n_rows * len(columns) > MOST_CELLS:
        return None
    series = _by_row(view, columns, context) or _by_column(view, columns, context)
    if not series:
        return None
    places = list(dict.fromkeys(size for _, sizes in series for size in sizes.values()))
    grid, where = _grid(view, places, context)
    relations = [
        r for r in relations_of(grid, context.declared) if r.is_equation and not r.lower and not r.coefficients
    ]
    parts: dict[Place, Part] = {}
    equations: list[tuple[Place, ...]] = []
    threshold = int(context.setting("threshold", 5, rule="CT-08"))
    sizes_at = {where[place]: grid.cells[where[place][0]][where[place][1]] for place in places}
    for is_sum, sizes in series:
        statistic = {where[size]: place for place, size in sizes.items()}
        for key, place in statistic.items():
            parts[place] = _part(view, place, sizes_at[key], hidden, sizes[place], threshold, is_sum)
        for relation in relations:
            keys = (relation.total, *relation.parts)
            if all(key in statistic for key in keys):
                equations.append(tuple(statistic[key] for key in keys))  # type: ignore[index]
    return Additive(parts, tuple(equations), threshold) if equations else None


Series = list[tuple[bool, dict[Place, Place]]]


def _part(
    view: TableView,
    place: Place,
    size: Quantity | None,
    hidden: Callable[[Place], bool],
    size_place: Place,
    threshold: int,
    is_sum: bool,
) -> Part:
    column = view.columns[place[1]]
    number = None if column.numbers is None else float(column.numbers[place[0]])
    shown = number is not None and not np.isnan(number) and not hidden(place)
    most = None if size is None or size.upper is None else int(size.upper)
    exact = None if size is None or size.value is None else int(size.value)
    few = most is not None and 1 <= most < threshold
    return Part(place, shown, None if hidden(size_place) else exact, exact, few, is_sum)


def _by_column(view: TableView, columns: Sequence[Column], context: Context) -> Series:
    """Return series of statistics with a column of sizes: (row, position) of the statistic to that of its size."""
    series: dict[tuple[str, ...], dict[Place, Place]] = {}
    sums: dict[tuple[str, ...], bool] = {}
    for column in columns:
        size = sizes_for(column, view, context)
        kind = _kind(column.path, context)
        if size is None or kind is None:
            continue
        apart = tuple(a for a, b in zip(column.path, size.path, strict=False) if a != b) or column.path
        beside = apart if len(column.path) > 1 else column.path
        sums[beside] = kind == "sum"
        places = {(row, column.position): (row, size.position) for row in range(view.n_rows)}
        series.setdefault(beside, {}).update(places)
    return [(sums[key], places) for key, places in series.items()]


def _by_row(view: TableView, columns: Sequence[Column], context: Context) -> Series:
    """Return series of statistics with rows of sizes, as in a turned group-by."""
    counted = count_rows(view, context.policy)
    names = statistic_names(view, context.policy)
    found: dict[tuple[str, str], dict[Place, Place]] = {}
    for row, size in counted.items():
        name = names.texts[row] if names is not None else ""
        kind = _kind((name,), context) if row != size else None
        if kind is not None:
            places = {(row, c.position): (size, c.position) for c in columns}
            found.setdefault((kind, name), {}).update(places)
    return [(kind == "sum", places) for (kind, _), places in found.items()]


def _kind(path: tuple[str, ...], context: Context) -> str | None:
    """Return "mean" or "sum"; None for statistics that do not add up. What has no such word in it is a mean."""
    words = {fold(part) for part in path}.union(*(words_of(part) for part in path))
    if words & set(context.setting("sum_words", SUMS, rule="CT-08")):
        return "sum"
    if words & set(context.setting("mean_words", MEANS, rule="CT-08")):
        return "mean"
    policy = context.policy
    others = words & (policy.words("statistic_words") | policy.words("statistic_names") | policy.words("extreme_names"))
    return None if others else "mean"


def _grid(view: TableView, places: Sequence[Place], context: Context) -> tuple[Grid, dict[Place, Place]]:
    """Return the sizes as a grid of counts, and where each of them stands in it."""
    rows = sorted({row for row, _ in places})
    positions = sorted({position for _, position in places})
    marks = marks_of(context.policy)
    asked = set(places)

    def cell(row: int, position: int) -> Quantity | None:
        text = view.columns[position].texts[row] if (row, position) in asked else ""
        return parse(text.removesuffix(".0"), "count", marks) if text else None

    cells = tuple(tuple(cell(row, position) for position in positions) for row in rows)
    labels = [c for c in view.columns if c.is_index or context.reading.of(c.position) in (Role.LABEL, Role.PERSON)]
    names = tuple(tuple(c.texts[row] for c in labels) for row in rows) if labels else ()
    where = {(row, position): (rows.index(row), positions.index(position)) for row, position in places}
    grid = Grid(cells, names, tuple(view.columns[p].path for p in positions), name=view.name)
    return grid, where
