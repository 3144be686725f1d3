"""The distinct values of a column, numbered: the cheapest way its storage allows.

A text column of a million rows often holds a handful of texts, and of each the same Python object many times over. Then
objects are told apart by where they lie in memory, and only the few different ones are compared.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.passes import blocks, first_places, taken
from gel_airlock_jupyter.readers.cells import cell_text
from gel_airlock_jupyter.readers.object_shapes import addresses_of

Array = NDArray[Any]
CHUNK = 1 << 17
HEAD = 1 << 12
MOST_OBJECTS = 1 << 15
MOST_TEXTS = 100_000  # rows whose values are compared as written, where they cannot be compared otherwise


def coded(native: Any) -> tuple[Array, Any]:
    """Return (codes, values) of a pandas series or index.

    Parameters
    ----------
    native : pandas.Series or pandas.Index
        One column.

    Returns
    -------
    codes : array of int, shape (rows,)
        For each row which of the values it has, -1 where missing; of the smallest type that holds them.
    values : sequence
        The distinct values in the order they are first met, whole numbers that lie close together in their own order;
        of a categorical column all its categories.
    """
    import pandas as pd

    if type(native.dtype).__name__ == "CategoricalDtype":
        return np.asarray(getattr(native, "cat", native).codes), native.dtype.categories
    texts = _arrow_texts(native.array)
    if texts is not None:
        return _of_arrow(texts)
    if native.dtype == object:
        return _of_objects(np.asarray(native, dtype=object))
    if isinstance(native.dtype, np.dtype) and native.dtype.kind in "iu" and len(native):
        dense = _of_dense(np.asarray(native))
        if dense is not None:
            return dense
    codes, uniques = pd.factorize(native)
    return narrow(np.asarray(codes), len(uniques)), uniques


def has_more_than(native: Any, most: int) -> bool:
    """Return whether the first rows of a column hold more than so many distinct values: then all of it does too."""
    import pandas as pd

    try:
        head = pd.Series(native.array[: max(HEAD, 8 * most)])
        return head.nunique() > most
    except TypeError:
        return False


def repeats(native: Any) -> bool:
    """Return whether a value stands twice among the first rows of a column."""
    import pandas as pd

    try:
        return not pd.Series(native.array[:HEAD]).is_unique
    except TypeError:
        return False


def narrow(codes: Array, n_values: int) -> Array:
    """Return codes from -1 to `n_values` in the smallest type of whole numbers."""
    kind = next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if n_values < np.iinfo(kind).max)
    return codes.astype(kind, copy=False)


def _of_dense(numbers: Array) -> tuple[Array, Array] | None:
    """Return the codes of whole numbers that lie close together, in their own order; None where they do not."""
    low, high = int(numbers.min()), int(numbers.max())
    if high - low >= max(len(numbers), CHUNK) or high > np.iinfo(np.int64).max:
        return None
    seen = np.zeros(high - low + 1, bool)
    for block in blocks(len(numbers)):
        seen[numbers[block].astype(np.int64) - low] = True
    values = np.flatnonzero(seen)
    of = narrow(np.cumsum(seen, dtype=np.int32) - np.int32(1), len(values))
    codes = np.empty(len(numbers), of.dtype)
    for block in blocks(len(numbers)):
        codes[block] = of[numbers[block].astype(np.int64) - low]
    return codes, (values + low).astype(numbers.dtype)


def _arrow_texts(values: Any) -> Any:
    """Return the pyarrow column behind a pandas array of Arrow strings; None for any other array."""
    if "pyarrow" not in sys.modules or not type(values).__name__.startswith("Arrow"):
        return None
    import pyarrow as pa

    column = values.__arrow_array__()
    texts = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return column if texts else None


def _of_arrow(column: Any) -> tuple[Array, Any]:
    """Return the codes of Arrow strings; Arrow numbers them itself."""
    import pyarrow as pa

    encoded = (column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])).dictionary_encode()
    if not encoded.num_chunks:
        return np.zeros(0, np.int8), []
    encoded = encoded.unify_dictionaries()
    values = encoded.chunk(0).dictionary.to_pylist()
    codes = np.empty(len(encoded), narrow(np.zeros(0), len(values)).dtype)
    start = 0
    for chunk in encoded.chunks:
        indices = chunk.indices.fill_null(-1) if chunk.null_count else chunk.indices
        codes[start : start + len(chunk)] = indices.to_numpy(zero_copy_only=False)
        start += len(chunk)
    return codes, values


def _of_objects(values: Array) -> tuple[Array, Any]:
    import pandas as pd

    try:
        found = _by_address(values)
        if found is not None:
            return found
        codes, uniques = pd.factorize(values)
    except TypeError:  # lists and dicts cannot be compared quickly
        if len(values) > MOST_TEXTS:
            return np.full(len(values), -1, np.int8), []
        codes, uniques = pd.factorize(np.array([cell_text(value) or None for value in values], dtype=object))
    return narrow(np.asarray(codes), len(uniques)), uniques


def _by_address(values: Array) -> tuple[Array, Any] | None:
    """Return the codes of Python objects of which few are different ones; None where many are."""
    import pandas as pd

    if not values.flags.c_contiguous or len(pd.unique(addresses_of(values[:HEAD]))) * 4 > min(HEAD, len(values)):
        return None
    known: dict[int, int] = {}
    objects: list[Any] = []
    which = np.empty(len(values), np.int16)
    for block in blocks(len(values), CHUNK):
        codes, addresses = pd.factorize(addresses_of(values[block]))
        listed = addresses.tolist()
        if len(known) + len(listed) >= MOST_OBJECTS:
            return None
        if not known.keys() >= set(listed):
            for address, place in zip(listed, first_places(codes, len(listed)).tolist(), strict=True):
                if address not in known:
                    known[address] = len(objects)
                    objects.append(values[block.start + place])
        which[block] = np.array([known[address] for address in listed], np.int16)[codes]
    of, uniques = pd.factorize(_array_of(objects))
    return taken(narrow(np.asarray(of), len(uniques)), which), uniques


def _array_of(objects: list[Any]) -> Array:
    listed = np.empty(len(objects), dtype=object)
    for place, each in enumerate(objects):  # not by slice: lists of one length would become rows
        listed[place] = each
    return listed
