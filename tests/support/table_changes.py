"""What people do to a table on its way out: other indexes, headers, libraries, layouts; and tables with little left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

Change = Callable[[pd.DataFrame], Any]
KEYS = (["MarkerID"], ["chrom", "pos", "ref", "alt"])


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(table.columns[0])


def key_of(table: pd.DataFrame) -> list[str]:
    """Return the columns that name each row; none where rows have no names."""
    for key in KEYS:
        if set(key) <= set(table.columns):
            return key
    first = table.columns[0]
    return [first] if table[first].is_unique else []


def long(table: pd.DataFrame, **names: str) -> pd.DataFrame:
    key = key_of(table)
    if not key:
        table, key = table.reset_index(names="row"), ["row"]
    return table.melt(id_vars=key, **names)


def long_in_index(table: pd.DataFrame) -> pd.DataFrame:
    melted = long(table)
    return melted.set_index(list(melted.columns[:-1]))


def stacked(table: pd.DataFrame) -> pd.Series:
    key = key_of(table)
    return table.set_index(key).stack() if key else table.stack()


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def labels_in_front(table: pd.DataFrame) -> pd.DataFrame:
    labels = [f"Maß é日 {chr(97 + row % 26)}{row // 26}" for row in range(len(table))]
    return pd.concat([pd.Series(labels, index=table.index, name="Größe"), table], axis=1)


def note_called(label: Any) -> Change:
    """Return a change that adds a column of notes under an odd label."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        more = pd.DataFrame({"new": ["x"] * len(table)}, index=table.index)
        return pd.concat([table, more.set_axis(pd.Index([label], tupleize_cols=False), axis=1)], axis=1)

    return change


def called(labels: Callable[[int], Any]) -> Change:
    """Return a change that gives all columns other labels."""
    return lambda table: table.set_axis(labels(table.shape[1]), axis=1)


def in_levels(table: pd.DataFrame, levels: list[Any], **names: Any) -> pd.DataFrame:
    return table.set_axis(pd.MultiIndex.from_product(levels, **names), axis=1)


def arrow(table: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(table, preserve_index=False)


def frame_of_polars(table: pd.DataFrame) -> pl.DataFrame:
    frame = pl.from_arrow(arrow(table))
    assert isinstance(frame, pl.DataFrame)
    return frame


def texts_of(table: pd.DataFrame) -> list[str]:
    return [column for column in table if table[column].dtype == object or table[column].dtype.kind not in "iufbM"]


KEEPING: dict[str, Change] = {
    "as it is": lambda t: t,
    "index": keyed,
    "index and back": lambda t: keyed(t).reset_index(),
    "row numbers as a column": lambda t: t.reset_index(),
    "column of missing": lambda t: t.assign(notes=np.nan),
    "row of missing": lambda t: pd.concat([t, pd.DataFrame([[None] * t.shape[1]], columns=t.columns)]),
    "headers with other scripts": lambda t: t.rename(columns={c: f"{c} – é日" for c in t}),
    "full-width headers": lambda t: t.rename(columns=full_width),
    "duplicate columns": lambda t: pd.concat([t, t.iloc[:, 1:]], axis=1),
    "duplicate numbers in the index": lambda t: t.set_axis([7] * len(t), axis=0),
    "headers as tuples": lambda t: t.set_axis(pd.Index([(c,) for c in t], tupleize_cols=False), axis=1),
    "levels of columns": lambda t: in_levels(t, [["cohort"], t.columns]),
    "levels of columns, names first": lambda t: in_levels(t, [t.columns, ["cohort"]]),
    "shuffled rows": lambda t: t.sample(frac=1, random_state=3),
    "shuffled columns": lambda t: t[t.columns[::-1]],
    "upper case": lambda t: t.rename(columns=str.upper),
    "texts": lambda t: t.astype(str),
    "categories": lambda t: t.astype(dict.fromkeys(texts_of(t), "category")),
    "decimal numbers": lambda t: t.astype({c: float for c in t if t[c].dtype.kind == "i"}),
    "nullable": lambda t: t.convert_dtypes(),
    "objects": lambda t: t.astype(object),
    "polars": frame_of_polars,
    "polars, lazy": lambda t: frame_of_polars(t).lazy(),
    "arrow": arrow,
}
# A column whose header says nothing may be asked about.
ODD: dict[str, Change] = {
    "column called 7": note_called(7),
    "column called None": note_called(None),
    "column called NaN": note_called(np.nan),
    "column called by a day": note_called(pd.Timestamp("2026-01-02")),
    "column called by a tuple": note_called(("a", "b")),
}
# These add a label to each row, or a name to an axis: to some rules that is more than another shape.
ADDING: dict[str, Change] = {
    "labels beyond ASCII in front": labels_in_front,
    "duplicate labels in the index": lambda t: t.set_axis(["same"] * len(t), axis=0),
    "levels of rows": lambda t: t.assign(batch="first").set_index(["batch", t.columns[0]]),
}
NAMING: dict[str, Change] = {
    "a name for the columns": lambda t: keyed(t).rename_axis(columns="Größe 日"),
    "levels of columns with names": lambda t: in_levels(keyed(t), [["cohort"], t.columns[1:]], names=["what", "which"]),
}
TURNING: dict[str, Change] = {
    "transposed": lambda t: keyed(t).T,
    "transposed, labels as a column": lambda t: keyed(t).T.rename_axis("what").reset_index(),
    "transposed with row numbers": lambda t: t.T,
    "transposed with row numbers, labels as a column": lambda t: t.T.reset_index(),
    "melted": long,
    "melted, in the index": long_in_index,
    "melted, shuffled": lambda t: long(t).sample(frac=1, random_state=4),
    "melted, other names": lambda t: long(t, var_name="what", value_name="figure"),
    "melted by row": lambda t: t.reset_index(names="row").melt(id_vars="row"),
    "stacked": stacked,
}
RENAMING: dict[str, Change] = {
    "v0, v1": called(lambda n: [f"v{k}" for k in range(n)]),
    "letters": called(lambda n: [chr(97 + k) for k in range(n)]),
    "numbers": called(range),
    "tuples": called(lambda n: pd.MultiIndex.from_tuples([("x", k) for k in range(n)])),
    "None": called(lambda n: [None] * n),
    "NaN": called(lambda n: [np.nan] * n),
    "days": called(lambda n: pd.date_range("2026-01-01", periods=n)),
    "v0, v1, keyed": lambda t: keyed(t.set_axis([f"v{k}" for k in range(t.shape[1])], axis=1)),
    "v0, v1, transposed": lambda t: t.set_axis([f"v{k}" for k in range(t.shape[1])], axis=1).T,
}
EMPTYING: dict[str, Change] = {
    "no rows": lambda t: t.head(0),
    "no rows, keyed": lambda t: keyed(t).head(0),
    "no columns": lambda t: t[[]],
    "all missing": lambda t: pd.DataFrame(np.nan, t.index, t.columns),
    "all None": lambda t: pd.DataFrame(None, t.index, t.columns, dtype=object),
    "all blank": lambda t: pd.DataFrame("", t.index, t.columns),
}
