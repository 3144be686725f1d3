"""What of a running kernel could be exported: names, kinds and shapes, listed after each cell. No data is touched."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.provenance.names import names_in
from gel_airlock_jupyter.records import now

MOST = 1_000
KEPT_SECONDS = 30 * 24 * 3600
"""How long the list of a kernel that ended without a word is kept; a running kernel writes its own anew."""
LONGEST_CELL = 20_000
"""Characters of a cell that is still parsed for the names it changes; beyond, only new objects are seen."""

TABLES = {
    "pandas": ("DataFrame", "Series", "Styler"),
    "polars": ("DataFrame", "LazyFrame", "Series"),
    "pyarrow": ("Table", "RecordBatch"),
    "duckdb": ("DuckDBPyRelation",),
    "dask": ("DataFrame", "Series"),
    "dask_expr": ("DataFrame", "Series"),
    "pyspark": ("DataFrame",),
}
FIGURES = {
    "matplotlib": ("Figure", "Axes"),
    "seaborn": ("Grid",),
    "plotnine": ("ggplot",),
    "plotly": ("BaseFigure",),
    "altair": ("TopLevelMixin",),
    "bokeh": ("Plot", "LayoutDOM"),
}
MODELS = {"statsmodels": ("Results", "ResultsWrapper"), "lifelines": ("BaseFitter",), "sklearn": ("BaseEstimator",)}
KINDS = (("table", TABLES), ("figure", FIGURES), ("model", MODELS))
LAZY = ("dask", "dask_expr", "duckdb", "pyspark")


@dataclass(frozen=True)
class LiveObject:
    """One object that could be exported.

    `shape` is rows and columns where they are known without looking at data; `changed_at` is the start of the cell
    (numbered `cell`) that made or changed it, as far as names tell.
    """

    name: str
    kind: str
    type: str
    library: str
    shape: tuple[int, ...] | None
    changed_at: str
    cell: int


@dataclass(frozen=True)
class Kind:
    """What a class is, and of which library."""

    kind: str
    library: str


class Inventory:
    """Lists a shell's exportable objects after each cell, into one small file.

    Parameters
    ----------
    shell : InteractiveShell
        Whose names are listed.
    path : callable
        Returns where the list is written; asked each time, since the store can be set at any time.
    """

    def __init__(self, shell: Any, path: Callable[[], Path]) -> None:
        self._shell = shell
        self._path = path
        self._kinds: WeakKeyDictionary[type, Kind | None] = WeakKeyDictionary()
        self._seen: dict[str, tuple[int, LiveObject]] = {}
        self._began = now()
        self._cell = 0
        self._written: object = None

    @property
    def objects(self) -> tuple[LiveObject, ...]:
        """Return what is listed, the newest change first."""
        found = [entry for _, entry in self._seen.values()]
        return tuple(sorted(found, key=lambda entry: (-entry.cell, entry.name))[:MOST])

    def start(self) -> None:
        """List what is there, and go on after each cell; lists that kernels left behind long ago are removed."""
        self._tidy()
        self._shell.events.register("pre_run_cell", self._before)
        self._shell.events.register("post_run_cell", self._after)
        self.refresh()

    def stop(self) -> None:
        """Stop listing and remove the list."""
        self._shell.events.unregister("pre_run_cell", self._before)
        self._shell.events.unregister("post_run_cell", self._after)
        with contextlib.suppress(OSError, AirlockError):
            self._path().unlink(missing_ok=True)

    def refresh(self, source: str = "", cell: int = 0) -> None:
        """List anew after a cell with this source and number; the file is written only when the list changed."""
        self._cell = cell = cell or self._cell
        touched = _changed_by(source)
        seen: dict[str, tuple[int, LiveObject]] = {}
        for name, obj, kind in self._exportable():
            shape = _shape(obj, kind.library)
            mark, old = self._seen.get(name, (0, None))
            if old is not None and mark == id(obj) and old.shape == shape and name not in touched:
                seen[name] = (mark, old)
            else:
                entry = LiveObject(name, kind.kind, type(obj).__name__, kind.library, shape, self._began, cell)
                seen[name] = (id(obj), entry)
        self._seen = seen
        self._write()

    def _tidy(self) -> None:
        with contextlib.suppress(OSError, AirlockError):
            for old in self._path().parent.glob("*.json"):
                if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                    old.unlink(missing_ok=True)

    def _exportable(self) -> list[tuple[str, Any, Kind]]:
        hidden = getattr(self._shell, "user_ns_hidden", {})
        found = []
        for name, obj in list(self._shell.user_ns.items()):
            if name.startswith("_") or name in hidden:
                continue
            kind = self._kind(type(obj))
            if kind is not None and _is_ready(obj, kind):
                found.append((name, obj, kind))
        whole = {id(obj) for _, obj, kind in found if kind.kind == "figure"}
        return [  # the axes of a listed figure would be the same picture again
            entry for entry in found if entry[2].library != "matplotlib" or _figure_id(entry[1]) not in whole
        ]

    def _kind(self, kind: type) -> Kind | None:
        try:
            return self._kinds[kind]
        except KeyError:
            self._kinds[kind] = found = kind_of(kind)
            return found

    def _before(self, info: Any) -> None:
        self._began = now()

    def _after(self, result: Any) -> None:
        info = getattr(result, "info", None)
        self.refresh(str(getattr(info, "raw_cell", "") or ""), int(getattr(result, "execution_count", None) or 0))

    def _write(self) -> None:
        objects = self.objects
        try:
            path = self._path()
        except AirlockError:
            return  # such as a locked project; said when something is checked
        if (path, objects) == self._written:
            return
        # A store that cannot be written is said when something is checked; a lost list costs nothing.
        with contextlib.suppress(AirlockError):
            listed = [vars(entry) for entry in objects]
            text = json.dumps({"pid": os.getpid(), "updated_at": now(), "objects": listed})
            write_bytes(path, text.encode(), durable=False)
            self._written = (path, objects)


def kind_of(kind: type) -> Kind | None:
    """Return kind and library of a class by the modules and names of its bases; nothing is imported."""
    for base in kind.__mro__:
        library = base.__module__.partition(".")[0].lstrip("_")
        for word, names in KINDS:
            known: Mapping[str, tuple[str, ...]] = names
            if base.__name__ in known.get(library, ()):
                return Kind(word, library)
    return None


def _is_ready(obj: Any, kind: Kind) -> bool:
    """Return whether a model is fitted: scikit-learn's fitted attributes end in an underscore."""
    if kind.library != "sklearn":
        return True
    return any(key.endswith("_") and not key.startswith("_") for key in getattr(obj, "__dict__", {}))


def _figure_id(obj: Any) -> int | None:
    """Return the id of the figure that axes belong to; None for a figure itself."""
    figure = getattr(obj, "figure", None)
    return None if figure is None or figure is obj else id(figure)


def _shape(obj: Any, library: str) -> tuple[int, ...] | None:
    """Return rows and columns where they are known without computing anything."""
    if library in LAZY or type(obj).__name__ == "LazyFrame":
        return None
    try:
        shape = (obj.data if type(obj).__name__ == "Styler" else obj).shape
        return tuple(int(side) for side in shape)
    except Exception:  # noqa: BLE001 - whatever an object raises, it is listed without its shape
        return None


def _changed_by(source: str) -> frozenset[str]:
    """Return the names that a cell binds or changes in place."""
    if not source.strip() or len(source) > LONGEST_CELL:
        return frozenset()
    return names_in(source).stores
