"""Several tables masked as one: what is one number is masked alike, what others published is taken as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.problem import default_loss, totals_of
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, masked
from gel_airlock_jupyter.disclosure.suppression import Protection, protect
from gel_airlock_jupyter.disclosure.system import Key as AnyKey
from gel_airlock_jupyter.disclosure.system import System
from gel_airlock_jupyter.fixing.plan import primary_cells
from gel_airlock_jupyter.fixing.watch import Watch
from gel_airlock_jupyter.joint.analysis import Analysis, joined
from gel_airlock_jupyter.joint.assemble import Assembled, assemble, place_of
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.same import Link, agree
from gel_airlock_jupyter.joint.sums import Key, Sum, summed, weigh
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.grid import CountGrid, count_grid, marks_of
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.relations import relations_of
from gel_airlock_jupyter.subjects import TableView


@dataclass(frozen=True, eq=False)
class Table:
    """One table to be masked: how it was read, and what is small in it."""

    name: str
    view: TableView
    reading: Reading
    policy: Policy
    declared: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def counts(self) -> CountGrid | None:
        """Return its counts; None where nothing counts people."""
        return count_grid(self.view, self.reading, self.policy, self.declared)

    @cached_property
    def small(self) -> tuple[Place, ...]:
        """Return (row, position) of every count of 1 to threshold - 1 people."""
        return primary_cells(self.view, self.reading, self.policy)

    @cached_property
    def published(self) -> Published:
        """Return what it would publish as it stands, with the relations that all its numbers show."""
        if self.counts is None:
            return Published(self.name)
        labels = tuple(column.label for column in self.counts.labels)
        relations = relations_of(self.counts.grid, self.declared)
        return Published(self.name, self.counts.grid, labels, self.view.column_axis, bool(labels), relations=relations)

    def masked(self, marks: Marks) -> Published:
        """Return what it publishes with its small counts masked."""
        if self.counts is None or self.published.grid is None:
            return self.published
        column_of = {column.position: j for j, column in reversed(list(enumerate(self.counts.columns)))}
        places = {(row, column_of[position]) for row, position in self.small}
        cells = tuple(
            tuple(masked(marks) if (i, j) in places else cell for j, cell in enumerate(row))
            for i, row in enumerate(self.published.grid.cells)
        )
        return replace(self.published, grid=replace(self.published.grid, cells=cells))


@dataclass(frozen=True)
class Posed:
    """Tables that may be changed, and what stands beside them, as one system.

    Parameters
    ----------
    original : tuple of Published
        The tables with their true numbers, the other outputs, and what earlier requests published.
    ties : tuple of (list of Link, list of Sum)
        What ties them: sure of the true numbers, or read by who has the masked tables and true.
    joint : Assembled
        The system with the small counts masked.
    system : System
        The same with its equations only, and with the true numbers where every one is at hand.
    fixed : frozenset
        Numbers that stay as printed: those of figures, texts and earlier requests.
    """

    original: tuple[Published, ...]
    ties: tuple[list[Link], list[Sum]]
    joint: Assembled
    system: System
    fixed: frozenset[AnyKey]

    def value(self, own: Key) -> int | None:
        """Return the true number (people) behind a number of an output; None where it was masked before."""
        cell = _quantity(own, self.original)
        return cell.value if cell is not None and isinstance(cell.value, int) else None


@dataclass(frozen=True)
class Linked:
    """The protection of several tables; `of` gives the texts to write in one of them."""

    protection: Protection
    posed: Posed

    def of(self, number: int, counts: CountGrid, mark: str) -> dict[Place, str]:
        """Return (row, position) of what is to be written in one table, and the texts."""
        chosen: dict[AnyKey, str] = dict.fromkeys(self.protection.masked, mark)
        chosen |= {key: f"{low}-{high}" for key, (low, high) in self.protection.ranges.items()}
        found: dict[Place, str] = {}
        for own, key in self.posed.joint.canonical.items():
            place = place_of(own)
            if own[0] == number and place is not None and key in chosen:
                found[place[0], counts.columns[place[1]].position] = chosen[key]
        return found


def pose(tables: Sequence[Table], others: Sequence[Published], earlier: Sequence[Published], policy: Policy) -> Posed:
    """Return tables as one system, with figures, texts and earlier requests as they are."""
    marks = marks_of(policy)
    original = joined([table.published for table in tables] + list(others), earlier)
    hidden = joined([table.masked(marks) for table in tables] + list(others), earlier)
    seen, known = Analysis(hidden, marks), Analysis(original, marks)
    links = [*(link for link in known.links if link.is_sure), *_true_links(seen.links, original)]
    sums = [*(one for one in known.sums if one.is_sure), *(one for one in seen.sums if _is_true(one, original))]
    sums = list(dict.fromkeys(sums))
    joint = assemble(hidden, links, [one for one in sums if one.percent is None], marks)
    kept = tuple(relation for relation in joint.system.relations if relation.is_equation)
    system = replace(joint.system, relations=kept, truth=_truth(joint, original))
    fixed = {key for own, key in joint.canonical.items() if int(str(own[0])) >= len(tables) or place_of(own) is None}
    return Posed(original, (links, sums), joint, system, frozenset(fixed))


def protected(posed: Posed, policy: Policy, watch: Watch, *, totals_only: bool = False) -> Linked:
    """Choose what else to hide in tables, so that no masked number follows from all outputs together.

    Parameters
    ----------
    posed : Posed
        The tables and what stands beside them.
    policy : Policy
        Need, time limit, and whether totals may become ranges (CT-02).
    watch : Watch
        Told how far the choice is.
    totals_only : bool
        Hide nothing but totals, as ranges where that is enough.
    """
    settings = policy.settings("CT-02")
    weights = None
    if totals_only:
        totals, variables = totals_of(posed.system), posed.system.variables
        weights = {key: default_loss(variables[key].lower, is_total=True) for key in totals}
    protection = protect(
        posed.system,
        need=settings.get("need", "exact"),
        weights=weights,
        seconds=float(settings.get("seconds", 5.0)),
        allow_ranges=totals_only or bool(settings.get("ranges", True)),
        fixed=posed.fixed,
        progress=watch.choosing,
    )
    return Linked(protection, posed)


def _true_links(links: Iterable[Link], original: Sequence[Published]) -> list[Link]:
    """Return links of masked outputs without the cells that the numbers behind the masks tell apart."""
    found = []
    for link in links:
        pairs = tuple(pair for pair in link.pairs if _agree(link, pair, original))
        found.append(replace(link, pairs=pairs))
    return found


def _agree(link: Link, pair: tuple[Place, Place], original: Sequence[Published]) -> bool:
    one, other = original[link.first].cell(pair[0]), original[link.second].cell(pair[1])
    return one is None or other is None or agree(one, other)


def _is_true(one: Sum, original: Sequence[Published]) -> bool:
    if one.percent is not None:
        return True  # told by the numbers, and no equation: the check of the result holds it against the masks
    total = summed([_quantity(key, original) for key in (one.total, *one.minus)])
    return weigh(total, [_quantity(key, original) for key in one.parts]) is not None


def _quantity(key: Key, outputs: Sequence[Published]) -> Quantity | None:
    output = outputs[int(str(key[0]))]
    match key:
        case (int(), int(row), int(column)):
            return output.cell((row, column))
        case (int(), "number", int(position)):
            return output.numbers[position].quantity
        case (int(), "title", int(value)):
            return Quantity(value, value)
        case _:
            return None


def _truth(joint: Assembled, original: Sequence[Published]) -> dict[AnyKey, int] | None:
    """Return the true numbers if every one is at hand and they meet every relation; cells masked before are not."""
    truth: dict[AnyKey, int] = {}
    for own, key in joint.canonical.items():
        cell = _quantity(own, original)
        value = cell.value if cell is not None else None
        if isinstance(value, int) and truth.setdefault(key, value) != value:
            return None
    if set(truth) != set(joint.system.variables):
        return None
    for relation in joint.system.relations:
        activity = sum(factor * truth[key] for key, factor in relation.terms)
        if (relation.lower is not None and activity < relation.lower) or (
            relation.upper is not None and activity > relation.upper
        ):
            return None
    return truth


def grid_with(grid: Grid, texts: Mapping[Place, Quantity | None]) -> Grid:
    """Return a grid with some cells replaced."""
    cells = tuple(tuple(texts.get((i, j), cell) for j, cell in enumerate(row)) for i, row in enumerate(grid.cells))
    return replace(grid, cells=cells)
