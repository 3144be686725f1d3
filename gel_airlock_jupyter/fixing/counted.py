"""Values of single people counted in bins of at least 5, with edges at round numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.merged_bins import merged_runs
from gel_airlock_jupyter.fixing.round_numbers import edges_of

Floats = NDArray[np.float64]
BINS = 8
COUNT_LABEL = "Number of participants"  # of the axis they are drawn along


class Counted(NamedTuple):
    """Bins: edges of shape (bins + 1,) in data units, and the people in each, shape (bins,)."""

    edges: Floats
    people: Floats

    @property
    def labels(self) -> list[str]:
        """Return "20 to 40" for each bin."""
        edges = [f"{edge:.6g}" for edge in self.edges]
        return [f"{low} to {high}" for low, high in pairwise(edges)]


def counted(values: Floats, threshold: int) -> Counted | None:
    """Return a histogram whose bins hold 0 or at least `threshold` people; None of fewer than two bins' people.

    Parameters
    ----------
    values : array of shape (n,)
        One value a person; those that are not finite are left out.
    threshold : int
        Fewest people of a bin.
    """
    present = values[np.isfinite(values)]
    if len(present) < 2 * threshold:
        return None
    people, edges = np.histogram(present, bins=edges_of(present, BINS))
    runs = merged_runs(people.astype(float).tolist(), threshold)
    sums = [float(people[first:end].sum()) for first, end in runs]
    return Counted(np.array([edges[0], *(edges[end] for _, end in runs)]), np.array(sums))
