"""Tables drawn with lines, as polars, rich, tabulate, databases and Stata print them."""

from __future__ import annotations

import re
from collections.abc import Sequence

Rows = list[list[str]]
BARS = str.maketrans("│┃┆┊║", "|||||")
RULE = re.compile(r"[\s|+=:\-_\u2500-\u257f]+")
TYPE = re.compile(
    r"str|cat|enum|bool|null|binary|object|date|time|[iuf]\d{1,3}|(?:datetime|duration|list|array|struct|decimal)\[.*\]"
)
NUMBER = re.compile(r"-?[\d,]*\.?\d+%?|<\s*\d+|\.|NA")
GAP = re.compile(r"\s{2,}")
DOTS = frozenset({"\u2026", "...", ".."})


def boxed_rows(block: Sequence[str]) -> Rows | None:
    """Read lines whose cells stand between bars, with lines drawn above, below or between them.

    Parameters
    ----------
    block : sequence of str
        Lines without an empty one between them.
    """
    drawn = [line.translate(BARS) for line in block]
    ruled = [line for line in drawn if RULE.fullmatch(line) and len(line.strip()) > 2]
    lines = [line for line in drawn if "|" in line and not RULE.fullmatch(line)]
    if not ruled or len(lines) < 2:
        return None
    rows = [_cells(line) for line in lines]
    rows = [row for row in rows if not set(row) <= {*DOTS, "---", ""}]
    rows = [row for place, row in enumerate(rows) if place != 1 or not all(map(TYPE.fullmatch, row))]
    if "|" not in lines[0].strip()[:1]:
        if not all(NUMBER.fullmatch(row[-1]) for row in rows[1:]):
            return None  # code with its line numbers
        rows = [[*row, *[""] * (len(rows[0]) - len(row))] for row in rows]  # a total has no cumulative percentage
    return rows if len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1 else None


def _cells(line: str) -> list[str]:
    """Return the cells of a line; one bar alone divides labels from numbers, which blanks tell apart."""
    inner = line.strip()
    if inner.count("|") == 1 and not inner.startswith("|") and not inner.endswith("|"):
        label, _, numbers = inner.partition("|")
        return [label.strip(), *GAP.split(numbers.strip())]
    return [cell.strip() for cell in inner.removeprefix("|").removesuffix("|").split("|")]
