"""What the evidence behind a table of a million people costs, beside ACRO's `crosstab` in the same run.

`python -m benchmarks.recounting [ROWS]`. The table is 5 groups by 4 regions, of counts and of means.

- ACRO makes the table and, by one more pandas table each, its evidence: the people in each cell; for means also sums,
  the largest value, the two largest (for both dominance rules), and how many are negative; missing values if asked.
- We are given the finished table and a session that holds the frame, and do not know how it was made. We find the
  frame, the columns, and the statistic that gives its values back, and gather the same: people, sums, the largest
  values, the least value (whether any is negative), those for whom the value is missing left out.

The time of `pd.crosstab` itself is taken off ACRO's. What both found is compared before any time is believed. The rows
"whole check" are our check with all its rules, the search for rows of people and for identifiers, beside ACRO's call.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import recounting_peer as peer
from measuring import Row, alternating, own, table

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.evidence.session import SessionFrames
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.proof import Recount
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.subjects import TableView

ROWS = 1_000_000
TENTH = 0.1
LARGEST = 2  # ACRO's default of the (n,k) rule
STATISTICS = {"count": "counts", "mean": "means"}


def rows(n_rows: int = ROWS, may_install: bool = True) -> list[Row]:
    """Measure; about a minute. Without ACRO the rows have no peer and say so."""
    python, policy = peer.interpreter(may_install), _policy()
    found = []
    for storage in peer.STORAGES:
        frame = peer.data(n_rows, storage)
        for statistic, words in STATISTICS.items():
            made = pd.crosstab(**peer.crosstab(frame, statistic))
            gathered, whole = alternating(
                5,
                own(lambda f=frame, m=made: gather(f, m, policy)),
                own(lambda f=frame, m=made: _checked(f, m, policy)),  # type: ignore[misc]
            )
            what = f"{words} of {n_rows:,} ({storage})"
            if python is None:
                found.append(
                    Row(f"evidence, {what}", gathered, 0.0, f"no ACRO: set {peer.SETTING} to a Python with it")
                )
                continue
            theirs = peer.asked(python, n_rows, storage, statistic)
            agree(gather(frame, made, policy), theirs["evidence"])
            evidence = theirs["acro"] - theirs["pandas"]
            found.append(
                Row(f"evidence, {what}", gathered, evidence, "ACRO's crosstab less pandas'", TENTH, is_ratio=True)
            )
            found.append(Row(f"whole check, {what}", whole, theirs["acro"], "ACRO's crosstab", TENTH, is_ratio=True))
    return found


def gather(frame: pd.DataFrame, made: pd.DataFrame, policy: Policy) -> dict[str, np.ndarray]:
    """Return what the session proves of a table, by cell; shape of the table."""
    view = views_of(made, "table")[0]
    assert isinstance(view, TableView)
    known = SessionFrames({"people": frame}, policy, {}, [made]).recount(view)
    assert known is not None
    assert known.is_whole
    people = np.column_stack(list(known.people.values()))
    if known.is_of_counts:
        return {"count_table": people}
    largest = _largest(known)
    return {
        "count_table": people,
        "sum": largest[:, :, 0],
        "max": largest[:, :, 1],
        "top_2_sum": largest[:, :, 1:3].sum(axis=2),
        "top_n_sum": largest[:, :, 1:].sum(axis=2),
        "num_negative": np.isnan(largest[:, :, 0]).astype(float),
    }


def _largest(known: Recount) -> np.ndarray:
    assert known.top is not None
    by_column = [known.top(position, LARGEST) for position in known.people]
    return np.stack([part for part in by_column if part is not None], axis=1)


def agree(ours: dict[str, np.ndarray], theirs: dict[str, Any]) -> None:
    """Make sure that both found the same; pandas sorts the labels, ACRO's come in the order of the data."""
    order = np.argsort(peer.GROUPS)[:, None], np.argsort(peer.REGIONS)[None, :]
    assert ours.keys() == theirs.keys(), (ours.keys(), theirs.keys())
    for name, cells in theirs.items():
        np.testing.assert_allclose(ours[name], np.array(cells)[order], rtol=1e-9, err_msg=name)


def _policy() -> Policy:
    """Return the shipped policy with ACRO's limits for dominance, which it leaves off."""
    from gel_airlock_jupyter.policy.load import from_content

    content = load().content
    rules = {**content["rules"], "CT-11": {**content["rules"]["CT-11"], "nk_share": 0.9, "p_share": 0.1}}
    return from_content({**content, "rules": rules})


def _checked(frame: pd.DataFrame, made: pd.DataFrame, policy: Policy) -> str:
    views = views_of(made, "table")
    return engine.run(views, policy, session=SessionFrames({"people": frame}, policy, {}, [made])).verdict


if __name__ == "__main__":
    measured = rows(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    print(table(measured))
    sys.exit(not all(row.is_met for row in measured))
