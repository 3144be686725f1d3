"""Small tables for tests of outputs taken together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.disclosure.relations import find
from gel_airlock_jupyter.joint.published import Published


def counts(n: Sequence[object], names: str = "Leigh MELAS Alpers", column: str = "n") -> pd.DataFrame:
    """Return a table of counts by disease."""
    return pd.DataFrame({"disease": names.split(), column: list(n)})


def published(name: str, rows: str, columns: str, cells: Sequence[Sequence[str]], **more: Any) -> Published:
    """Return a table as its readers know it."""
    grid = Grid(
        tuple(tuple(parse(text) for text in row) for row in cells),
        tuple((row,) for row in rows.split()),
        tuple((column,) for column in columns.split()),
        name=name,
    )
    return Published(name, grid, relations=find(grid), **more)
