"""Lazy and remote frames (polars lazy, duckdb, dask, pyspark, ibis), scanned where they live.

A small result is collected, as it is the output itself. Of a large one only aggregates come back: one fused query for
counts, minima and maxima of all columns, the first rows for reading roles, and a query per question after that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column, Hits, Profile
from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers import narwhals as eager
from gel_airlock_jupyter.roles.keys import KEY_ROWS
from gel_airlock_jupyter.subjects import TableView

COLLECTED_ROWS = KEY_ROWS  # what is larger is nowhere read row by row
HEAD = 2_000
ELSEWHERE = "…"  # how a single cell beyond the head is shown
CONFIRMED = 10_000
MOST_WORDS = 1_000  # names looked for within longer texts; of more, only whole cells are
LOOKAROUND = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.|\[[^\]]*\])*\)")


def read(frame: Any, name: str) -> TableView:
    """Return the view of a narwhals LazyFrame: whole when small, else backed by queries."""
    import narwhals as nw

    schema = frame.collect_schema()
    if not len(schema):
        return TableView(name=name, columns=(), n_rows=0)
    scanned = Scanned(frame, nw)
    if scanned.rows <= COLLECTED_ROWS:
        return eager.read_eager(frame.collect(), name)
    columns = [_column(scanned, position, label, schema[label]) for position, label in enumerate(schema)]
    return TableView(name=name, columns=tuple(columns), n_rows=scanned.rows)


class Scanned:
    """A large frame and the aggregates of it that are known so far.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        The frame; never collected.
    nw : module
        narwhals, imported by the caller.
    """

    def __init__(self, frame: Any, nw: Any) -> None:
        self.frame = frame
        self.nw = nw
        self._members: dict[frozenset[str], dict[str, int]] = {}

    @cached_property
    def aggregates(self) -> dict[str, Any]:
        """Return rows, and for each numeric column minimum, maximum, missing values and broken numbers: one query."""
        nw, asked = self.nw, [self.nw.len().alias("rows")]
        for place, (label, dtype) in enumerate(self.frame.collect_schema().items()):
            if not dtype.is_numeric():
                continue
            column = nw.col(label)
            asked += [
                column.min().alias(f"min{place}"),
                column.max().alias(f"max{place}"),
                column.null_count().alias(f"missing{place}"),
            ]
            if not dtype.is_integer():
                broken = (column % 1 != 0).cast(nw.Int64).sum()
                asked.append(broken.alias(f"broken{place}"))
        row = self.frame.select(*asked).collect()
        return {key: row[key].to_list()[0] for key in row.columns}

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int(self.aggregates["rows"])

    @cached_property
    def head(self) -> Any:
        """Return the first rows (any rows, where the engine has no order) for reading roles and names."""
        return self.frame.head(HEAD).collect()

    def members(self, names: frozenset[str]) -> dict[str, int]:
        """Return for every column of texts or numbers how many cells hold one of some names: one query for all."""
        if names not in self._members:
            nw, listed = self.nw, sorted(names)
            numbers = [int(name) for name in listed if name.isascii() and name.isdigit() and len(name) < 16]
            floats = [float(number) for number in numbers]
            words = "|".join(map(re.escape, listed)) if len(listed) <= MOST_WORDS else ""
            asked: list[Any] = []
            labels: list[str] = []
            for label, dtype in self.frame.collect_schema().items():
                kind, column = eager.kind_of(dtype), nw.col(label)
                if kind == "text" and str(dtype) == "String":
                    found = column.is_in(listed)
                    if words:
                        found = found | column.str.contains(f"(^|[^0-9A-Za-z])({words})($|[^0-9A-Za-z])")
                elif kind in ("whole", "number") and numbers:
                    whole = kind == "whole"
                    found = column.cast(nw.Int64 if whole else nw.Float64).is_in(numbers if whole else floats)
                else:
                    continue
                asked.append(found.cast(nw.Int64).sum().alias(f"held{len(labels)}"))
                labels.append(label)
            row = self.frame.select(*asked).collect() if asked else None
            totals = [int(row[f"held{at}"].to_list()[0] or 0) for at in range(len(labels))] if row is not None else []
            self._members[names] = dict(zip(labels, totals, strict=True))
        return self._members[names]

    def count(self, condition: Any) -> int:
        """Return how many rows meet a condition."""
        found = self.frame.select(condition.cast(self.nw.Int64).sum().alias("total")).collect()["total"].to_list()[0]
        return int(found or 0)

    def values(self, label: str, condition: Any) -> list[str]:
        """Return some values of a column where a condition holds, to confirm what a wider query found."""
        found = self.frame.filter(condition).select(label).head(CONFIRMED).collect()[label].to_list()
        return [str(value) for value in found if value is not None]


def _column(scanned: Scanned, position: int, label: str, dtype: Any) -> Column:
    kind = eager.kind_of(dtype)
    return Column(
        position=position,
        label=label,
        path=(label,),
        is_index=False,
        kind=kind,
        length=scanned.rows,
        load_numbers=partial(_numbers, scanned, label, kind),
        load_texts=partial(HeadTexts, scanned, label),
        load_search=partial(_search, scanned, label),
        load_members=partial(_members, scanned, label),
        load_profile=partial(_profile, scanned, position, kind, dtype),
        load_between=partial(_between, scanned, label),
    )


def _members(scanned: Scanned, label: str, names: frozenset[str]) -> Hits:
    return Hits(scanned.members(names).get(label, 0))


def _profile(scanned: Scanned, position: int, kind: str, dtype: Any) -> Profile | None:
    found = scanned.aggregates
    if kind not in ("whole", "number") or found.get(f"min{position}") is None:
        return None
    whole = dtype.is_integer() or int(found.get(f"broken{position}") or 0) == 0
    return Profile(
        float(found[f"min{position}"]), float(found[f"max{position}"]), int(found[f"missing{position}"]), whole
    )


def _numbers(scanned: Scanned, label: str, kind: str) -> NDArray[Any] | None:
    """Return one column of numbers: asked for only where its aggregates already show that something is wrong."""
    if kind not in ("whole", "number"):
        return None
    return np.asarray(scanned.frame.select(label).collect()[label].to_numpy(), dtype=float)


def _between(scanned: Scanned, label: str, low: float, high: float) -> Hits:
    column = scanned.nw.col(label)
    return Hits(scanned.count((column >= low) & (column < high)))


def _search(scanned: Scanned, label: str, pattern: re.Pattern[str]) -> Hits:
    """Search where the data live with a wider pattern its engine knows, then confirm a part of what it found."""
    wider = ("(?i)" if pattern.flags & re.IGNORECASE else "") + LOOKAROUND.sub("", pattern.pattern)
    condition = scanned.nw.col(label).str.contains(wider)
    total = scanned.count(condition)
    if not total:
        return Hits(0)
    values = scanned.values(label, condition)
    confirmed = sum(1 for value in values if pattern.search(value))
    if confirmed == len(values):
        return Hits(total)
    return Hits(confirmed if total <= CONFIRMED else round(total * confirmed / len(values)) or total)


class HeadTexts(Sequence[str]):
    """The texts of a remote column: the head is there, the rest refused, so that no rule passes what it did not see."""

    def __init__(self, scanned: Scanned, label: str) -> None:
        self._scanned = scanned
        self._label = label

    @cached_property
    def _head(self) -> list[str]:
        return eager.texts_of(self._scanned.head[self._label])

    def __len__(self) -> int:
        return self._scanned.rows

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            if at.stop is None or (at.start or 0) >= len(self._head):
                raise self._refused()
            return self._head[at]
        return self._head[at] if at < len(self._head) else ELSEWHERE

    def __iter__(self) -> Iterator[str]:
        raise self._refused()

    def _refused(self) -> Unreadable:
        return Unreadable(
            f"'{self._label}' is too large to be judged cell by cell where it lives.",
            "Collect what you mean to export.",
        )
