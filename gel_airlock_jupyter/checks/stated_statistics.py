"""Statistics that a sentence gives of people it masks: "fewer than five men (median age 41, range 33-55)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.checks.in_sentences import Worded, mask_of, sentences
from gel_airlock_jupyter.checks.stated_shares import COUNTED, speaks_of_people
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, some

STATISTIC = re.compile(
    r"\b(?:mean|average|median|mode|min(?:imum)?|max(?:imum)?|range[ds]?|youngest|oldest|IQR|SD)\b[^\d.;]{0,30}\d",
    re.IGNORECASE,
)

OLDEST = re.compile(r"\b(?:youngest|oldest|eldest)\b[^.;\d]{0,40}\d", re.IGNORECASE)


def extremes_in(view: Worded, context: Context) -> Iterator[Finding]:
    """Yield sentences that give the value of one person: "the youngest was 17" (CT-09)."""
    found = [
        sentence.where
        for sentence in sentences(view, context)
        if OLDEST.search(sentence.text) and speaks_of_people(sentence.text, context.policy)
    ]
    if found:
        yield context.finding(
            f"{plural(len(found), 'sentence')} ({some(place.label for place in found)}) may give the value of the "
            "youngest or oldest, which is one person's.",
            found,
            "Give the 5th and 95th percentile of a large group, or say why the extreme points to nobody.",
            severity=context.setting("stated_severity", "warn"),
        )


def of_masked(view: Worded, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield sentences that give a statistic and, as their only number of people, a mask (CT-09)."""
    mask = mask_of(threshold)
    found = [
        sentence.where
        for sentence in sentences(view, context)
        if len(mask.findall(sentence.text)) == 1
        and STATISTIC.search(mask.sub(" ", sentence.text))
        and speaks_of_people(sentence.text, context.policy)
        and not any(
            speaks_of_people(match["after"], context.policy) for match in COUNTED.finditer(mask.sub(" ", sentence.text))
        )
    ]
    if found:
        yield context.finding(
            f"{plural(len(found), 'sentence')} ({some(place.label for place in found)}) may give a mean, median or "
            f"extreme of the 1-{threshold - 1} people that {'it masks' if len(found) == 1 else 'they mask'}.",
            found,
            "Leave the statistic out; if it is of more people, say of how many.",
            severity="review",
        )
