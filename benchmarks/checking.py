"""What a check costs: tables of 100 x 10, one of a million rows, and the clean re-check of a staged file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from measuring import Row, alternating, child, own, python

from gel_airlock_jupyter import engine, recheck
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of


def counts(rows: int = 100, columns: int = 10, least: int = 5) -> pd.DataFrame:
    """Return a table of counts with labels; the same every time."""
    cells = np.random.default_rng(7).integers(least, 500, (rows, columns - 1))
    frame = pd.DataFrame(cells, columns=[f"n {i}" for i in range(columns - 1)])
    frame.insert(0, "disease", [f"disease {i}" for i in range(rows)])
    return frame


def masked(rows: int = 100) -> pd.DataFrame:
    """Return counts with a total row and column and a masked cell in every tenth row, audited by CT-02."""
    frame = counts(rows).set_index("disease")
    frame.iloc[::10, 0] = 3
    frame.iloc[::10, 1] = 2
    frame["All"] = frame.sum(axis=1)
    frame.loc["All"] = frame.sum()
    hidden = frame.astype(object)
    hidden.iloc[:rows:10, 0] = "<5"
    hidden.iloc[:rows:10, 1] = "<5"
    return hidden


def small_frames() -> dict[str, pd.DataFrame]:
    """Return frames of about 10,000 cells of the kinds that are exported most."""
    from gwas import synthetic

    make = np.random.default_rng(11)
    labels = pd.Series([f"group {i}" for i in range(1000)], name="group")
    people = pd.DataFrame({"participant_id": np.arange(500) + 500_000_009, "sex": make.choice(["F", "M"], 500)})
    measured = pd.DataFrame(make.normal(50, 9, (500, 18)).round(1), columns=[f"marker {i}" for i in range(18)])
    means = pd.DataFrame(make.normal(50, 5, (1000, 9)), columns=[f"mean {i}" for i in range(9)])
    shares = pd.DataFrame(make.uniform(5, 95, (1000, 9)).round(1), columns=[f"% {i}" for i in range(9)])
    return {
        "counts, 1,000 x 10": counts(1000, 10),
        "counts below 5, 1,000 x 10": counts(1000, 10, 0),
        "counts, 100 x 100": counts(100, 100),
        "means, 1,000 x 10": means.assign(group=labels),
        "percentages, 1,000 x 10": shares.assign(group=labels),
        "people, 500 x 20": people.join(measured),
        "summary statistics, 714 x 14": synthetic(714).to_pandas(),
        "totals and masks, 1,000 x 10": masked(1000),
    }


def rows() -> list[Row]:
    """Measure; about half a minute."""
    small, million = counts(least=0), counts(1_000_000)
    found = [
        _check("check of a 100 x 10 table of counts", small, 31, 50),
        _check("check of 100 x 10 with totals and masks (CT-02)", masked(), 11, 50),
        *(_check(f"check of 10,000 cells: {what}", frame, 11, 30) for what, frame in small_frames().items()),
        _check("check of 1,000,000 x 10 counts", million, 3, None),
    ]
    return [*found, _clean(small)]


def _check(what: str, frame: pd.DataFrame, runs: int, target: float | None) -> Row:
    policy = load()
    engine.run(views_of(frame, "warm"), policy)
    ours, floor = alternating(
        runs,
        own(lambda: engine.run(views_of(frame, "table"), policy)),
        own(frame.to_csv),
    )
    return Row(what, ours, floor, "DataFrame.to_csv of the same", target)


def _clean(frame: pd.DataFrame) -> Row:
    policy = load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        frame.to_csv(path, index=False)
        assert recheck.in_child(path, "table.csv", {}, policy).findings[0].rule != recheck.UNREADABLE, sys.executable
        ours, floor = alternating(
            7, child(lambda: recheck.in_child(path, "table.csv", {}, policy)), child(lambda: python("import numpy"))
        )
    return Row("clean re-check of its csv in a child process", ours, floor, "python -c 'import numpy'")
