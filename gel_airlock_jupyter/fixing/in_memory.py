"""A table that can be changed in place of its rows: lists and arrays as frames, lazy frames collected."""

from __future__ import annotations

import os
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers import narwhals as other_frames
from gel_airlock_jupyter.readers.loose import as_frame
from gel_airlock_jupyter.registry import some
from gel_airlock_jupyter.subjects import View


def in_memory(obj: Any, view: View, policy: Policy) -> Any:
    """Return the object as something whose cells can be written.

    A list of dicts or an array becomes a pandas frame. A lazy or remote frame is collected first, before anything is
    decided about its rows: it need not give them in the same order twice.

    Raises
    ------
    InputError
        For a file, or a frame too large to collect.
    """
    if isinstance(obj, str | os.PathLike):
        raise InputError(
            f"'{view.name}' is a file or a text; it cannot be fixed automatically.",
            "Read it into a data frame and fix that, or mend it where it was made.",
        )
    frame = as_frame(obj)
    if frame is not None:
        return frame
    if not other_frames.handles(obj):
        return obj
    import narwhals as nw

    wrapped: Any = nw.from_native(obj, allow_series=True)
    if not isinstance(wrapped, nw.LazyFrame):
        return obj
    rows, columns = getattr(view, "shape", (0, 0))
    if rows * columns > policy.limits.exact_cells:
        raise InputError(
            f"'{view.name}' has {rows:,} rows; it is too large to be collected and fixed.", "Aggregate it first."
        )
    return wrapped.collect().to_native()


def unsaid(obj: Any) -> tuple[str, ...]:
    """Return in words what of an object the copy does not carry: texts that travel with a frame unseen."""
    attrs = getattr(obj, "attrs", None)
    if not isinstance(attrs, dict) or not attrs:
        return ()
    names = some([f"'{key}'" for key in attrs], 5)
    return (f"left out `attrs` ({names}): they would travel with the frame unseen",)
