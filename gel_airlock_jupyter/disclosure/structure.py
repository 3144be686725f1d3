"""Sums that the numbers themselves give away, without labels: complements, adjacent runs, nested subtotals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from gel_airlock_jupyter.disclosure.evidence import Lines, Mask, bits, feasible, weigh
from gel_airlock_jupyter.disclosure.grids import Ints

NEED_ADJACENT = 8.0
"""Bits asked of a complement and of a run that touches its total."""
NEED_PARTLY = 2.0
"""Bits asked of a line called a total whose sum holds in some columns only."""
NEED_EDGE = 6.0
"""Bits asked of a complement that stands first or last, where totals usually stand."""
NEED_BETWEEN = 5.0
"""Bits asked of a group between groups that were found."""
NEED_ANYWHERE = 14.0
"""Bits asked of parts that stand anywhere."""

LONGEST_RUN = 300
"""Adjacent lines tried as parts of one total; a total of more lines is found by its label or as a complement."""
MOST_TRIED = 600_000
"""Pairs of total and run tried in one table."""
MOST_SCREENED = 12
"""Positions at which the lengths of runs are looked at for all lines at once."""


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
    where = feasible(lines, slice(None), low - lines.lower, high - lines.upper)
    for total in np.flatnonzero(where.all(axis=1)).tolist():
        rest_low = low - lines.lower[total]
        several = positive - (lines.shown[total] > 0) >= 2
        evidence = float(bits(lines, total, rest_low, shown - lines.shown[total], several))
        at_edge = total in (0, len(lines) - 1)
        evidence -= 1.0 if at_edge else math.log2(len(lines))
        if evidence >= _need(lines, NEED_EDGE if at_edge else NEED_ADJACENT):
            parts = tuple(k for k in range(len(lines)) if k != total)
            found.append(LineSum(total, parts, evidence, where[total]))
    return found


def nested(lines: Lines) -> list[LineSum]:
    """Return subtotals of adjacent runs, then of the lines that remain when their parts are taken out, and so on."""
    active = list(range(len(lines)))
    found: list[LineSum] = []
    while len(active) >= 3:
        here = lines.subset(active)
        step = _best_runs(here, len(lines))
        step += _between(here, step)
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
    turned = Lines(lines.lower[::-1], lines.upper[::-1], lines.empty[::-1])
    before, after = _lengths(lines), _lengths(turned)[:, ::-1]
    likely = np.flatnonzero((before[0] <= before[1]) | (after[0] <= after[1])).tolist()
    runs = [run for total in likely for run in _runs_at(lines, total, before[:, total], after[:, total], tested)]
    runs.sort(key=lambda run: (-run.bits, len(run.parts)))
    taken: set[int] = set()
    chosen = []
    for run in runs:
        if taken.isdisjoint((run.total, *run.parts)):
            taken.update((run.total, *run.parts))
            chosen.append(run)
    return chosen


def _between(lines: Lines, runs: list[LineSum]) -> list[LineSum]:
    """Return the groups that fill what found ones leave free, each with its total on the same side as theirs.

    Two small counts and their sum say little by themselves. Where the groups before and behind end with their totals,
    only one reading is left to be tried, or two at the edge, where the total of all may stand.
    """
    sides = {run.total > run.parts[0] for run in runs}
    if len(sides) != 1:
        return []
    taken = {line for run in runs for line in (run.total, *run.parts)}
    found: list[LineSum] = []
    for is_free, group in groupby(range(len(lines)), lambda line: line not in taken):
        free = list(group)
        if not is_free:
            continue
        last = sides == {True}
        at_edge = free[-1] == len(lines) - 1 if last else free[0] == 0
        for tried in (free, free[:-1] if last else free[1:])[: 1 + at_edge]:
            if len(tried) < 3:
                continue
            *parts, total = tried if last else tried[::-1]
            where, weight = weigh(lines, total, parts)
            if where.all() and weight >= NEED_BETWEEN:
                found.append(LineSum(total, tuple(sorted(parts)), weight, where))
                break
    return found


def _lengths(lines: Lines) -> Ints:
    """Return for each line the least and the most lines just before it that may add up to it, shape (2, lines).

    Counts are not negative: the longer the run the larger its sum, so at each position the sums that fit are those of
    neighbouring lengths, whose ends a search in the running sums finds. No length is left where least exceeds most.
    A few positions rule out most lines.
    """
    (size, width), reach = lines.lower.shape, min(LONGEST_RUN, MOST_TRIED // len(lines))
    least, most = np.full(size, 2, dtype=np.int64), np.minimum(np.arange(size), reach)
    for position in range(0, width, -(-width // MOST_SCREENED)):
        likely = np.flatnonzero((least <= most) & ~lines.empty[:, position])
        low = np.concatenate([[0], lines.lower[:, position].cumsum()])
        high = np.concatenate([[0], lines.upper[:, position].cumsum()])
        longest = low.searchsorted(low[likely] - lines.upper[likely, position], "left")
        shortest = high.searchsorted(high[likely] - lines.lower[likely, position], "right") - 1
        most[likely] = np.minimum(most[likely], likely - longest)
        least[likely] = np.maximum(least[likely], likely - shortest)
    return np.stack([least, most])


def _runs_at(lines: Lines, total: int, before: Ints, after: Ints, tested: int) -> list[LineSum]:
    """Return the sums that touch a line, before or after it, of the lengths that fit (least and most lines)."""
    found = []
    for step, (least, most) in ((-1, before.tolist()), (1, after.tolist())):
        if least > most:
            continue
        order = total + step * np.arange(1, most + 1)
        fitting = slice(least - 1, most)
        low, high = (ends[order].cumsum(axis=0)[fitting] for ends in (lines.lower, lines.upper))
        fits = feasible(lines, total, low, high).all(axis=1)
        if not fits.any():
            continue
        shown = lines.shown[order].cumsum(axis=0)[fitting]
        several = (lines.shown[order] > 0).cumsum(axis=0)[fitting] >= 2
        evidence = bits(lines, total, low, shown, several) - math.log2(2 * tested)
        for k in np.flatnonzero(fits & (evidence >= _need(lines, NEED_ADJACENT))).tolist():
            parts = tuple(sorted(order[: least + k].tolist()))
            where = np.ones(lines.lower.shape[1], dtype=np.bool_)
            found.append(LineSum(total, parts, float(evidence[k]), where))
    return _without_zero_tails(found)


def _without_zero_tails(runs: list[LineSum]) -> list[LineSum]:
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
