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
_STEM = re.compile("all|everyone|combined|both|sum|margin|total", re.IGNORECASE)
"""What every name of a total contains: most labels are ruled out at once."""
_WEAK = re.compile(r"n|n\s*=.*|any(?:\b.*)?|either(?:\b.*)?|count|cohort|participants|people|patients", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set of parts that the labels suggest for a total; ``need`` is the evidence still asked for (bits)."""

    parts: tuple[int, ...]
    need: float


def is_total(text: str) -> bool:
    """Return True when a label is a usual name of a total."""
    return _STEM.search(text) is not None and _STRONG.fullmatch(text.strip().strip("_*:()[]")) is not None


def is_perhaps_total(text: str) -> bool:
    """Return True when a label is often, but not always, the name of a total (``N``, ``Any``)."""
    return _WEAK.fullmatch(text.strip()) is not None


class Names:
    """The labels of the lines of one table; what each says is read once."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        texts = {text for path in labels for text in path}
        self._strong = {text for text in texts if is_total(text)}
        self._weak = {text for text in texts if is_perhaps_total(text)}
        self._depths = [_indent(path[0]) if len(path) == 1 else None for path in labels]
        self._marked = [not self._strong.isdisjoint(path) for path in labels]

    def candidates(self, line: int) -> list[Candidate]:
        """Return what suggests itself as parts of a line, most likely first; empty when it is not called a total."""
        path = self._labels[line]
        strong = [k for k, text in enumerate(path) if text in self._strong] if self._marked[line] else []
        levels = strong or [k for k, text in enumerate(path) if text in self._weak]
        if not levels:
            return []
        need = 0.0 if strong else 2.0
        found = [self._siblings(line, level) for level in reversed(levels)]
        found.append(self._below(line, levels[0]))
        found += self._runs(line)
        unique = dict.fromkeys(parts for parts in found if parts)
        return [Candidate(parts, need) for parts in unique]

    def children(self, line: int) -> tuple[int, ...]:
        """Return the lines that are indented one step under this one."""
        own = self._depths[line]
        if own is None:
            return ()
        found: list[int] = []
        step: int | None = None
        for other in range(line + 1, len(self._labels)):
            depth = self._depths[other]
            depth = _indent(self._labels[other][0]) if depth is None else depth
            if depth <= own:
                break
            step = depth if step is None else step
            if depth <= step:
                found.append(other)
        return tuple(found) if len(found) >= 2 else ()

    def _siblings(self, line: int, level: int) -> tuple[int, ...]:
        """Return lines that differ from this one in one level only, and are no total there."""
        path = self._labels[line]
        rest = path[:level] + path[level + 1 :]
        return tuple(
            other
            for other, q in enumerate(self._labels)
            if other != line
            and len(q) == len(path)
            and q[:level] + q[level + 1 :] == rest
            and q[level] not in self._strong
        )

    def _below(self, line: int, level: int) -> tuple[int, ...]:
        """Return every line under the same branch that is no total itself."""
        path = self._labels[line]
        return tuple(
            other
            for other, q in enumerate(self._labels)
            if other != line and q[:level] == path[:level] and self._strong.isdisjoint(q[level:])
        )

    def _runs(self, line: int) -> list[tuple[int, ...]]:
        """Return the runs of lines before and after, up to the next total."""
        first, last = line, line + 1
        while first > 0 and not self._marked[first - 1]:
            first -= 1
        while last < len(self._labels) and not self._marked[last]:
            last += 1
        return [tuple(range(first, line)), tuple(range(line + 1, last))]


def _indent(text: str) -> int:
    """Return the depth of indentation; dots and dashes count as spaces do."""
    return len(text) - len(text.lstrip(" \u00a0\u2003\t.-\u2013\u2514\u251c\u2502\u2500"))
