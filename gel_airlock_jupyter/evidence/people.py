"""Whether a live frame holds one row per person."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveFrame
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.recount import recount
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.roles.level import labels_are_a_key, read_table
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import TableView

HEAD = 2_000  # rows that are enough to see what a row is


class Level(Enum):
    """What the rows of a frame are."""

    CERTAIN = "people, on evidence"
    LIKELY = "people, for all that is known"
    OTHER = "groups, variants or too few rows to tell"


def level_of(
    frame: LiveFrame, others: Sequence[LiveFrame], policy: Policy, limits: EvidenceLimits, clock: Clock
) -> Level:
    """Return whether a frame's rows are people.

    Evidence of people settles it. Without evidence a frame counts as people unless it is small, labelled like an
    aggregate (named unique index, named columns), or can itself be recounted from another frame.
    """
    view = _head(frame)
    if view is None:
        return Level.OTHER
    reading = read_table(view, policy, {})
    if reading.level == "individual":
        return Level.CERTAIN
    if reading.level != "unsure" or frame.n_rows < limits.person_rows or _is_labelled(view):
        return Level.OTHER
    counts = reading.having(Role.COUNT) and not reading.having(Role.IDENTIFIER, Role.DATE, Role.AGE)
    if counts and labels_are_a_key(view, reading.columns, policy):
        return Level.OTHER
    source = recount(view, [o for o in others if o.n_rows > frame.n_rows], policy, limits, clock)
    if source is not None and source.is_proof and not source.is_of_single_people:
        return Level.OTHER
    return Level.LIKELY


def _is_labelled(view: TableView) -> bool:
    """Return whether the index is named and unique, or the columns have a name, as groupby and pivot leave them."""
    if any(view.column_axis) and any(view.row_axis):
        return True
    named = [column for column in view.index if column.label]
    if not named or not all(column.kind in ("text", "boolean") for column in named):
        return False
    return len(set(zip(*(column.texts for column in named), strict=True))) == view.n_rows


def _head(frame: LiveFrame) -> TableView | None:
    native: Any = frame.native
    if not frame.is_pandas:
        import narwhals as nw

        native = nw.from_native(native, eager_only=True).head(HEAD).to_native()
    view = views_of(native.head(HEAD) if frame.is_pandas else native, frame.name)[0]
    return view if isinstance(view, TableView) else None
