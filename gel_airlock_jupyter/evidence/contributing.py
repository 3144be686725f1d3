"""`contributors=`: the people behind each cell, as the researcher gives them, checked and made plain for the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gel_airlock_jupyter.errors import AirlockError, InputError
from gel_airlock_jupyter.proof import COUNTING
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.subjects import TableView

SHAPE = "Give a frame with the same rows and columns, a mapping of columns to numbers, or one whole number."


def contributors_of(given: Any, view: TableView) -> dict[str, Any]:
    """Return what `contributors=` says as plain JSON values: `{"cells": {column: [people, ...]}}` or `{"least": n}`.

    Parameters
    ----------
    given : int, mapping or data frame
        One number for all cells (people, at least), numbers by column, or a frame of the table's shape.
    view : TableView
        The table it is about.

    Raises
    ------
    InputError
        If its shape is not that of the table, a column does not exist, or a cell is no number of people.
    """
    if isinstance(given, Mapping) and ("least" in given or "cells" in given):
        return dict(given)  # already made plain, as a record has it
    if isinstance(given, int | np.integer) and not isinstance(given, bool):
        if given < 0:
            raise InputError("contributors= must not be negative.", SHAPE)
        return {"least": int(given), "from": "declared: contributors="}
    cells = _by_column(given, view) if isinstance(given, Mapping) else _of_frame(given, view)
    return {"cells": cells, "from": "declared: contributors="}


def _by_column(given: Mapping[Any, Any], view: TableView) -> dict[str, list[float | None]]:
    known = {column.label for column in view.body}
    found = {}
    for label, numbers in given.items():
        if str(label) not in known:
            raise InputError(
                f"contributors= names the column '{label}', which the table does not have.",
                f"It has: {', '.join(sorted(known)[:10])}.",
            )
        listed = [numbers] * view.n_rows if isinstance(numbers, int | float) else list(numbers)
        if len(listed) != view.n_rows:
            raise InputError(
                f"contributors= has {len(listed)} numbers for '{label}'; the table has {view.n_rows} rows.", SHAPE
            )
        found[str(label)] = [_people(value, str(label)) for value in listed]
    return found


def _of_frame(given: Any, view: TableView) -> dict[str, list[float | None]]:
    try:
        other = views_of(given, "contributors")[0]
    except AirlockError:
        other = None
    if not isinstance(other, TableView):
        raise InputError(f"contributors= cannot be a {type(given).__name__}.", SHAPE)
    theirs = [column for column in other.body if column.numbers is not None or column.kind in ("other", "text")]
    mine = {column.label for column in view.body}
    if other.n_rows != view.n_rows:
        raise InputError(f"contributors= has {other.n_rows} rows; the table has {view.n_rows}.", SHAPE)
    named = [column for column in theirs if column.label in mine]
    if named:
        return {c.label: [_people(value, c.label) for value in c.texts] for c in named if c.profile is not None}
    body = [column for column in view.body if column.numbers is not None]
    if len(theirs) == 1:
        return {c.label: [_people(value, c.label) for value in theirs[0].texts] for c in body}
    if len(theirs) != len(body):
        raise InputError(f"contributors= has {len(theirs)} columns; the table has {len(body)} of numbers.", SHAPE)
    pairs = zip(body, theirs, strict=True)
    return {c.label: [_people(value, c.label) for value in other.texts] for c, other in pairs}


def _people(value: Any, label: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"contributors= holds something else than a number in '{label}'.", SHAPE) from None
    if np.isnan(number):
        return None
    if number < 0 or not number.is_integer():
        raise InputError(f"contributors= must hold whole numbers of people; '{label}' does not.", SHAPE)
    return number


def carried(view: TableView, session: Any) -> dict[str, Any]:
    """Return what the live session proved of a table, as declarations for the clean re-check, which has no session."""
    said: dict[str, Any] = {}
    match, proof = session.rows(view), session.recount(view)
    if match is not None:
        said["row_is"] = "participant"
    if proof is not None and proof.is_proof and match is None:
        if proof.is_whole and not proof.is_of_single_people:
            said["row_is"] = "group"
        sizes = [
            people
            for position, known in proof.people.items()
            for people, word in zip(known, proof.statistics.get(position, ()), strict=False)
            if word not in COUNTING and people >= 1
        ]
        if sizes:
            said["contributors"] = {"least": int(min(sizes)), "from": proof.words}
    return said
