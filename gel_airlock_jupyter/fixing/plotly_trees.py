"""Sunbursts, treemaps and icicles whose small branches are merged with their neighbours until each holds enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.readers.plotly.values import listed, numbers

OTHER = "other"


@dataclass
class _Branch:
    """One branch: its name, the people in it and in all it holds, and its twigs."""

    label: str
    size: float
    twigs: list[_Branch] = field(default_factory=list)


def merged_tree(trace: Mapping[str, Any], threshold: int) -> dict[str, Any] | None:
    """Return a trace in which every branch holds at least the threshold; None where the whole tree holds fewer.

    A small branch is merged with the next larger one of the same parent; what they hold is no longer told apart. Where
    nothing but the merged branch is left, the parent has no branches at all.

    Parameters
    ----------
    trace : mapping
        Plotly's JSON of a sunburst, treemap or icicle.
    threshold : int
        Fewest people of a branch.
    """
    roots = _grown(trace)
    if not roots or sum(root.size for root in roots) < threshold:
        return None
    columns: dict[str, list[Any]] = {"ids": [], "labels": [], "parents": [], "values": []}
    _write(_merged(roots, threshold), "", columns)
    kept = {key: part for key, part in trace.items() if key not in ("text", "marker", *columns)}
    return {**kept, **columns, "branchvalues": "total"}


def _grown(trace: Mapping[str, Any]) -> list[_Branch]:
    """Return the roots of a tree; sizes of parents include those of their branches."""
    labels = [str(label) for label in listed(trace.get("labels"))]
    names = [str(name) for name in listed(trace.get("ids"))] or labels
    parents = [str(parent or "") for parent in listed(trace.get("parents"))] or [""] * len(labels)
    sizes = numbers(trace.get("values"))
    branches = {name: _Branch(label, size) for name, label, size in zip(names, labels, sizes, strict=False)}
    roots: list[_Branch] = []
    for name, parent in zip(names, parents, strict=False):
        if name in branches:
            (branches[parent].twigs if parent in branches else roots).append(branches[name])
    if trace.get("branchvalues") != "total":
        for root in roots:
            _add_up(root)
    return roots


def _add_up(branch: _Branch) -> float:
    branch.size = (branch.size if branch.size == branch.size else 0.0) + sum(map(_add_up, branch.twigs))
    return branch.size


def _merged(branches: list[_Branch], threshold: int) -> list[_Branch]:
    """Return branches of one parent, the small ones merged; what is left of a parent adds up to it."""
    order = sorted((branch for branch in branches if branch.size > 0), key=lambda branch: branch.size)
    small = [branch for branch in order if branch.size < threshold]
    while small and (len(small) < 2 or sum(branch.size for branch in small) < threshold) and len(small) < len(order):
        small.append(order[len(small)])
    kept = [branch for branch in branches if branch.size > 0 and branch not in small]
    for branch in kept:
        branch.twigs = _merged(branch.twigs, threshold)
    if not (small and kept):
        return kept
    label = OTHER if all(branch.label != OTHER for branch in kept) else f"{OTHER} (merged)"
    return [*kept, _Branch(label, sum(branch.size for branch in small))]


def _write(branches: list[_Branch], parent: str, columns: dict[str, list[Any]]) -> None:
    for branch in branches:
        name = f"{parent}/{branch.label}" if parent else branch.label
        for key, value in (("ids", name), ("labels", branch.label), ("parents", parent), ("values", branch.size)):
            columns[key].append(value)
        _write(branch.twigs, name, columns)
