"""Which attributes of an object hold training rows: a walk over its object graph that calls nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEPTH = 4
MOST = 20_000
ROW_HOLDERS = frozenset(
    {
        "support_vectors_", "_fit_X", "X_train_", "X_fit_", "embedding_", "labels_", "oob_decision_function_",
        "oob_prediction_", "dual_coef_", "training_data_", "tree_data", "resid", "fittedvalues",
    }
)  # fmt: skip


def holders_of_rows(obj: Any, rows: int | None) -> tuple[str, ...]:
    """Return the attributes whose arrays have one entry per training row.

    Parameters
    ----------
    obj : object
        A fitted model.
    rows : int, optional
        Rows it was fitted to; without it only attributes known by name are found. Support vectors are fewer than the
        rows, which is why names count too.
    """
    found: list[str] = []
    for path, value in _walk(obj):
        name = path.rsplit(".", 1)[-1]
        shape = value.shape if isinstance(value.shape, tuple) else ()
        per_row = rows is not None and rows > 4 and rows in shape
        if (per_row or (name in ROW_HOLDERS and len(shape) > 0 and max(shape) > 1)) and path not in found:
            found.append(path)
    return tuple(found[:10])


def _walk(obj: Any) -> Iterator[tuple[str, Any]]:
    seen = {id(obj)}
    queue: list[tuple[str, Any, int]] = [("", obj, 0)]
    visited = 0
    while queue and visited < MOST:
        path, current, depth = queue.pop(0)
        for name, value in _parts(current):
            visited += 1
            place = f"{path}.{name}" if path else name
            if hasattr(value, "shape"):
                yield place, value
            elif depth < DEPTH and id(value) not in seen and not isinstance(value, str | bytes | int | float | type):
                seen.add(id(value))
                queue.append((place, value, depth + 1))


def _parts(obj: Any) -> list[tuple[str, Any]]:
    if isinstance(obj, dict):
        return [(str(key), value) for key, value in list(obj.items())[:200]]
    if isinstance(obj, list | tuple | set):
        return [(str(number), value) for number, value in enumerate(list(obj)[:50])]
    own = getattr(obj, "__dict__", None)
    return list(own.items()) if isinstance(own, dict) else []
