"""Seeds of random numbers that the cells behind an output set, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from gel_airlock_jupyter.provenance.cells import CellRun

CALLS = frozenset({"seed", "manual_seed", "set_seed", "default_rng", "RandomState", "SeedSequence", "set_global_seed"})
KEYWORDS = frozenset({"random_state", "seed", "random_seed"})
MOST = 50


def seeds_in(cells: Iterable[CellRun]) -> list[dict[str, str | int]]:
    """Return call, value and cell of every seed: a whole number as it stands, anything else only as "not a literal"."""
    found: list[dict[str, str | int]] = []
    for run in cells:
        try:
            tree = ast.parse(
                "\n".join(line for line in run.source.splitlines() if not line.lstrip().startswith(("%", "!")))
            )
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found += [{"call": call, "value": value, "cell": run.count} for call, value in _seeds(node)]
    return found[:MOST]


def _seeds(call: ast.Call) -> Iterable[tuple[str, str | int]]:
    name = ast.unparse(call.func) if isinstance(call.func, ast.Attribute | ast.Name) else "a call"
    if name.rpartition(".")[2] in CALLS and call.args:
        yield name, _value(call.args[0])
    for keyword in call.keywords:
        if keyword.arg in KEYWORDS:
            yield f"{name}({keyword.arg}=)", _value(keyword.value)


def _value(node: ast.expr) -> str | int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return "none" if isinstance(node, ast.Constant) and node.value is None else "not a literal"
