"""Counts of 1-4 people that a count and its share, or the steps of a flow of participants, leave over."""

from __future__ import annotations

import itertools
import math
import re

from gel_airlock_jupyter.checks.told_sizes import size_in
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse, parse_all
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import TableView

FEWEST_STEPS = 3
PLAIN_SHARE = re.compile(r"\d[\d,]* \(\d{1,3}\.\d+\)")  # `118 (98.3)` under a label that says n (%)


def beside_shares(column: Column, threshold: int, others: frozenset[int] = frozenset()) -> list[int]:
    """Return the rows of a column whose cells, such as `117 (97.5%)`, leave 1 to threshold - 1 of their whole.

    The whole is that of the header (`n=120`), or the only number of people of which the share can be this one. `others`
    are rows that hold no counts.
    """
    whole = size_in(column.label)
    shares = [
        f"{text[:-1]}%)" if "(" in text and PLAIN_SHARE.fullmatch(text.strip()) else text for text in column.texts
    ]
    return [
        row
        for row, text in enumerate(shares)
        if row not in others and (whole is not None or "%" in text) and 1 <= rest_of(text, whole) < threshold
    ]


def rest_of(text: str, whole: int | None) -> int:
    """Return how many people a cell such as `117 (97.5%)` leaves of its whole, 0 where that is not known."""
    found = parse_all(text)
    if whole is not None and len(found) == 1 and found[0].unit == "count" and found[0].value is not None:
        return whole - int(found[0].value) if found[0].value else 0
    if len(found) < 2 or found[0].value is None or found[1].unit != "percent":
        return 0
    count, share = int(found[0].value), found[1]
    if not count or share.lower is None or share.upper is None or share.lower <= 0:
        return 0
    low, high = math.ceil(count * 100 / share.upper), math.floor(count * 100 / share.lower)
    if whole is not None:
        return whole - count if low <= whole <= high else 0
    return low - count if low == high else 0


def steps_of_flow(view: TableView, context: Context, threshold: int) -> list[tuple[Column, list[int]]]:
    """Return the counts of a flow of participants, with the rows that 1 to threshold - 1 fewer have reached.

    A flow has rows such as recruited, sequenced, passed QC, analysed (policy: `flow_words`), and counts never rise.
    """
    words = context.policy.words("flow_words")
    labels = [c for c in view.columns if c.kind == "text"][:1]
    if view.n_rows < FEWEST_STEPS or not labels:
        return []
    texts = labels[0].texts
    missed = 0
    for text in texts:
        missed += not words_of(text) & words
        if 2 * missed >= len(texts):
            return []
    found = []
    for role in context.reading.having(Role.COUNT):
        column = view.columns[role.position]
        read = [parse(text, "count") if text else None for text in column.texts]
        values = [None if q is None or q.value is None else int(q.value) for q in read]
        steps = [(row + 1, a - b) for row, (a, b) in enumerate(itertools.pairwise(values)) if None not in (a, b)]  # type: ignore[operator]
        if len(steps) + 1 == len(values) and all(step >= 0 for _, step in steps):
            rows = [row for row, step in steps if 1 <= step < threshold]
            if rows and fold(column.path[-1]) not in context.policy.words("part_names"):
                found.append((column, rows))
    return found
