"""Tables of the SSBtools test data (Statistics Norway, MIT licence), read where they are kept outside the repository.

AIRLOCK_SHARED_DATA says where, else ``shared/data`` beside the repository; they are never copied here.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable, system

FOLDER = Path(os.environ.get("AIRLOCK_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "ssbtools"

Hierarchy = list[str]
"""Columns from fine to coarse, such as region, county; the total over all is added."""


def cube(name: str, axes: list[list[Hierarchy]], count: str, last: int = 4) -> System:
    """Return the masked system of a table over axes, each with one or more hierarchies of the same finest column."""
    with (FOLDER / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    nodes = [_nodes(rows, axis) for axis in axes]
    values: dict[Key, int] = defaultdict(int)
    for row in rows:
        places = [
            {("", "all"), *((column, row[column]) for hierarchy in axis for column in hierarchy)} for axis in axes
        ]
        for place in itertools.product(*places):
            values[place] += int(float(row[count]))
    relations = []
    for axis, sums in enumerate(nodes):
        others = [sorted({p[a] for p in values}) for a in range(len(axes))]
        others[axis] = [("", "")]
        for place in itertools.product(*others):
            for total, parts in sums.items():
                keys = [(*place[:axis], part, *place[axis + 1 :]) for part in (total, *parts)]
                present = [key for key in keys[1:] if key in values]
                if keys[0] in values:
                    relations.append(Relation(keys[0], tuple(present), certain=True))
    variables = [
        Variable(key, 1, last, True) if 1 <= value <= last else Variable(key, value, value)
        for key, value in values.items()
    ]
    return system(variables, relations, dict(values), (1, last))


def _nodes(rows: list[dict[str, str]], axis: list[Hierarchy]) -> dict[tuple[object, ...], list[tuple[str, str]]]:
    """Return the parts of each total on one axis; the key repeats the total where two hierarchies share it."""
    parts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for hierarchy in axis:
        for fine, coarse in itertools.pairwise([*hierarchy, ""]):
            for row in rows:
                total = (coarse, row[coarse]) if coarse else ("", "all")
                own = parts.setdefault(total, []) if hierarchy is axis[0] or coarse else parts[total]
                if (fine, row[fine]) not in own and (hierarchy is axis[0] or coarse):
                    own.append((fine, row[fine]))
    return parts


def without_marks(given: System) -> System:
    """Return the system as most programs see it: a hidden number may be anything from zero up."""
    opened = {key: replace(v, lower=0, upper=None) if v.protected else v for key, v in given.variables.items()}
    return replace(given, variables=opened, sensitive=(0, given.sensitive[1]))
