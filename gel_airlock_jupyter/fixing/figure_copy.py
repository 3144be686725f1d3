"""A copy of a matplotlib figure in memory, so that the researcher's own is never changed."""

from __future__ import annotations

import io
import pickle
import types
from typing import Any

from gel_airlock_jupyter.errors import InputError

LIVE = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type)


def copied(figure: Any) -> Any:
    """Return a deep copy of a figure that pyplot does not know, so that it is not shown twice.

    Functions, such as tick formatters written as lambdas, are shared with the original rather than copied.

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


class _Writer(pickle.Pickler):
    """Pickles a figure, but neither functions nor its tie to pyplot."""

    def __init__(self, target: io.BytesIO, shared: list[Any]) -> None:
        super().__init__(target, protocol=pickle.HIGHEST_PROTOCOL)
        self._shared = shared
        self._known: dict[int, int] = {}

    def persistent_id(self, obj: Any) -> int | None:
        """Return a number for what is shared, None for what is copied."""
        if not isinstance(obj, LIVE):
            return None
        if id(obj) not in self._known:
            self._known[id(obj)] = len(self._shared)
            self._shared.append(obj)
        return self._known[id(obj)]

    def reducer_override(self, obj: Any) -> Any:
        """Drop the mark by which matplotlib would open the copy in pyplot again."""
        if not hasattr(obj, "savefig"):
            return NotImplemented
        reduced = obj.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
        state = reduced[2]
        if isinstance(state, dict):
            state.pop("_restore_to_pylab", None)
        return reduced


class _Reader(pickle.Unpickler):
    """Reads back what `_Writer` wrote a moment ago in this process; never anything from a file."""

    def __init__(self, source: io.BytesIO, shared: list[Any]) -> None:
        super().__init__(source)
        self._shared = shared

    def persistent_load(self, pid: Any) -> Any:
        """Return the shared object."""
        return self._shared[pid]
