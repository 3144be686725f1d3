"""What names and notes tell of single people: ages, and groups of the legend that few points bear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.checks.figure_clouds import Cloud
from gel_airlock_jupyter.checks.figure_units import terms_of
from gel_airlock_jupyter.checks.texts import tells_age
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.subjects import AxesInfo, FigureView

NEVER_TOLD = ("tick label", "gid", "link", "label of a mark", "data field")
NOTES = ("annotation", "diagram label", "category")
SHORT_AGE = re.compile(
    r"^\W*\d{1,3}\s?(?:y|yo|y/o)\b(?!\W*(?:survival|risk|os\b|pfs\b|follow|event))", re.MULTILINE | re.IGNORECASE
)
PEOPLES_AXES = frozenset({"pc", "principal", "component", "umap", "tsne", "mds", "ancestry", "admixture"})


def ages_told(view: FigureView, context: Context) -> Iterator[Finding]:
    """Find texts that give one person's age: "a 34-year-old woman", "45y" in a pedigree."""
    told = [
        text
        for text in view.texts
        if text.visible
        and text.role not in NEVER_TOLD
        and (tells_age(text.text) or (text.role in NOTES and SHORT_AGE.search(text.text)))
    ]
    if told:
        yield context.finding(
            f"{plural(len(told), 'text')} of the figure may give the exact age of a person.",
            [view.place_of(text) for text in told[: context.limits.places]],
            "Give an age band of ten years; if it is no person's age, say so in the justification.",
            severity="review",
            places=len(told),
        )


def few_named(cloud: Cloud, info: AxesInfo, context: Context) -> Iterator[Finding]:
    """Find names in the legend that only 1-4 points bear, on axes where points are people: they can be counted."""
    threshold = int(context.setting("threshold", 5, "FG-01"))
    if not all(_of_people(label) for label in (info.x_label, info.y_label)):
        return
    sizes: dict[str, int] = {}
    for part in cloud.parts:
        sizes[part.series] = sizes.get(part.series, 0) + part.count
    few = [name for name, size in sizes.items() if name and 0 < size < threshold]
    if few and len(sizes) > 1:
        yield context.finding(
            f"{plural(len(few), 'group')} of axes {cloud.axes + 1} ({some(few)}) {'has' if len(few) == 1 else 'have'} "
            f"1-{threshold - 1} points: if each is a person, the legend tells what they have.",
            [Location("axes", f"axes {cloud.axes + 1}")],
            'Merge small groups, or say what a point is, such as row_is="gene".',
            severity="review",
            places=len(few),
        )


def _of_people(label: str) -> bool:
    return any(term.rstrip("0123456789") in PEOPLES_AXES for term in terms_of(label))
