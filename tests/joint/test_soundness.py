"""Random small populations printed in several tables: every cell that follows by enumeration is found."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping

import pytest

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, exact, masked
from gel_airlock_jupyter.disclosure.relations import find
from gel_airlock_jupyter.disclosure.tables import system_of
from gel_airlock_jupyter.joint.analysis import Analysis, joined
from gel_airlock_jupyter.joint.published import Number, Published

ROWS = ("leigh", "melas", "alpers")
COLUMNS = ("female", "male")
Cell = tuple[frozenset[str], frozenset[str]]  # the diseases and the sexes that a printed number counts
Prints = list[tuple[Cell, Quantity]]


def population(rng: random.Random) -> dict[tuple[str, str], int]:
    return {(row, column): rng.choice((0, 1, 2, 3, 4, 6, 8, 9)) for row in ROWS for column in COLUMNS}


def printed(value: int, rng: random.Random, hide: float) -> Quantity:
    if 1 <= value <= 4:
        return masked()
    if value >= 5 and rng.random() < hide:
        return Quantity(5, None, "count", "complementary", "*")
    return exact(value)


def table(
    name: str,
    people: Mapping[tuple[str, str], int],
    rows: list[tuple[str, frozenset[str]]],
    columns: list[tuple[str, frozenset[str]]],
    rng: random.Random,
    *,
    turned: bool = False,
) -> tuple[Published, Prints]:
    """Print a table; `turned` is for a single row, which then stands as a column."""
    prints: Prints = []
    cells = []
    for _, diseases in rows:
        line = []
        for _, sexes in columns:
            value = sum(people[pair] for pair in itertools.product(diseases, sexes))
            line.append(printed(value, rng, 0.2))
            prints.append(((diseases, sexes), line[-1]))
        cells.append(tuple(line))
    names = [tuple((label,) for label, _ in side) for side in (rows, columns)]
    grid = Grid(tuple(zip(*cells, strict=True)), *reversed(names)) if turned else Grid(tuple(cells), *names)
    return Published(name, grid, relations=find(grid)), prints


def outputs_of(people: Mapping[tuple[str, str], int], rng: random.Random) -> tuple[list[Published], list[Prints]]:
    """Print a population in two or three of five ways, at times with a text."""
    rows = [(row, frozenset({row})) for row in ROWS]
    all_rows = [*rows, ("All", frozenset(ROWS))]
    columns = [(column, frozenset({column})) for column in COLUMNS]
    everyone = [("n", frozenset(COLUMNS))]
    ways = [
        lambda: table("by both", people, rows, columns, rng),
        lambda: table("by both with totals", people, all_rows, [*columns, ("All", frozenset(COLUMNS))], rng),
        lambda: table("by disease", people, rows, everyone, rng),
        lambda: table("by disease with total", people, all_rows, everyone, rng),
        lambda: table("by sex", people, [("n", frozenset(ROWS))], columns, rng, turned=True),
    ]
    made = [way() for way in rng.sample(ways, rng.choice((2, 2, 3)))]
    outputs, prints = [one for one, _ in made], [two for _, two in made]
    if rng.random() < 0.5:
        total = sum(people.values())
        outputs.append(Published("text", numbers=(Number(total, f"N={total} participants", "line 1"),)))
        prints.append([((frozenset(ROWS), frozenset(COLUMNS)), exact(total))])
    return outputs, prints


def consistent(prints: list[Prints], largest: int) -> Iterator[dict[tuple[str, str], int]]:
    """Yield every population that prints the same, by enumeration."""
    pairs = list(itertools.product(ROWS, COLUMNS))
    limits = dict.fromkeys(pairs, (0, largest))
    rest: list[tuple[set[tuple[str, str]], Quantity]] = []
    for (diseases, sexes), quantity in (entry for one in prints for entry in one):
        covered = set(itertools.product(diseases, sexes))
        rest.append((covered, quantity))
        if len(covered) == 1:
            (pair,) = covered
            low, high = limits[pair]
            upper = largest if quantity.upper is None else int(quantity.upper)
            limits[pair] = (max(low, int(quantity.lower or 0)), min(high, upper))
        elif quantity.upper is not None:
            for pair in covered:
                limits[pair] = (limits[pair][0], min(limits[pair][1], int(quantity.upper)))
    values: dict[tuple[str, str], int] = {}

    def fits(done: int) -> bool:
        known = set(pairs[:done])
        for covered, quantity in rest:
            total = sum(values[pair] for pair in covered & known)
            if quantity.upper is not None and total > quantity.upper:
                return False
            if covered <= known and total < int(quantity.lower or 0):
                return False
        return True

    def extend(place: int) -> Iterator[dict[tuple[str, str], int]]:
        if place == len(pairs):
            yield dict(values)
            return
        low, high = limits[pairs[place]]
        for value in range(low, high + 1):
            values[pairs[place]] = value
            if fits(place + 1):
                yield from extend(place + 1)
        values.pop(pairs[place], None)

    yield from extend(0)


def known_by_enumeration(prints: list[Prints], largest: int) -> set[Cell]:
    """Return the masked cells for which one value from 1 to 4 is left."""
    left: dict[Cell, set[int]] = {cell: set() for one in prints for cell, quantity in one if quantity.is_hidden}
    for seen, people in enumerate(consistent(prints, largest)):
        for (diseases, sexes), values in left.items():
            values.add(sum(people[pair] for pair in itertools.product(diseases, sexes)))
        if all(len(values) > 1 for values in left.values()):
            return set()
        if seen > 20_000:
            return set()
    return {cell for cell, values in left.items() if len(values) == 1 and 1 <= min(values) <= 4}


def known_by_analysis(outputs: list[Published], prints: list[Prints]) -> tuple[set[Cell], set[Cell]]:
    """Return the cells that a report names: those of single outputs, and those of all together."""
    marks = Marks()
    analysis = Analysis(joined(outputs), marks)
    joint = {one.key for one in analysis.exposures}
    exposed: set[Cell] = set()
    for number, (output, cells) in enumerate(zip(outputs, prints, strict=True)):
        if output.grid is None:
            continue
        alone = {v.key for v in audit(system_of(output.grid, output.relations, marks)).exposed}
        places = [place for place, _ in output.counts()]
        for place, (cell, _) in zip(places, cells, strict=True):
            if place in alone or (number, *place) in joint:
                exposed.add(cell)
    return exposed, {cell for one in prints for cell, quantity in one if quantity.is_hidden}


@pytest.mark.parametrize("seed", range(150))
def test_nothing_that_follows_is_missed(seed: int) -> None:
    rng = random.Random(seed)
    people = population(rng)
    outputs, prints = outputs_of(people, rng)

    calculable = known_by_enumeration(prints, largest=40)
    exposed, _ = known_by_analysis(outputs, prints)

    assert calculable <= exposed


def test_little_is_reported_that_does_not_follow() -> None:
    false, reported = 0, 0
    for seed in range(150):
        rng = random.Random(seed)
        people = population(rng)
        outputs, prints = outputs_of(people, rng)
        exposed, hidden = known_by_analysis(outputs, prints)
        reported += len(exposed)
        if exposed:
            false += len((exposed & hidden) - known_by_enumeration(prints, largest=40))

    assert reported > 50
    assert false <= reported // 10
