"""Places of a curve moved to round numbers, so that none of them is one person's value."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gel_airlock_jupyter.fixing.round_numbers import step_of

PARTS = 40  # steps of the grid across the curve


def rounded(values: Sequence[float], *, log: bool = False) -> list[float]:
    """Return rising places moved to the nearest multiples of a round step, about a fortieth of what they span.

    Parameters
    ----------
    values : sequence of float
        In data units; those that are not finite stay as they are.
    log : bool
        Whether the axis is logarithmic: exponents are rounded then.
    """
    if log:
        return [10.0**exponent for exponent in rounded([math.log10(v) if v > 0 else math.nan for v in values])]
    present = [value for value in values if math.isfinite(value)]
    step = step_of(max(present) - min(present), PARTS) if present else 1.0
    return [float(f"{round(value / step) * step:.12g}") if math.isfinite(value) else value for value in values]
