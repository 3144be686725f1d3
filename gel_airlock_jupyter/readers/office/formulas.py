"""Formulas of a sheet: what was stored was judged, but a viewer works it out anew."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from gel_airlock_jupyter.readers.office.cells import place_of
from gel_airlock_jupyter.readers.office.package import REMEDY, RULE
from gel_airlock_jupyter.readers.office.sheet import Sheet
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import Unseen

ELSEWHERE = re.compile(r"!|\[|\||://|\b(?:INDIRECT|WEBSERVICE|HYPERLINK|RTD|DDE|CALL|EXEC|CUBE\w*|FILTERXML|INFO|CELL)\(",
                       re.IGNORECASE)  # fmt: skip
RANGE = re.compile(r"\$?([A-Z]{1,3}\$?\d{1,7})(?::\$?([A-Z]{1,3}\$?\d{1,7}))?")
MOST_IN_RANGE = 100_000
MOST_TRIED = 2_000
TOLERANCE = 1e-9
SAID = {
    "formula without a value": ("formula", "without a stored value: what it shows was not judged"),
    "formula that reaches elsewhere": ("formula", "for which other sheets, files or addresses are needed"),
    "value that differs": ("cell", "whose stored value is not what the formula gives"),
}
UNWORKABLE = (ValueError, SyntaxError, TypeError, ArithmeticError, RecursionError, IndexError, MemoryError)
FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "SUM": math.fsum,
    "AVERAGE": lambda values: math.fsum(values) / len(values),
    "MIN": min,
    "MAX": max,
    "COUNT": len,
    "ABS": lambda values: abs(values[0]),
}
OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def troubles(sheet: Sheet) -> Iterator[Unseen]:
    """Yield what is wrong with a sheet's formulas, by kind.

    A formula without a stored value shows what was never judged; one that reaches outside its sheet brings in what is
    not shown there; a stored value that the formula does not give is not what a viewer shows. Sums and other simple
    formulas are worked out; the rest is only counted.
    """
    counts = dict.fromkeys((*SAID, "formula"), 0)
    for number, (at, (formula, has_value)) in enumerate(sheet.formulas.items()):
        if not has_value:
            counts["formula without a value"] += 1
        elif ELSEWHERE.search(formula):
            counts["formula that reaches elsewhere"] += 1
        elif number < MOST_TRIED and _differs(sheet, at, formula):
            counts["value that differs"] += 1
        else:
            counts["formula"] += 1
    for kind, (noun, said) in SAID.items():
        if counts[kind]:
            yield Unseen(RULE, kind, f"Sheet '{sheet.name}' has {plural(counts[kind], noun)} {said}.", REMEDY)
    if counts["formula"]:
        many = plural(counts["formula"], "formula")
        message = f"Sheet '{sheet.name}' has {many}; what is stored as the result was judged."
        yield Unseen(RULE, "formula", message, "Paste the values in their place.", "warn")


def _differs(sheet: Sheet, at: tuple[int, int], formula: str) -> bool:
    try:
        stored = float(sheet.cells.get(at, "").rstrip("%")) / (100 if sheet.cells.get(at, "").endswith("%") else 1)
        worked = evaluated(formula, sheet)
    except UNWORKABLE:
        return False  # not a formula that can be worked out here
    return worked is not None and not math.isclose(stored, worked, rel_tol=1e-6, abs_tol=TOLERANCE)


def evaluated(formula: str, sheet: Sheet) -> float | None:
    """Return what a simple formula gives: sums, means, minima, maxima, counts and the four operations; None for others.

    Raises
    ------
    ValueError
        If a cell it needs is no number.
    """
    if len(formula) > 1000:
        return None
    names: dict[str, list[float]] = {}

    def named(match: re.Match[str]) -> str:
        names[f"_{len(names)}"] = _values(sheet, match[1], match[2])
        return f"_{len(names) - 1}"

    node = ast.parse(RANGE.sub(named, formula.lstrip("=").strip()), mode="eval").body
    return _worked(node, names)


def _values(sheet: Sheet, first: str, last: str | None) -> list[float]:
    start, end = place_of(first), place_of(last or first)
    if start is None or end is None or (end[0] - start[0] + 1) * (end[1] - start[1] + 1) > MOST_IN_RANGE:
        raise ValueError(first)
    cells = ((r, c) for r in range(start[0], end[0] + 1) for c in range(start[1], end[1] + 1))
    texts = [sheet.cells.get(cell, "") for cell in cells]
    if last is None:
        return [float(texts[0] or 0)]
    return [float(text) for text in texts if re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text)]


def _worked(node: ast.expr, names: Mapping[str, list[float]]) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name) and len(names.get(node.id, ())) == 1:
        return names[node.id][0]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _worked(node.operand, names)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        left, right = _worked(node.left, names), _worked(node.right, names)
        return None if left is None or right is None else OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.upper() in FUNCTIONS:
        values: list[float] = []
        for argument in node.args:
            if isinstance(argument, ast.Name) and argument.id in names:
                values += names[argument.id]
            elif (single := _worked(argument, names)) is not None:
                values.append(single)
            else:
                return None
        return float(FUNCTIONS[node.func.id.upper()](values))
    return None
