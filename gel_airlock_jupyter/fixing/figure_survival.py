"""At-risk tables masked: small numbers become `<5`, and one more number where the rows of an arm add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gel_airlock_jupyter.checks.figure_survival import AtRisk, arm_sizes, at_risk_numbers, blocks_of
from gel_airlock_jupyter.fixing.figure_texts import rewrite
from gel_airlock_jupyter.readers.matplotlib.layout import panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.registry import plural

OTHER = "*"  # a number of at least 5 that is hidden so that another one cannot be worked back


def mask_at_risk(figure: Any, threshold: int) -> list[str]:
    """Mask at-risk tables written as tick labels, and return what was done.

    At each time the rows of an arm (at risk, censored, events) add up to the arm's size, so one masked number alone
    could be worked back; then the largest of the others is hidden too.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy.
    threshold : int
        Smallest count that may be shown, in people.
    """
    masked = hidden = 0
    for written in list(written_in(figure, panels_of(figure))):
        text = written.text.text
        if written.text.role != "category" or "\n" not in text:
            continue
        marks = [mark for block in blocks_of(at_risk_numbers(text), text) for mark in _marks(block, threshold)]
        known = {number.start for number, _ in marks}
        sizes = (size for size in arm_sizes(text) if 1 <= size.value < threshold and size.start not in known)
        marks += [(size, f"<{threshold}") for size in sizes]
        if not marks:
            continue
        for number, mask in sorted(marks, key=lambda one: one[0].start, reverse=True):
            before = text[: number.start]
            named = re.search(r"\s*=\s*$", before) if mask != OTHER else None
            text = (before[: named.start()] if named else before) + mask + text[number.end :]
        rewrite(written, text)
        hidden += sum(mask == OTHER for _, mask in marks)
        masked += sum(mask != OTHER for _, mask in marks)
    if not masked:
        return []
    more = f", {hidden} more hidden as {OTHER} (at least {threshold}) where rows add up" if hidden else ""
    return [f"{plural(masked, 'number')} of the at-risk table written as <{threshold}{more}"]


def _marks(block: Sequence[AtRisk], threshold: int) -> list[tuple[AtRisk, str]]:
    small = [number for number in block if 1 <= number.value < threshold]
    if not small:
        return []
    marks = [(number, f"<{threshold}") for number in small]
    left = sum(number.value for number in small)
    is_open = len(small) > 1 and len(small) < left < (threshold - 1) * len(small)
    others = [number for number in block if number.value >= threshold]
    if len(block) > 1 and not is_open and others:
        marks.append((max(others, key=lambda number: number.value), OTHER))
    return marks
