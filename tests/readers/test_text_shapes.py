"""A proof that a column holds no identifier is sound: what a search finds, the shape never rules out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gel_airlock_jupyter.checks.identifiers import KINDS, pattern_of
from gel_airlock_jupyter.checks.person_ids import EMAIL, NHS_BARE, NHS_FORM, NINE
from gel_airlock_jupyter.plain_text import search
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers import object_shapes, shapes
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.text_shapes import TextShape

POLICY = load("genomics-england")
REAL = [pattern_of(POLICY, rule) for rule in KINDS] + [NINE, NHS_FORM, NHS_BARE, EMAIL]
MORE = [
    re.compile(pattern)
    for pattern in (
        r"\d{3}", r"rs\d+$", r"^rs", r"(?<!r)s\d", r"(?<!\d)\d{2}(?!\d)", r"[^\d]\d", r"a|bc|\d\d", r"(?i)RS\d", r"x*",
        r"(?=1)\d", r"\bs", r"(?:AC){2}", r"(\d)\1", r"[ACGT]{3,5}:", r"s.+?9",
    )
]  # fmt: skip
NUMBERS = TextShape(prefix="rs", alphabet="0123456789", shortest=3, longest=11)


@pytest.mark.parametrize("pattern", REAL, ids=lambda pattern: pattern.pattern[:20])
def test_rs_numbers_and_alleles_hold_no_identifier(pattern: re.Pattern[str]) -> None:
    assert not NUMBERS.may_hold(pattern)
    assert not TextShape(shortest=0, longest=4).may_hold(pattern)
    assert not TextShape(alphabet="ACGT", shortest=1, longest=60).may_hold(pattern)
    assert not TextShape(texts=("ADD", "NA")).may_hold(pattern)


def test_what_might_hold_one_is_searched() -> None:
    assert TextShape(alphabet="0123456789", shortest=1, longest=10).may_hold(NHS_BARE)
    assert TextShape(alphabet=None, longest=20).may_hold(REAL[0])
    assert TextShape(alphabet="LPDNA-_0123456789", shortest=1, longest=20).may_hold(REAL[0])
    assert TextShape(texts=("ADD", "LP1000999-DNA_A01")).may_hold(REAL[0])
    assert NUMBERS.may_hold(re.compile(r"(\d)\1"))


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([*REAL, *MORE]),
    st.sampled_from(["", "rs", "LP", "chr"]),
    st.sampled_from(["0123456789", "ACGT:19", "LPDNA_-09", "0123456789_-XACGT", "01 -pr"]),
    st.data(),
)
def test_no_text_of_a_shape_holds_what_it_rules_out(
    pattern: re.Pattern[str], prefix: str, alphabet: str, data: st.DataObject
) -> None:
    texts = data.draw(st.lists(st.text(alphabet, max_size=80).map(lambda rest: prefix + rest), min_size=1, max_size=20))
    lengths = [len(text) for text in texts]
    shape = TextShape(prefix=prefix, alphabet=alphabet, shortest=min(lengths), longest=max(lengths))

    if not shape.may_hold(pattern):
        assert not any(pattern.search(text) for text in texts)


def _pandas_objects(texts: list[Any]) -> Any:
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)})


FORMS: dict[str, Callable[[list[Any]], Any]] = {
    "polars": lambda texts: pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}),
    "pyarrow": lambda texts: pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).to_arrow(),
    "pandas objects": _pandas_objects,
    "pandas Arrow": lambda texts: _pandas_objects(texts).astype("string[pyarrow]"),
    "two chunks": lambda texts: pl.concat(
        [pl.DataFrame({"text": pl.Series(part, dtype=pl.String)}) for part in (texts[:3], texts[3:])], rechunk=False
    ),
    "a slice": lambda texts: pl.DataFrame({"text": pl.Series(["x", *texts], dtype=pl.String)}).to_arrow().slice(1),
}
CELLS = st.one_of(
    st.from_regex(r"rs\d{1,10}", fullmatch=True),
    st.sampled_from(
        [
            "A",
            "ACGTACGTACGT",
            "",
            "NA",
            None,
            "1:12345:A:G",
            "chr1:12345:A:G",
            "chrX_155000000_A_ACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGT",
            "chr7-1-A-chr",
            "rs12a",
            "Größe",
            "LP1000999-DNA_A01",
            "r12345678921",
            "sr12",
        ]
    ),
    st.text("ACGT", max_size=20),
)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.lists(CELLS, min_size=1, max_size=12),
        st.lists(st.from_regex(r"rs\d{1,10}", fullmatch=True), min_size=1),
        st.lists(st.from_regex(r"chr[0-9XY]{1,2}[:_]\d{1,9}[:_][ACGTrs]{1,20}", fullmatch=True), min_size=1),
    )
)
@pytest.mark.parametrize("form", FORMS)
def test_a_search_finds_the_same_with_and_without_shapes(form: str, cells: list[Any]) -> None:
    table = FORMS[form](cells)
    before = shapes.LONG
    shapes.LONG = object_shapes.LONG = 0
    try:
        (column,) = views_of(table, "table")[0].columns  # type: ignore[union-attr]
        for pattern in (*REAL, re.compile(r"rs1"), re.compile(r"[A-Z]{3}")):
            expected = [row for row, text in enumerate(cells) if text and search(pattern, text)]
            assert column.search(pattern).total == len(expected)
    finally:
        shapes.LONG = object_shapes.LONG = before


def test_long_columns_have_the_shape_that_their_texts_have() -> None:
    rows = 30_000
    rs = [f"rs{1_000 + row}" for row in range(rows)]
    for make in FORMS.values():
        (column,) = views_of(make(rs), "table")[0].columns  # type: ignore[union-attr]
        assert column.shape is not None
        assert column.shape.longest == 7
        assert not any(column.shape.may_hold(pattern) for pattern in REAL)
        (column,) = views_of(make(["A"] * rows), "table")[0].columns  # type: ignore[union-attr]
        assert column.shape is not None
        assert not any(column.shape.may_hold(pattern) for pattern in REAL)
    (column,) = views_of(_pandas_objects([None, np.nan] * rows), "table")[0].columns  # type: ignore[union-attr]
    assert column.shape is None or not column.shape.may_hold(REAL[0])


NAMES: dict[str, Callable[[int], str]] = {
    "1:12345:A:G": lambda row: f"{row % 22 + 1}:{10_000 + row}:A:G",
    "chr1:12345:A:G": lambda row: f"chr{row % 22 + 1}:{10_000 + row}:A:G",
    "chr1_12345_A_G_b38": lambda row: f"chr{row % 22 + 1}_{10_000 + row * 8_000}_A_{'ACGT' * (row % 40 + 1)}_b38",
    "chrX-12345-AC-G": lambda row: f"chrX-{10_000 + row}-AC-G",
    "1_12345_A_G": lambda row: f"{row % 22 + 1}_{10_000 + row}_A_G",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("names", NAMES)
def test_names_of_variants_hold_no_identifier(names: str, form: str) -> None:
    rows = 25_000
    texts = [NAMES[names](row) for row in range(rows)]
    (column,) = views_of(FORMS[form](texts), "table")[0].columns  # type: ignore[union-attr]

    assert column.shape is not None
    assert not any(
        column.shape.may_hold(pattern) for pattern in REAL if pattern is not NHS_BARE and pattern is not NINE
    )

    for hidden in ("LP1000999-DNA_A01", "r12345678921", "rr123456", "999 000 0000"):
        told = [*texts[:-2], texts[-2][:-1] + hidden, texts[-1]]
        (column,) = views_of(FORMS[form](told), "table")[0].columns  # type: ignore[union-attr]
        for pattern in REAL:
            assert column.search(pattern).total == sum(1 for text in told[-3:] if pattern.search(text))
