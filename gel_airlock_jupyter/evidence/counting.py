"""Counting people in a frame of the session that fit a description."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.evidence.columns import LiveFrame
from gel_airlock_jupyter.evidence.grouping import Grouping

ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Invert, ast.BinOp, ast.BitAnd,
    ast.BitOr, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
    ast.In, ast.NotIn, ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Call, ast.Attribute,
    ast.keyword,
)  # fmt: skip
METHODS = ("isin", "isna", "notna", "isnull", "notnull", "between", "contains", "startswith", "endswith", "fullmatch")
ACCESSORS = ("str", "dt", "lower", "upper", "strip", "year", "abs")


def checked_expression(expression: str) -> str:
    """Return a query that compares columns and nothing else.

    Raises
    ------
    InputError
        If it holds anything but columns, literals, comparisons, `and`/`or`/`not`, and methods such as `.isin([...])`
        or `.str.contains("...")`.
    """
    source = re.sub(r"`[^`]*`", "column_", expression.strip())
    try:
        tree = ast.parse(source, mode="eval")
    except SyntaxError as error:
        raise InputError(
            f"The query cannot be read ({error.msg}).",
            "Write it as DataFrame.query takes it: 'sex == \"F\" and age > 40'.",
        ) from None
    for node in ast.walk(tree):
        wrong = type(node).__name__ if not isinstance(node, ALLOWED) else ""
        if isinstance(node, ast.Name) and node.id.startswith("_"):
            wrong = node.id
        if isinstance(node, ast.Attribute) and node.attr not in METHODS + ACCESSORS:
            wrong = f".{node.attr}"
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Attribute):
            wrong = "a function call"
        if wrong:
            raise InputError(
                f"The query may compare columns only; it holds {wrong}.",
                "Use comparisons, and/or/not, .isin([...]), .between(...), .str.contains(...).",
            )
    return expression.strip()


def count_in_frame(
    frame: LiveFrame, expression: str, by: Sequence[str], person_names: frozenset[str]
) -> dict[tuple[str, ...], int]:
    """Return how many people of a frame fit a query, by group.

    Parameters
    ----------
    frame : LiveFrame
        The frame; it is not changed, and no row of it is kept.
    expression : str
        A query as `DataFrame.query` takes it; "" counts everybody.
    by : sequence of str
        Columns to count by; without any there is one group, `()`.
    person_names : frozenset of str
        Names of columns that identify people; without such a column rows are counted.

    Raises
    ------
    InputError
        If the query is wrong.
    UnknownName
        If a column of `by` does not exist.
    """
    keys = []
    for name in by:
        column = frame.named(name)
        if column is None:
            raise UnknownName.among(f"column in `{frame.name}`", name, [c.label for c in frame.columns])
        keys.append(column)
    kept = _fitting(frame, expression)
    codes, size = np.where(kept, 0, -1).astype(np.int64), 1
    for key in keys:
        own, texts = key.factorized
        codes = np.where((codes >= 0) & (own >= 0), codes * len(texts) + own, -1)
        size *= max(len(texts), 1)
    people = Grouping(codes, size).people(frame.person(person_names))
    found: dict[tuple[str, ...], int] = {}
    for group in np.flatnonzero(people) if keys else [0]:
        labels, rest = [], int(group)
        for key in reversed(keys):
            rest, place = divmod(rest, len(key.factorized[1]))
            labels.append(key.factorized[1][place])
        found[tuple(reversed(labels))] = int(people[group])
    return found


def _fitting(frame: LiveFrame, expression: str) -> Any:
    """Return which rows fit a query, shape (rows,)."""
    if not expression.strip():
        return np.ones(frame.n_rows, bool)
    native = frame.native
    if not frame.is_pandas:
        import narwhals as nw

        native = nw.from_native(native, eager_only=True).to_pandas()
    try:
        found = native.eval(checked_expression(expression), engine="python")
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a query can fail in any way, and pandas quotes values
        raise InputError(
            f"The query does not work on `{frame.name}` ({type(error).__name__}).",
            f"Its columns are: {', '.join(c.label for c in frame.columns[:10])}.",
        ) from None
    array = np.asarray(found)
    values = array.tolist() if array.shape == (frame.n_rows,) and array.dtype.kind in "bO" else [""]
    if not all(isinstance(value, bool) or value is None or value != value for value in values):  # missing is no
        raise InputError("The query does not say yes or no about each row.", "For example 'sex == \"F\"'.")
    return np.array([value is True for value in values], dtype=bool)


def in_words(counts: Mapping[tuple[str, ...], int], least: int) -> list[dict[str, Any]]:
    """Return counts for the record: groups with their people, 1 to least - 1 as `<least`."""
    return [
        {"group": list(group), "people": str(people) if people == 0 or people >= least else f"<{least}"}
        for group, people in counts.items()
    ]
