"""Neighbouring bins joined until each holds enough people."""

from __future__ import annotations

from collections.abc import Sequence

Run = tuple[int, int]  # places from, up to but without
SLACK = 1e-3  # people; a share of a known number is no whole number


def merged_runs(people: Sequence[float], threshold: int) -> list[Run]:
    """Return runs of neighbouring bins that hold 0 or at least `threshold` people each, as short as can be.

    Parameters
    ----------
    people : sequence of float
        People in each bin, from one end to the other.
    threshold : int
        Fewest people in a run.
    """
    runs: list[Run] = []
    start, held = 0, 0.0
    for place, count in enumerate(people):
        held += count
        if held >= threshold - SLACK or held < SLACK:
            runs.append((start, place + 1))
            start, held = place + 1, 0.0
    if start < len(people):  # the rest is small: it joins the last run that holds people
        while runs and sum(people[runs[-1][0] : runs[-1][1]]) < SLACK:
            start = runs.pop()[0]
        first = runs.pop()[0] if runs else start
        runs.append((first, len(people)))
    return runs
