"""Percentages, densities and slices that give a count of 1-4 people back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.checks.figure_counts import is_whole, sized
from gel_airlock_jupyter.checks.figure_totals import SPEAKS, totals_in
from gel_airlock_jupyter.checks.figure_units import Unit, measure_of
from gel_airlock_jupyter.checks.figure_words import stated_counts
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FigureView, Mark

WIDEST = 0.45  # people; a rounding error larger than this proves nothing
SMALLEST_UNITS = 1000  # a common unit finer than this is chance
NEAR = 1e-3
FEW = 4  # a smallest bar of more people is no matter
SLICE_SLACK = 1e-4  # matplotlib keeps angles in single precision


@dataclass(frozen=True, slots=True)
class Share:
    """A mark as a share of a whole (0 to 1), and how far it may be rounded."""

    mark: Mark
    share: float
    rounding: float


def shares_of(view: FigureView, context: Context) -> Iterator[tuple[int, tuple[Share, ...]]]:
    """Yield, by axes, the marks that show shares: slices, percentages, proportions, densities."""
    for axes, marks in view.sized_by_axes.items():
        slices = [mark for mark in marks if mark.measure == "share"]
        if slices and measure_of(view, axes, context, "").unit is not Unit.OTHER:
            yield axes, tuple(Share(mark, float(mark.value or 0), 0.0) for mark in slices)
        sized = [mark for mark in marks if not mark.measure]
        if sized:
            yield from _of_bars(view, axes, sized, context)


def _of_bars(
    view: FigureView, axes: int, marks: Sequence[Mark], context: Context
) -> Iterator[tuple[int, tuple[Share, ...]]]:
    unit = measure_of(view, axes, context).unit
    values = [abs(mark.value or 0) for mark in marks]
    area = sum(value * (mark.width or 0) for value, mark in zip(values, marks, strict=True))
    series = len({mark.series for mark in marks})
    is_density = any(abs(area - whole) < NEAR for whole in range(1, series + 1)) and not all(map(is_whole, values))
    if is_density and unit is not Unit.OTHER:
        yield axes, tuple(Share(m, abs(m.value or 0) * (m.width or 0), 0.0) for m in marks)
    elif unit is Unit.SHARE:
        scale = 100.0 if max(values) > 1 else 1.0
        yield axes, tuple(Share(m, v / scale, _rounding(v) / scale) for m, v in zip(marks, values, strict=True))


def _rounding(value: float) -> float:
    """Return half a unit of the last decimal place of a drawn value; 0 for a value that was not rounded."""
    for decimals in range(4):
        if abs(value - round(value, decimals)) < 1e-9:
            return 0.5 * 10.0**-decimals
    return 0.0


@rule("FG-04", FigureView, title="A percentage, density or slice stands for 1-4 people")
def small_shares(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for shares that, times the number of people, give 1 to 4.

    What it looks for: bars of percentages, proportions and densities, and slices of pies. The number of people comes
    from `n=`, from "N=57" in titles, labels and legends, from a category's own "(n=44)", or from a count printed on
    another slice. Where no number is known,
    histogram bars that are all whole multiples of one unit are reported, where the smallest is 1-4 of it.

    Why it matters: a share of a known number is a count.

    What to do: coarser bins or groups, slices merged until each holds at least 5; or leave the number out.

    Limits: a number of people given elsewhere (in the paper) is not known here: declare it with `n=`.
    """
    threshold = int(context.setting("threshold", 5))
    for axes, shares in shares_of(view, context):
        totals = _totals(view, axes, context)
        small = [share for share in shares if _is_small(share, _own(view, share, totals, context), threshold, context)]
        if small:
            yield _known(view, context, small, threshold)
        elif not totals and _has_common_unit(shares):
            yield context.finding(
                f"The bars of axes {axes + 1} are all whole multiples of one unit, which may be one person: "
                "the shape gives the counts back.",
                (Location("axes", f"axes {axes + 1}"),),
                "Say how many people are shown (n=...), or use wider bins.",
            )


def _known(view: FigureView, context: Context, small: Sequence[Share], threshold: int) -> Finding:
    names = some(sized(share.mark).name for share in small)
    return context.finding(
        f"{plural(len(small), 'share')} of a known number of people {'means' if len(small) == 1 else 'mean'} "
        f"1-{threshold - 1} people ({names}).",
        [Location("mark", sized(share.mark).name) for share in small[: context.limits.places]],
        "Merge small groups or bins until each holds at least "
        f"{threshold} people, or take the number of people out of the figure.",
        severity=context.setting("known_total_severity", "fail"),
        places=len(small),
    )


def _totals(view: FigureView, axes: int, context: Context) -> tuple[int, ...]:
    stated = [stated.value for _, stated in totals_in(view, axes, context)]
    declared = context.declared.get("n")
    return tuple(dict.fromkeys([*([int(declared)] if declared else []), *stated, *_from_slices(view, axes)]))


def _from_slices(view: FigureView, axes: int) -> Iterator[int]:
    """Yield the total that a count printed on a slice gives: count / share."""
    shares = {
        mark.path: mark.value for mark in view.marks if mark.measure == "share" and mark.axes == axes and mark.value
    }
    for text in view.texts:
        share = shares.get(text.beside)
        if share and text.visible and text.text.strip().isdecimal() and int(text.text) > 0:
            total = int(text.text) / share
            if abs(total - round(total)) <= SLICE_SLACK * total:
                yield round(total)


def _own(view: FigureView, share: Share, totals: tuple[int, ...], context: Context) -> tuple[int, ...]:
    """Return the numbers a share may be of: those of its own category and series first."""
    named = f"{share.mark.label}\n{share.mark.series}"
    own = [stated.value for stated in stated_counts(named, context.policy) if stated.how in (*SPEAKS, "in brackets")]
    return tuple(own) or totals


def known_shares(view: FigureView, context: Context) -> Iterator[tuple[int, tuple[Share, ...], tuple[float, ...]]]:
    """Yield axes, their shares, and the people behind each, wherever the figure or the researcher says of how many.

    Parameters
    ----------
    view : FigureView
        The figure.
    context : Context
        Policy and declarations.
    """
    for axes, shares in shares_of(view, context):
        totals = _totals(view, axes, context)
        people = tuple(share.share * (_own(view, share, totals, context) or (0,))[0] for share in shares)
        if any(people):
            yield axes, shares, people


def small_slices(view: FigureView, axes: int, context: Context) -> tuple[dict[str, float], set[str]]:
    """Return the people behind each slice of a pie by path, and the small slices; empty without a total.

    Parameters
    ----------
    view : FigureView
        The figure.
    axes : int
        Index of the axes.
    context : Context
        Policy and declarations.
    """
    threshold = int(context.setting("threshold", 5, "FG-04"))
    totals = _totals(view, axes, context)
    for found, shares in shares_of(view, context):
        if found == axes and totals and all(share.mark.measure == "share" for share in shares):
            people = {share.mark.path: share.share * totals[0] for share in shares}
            return people, {path for path, count in people.items() if NEAR < count < threshold - NEAR}
    return {}, set()


def _is_small(share: Share, totals: tuple[int, ...], threshold: int, context: Context) -> bool:
    least = float(context.setting("tolerance", 0.02))
    for total in totals:
        count = share.share * total
        slack = min(WIDEST, max(least, share.rounding * total))
        if any(abs(count - whole) <= slack for whole in range(1, threshold)):
            return True
    return False


def _has_common_unit(shares: Sequence[Share]) -> bool:
    """Return whether bars are whole multiples of one unit, as counts of people are: it gives their number back."""
    values = [share.share for share in shares if share.share > 0]
    if len(values) < 3 or any(share.rounding for share in shares):
        return False
    ratios = np.array(values) / min(values)
    if ratios.max() <= 1.5 or ratios.max() > SMALLEST_UNITS:
        return False
    for smallest in range(1, FEW + 1):  # people that the smallest bar may stand for
        counts = ratios * smallest
        if np.abs(counts - np.round(counts)).max() < NEAR / smallest:
            return True
    return False
