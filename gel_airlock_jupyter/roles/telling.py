"""Headers of several levels with the one that tells columns apart last, where their name is looked for."""

from __future__ import annotations

from dataclasses import replace

from gel_airlock_jupyter.subjects import TableView


def telling(view: TableView) -> TableView:
    """Return a table whose columns have the levels that are the same for all of them first.

    What tells columns apart is their name, whichever level it stands on: `AC / cohort` beside `AF / cohort` is as good
    as `cohort / AC`. Labels, and so what is shown and exported, stay as they are.
    """
    body = view.body
    depths = {len(column.path) for column in body}
    if len(body) < 2 or len(depths) > 1 or depths == {1}:
        return view
    levels = range(depths.pop())
    order = sorted(levels, key=lambda level: len({column.path[level] for column in body}) > 1)
    if order == list(levels):
        return view
    columns = tuple(
        column if column.is_index else replace(column, path=tuple(column.path[level] for level in order))
        for column in view.columns
    )
    axis = view.column_axis
    named = tuple(axis[level] for level in order) if len(axis) == len(order) else axis
    return replace(view, columns=columns, column_axis=named)
