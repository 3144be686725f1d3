"""What the places along a table's axes stand for: groups of a frame's rows, variables, statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.evidence.columns import LiveColumn, LiveFrame
from gel_airlock_jupyter.evidence.labels import Key, find_key
from gel_airlock_jupyter.evidence.words import parts_of
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.subjects import TableView

MOST_KEYS = 6
MOST_DISTINCT = 200  # a column with more values names no groups, unless the level is called like it


@dataclass(frozen=True, eq=False)
class Axis:
    """One axis of a table.

    Parameters
    ----------
    keys : tuple of Key
        Levels that group.
    variables : tuple of LiveColumn or None
        The variable each place is about.
    statistics : tuple of str or None
        The statistic each place shows.
    names : tuple of str
        What is written at each place where neither is known; places of one name form one series.
    """

    keys: tuple[Key, ...]
    variables: tuple[LiveColumn | None, ...]
    statistics: tuple[str | None, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """A table laid over a frame: its two axes, and the columns that hold values."""

    frame: LiveFrame
    rows: Axis
    columns: Axis
    body: tuple[Column, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return all grouping levels, rows first."""
        return self.rows.keys + self.columns.keys


Level = tuple[str, Sequence[str]]


def layouts(view: TableView, frame: LiveFrame, policy: Policy, by: tuple[str, ...] = ()) -> Iterator[Layout]:
    """Yield the ways a table can be laid over a frame, likeliest first; `by` names the levels that lack a name."""
    totals = policy.words("total_labels")
    for labels in _label_columns(view, frame):
        body = tuple(column for column in view.columns if column not in labels)
        if not body:
            continue
        levels = [(c.label, c.texts) for c in labels]
        rows = _axis(_named_levels(levels, frame, by), frame, totals, view.n_rows)
        if rows is None:
            continue
        columns = _header_axis(view, body, frame, totals)
        if columns is not None and len(body) == 1 and any(rows.variables):  # the header repeats or names nothing
            columns = Axis((), (None,), columns.statistics, columns.names)
        if columns is not None and len(rows.keys + columns.keys) <= MOST_KEYS:
            yield Layout(frame, rows, columns, body)


def _named_levels(levels: list[Level], frame: LiveFrame, by: tuple[str, ...]) -> list[Level]:
    """Return levels under the declared names where their own mean nothing to the frame."""
    own = {fold(name) for name, _ in levels if frame.named(name)}
    spare = [name for name in by if fold(name) not in own]
    return [(name if frame.named(name) or not spare else spare.pop(0), texts) for name, texts in levels]


def _label_columns(view: TableView, frame: LiveFrame) -> Iterator[tuple[Column, ...]]:
    """Yield sets of columns that may label the rows: the index; texts; the first columns that are keys together."""
    seen = set()
    leading: list[Column] = list(view.index)
    if view.index:
        seen.add(view.index)
        yield view.index
    texts = tuple(c for c in view.columns if c.is_index or (c.kind in ("text", "boolean") and not _is_numeric_text(c)))
    if texts and texts not in seen:
        seen.add(texts)
        yield texts
    for column in view.body[:MOST_KEYS]:
        if frame.named(column.label) is None:
            break
        leading.append(column)
        if len(leading) < len(view.columns) and tuple(leading) not in seen and _is_key(leading, view.n_rows):
            yield tuple(leading)
            break
    if not view.index and () not in seen and not texts:
        yield ()


def _is_numeric_text(column: Column) -> bool:
    return column.kind == "other" or any(t[:1].isdigit() or t[:1] in "<*" for t in column.texts[:50] if t)


def _is_key(columns: list[Column], n_rows: int) -> bool:
    return len(set(zip(*(column.texts for column in columns), strict=True))) == n_rows


def _header_axis(view: TableView, body: tuple[Column, ...], frame: LiveFrame, totals: frozenset[str]) -> Axis | None:
    depth = max(len(column.path) for column in body)
    names = [*view.column_axis, *[""] * depth][:depth]
    levels: list[Level] = [
        (names[level], [column.path[level] if level < len(column.path) else "" for column in body])
        for level in range(depth)
    ]
    return _axis(levels, frame, totals, len(body), header=True)


def _axis(
    levels: list[Level], frame: LiveFrame, totals: frozenset[str], length: int, header: bool = False
) -> Axis | None:
    """Return what the places along an axis stand for; None where a level of row labels means nothing to the frame."""
    keys: list[Key] = []
    variables: list[LiveColumn | None] = [None] * length
    statistics: list[str | None] = [None] * length
    names = [""] * length
    for name, texts in levels:
        key = _named_key(name, texts, frame, totals)
        if key is not None:
            keys.append(key)
            continue
        parts = [parts_of(text, frame) for text in texts]
        if header or all(any(part) for part in parts):
            for place, (variable, statistic) in enumerate(parts):
                variables[place] = variable or variables[place]
                statistics[place] = statistic or statistics[place]
                if variable is None and statistic is None:
                    names[place] += texts[place]
            if not header or any(any(part) for part in parts) or not name:
                continue
        key = _key_by_values(texts, frame, totals)
        if key is None:
            if header:
                continue
            return None
        keys.append(key)
        names = [""] * length if header else names
    return Axis(tuple(keys), tuple(variables), tuple(statistics), tuple(names))


def _named_key(name: str, texts: Sequence[str], frame: LiveFrame, totals: frozenset[str]) -> Key | None:
    column = frame.named(name) if name else None
    return find_key(column, texts, totals) if column is not None else None


def _key_by_values(texts: Sequence[str], frame: LiveFrame, totals: frozenset[str]) -> Key | None:
    """Return a grouping by a column of another name whose values are the labels: a renamed key."""
    labels = set(texts)
    if len(labels) > MOST_DISTINCT:
        return None
    for column in frame.columns:
        if column.kind in ("text", "boolean") and not column.has_more_than(2 * max(len(labels), 2)):
            key = find_key(column, texts, totals, named=False)
            if key is not None:
                return key
    return None
