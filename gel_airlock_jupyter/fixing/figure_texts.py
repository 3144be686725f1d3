"""Texts of a figure rewritten: small counts become `<5`, totals that give a mask away become ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from gel_airlock_jupyter.checks.figure_words import Stated
from gel_airlock_jupyter.readers.matplotlib.texts import Written

PERCENT_AFTER = re.compile(r"\s*\(\s*<?\d+(?:\.\d+)?\s*%\s*\)")


def masked_text(text: str, counts: Iterable[Stated], mask: str) -> str:
    """Return a text with counts replaced by a mask: `n=3` becomes `n<5`, `3 (6.8%)` becomes `<5`.

    Parameters
    ----------
    text : str
        As shown.
    counts : iterable of Stated
        Counts in it.
    mask : str
        Such as `<5`.
    """
    for stated in sorted(counts, key=lambda one: one.start, reverse=True):
        before, after = text[: stated.start], text[stated.end :]
        if stated.how == "named" and mask.startswith("<"):
            before = re.sub(r"\s*=\s*$", "", before)
        if stated.how == "with percentage":
            after = PERCENT_AFTER.sub("", after, count=1)
        if stated.how == "bare":
            before = after = ""
        text = before + mask + after
    return text


def replaced(text: str, stated: Stated, by: str) -> str:
    """Return a text with one number replaced."""
    return text[: stated.start] + by + text[stated.end :]


def rewrite(written: Written, text: str) -> None:
    """Set the text of an artist; a tick label is fixed together with all labels of its axis."""
    if written.ticks_of is None:
        written.artist.set_text(text)
        return
    axis: Any = written.ticks_of
    every = axis.get_minorticklabels() if written.minor else axis.get_majorticklabels()
    labels = [label.get_text() for label in every]
    labels[written.place] = text
    _fix_labels(axis, labels, minor=written.minor)


def _fix_labels(axis: Any, labels: Sequence[str], *, minor: bool) -> None:
    places = axis.get_minorticklocs() if minor else axis.get_majorticklocs()
    axis.set_ticks(places[: len(labels)], labels=list(labels), minor=minor)
