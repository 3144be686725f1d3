"""Rows of an output that are rows of a live frame: proof that they are people, however they were cut out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.aligned import ABSENT, Cells, Paired, cells_of, pair, turned
from gel_airlock_jupyter.evidence.chance import accident, plausible
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveFrame
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.passes import counted, placed
from gel_airlock_jupyter.evidence.people import Level
from gel_airlock_jupyter.evidence.renamed import may_be_renamed, renamed_pairs
from gel_airlock_jupyter.proof import RowMatch
from gel_airlock_jupyter.subjects import TableView

Array = NDArray[Any]
MOST_COUNTED = 50_000  # rows of a frame whose different rows are counted
MOST_STARTS = 1_000
FEWEST_SHUFFLED = 20
MOST_COMPARED, SAMPLE = 20_000, 500  # rows of an output compared one by one; of more, a sample is
PROBE = 64  # rows looked up first; where few of them are found the rest is not worth looking up


@dataclass(frozen=True, eq=False)
class Hits:
    """For each row of the output a row of the frame that agrees in all pairs, -1 for none.

    `matched` of `total` rows were found; `distinct` of `different` when equal rows are counted once. `copies` is how
    many rows of the frame the median one equals. `run` bounds the probability that rows of the frame stand in the
    output one after the other by accident, 1 where they do not.
    """

    frame_rows: Array
    matched: int
    distinct: int
    different: int
    copies: float = 0.0
    run: float = 1.0

    @property
    def total(self) -> int:
        """Return the number of rows of the output."""
        return len(self.frame_rows)


def matches(
    view: TableView,
    frames: Iterable[LiveFrame],
    limits: EvidenceLimits,
    clock: Clock,
    level: Callable[[LiveFrame], Level],
) -> RowMatch | None:
    """Return the match of a table's rows with rows of people, upright or on its side.

    Parameters
    ----------
    view : TableView
        The table.
    frames : iterable of LiveFrame
        Frames whose rows it may hold.
    limits : EvidenceLimits
        Share of rows that must be found, highest probability of an accident.
    clock : Clock
        The time box.
    level : callable
        Tells what the rows of a frame are; asked only of frames that the table could be from.

    Raises
    ------
    OutOfTime
        When the time box is used up.
    """
    upright, aside = cells_of(view), None
    for frame, transposed in itertools.product(frames, (False, True)):
        clock.check()
        if not transposed and view.n_rows > 2 * frame.n_rows:
            continue
        if transposed and aside is None:
            aside = turned(view) or []
        cells = (aside or []) if transposed else upright
        if not cells or not _may_match(cells, frame) or level(frame) is Level.OTHER:
            continue
        found = match_cells(cells, frame, limits, clock)
        if found is not None:
            pairs, hits, chance = found
            columns = tuple(p.live.label for p in pairs)
            sure = level(frame) is Level.CERTAIN
            run = hits.run <= limits.chance
            return RowMatch(
                frame.name,
                hits.matched,
                hits.total,
                columns,
                chance,
                sure,
                hits.frame_rows,
                transposed,
                run,
                not transposed and hits.total < view.n_rows,
            )
    return None


def _may_match(cells: Sequence[Cells], frame: LiveFrame) -> bool:
    """Return whether rows may be compared at all: by more than one label, or by value in a frame that is not large."""
    if cells[0].length > 2 * frame.n_rows:
        return False
    named = [c for c in cells if frame.named(c.label) is not None]
    alone = len(named) == 1 and any(c.numbers is not None for c in cells if c is not named[0])
    return (bool(named) and not alone) or may_be_renamed(cells, frame)


def match_cells(
    cells: Sequence[Cells], frame: LiveFrame, limits: EvidenceLimits, clock: Clock
) -> tuple[list[Paired], Hits, float] | None:
    """Return (pairs, hits, chance) where rows of cells are rows of the frame: columns by name, else by value."""
    length = cells[0].length
    if not length or length > frame.n_rows * 2:
        return None
    if length > MOST_COMPARED:  # what a sample shows is proof enough; an excerpt of that size is no accident
        sample = np.linspace(0, length - 1, SAMPLE).astype(int)
        cells, length = [c.head(sample) for c in cells], SAMPLE
    named = [found for c in cells if (live := frame.named(c.label)) is not None and (found := pair(c, live))]
    used = {id(found.cells) for found in named}
    strangers = [c for c in cells if id(c) not in used]
    for shared in _sets(named):
        apart = [*strangers, *(p.cells for p in named if p not in shared)]
        if len(shared) == 1 and _only_keys(shared, apart, length, 1.0):
            continue
        answer = _judged(shared, frame, limits, clock)
        if answer is not None and not _only_keys(shared, apart, length, answer[1].copies):
            return answer
    for pairs in renamed_pairs(cells, frame, clock):
        answer = _judged(pairs, frame, limits, clock)
        paired = {id(p.cells) for p in pairs}
        apart = [c for c in cells if id(c) not in paired]
        if answer is None or len(pairs) * 2 < len(cells) or _only_keys(pairs, apart, length, answer[1].copies):
            continue
        return answer
    return None


def _sets(named: list[Paired]) -> Iterator[list[Paired]]:
    """Yield all pairs, then those whose values the frame holds, where these are fewer."""
    if named:
        yield named
        held = _held(named)
        if held and len(held) < len(named):
            yield held


def _held(named: list[Paired]) -> list[Paired]:
    """Return the pairs whose values the frame holds at all: a column may have been changed while others were not."""
    return [p for p in named if len(p.known) and p.held() * 2 >= len(p.known)]


def _only_keys(named: list[Paired], strangers: list[Cells], length: int, copies: float) -> bool:
    """Return whether the shared columns are only labels beside figures that the frame does not hold, as in aggregates.

    One shared column beside such figures is a label. Several are labels when they vary little and each combination
    stands for several rows of the frame.
    """
    if not any(c.numbers is not None for c in strangers):
        return False
    if len(named) == 1:
        return True
    labels = all(p.live.kind != "number" or len(np.unique(p.codes)) * 2 < length or p.decimals == 0 for p in named)
    return labels and copies > 1


def _judged(
    pairs: list[Paired], frame: LiveFrame, limits: EvidenceLimits, clock: Clock
) -> tuple[list[Paired], Hits, float] | None:
    ordered = sorted(pairs, key=lambda p: (p.live.kind != "number", p.decimals == 0))
    length = len(ordered[0].codes)
    if length > PROBE * 4:
        sample = np.linspace(0, length - 1, PROBE).astype(int)
        probe = hits_of([pair(p.cells.head(sample), p.live) or p for p in ordered], frame, clock)
        if probe.matched < limits.row_share * probe.total * 0.5:
            return None
    hits = hits_of(ordered, frame, clock)
    if hits.matched <= limits.row_share * hits.total:
        return None
    space = 1.0
    for each in ordered:
        space *= plausible(each.live, each.decimals)
    chance = accident(space, frame.n_rows, hits.distinct, hits.different)
    if chance > limits.chance and frame.n_rows <= MOST_COUNTED:
        chance = accident(space, _different_rows(ordered, frame), hits.distinct, hits.different)
    chance = min(chance, hits.run)
    return (ordered, hits, chance) if chance <= limits.chance else None


def _different_rows(pairs: list[Paired], frame: LiveFrame) -> int:
    """Return how many different rows the frame has in these columns."""
    code = np.zeros(frame.n_rows, np.int64)
    for each in pairs:
        values = each.live_values()
        code = np.unique(code * (int(values.max(initial=0)) + 2) + values + 1, return_inverse=True)[1]
    return int(code.max(initial=0)) + 1


def hits_of(pairs: list[Paired], frame: LiveFrame, clock: Clock) -> Hits:
    """Return which rows of the output agree with some row of the frame in every pair of columns."""
    rows = np.arange(frame.n_rows)
    code = np.zeros(len(rows), np.int64)
    mine = np.zeros(len(pairs[0].codes), np.int64)
    for each in pairs:
        clock.check()
        size = len(each.known) + 2
        if size * max(int(code.max(initial=0)), int(mine.max(initial=0))) > 2**60:
            joint = np.unique(np.concatenate([code, mine]), return_inverse=True)[1]
            code, mine = joint[: len(code)], joint[len(code) :]
        live = each.of_rows(rows)
        inside = live != ABSENT
        rows, code = rows[inside], code[inside] * size + (live[inside] + 1)
        mine = mine * size + (each.codes + 1)
        if not len(rows):
            return Hits(np.full(len(mine), -1), 0, 0, len(mine))
    wanted, at = np.unique(mine, return_inverse=True)
    which = placed(code, wanted)
    often = counted(which.astype(np.int32) + 1, len(wanted) + 1)[1:]
    first = np.full(len(wanted) + 1, -1)
    first[which[::-1]] = np.arange(len(which) - 1, -1, -1)  # the last place takes what is not wanted
    found = often[at] > 0
    whole = np.logical_and.reduce([each.codes >= 0 for each in pairs])  # what is missing on both sides proves nothing
    frame_rows = np.where(found, rows[first[at]], -1)
    copies = float(np.median(often[at[found]])) if found.any() else 0.0
    run = _run(mine, found, rows, code, often[at], frame.n_rows)
    agree, different = len(np.unique(mine[found & whole])), len(np.unique(mine[whole]))
    return Hits(frame_rows, int(found.sum()), agree, different, copies, run)


def _run(mine: Array, found: Array, rows: Array, code: Array, often: Array, n_rows: int) -> float:
    """Return how probable it is by accident that the whole output is a run of consecutive rows of the frame."""
    if not found.all():
        return 1.0
    if len(mine) == n_rows == len(code) and n_rows >= FEWEST_SHUFFLED and np.array_equal(np.sort(mine), np.sort(code)):
        return 0.0  # the whole frame, in any order
    live = np.full(n_rows + len(mine), -1, np.int64)
    live[rows] = code
    starts = rows[code == mine[0]][:MOST_STARTS]
    if not any(np.array_equal(live[start : start + len(mine)], mine) for start in starts):
        return 1.0
    return float(np.exp(min(0.0, np.log(n_rows) + np.log(often / n_rows).sum())))
