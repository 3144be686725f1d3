"""Sums and means to which one or two people contribute nearly everything: options of the policy, off by default."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gel_airlock_jupyter.checks.contributors import proof_of, statistic_columns
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import TableView


@rule("CT-11", TableView, title="A sum or mean dominated by one or two people")
def dominated(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for sums and means that are nearly one person's value.

    What it looks for: with `nk_share` above 0, groups whose `nk_people` largest contributions reach that share of the
    sum ((n,k) rule); with `p_share` above 0, groups whose sum less the two largest is below that share of the largest
    (p% rule). Contributions come from the frame that the table was recounted from.

    Why it matters: the second largest contributor can estimate the largest one.

    What to do: merge the group with another, or drop the sum.

    Limits: off unless the policy sets a share; without the frame in the session it can only ask; groups with negative
    contributions are left to the reviewer.
    """
    share, people = float(context.setting("nk_share", 0.0)), int(context.setting("nk_people", 2))
    percent = float(context.setting("p_share", 0.0))
    if share <= 0 and percent <= 0:
        return
    proof = proof_of(view, context)
    if proof is None or not proof.is_proof or proof.top is None:
        yield from _not_known(view, context)
        return
    for column in view.body:
        if column.position not in proof.people:
            continue
        found = proof.top(column.position, max(people, 2))
        if found is None:
            continue
        total, top = found[:, 0], found[:, 1:]
        with np.errstate(invalid="ignore", divide="ignore"):
            bad = np.zeros(len(total), bool)
            if share > 0:
                bad |= top[:, :people].sum(axis=1) >= share * total
            if percent > 0:
                bad |= (total - top[:, 0] - top[:, 1]) < percent * top[:, 0]
        rows = np.flatnonzero(bad & (total > 0) & (top.min(axis=1) >= 0)).tolist()
        if rows:
            yield context.finding(
                f"{plural(len(rows), 'cell')} of '{column.label}' {'is' if len(rows) == 1 else 'are'} dominated by one "
                f"or two people (rows {some(view.row_label(row) for row in rows[:50])}): {proof.words}.",
                [view.cell(row, column) for row in rows[: context.limits.places]],
                "Merge the group with another, or leave its sum out.",
                places=len(rows),
            )


def _not_known(view: TableView, context: Context) -> Iterator[Finding]:
    """Ask who contributes to sums and means that no frame of the session gives back."""
    columns = statistic_columns(view, context)
    if columns:
        yield context.finding(
            f"Nothing tells how much single people contribute to {some((repr(c.label) for c in columns), 5)}.",
            [view.whole_column(column) for column in columns],
            "Check it while the frame is in the session: `cohort=frame, by=[columns]`.",
            severity=context.setting("unknown_severity", "review"),
        )
