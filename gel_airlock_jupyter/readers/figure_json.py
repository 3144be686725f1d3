"""A figure's marks and texts as JSON: what the kernel says a PNG shows, for judges that have only the file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.subjects import AxesInfo, Embedded, FigureText, FigureView, Mark, Points

SCHEMA = 1
PARTS: Mapping[str, type] = {
    "axes": AxesInfo,
    "marks": Mark,
    "texts": FigureText,
    "points": Points,
    "embedded": Embedded,
}
LARGEST = 400_000_000  # bytes; a figure of a million marks takes about 200 MB


def to_dict(view: FigureView) -> dict[str, Any]:
    """Return a view as JSON values: a list of field names, then one row a mark, which keeps 100,000 marks small.

    Parameters
    ----------
    view : FigureView
        Any figure; numbers that are not finite become null.
    """
    data: dict[str, Any] = {"schema": SCHEMA, "name": view.name, "library": view.library, "unread": list(view.unread)}
    for part, kind in PARTS.items():
        names = list(kind.__annotations__)
        rows = [[_plain(getattr(entry, name)) for name in names] for entry in getattr(view, part)]
        data[part] = {"fields": names, "rows": rows}
    return data


def from_dict(data: Mapping[str, Any], name: str | None = None) -> FigureView:
    """Read the JSON shape back.

    Parameters
    ----------
    data : mapping
        As `to_dict` made it; fields added by later versions are refused, not ignored.
    name : str, optional
        Another name for the figure.

    Raises
    ------
    Unreadable
        If a field is unknown, lacking or of the wrong type.
    """
    try:
        if data["schema"] != SCHEMA:
            raise Unreadable(f"The record of the figure has schema {data['schema']!r}; this version reads {SCHEMA}.")
        parts: dict[str, Any] = {part: _read(kind, data[part]) for part, kind in PARTS.items()}
        unread = tuple(str(entry) for entry in data["unread"])
        return FigureView(str(name or data["name"]), str(data["library"]), unread=unread, **parts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(
            f"The record of what the figure shows does not hold ({type(error).__name__}).", "Stage the figure again."
        ) from error


def dump(view: FigureView) -> bytes:
    """Return the JSON bytes, the same for the same view."""
    return json.dumps(
        to_dict(view), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def load(path: Path, name: str | None = None) -> FigureView:
    """Read a view from a file.

    Raises
    ------
    Unreadable
        If it is no such record.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"The record '{path.name}' is larger than {LARGEST:,} bytes.", "Draw fewer marks.")
    try:
        data = json.loads(path.read_bytes())
    except ValueError as error:
        raise Unreadable(f"The record '{path.name}' is not JSON.", "Stage the figure again.") from error
    return from_dict(data, name)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value


def _read(kind: type, part: Mapping[str, Any]) -> tuple[Any, ...]:
    names = part["fields"]
    known: Mapping[str, str] = kind.__annotations__
    if set(names) != set(known):
        raise ValueError("fields")
    types = [_unquoted(wanted) for wanted in known.values()]
    order = [names.index(name) for name in known]
    entries = []
    for row in part["rows"]:
        if len(row) != len(order):
            raise ValueError("row")
        entries.append(kind(*(_typed(row[place], wanted) for place, wanted in zip(order, types, strict=True))))
    return tuple(entries)


def _unquoted(wanted: Any) -> str:
    """Return an annotation as text; a named tuple keeps it as a forward reference."""
    return str(getattr(wanted, "__forward_arg__", wanted))


def _typed(value: Any, wanted: str) -> Any:
    """Return a value as its field's type; the record comes from the kernel and is not trusted."""
    if wanted == "str":
        if not isinstance(value, str):
            raise TypeError("text")
        return value
    if wanted == "bool":
        if not isinstance(value, bool):
            raise TypeError("truth value")
        return value
    if wanted.startswith("tuple"):
        return _tuple(value, wanted)
    if value is None and wanted.endswith("None"):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("number")
    return int(value) if wanted.startswith("int") else float(value)


def _tuple(value: Sequence[Any], wanted: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("list")
    if "str" in wanted:
        return tuple(_typed(entry, "str") for entry in value)
    return tuple(math.nan if entry is None else _typed(entry, "float") for entry in value)
