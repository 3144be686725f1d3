"""The cells a kernel ran, and the backward slice of them that made a variable."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.provenance.effects import Call, Function
from gel_airlock_jupyter.provenance.names import Names, names_in

KEPT = 2_000


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
    known = _Known()
    read = [(run, names := names_in(run.source), known.changed(names, run.ok)) for run in runs]
    wanted = set(names_in(variable).loads) or {variable}
    chosen: list[CellRun] = []
    remarks: set[str] = set() if complete else {"earlier cells were not recorded"}
    for run, names, changed in reversed(read):
        if not (changed & wanted or names.any_name):
            continue
        chosen.append(run)
        remarks |= names.remarks
        if run.ok:
            wanted -= names.bound
        else:
            remarks.add("a cell ended with an error")
        wanted |= names.loads
    return Slice(tuple(reversed(chosen)), tuple(sorted(remarks)))


class _Known:
    """What the cells so far tell of names: which functions there are, and which names may be one thing."""

    def __init__(self) -> None:
        self._functions: dict[str, Function] = {}
        self._one: dict[str, set[str]] = {}

    def changed(self, names: Names, ok: bool) -> frozenset[str]:
        """Return the names that a cell binds or changes, through functions and second names too; to be called once."""
        for name in names.bound if ok else ():
            self._functions.pop(name, None)
            self._one.pop(name, set()).discard(name)
        self._functions |= names.functions
        for pair in names.aliases:
            together = set(pair).union(*(self._one.get(name, ()) for name in pair))
            for name in together:
                self._one[name] = together
        found = set(names.changes)
        for call in names.calls:
            found |= self._by_call(call, frozenset())
        for name in names.loads & self._functions.keys():  # handed on, as in `map(f, rows)`
            found |= self._by_call(Call(name, (), {}), frozenset())
        return names.stores | found.union(*(self._one.get(name, ()) for name in found))

    def _by_call(self, call: Call, above: frozenset[str]) -> set[str]:
        function = self._functions.get(call.function)
        if function is None or call.function in above:
            return set()
        within = set(function.changes)
        for inner in function.calls:
            within |= self._by_call(inner, above | {call.function})
        given = {**dict(zip(function.parameters, call.positional, strict=False)), **call.named}
        arguments = {given[name] for name in within & given.keys() if given[name]}
        return (within - set(function.parameters)) | arguments
