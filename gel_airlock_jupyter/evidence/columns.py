"""Live frames, column by column, without copying the frame."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import profile_of
from gel_airlock_jupyter.evidence.coding import coded, has_more_than, repeats
from gel_airlock_jupyter.evidence.passes import distinct
from gel_airlock_jupyter.evidence.unequal import are_unequal
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.readers.cells import cell_text, path_text


class Gone(Exception):
    """The frame was deleted while it was being looked at."""


class LiveColumn:
    """One column, or index level, of a live frame; values are read only when asked for."""

    def __init__(self, frame: LiveFrame, label: str, key: tuple[str, int]) -> None:
        self.frame = frame
        self.label = label
        self._key = key

    @property
    def native(self) -> Any:
        """Return the library's own series or index level."""
        return self.frame.series(self._key)

    @cached_property
    def kind(self) -> str:
        """Return "number", "boolean", "date" or "text"."""
        dtype = self.native.dtype
        letter = getattr(dtype, "kind", "O") if type(dtype).__name__ != "CategoricalDtype" else "O"
        return {"i": "number", "u": "number", "f": "number", "b": "boolean", "M": "date"}.get(letter, "text")

    @cached_property
    def numbers(self) -> NDArray[Any] | None:
        """Return the values as numbers, shape (rows,), NaN where missing; None for texts and dates."""
        if self.kind not in ("number", "boolean"):
            return None
        native = self.native
        if isinstance(native.dtype, np.dtype):
            array = np.asarray(native)
            return array.astype(float) if array.dtype.kind == "b" else array
        return np.asarray(native.to_numpy(dtype=float, na_value=np.nan))

    @cached_property
    def coded(self) -> tuple[NDArray[Any], Any]:
        """Return (codes, values): for each row which of the distinct values it has, -1 where missing."""
        return coded(self.native)

    @cached_property
    def factorized(self) -> tuple[NDArray[Any], list[str]]:
        """Return the codes with the distinct values as written."""
        codes, values = self.coded
        return codes, [cell_text(value) for value in values]

    @cached_property
    def present(self) -> NDArray[Any]:
        """Return which rows are not missing, shape (rows,)."""
        numbers = self.numbers
        if numbers is not None:
            return np.ones(len(numbers), bool) if numbers.dtype.kind in "iu" else ~np.isnan(numbers)
        return np.asarray(self.native.notna())

    @cached_property
    def distinct(self) -> int:
        """Return the number of distinct values; of a column with many, ask `has_more_than` first."""
        return len(self.coded[1])

    def has_more_than(self, most: int) -> bool:
        """Return whether there are more distinct values; the first rows often tell."""
        if "coded" not in self.__dict__ and has_more_than(self.native, most):
            return True
        return self.distinct > most

    @cached_property
    def is_key(self) -> bool:
        """Return whether no two rows have the same value and none is missing."""
        if repeats(self.native):
            return False
        numbers = self.numbers
        if numbers is None and self.native.dtype == object and are_unequal(np.asarray(self.native)):
            return True
        if numbers is None or numbers.dtype.kind not in "iu":
            return self.distinct == self.frame.n_rows
        low, high = int(numbers.min(initial=0)), int(numbers.max(initial=0))
        if high - low > 16 * len(numbers):
            return len(distinct(numbers)) == len(numbers)
        seen = np.zeros(high - low + 1, bool)
        seen[numbers - numbers.dtype.type(low)] = True
        return int(seen.sum()) == len(numbers)

    @cached_property
    def extent(self) -> tuple[float, float]:
        """Return the least and the largest number that is present; NaN where there is none."""
        numbers = self.numbers
        if numbers is None or not len(numbers):
            return np.nan, np.nan
        profile = profile_of(numbers)
        return (profile.minimum, profile.maximum) if profile else (np.nan, np.nan)


class LiveFrame:
    """A data frame of the session, held weakly.

    Parameters
    ----------
    name : str
        Its name in the session.
    native : object
        A pandas frame, or an eager frame that narwhals reads.
    """

    def __init__(self, name: str, native: Any) -> None:
        self.name = name
        self._reference = weakref.ref(native)
        self.is_pandas = type(native).__module__.partition(".")[0] == "pandas"
        self.n_rows = len(native)
        self.columns = self._columns(native)

    def _columns(self, native: Any) -> tuple[LiveColumn, ...]:
        if not self.is_pandas:
            names = list(getattr(native, "column_names", None) or native.columns)
            return tuple(LiveColumn(self, str(name), ("column", i)) for i, name in enumerate(names))
        from gel_airlock_jupyter.readers.pandas import index_levels

        levels = [LiveColumn(self, label, ("index", level)) for level, _, label in index_levels(native)]
        paths = (header if isinstance(header, tuple) else (header,) for header in native.columns)
        return (
            *levels,
            *(LiveColumn(self, path_text(map(cell_text, path)), ("column", i)) for i, path in enumerate(paths)),
        )

    @property
    def native(self) -> Any:
        """Return the frame itself.

        Raises
        ------
        Gone
            If it was deleted meanwhile.
        """
        native = self._reference()
        if native is None:
            raise Gone
        return native

    def series(self, key: tuple[str, int]) -> Any:
        """Return a column, or an index level, of the frame as a pandas object where there is none of its own."""
        kind, position = key
        if self.is_pandas:
            return self.native.iloc[:, position] if kind == "column" else self.native.index.get_level_values(position)
        import narwhals as nw
        import pandas as pd

        series = nw.from_native(self.native, eager_only=True)[:, position]
        if series.dtype == nw.String and "pyarrow" in sys.modules:
            import pyarrow as pa

            return pd.Series(series.to_arrow().cast(pa.large_string()), dtype=pd.ArrowDtype(pa.large_string()))
        return pd.Series(series.to_numpy(), copy=False)

    @cached_property
    def by_name(self) -> Mapping[str, LiveColumn]:
        """Return the columns by folded label; the first of equal ones."""
        found: dict[str, LiveColumn] = {}
        for column in self.columns:
            found.setdefault(fold(column.label), column)
        return found

    def named(self, label: str) -> LiveColumn | None:
        """Return the column of a name, compared without case, blanks and punctuation."""
        name = fold(label)
        return self.by_name.get(name) if name else None

    def person(self, names: frozenset[str]) -> LiveColumn | None:
        """Return the column that identifies people, where one person may have several rows."""
        return next((column for name, column in self.by_name.items() if name in names), None)


def is_pandas_frame(obj: object) -> bool:
    """Return whether this is a pandas frame."""
    return "pandas" in sys.modules and isinstance(obj, sys.modules["pandas"].DataFrame)
