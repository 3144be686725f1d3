"""Sums that the numbers themselves give away, without labels: complements, adjacent runs, nested subtotals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.disclosure.evidence import Lines, Mask, bits, feasible, weigh
from gel_airlock_jupyter.disclosure.grids import Ints

NEED_ADJACENT = 8.0
"""Bits asked of a complement and of a run that touches its total."""
NEED_PARTLY = 2.0
"""Bits asked of a line called a total whose sum holds in some columns only."""
NEED_EDGE = 6.0
"""Bits asked of a complement that stands first or last, where totals usually stand."""
NEED_ANYWHERE = 14.0
"""Bits asked of parts that stand anywhere."""

LONGEST_RUN = 300
"""Adjacent lines tried as parts of one total; a total of more lines is found by its label or as a complement."""
MOST_TRIED = 600_000
"""Pairs of total and run tried in one table."""


@dataclass(frozen=True, slots=True)
class LineSum:
    """One line read as the sum of others; ``where`` marks the positions at which it holds."""

    total: int
    parts: tuple[int, ...]
    bits: float
    where: Mask
    labelled: bool = False


def _need(lines: Lines, usual: float) -> float:
    """Return the bits asked; a single position can agree by chance, so it must be as good as parts anywhere."""
    return usual if lines.lower.shape[1] >= 2 else NEED_ANYWHERE


def complements(lines: Lines) -> list[LineSum]:
    """Return the lines that equal the sum of all others."""
    if len(lines) < 3:
        return []
    found = []
    low, high, shown = lines.lower.sum(axis=0), lines.upper.sum(axis=0), lines.shown.sum(axis=0)
    positive = (lines.shown > 0).sum(axis=0)
    for total in range(len(lines)):
        rest_low, rest_high = low - lines.lower[total], high - lines.upper[total]
        where = feasible(lines, total, rest_low, rest_high)
        if not where.all():
            continue
        several = positive - (lines.shown[total] > 0) >= 2
        evidence = float(bits(lines, total, rest_low, shown - lines.shown[total], several))
        at_edge = total in (0, len(lines) - 1)
        evidence -= 1.0 if at_edge else math.log2(len(lines))
        if evidence >= _need(lines, NEED_EDGE if at_edge else NEED_ADJACENT):
            parts = tuple(k for k in range(len(lines)) if k != total)
            found.append(LineSum(total, parts, evidence, where))
    return found


def nested(lines: Lines) -> list[LineSum]:
    """Return subtotals of adjacent runs, then of the lines that remain when their parts are taken out, and so on."""
    active = list(range(len(lines)))
    found: list[LineSum] = []
    while len(active) >= 3:
        step = _best_runs(lines.subset(active), len(lines))
        if not step:
            break
        gone: set[int] = set()
        for run in step:
            total, parts = active[run.total], tuple(active[k] for k in run.parts)
            found.append(LineSum(total, parts, run.bits, run.where))
            gone.update(parts)
        active = [k for k in active if k not in gone]
    return found


def _best_runs(lines: Lines, tested: int) -> list[LineSum]:
    """Return the best adjacent runs that do not overlap, strongest evidence first."""
    runs = [run for total in range(len(lines)) for run in _runs_at(lines, total, tested)]
    runs.sort(key=lambda run: (-run.bits, len(run.parts)))
    taken: set[int] = set()
    chosen = []
    for run in runs:
        if taken.isdisjoint((run.total, *run.parts)):
            taken.update((run.total, *run.parts))
            chosen.append(run)
    return chosen


def _runs_at(lines: Lines, total: int, tested: int) -> list[LineSum]:
    """Return runs of two or more lines that touch the total, before or after it."""
    found = []
    reach = min(LONGEST_RUN, MOST_TRIED // len(lines))
    for order in (np.arange(total - 1, -1, -1)[:reach], np.arange(total + 1, len(lines))[:reach]):
        if len(order) < 2 or not _may_run(lines, total, order):
            continue
        low = lines.lower[order].cumsum(axis=0)[1:]
        high = lines.upper[order].cumsum(axis=0)[1:]
        fits = feasible(lines, total, low, high).all(axis=1)
        if not fits.any():
            continue
        shown = lines.shown[order].cumsum(axis=0)[1:]
        several = (lines.shown[order] > 0).cumsum(axis=0)[1:] >= 2
        evidence = bits(lines, total, low, shown, several) - math.log2(2 * tested)
        for k in np.flatnonzero(fits & (evidence >= _need(lines, NEED_ADJACENT))):
            parts = tuple(sorted(int(line) for line in order[: k + 2]))
            where = np.ones(lines.lower.shape[1], dtype=np.bool_)
            found.append(LineSum(total, parts, float(evidence[k]), where))
    return _without_zero_tails(lines, found)


def _may_run(lines: Lines, total: int, order: Ints) -> bool:
    """Return False when no run fits at the one position where the total is largest, as most do not."""
    position = int(lines.lower[total].argmax())
    low = lines.lower[order, position].cumsum()[1:]
    high = lines.upper[order, position].cumsum()[1:]
    fits = (low <= lines.upper[total, position]) & (high >= lines.lower[total, position])
    return bool(lines.empty[total, position] or fits.any())


def _without_zero_tails(lines: Lines, runs: list[LineSum]) -> list[LineSum]:
    """Keep the shortest of runs that differ by empty lines only, and the longest evidence otherwise."""
    best: dict[float, LineSum] = {}
    for run in runs:
        weight = round(run.bits, 6)
        if weight not in best or len(run.parts) < len(best[weight].parts):
            best[weight] = run
    return list(best.values())


def labelled(lines: Lines, total: int, parts: tuple[int, ...], need: float) -> LineSum | None:
    """Return the sum that a label suggests where the numbers permit it.

    Where it fails at some positions (a column of medians beside columns of people) it is read at the others only,
    and then needs evidence of its own.
    """
    where, evidence = weigh(lines, total, list(parts))
    if len(parts) < 1 or not where.any():
        return None
    if not where.all():
        need = max(need, NEED_PARTLY)
    return LineSum(total, parts, evidence, where, labelled=True) if evidence >= need else None
