"""The cells a kernel ran, and the backward slice of them that made a variable."""

from __future__ import annotations

import ast
import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

KEPT = 2_000
MUTATORS = frozenset(
    {"append", "extend", "insert", "update", "pop", "remove", "clear", "sort", "fillna", "drop", "add", "setdefault"}
)
OPAQUE = frozenset({"exec", "eval", "globals", "locals", "setattr", "__import__", "vars"})


@dataclass(frozen=True)
class CellRun:
    """One executed cell: its id, execution count, source, and whether it ended well."""

    cell_id: str
    count: int
    source: str
    ok: bool = True

    @property
    def digest(self) -> str:
        """Return the sha256 of the source."""
        return hashlib.sha256(self.source.encode()).hexdigest()


@dataclass
class History:
    """A ring of the newest cell runs. Appending costs microseconds; sources are parsed when a slice is asked for."""

    runs: deque[CellRun] = field(default_factory=lambda: deque(maxlen=KEPT))
    complete: bool = True

    def note(self, info: Any, result: Any) -> None:
        """Take down one cell from IPython's `post_run_cell`."""
        count = getattr(result, "execution_count", None)
        source = getattr(info, "raw_cell", "") or ""
        if count is None or not source.strip():
            return
        if len(self.runs) == KEPT:
            self.complete = False
        ok = bool(getattr(result, "success", True))
        self.runs.append(CellRun(str(getattr(info, "cell_id", None) or ""), int(count), source, ok))


@dataclass(frozen=True)
class Slice:
    """The cells behind a variable, oldest first; `approximate` says why it may not be all, or more than all."""

    cells: tuple[CellRun, ...]
    approximate: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Names:
    loads: frozenset[str]
    stores: frozenset[str]
    remarks: frozenset[str]


def names_in(source: str) -> _Names:
    """Return the names a cell reads and writes. Magics are read as plain text: their words count as read names."""
    plain = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    magic = [line for line in source.splitlines() if line.lstrip().startswith(("%", "!"))]
    remarks: set[str] = set()
    loads: set[str] = set()
    stores: set[str] = set()
    for line in magic:
        words = line.replace(",", " ").split()
        loads |= {word for word in words if word.isidentifier()}
        if "-o" in words[:-1]:
            stores.add(words[words.index("-o") + 1])
        if not line.lstrip().startswith(("%airlock", "%load_ext", "%matplotlib", "%config", "%pip", "%time")):
            remarks.add("a cell uses magics")
    try:
        tree = ast.parse("\n".join(plain))
    except SyntaxError:
        return _Names(frozenset(loads), frozenset(stores), frozenset({"a cell could not be parsed"}))
    _walk(tree, loads, stores, remarks)
    return _Names(frozenset(loads), frozenset(stores), frozenset(remarks))


def _walk(tree: ast.AST, loads: set[str], stores: set[str], remarks: set[str]) -> None:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                loads.add(name)
                if name in OPAQUE:
                    remarks.add(f"a cell uses {name}()")
            case ast.Name(id=name):
                stores.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                stores.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                stores |= {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                changed = _root(node)  # `table.loc[0, "n"] = 5` changes `table`
                stores |= changed
                loads |= changed
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in MUTATORS:
                stores.add(name)
                loads.add(name)


def _root(node: ast.AST) -> set[str]:
    """Return the name at the bottom of attributes and indices, as a set of none or one."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def slice_of(variable: str, runs: Iterable[CellRun], complete: bool = True) -> Slice:
    """Return the executed cells that a variable depends on, by the names they read and write.

    Parameters
    ----------
    variable : str
        The variable, or an expression such as `results["a"]`.
    runs : iterable of CellRun
        What the kernel executed, oldest first; the executed history, not the saved notebook.
    complete : bool
        Whether the history reaches back to the start of the kernel.
    """
    wanted = set(names_in(variable).loads) or {variable}
    chosen: list[CellRun] = []
    remarks: set[str] = set() if complete else {"earlier cells were not recorded"}
    for run in reversed(list(runs)):
        names = names_in(run.source)
        if not names.stores & wanted:
            continue
        chosen.append(run)
        remarks |= names.remarks
        if not run.ok:
            remarks.add("a cell ended with an error")
        wanted |= names.loads
    return Slice(tuple(reversed(chosen)), tuple(sorted(remarks)))
