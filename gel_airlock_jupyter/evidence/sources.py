"""Frames that the researcher names: `source=`, `cohort=` with `by=`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.evidence.columns import LiveFrame
from gel_airlock_jupyter.evidence.frames import is_live_frame, live


def declared_frame(declared: Mapping[str, Any], namespace: Mapping[str, Any]) -> LiveFrame | None:
    """Return the frame named by `cohort=` or `source=`, None where neither is given.

    Raises
    ------
    UnknownName
        If the name is not in the session, or `by=` names no column.
    InputError
        If what is named is no data frame in memory.
    """
    for key in ("cohort", "source"):
        given = declared.get(key)
        if given is None:
            continue
        if isinstance(given, str) and " x " in given and given.split(" ")[0] in ("DataFrame", "Table"):
            return None  # a record of what was declared, without the frame itself
        frame = frame_named(key, given, namespace)
        _check_by(declared.get("by", ()), frame)
        return frame
    if declared.get("by") and not declared.get("contributors"):
        raise InputError("by= needs cohort=.", 'For example cohort=df, by=["tumour_type", "sex"].')
    return None


def frame_named(key: str, given: Any, namespace: Mapping[str, Any]) -> LiveFrame:
    """Return the frame that a keyword gives, as an object or as a name of the session."""
    if isinstance(given, str):
        if given not in namespace:
            known = [name for name, obj in namespace.items() if not name.startswith("_") and is_live_frame(obj)]
            raise UnknownName.among("data frame", given, known, "Run the cell that makes it first.")
        name, obj = given, namespace[given]
    else:
        obj = given
        name = next((n for n, value in namespace.items() if value is given and not n.startswith("_")), key)
    if not is_live_frame(obj):
        raise InputError(
            f"{key}= must be a data frame in memory, not a {type(obj).__name__}.",
            "Give a pandas, polars or pyarrow frame, or its name.",
        )
    return live(name, obj)


def _check_by(by: Any, frame: LiveFrame) -> None:
    for column in by:
        if frame.named(str(column)) is None:
            known = [c.label for c in frame.columns if c.label]
            raise UnknownName.among(f"column in `{frame.name}`", str(column), known, "by= names columns of cohort=.")
