"""Lines whose label says that they are a total, and what they may be the total of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.grids import Labels

_STRONG = re.compile(
    r"(?:all|everyone|overall|combined|both|sum|margins?|marginal)(?:\b.*)?"
    r"|(?:.*\b)?(?:sub|grand|row|column|col)?[-_ ]?totals?(?:\b.*)?",
    re.IGNORECASE,
)
_WEAK = re.compile(r"n|n\s*=.*|any(?:\b.*)?|either(?:\b.*)?|count|cohort|participants|people|patients", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set of parts that the labels suggest for a total; ``need`` is the evidence still asked for (bits)."""

    parts: tuple[int, ...]
    need: float


def is_total(text: str) -> bool:
    """Return True when a label is a usual name of a total."""
    return _STRONG.fullmatch(text.strip().strip("_*:()[]")) is not None


def is_perhaps_total(text: str) -> bool:
    """Return True when a label is often, but not always, the name of a total (``N``, ``Any``)."""
    return _WEAK.fullmatch(text.strip()) is not None


def candidates(labels: Labels, line: int) -> list[Candidate]:
    """Return what the labels suggest as parts of a line, most likely first; empty when it is not called a total."""
    path = labels[line]
    strong = [k for k, text in enumerate(path) if is_total(text)]
    weak = [k for k, text in enumerate(path) if is_perhaps_total(text)]
    levels = strong or weak
    if not levels:
        return []
    need = 0.0 if strong else 2.0
    found = [_siblings(labels, line, level) for level in reversed(levels)]
    found.append(_below(labels, line, levels[0]))
    found += _runs(labels, line)
    unique = dict.fromkeys(parts for parts in found if parts)
    return [Candidate(parts, need) for parts in unique]


def children(labels: Labels, line: int) -> tuple[int, ...]:
    """Return the lines that are indented one step under this one."""
    if len(labels[line]) != 1:
        return ()
    own = _indent(labels[line][0])
    found: list[int] = []
    step: int | None = None
    for other in range(line + 1, len(labels)):
        depth = _indent(labels[other][0])
        if depth <= own:
            break
        step = depth if step is None else step
        if depth <= step:
            found.append(other)
    return tuple(found) if len(found) >= 2 else ()


def _indent(text: str) -> int:
    """Return the depth of indentation; dots and dashes count as spaces do."""
    return len(text) - len(text.lstrip(" \u00a0\u2003\t.-\u2013\u2514\u251c\u2502\u2500"))


def _counts_as_total(path: tuple[str, ...]) -> bool:
    return any(is_total(text) for text in path)


def _siblings(labels: Labels, line: int, level: int) -> tuple[int, ...]:
    """Return lines that differ from this one in one level only, and are no total there."""
    path = labels[line]
    rest = path[:level] + path[level + 1 :]
    return tuple(
        other
        for other, q in enumerate(labels)
        if other != line and len(q) == len(path) and q[:level] + q[level + 1 :] == rest and not is_total(q[level])
    )


def _below(labels: Labels, line: int, level: int) -> tuple[int, ...]:
    """Return every line under the same branch that is no total itself."""
    path = labels[line]
    return tuple(
        other
        for other, q in enumerate(labels)
        if other != line and q[:level] == path[:level] and not _counts_as_total(q[level:])
    )


def _runs(labels: Labels, line: int) -> list[tuple[int, ...]]:
    """Return the runs of lines before and after, up to the next total."""
    before: list[int] = []
    for other in range(line - 1, -1, -1):
        if _counts_as_total(labels[other]):
            break
        before.append(other)
    after: list[int] = []
    for other in range(line + 1, len(labels)):
        if _counts_as_total(labels[other]):
            break
        after.append(other)
    return [tuple(reversed(before)), tuple(after)]
