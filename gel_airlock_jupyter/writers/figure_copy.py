"""A copy of a matplotlib figure in memory, so that the researcher's own is never changed."""

from __future__ import annotations

import io
import pickle
import types
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.errors import InputError

LIVE = (types.CodeType, types.ModuleType, type)


def copied(figure: Any) -> Any:
    """Return a deep copy of a figure that pyplot does not know, so that it is not shown twice.

    Functions, such as tick formatters and places of labels written as lambdas, are made anew over the copied artists
    that they hold on to; modules, classes and code are shared.

    Parameters
    ----------
    figure : matplotlib Figure
        Left as it is.

    Raises
    ------
    InputError
        If an artist in it cannot be copied.
    """
    shared: list[Any] = []
    target = io.BytesIO()
    try:
        _Writer(target, shared).dump(figure)
        target.seek(0)
        copy = _Reader(target, shared).load()
    except (pickle.PickleError, TypeError, AttributeError, NotImplementedError, RecursionError) as error:
        raise InputError(
            f"This figure cannot be copied ({type(error).__name__}), so it was not changed.",
            "Draw it again with the small bars left out, and check it again.",
        ) from error
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(copy)
    return copy


@dataclass(frozen=True, eq=False)
class _Scope:
    """The global names of a function: shared, never copied."""

    names: dict[str, Any]


def _made(code: types.CodeType, scope: _Scope, name: str, cells: int) -> types.FunctionType:
    return types.FunctionType(code, scope.names, name, None, tuple(types.CellType() for _ in range(cells)))


def _filled(function: types.FunctionType, state: tuple[Any, Any, tuple[Any, ...]]) -> None:
    function.__defaults__, function.__kwdefaults__, contents = state
    for cell, content in zip(function.__closure__ or (), contents, strict=True):
        cell.cell_contents = content


class _Writer(pickle.Pickler):
    """Pickles a figure with its functions, but not its tie to pyplot."""

    def __init__(self, target: io.BytesIO, shared: list[Any]) -> None:
        super().__init__(target, protocol=pickle.HIGHEST_PROTOCOL)
        self._shared = shared
        self._known: dict[int, int] = {}
        self._scopes: dict[int, _Scope] = {}

    def persistent_id(self, obj: Any) -> int | None:
        """Return a number for what is shared, None for what is copied."""
        plain = isinstance(obj, types.FunctionType) and not (obj.__closure__ or obj.__defaults__ or obj.__kwdefaults__)
        if not plain and not isinstance(obj, (*LIVE, _Scope)):
            return None
        if id(obj) not in self._known:
            self._known[id(obj)] = len(self._shared)
            self._shared.append(obj)
        return self._known[id(obj)]

    def reducer_override(self, obj: Any) -> Any:
        """Drop the mark by which matplotlib would open the copy in pyplot again; take functions apart."""
        if isinstance(obj, types.FunctionType):
            scope = self._scopes.setdefault(id(obj.__globals__), _Scope(obj.__globals__))
            cells = tuple(cell.cell_contents for cell in obj.__closure__ or ())
            state = (obj.__defaults__, obj.__kwdefaults__, cells)
            return _made, (obj.__code__, scope, obj.__name__, len(cells)), state, None, None, _filled
        if not hasattr(obj, "savefig"):
            return NotImplemented
        reduced = obj.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
        if isinstance(reduced[2], dict):
            reduced[2].pop("_restore_to_pylab", None)
        return reduced


class _Reader(pickle.Unpickler):
    """Reads back what `_Writer` wrote a moment ago in this process; never anything from a file."""

    def __init__(self, source: io.BytesIO, shared: list[Any]) -> None:
        super().__init__(source)
        self._shared = shared

    def persistent_load(self, pid: Any) -> Any:
        """Return the shared object."""
        return self._shared[pid]
