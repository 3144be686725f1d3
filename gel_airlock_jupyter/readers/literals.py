"""Tables written as Python writes its own values: dicts of counts, counters, rows of tuples, arrays of numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Rows = list[list[str]]
LONGEST = 200_000  # characters
WRAPPED = re.compile(
    r"(?:Counter|OrderedDict|defaultdict|array|matrix|dict_items|dict)\((?:<class '\w+'>,\s*)?(?P<value>[\[{(].*[\]})])"
    r"(?:,\s*dtype=\w+)?\)",
    re.DOTALL,
)
SCALAR = re.compile(r"\bnp\.\w+\(([^()]*)\)")
UNCOMMAED = re.compile(r"(?<=[\d.])\s+(?=-?\d)")
ROW_END = re.compile(r"\]\s*\[")


def literal_rows(text: str) -> Iterator[Rows]:
    """Yield the tables that a text is, where it is a printed value: a dict of whole numbers, or of such dicts; rows."""
    value = _value(text.strip())
    if isinstance(value, Mapping):
        for title, part in [("", value), *value.items()]:
            counts = isinstance(part, Mapping) and part and all(type(count) is int for count in part.values())
            if counts and (title or not are_settings(map(str, part))):
                yield [["", str(title) or "count"], *([str(key), str(count)] for key, count in part.items())]
    elif isinstance(value, list) and _are_rows(value):
        labelled = isinstance(value[0][0], str)
        width = len(value[0]) - labelled
        titles = ["count"] if width == 1 else [f"column {place}" for place in range(1, width + 1)]
        rows = [[str(cell) for cell in row] for row in value]
        yield [["", *titles], *(row if labelled else [f"row {n}", *row] for n, row in enumerate(rows, 1))]


def are_settings(labels: Iterable[str]) -> bool:
    """Return whether labels are names in code: `max_depth` is a setting, no group of people."""
    return any("_" in label for label in labels)


def _value(text: str) -> Any:
    """Return what a text says in Python; None for anything else."""
    if not text[:1] or len(text) > LONGEST or text[-1] not in "]})":
        return None
    wrapped = WRAPPED.fullmatch(text)
    text = SCALAR.sub(r"\1", wrapped["value"] if wrapped else text).replace("null", "None")
    if text.startswith("[["):
        text = ROW_END.sub("], [", UNCOMMAED.sub(", ", text))
    lines = text.splitlines()
    if text.startswith("(") and len(lines) > 1 and all(line.strip()[-1:] == ")" for line in lines):
        text = f"[{', '.join(lines)}]"
    if text[0] not in "[{":
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _are_rows(value: list[Any]) -> bool:
    """Return whether a list holds at least two rows of whole numbers, each with a name before them or none."""
    if len(value) < 2 or not all(isinstance(row, list | tuple) and len(row) > 1 for row in value):
        return False
    named = isinstance(value[0][0], str)
    whole = all(type(cell) is int for row in value for cell in row[named:])
    return whole and len({len(row) for row in value}) == 1 and all(isinstance(row[0], str) is named for row in value)
