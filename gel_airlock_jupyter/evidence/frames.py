"""Which live frames of a session may say something about an output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from gel_airlock_jupyter.evidence.columns import LiveFrame, is_pandas_frame
from gel_airlock_jupyter.evidence.limits import EvidenceLimits

EAGER = {"polars": "DataFrame", "pyarrow": "Table", "modin": "DataFrame", "cudf": "DataFrame"}


def is_live_frame(obj: object) -> bool:
    """Return whether this is a frame in memory that can be looked at: pandas, or one that narwhals reads eagerly."""
    if is_pandas_frame(obj):
        return True
    module = type(obj).__module__.partition(".")[0]
    return EAGER.get(module) == type(obj).__name__ and module in sys.modules


def live_frames(namespace: Mapping[str, Any], limits: EvidenceLimits, apart: Iterable[object] = ()) -> list[LiveFrame]:
    """Return the frames of a namespace, largest first; names of one object are taken once, the shortest.

    Parameters
    ----------
    namespace : mapping
        Names and objects, such as IPython's `user_ns`; names that start with `_` are IPython's own history.
    limits : EvidenceLimits
        At most `limits.frames` are returned.
    apart : iterable of object
        Objects that are no evidence about themselves: the outputs under check.
    """
    left_out = {id(obj) for obj in apart}
    names: dict[int, tuple[str, Any]] = {}
    for name, obj in list(namespace.items()):
        if name.startswith("_") or id(obj) in left_out or not is_live_frame(obj):
            continue
        known = names.get(id(obj))
        if known is None or len(name) < len(known[0]):
            names[id(obj)] = (name, obj)
    frames = [live(name, obj) for name, obj in names.values() if len(obj)]
    frames.sort(key=lambda frame: -frame.n_rows)
    return frames[: limits.frames]


def live(name: str, obj: Any) -> LiveFrame:
    """Return a frame under a name."""
    return LiveFrame(name, obj)
