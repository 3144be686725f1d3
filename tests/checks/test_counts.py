"""CT-01 and CT-07: small counts of people, and small counts of nobody knows what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest


def table(values: list[Any], column: str = "n") -> pd.DataFrame:
    return pd.DataFrame({"disease": [f"group {number}" for number in range(len(values))], column: values})


@pytest.mark.parametrize(("count", "places"), [(0, 0), (1, 1), (4, 1), (5, 0), (6, 0)])
def test_one_to_four_people_fail_and_zero_and_five_do_not(of, count: int, places: int) -> None:
    found = of("CT-01", table([count, 40]))

    assert sum(finding.places for finding in found) == places
    assert all(str(finding.severity) == "fail" for finding in found)


@pytest.mark.parametrize(
    "text", ["3", "3 (7.5%)", "3/40", "n=3", " 3 ", "3.0"], ids=["plain", "percent", "share", "n=", "blanks", "float"]
)
def test_counts_written_as_text_are_read_as_people_write_them(of, text: str) -> None:
    assert of("CT-01", table([text, "40", "50"]), counts=["n"])


@pytest.mark.parametrize("mask", ["<5", "0", "5", "", "20-24", "*"])
def test_masks_and_large_counts_as_text_are_no_exact_small_count(of, mask: str) -> None:
    assert not of("CT-01", table([mask, "40", "50"]), counts=["n"])


def test_the_finding_names_row_column_number_and_the_way_out(of) -> None:
    (finding,) = of("CT-01", table([3, 40, 2]))

    assert finding.places == 2
    assert "2 cells of 'n' show 1-4 people" in finding.message
    assert [place.row for place in finding.where] == [0, 2]
    assert "%airlock_fix table" in finding.fix


@pytest.mark.parametrize("dtype", ["int8", "uint16", "float32", "Int64", "Float64", "Sparse[int]", "category", object])
def test_the_storage_type_makes_no_difference(of, dtype: Any) -> None:
    assert of("CT-01", table([3, 40]).astype({"n": dtype}))


def test_missing_cells_beside_a_small_count(of) -> None:
    assert of("CT-01", table([3, None, np.nan, 40]))


def test_a_column_of_missing_values_has_no_small_count(of) -> None:
    assert not of("CT-01", table([np.nan, np.nan]))


def test_an_empty_column_has_no_small_count(of) -> None:
    assert not of("CT-01", table([]))


def test_names_beyond_ascii_are_shown_as_they_are(of) -> None:
    frame = pd.DataFrame({"Erkrankung": ["Größe – ß", "μ"], "n": [2, 30]})

    (finding,) = of("CT-01", frame)

    assert "Größe – ß" in finding.where[0].label


def test_both_of_two_columns_of_the_same_name_are_looked_at(of) -> None:
    frame = pd.DataFrame([["a", 3, 30], ["b", 40, 2]], columns=["group", "n", "n"])

    assert [finding.where[0].column for finding in of("CT-01", frame)] == [1, 2]


def test_headers_and_rows_of_several_levels(of) -> None:
    rows = pd.MultiIndex.from_tuples([("cancer", "f"), ("cancer", "m")], names=["programme", "sex"])
    columns = pd.MultiIndex.from_tuples([("n", "alive"), ("n", "dead")], names=["what", "status"])

    found = of("CT-01", pd.DataFrame([[30, 2], [40, 50]], index=rows, columns=columns))

    assert [(place.row, place.column) for finding in found for place in finding.where] == [(0, 3)]


def test_one_big_frame_counts_every_place_and_keeps_a_few(of) -> None:
    frame = pd.DataFrame({"site": np.arange(200_000).astype(str), "n": np.tile([3, 50], 100_000)})

    (finding,) = of("CT-01", frame)

    assert finding.places == 100_000
    assert len(finding.where) == 200


def test_genetic_counts_need_no_mask(of) -> None:
    assert not of("CT-01", table([3, 40]), genetic=True)
    assert not of("CT-01", table([3, 40], "n_variants"))


def test_a_crosstab_counts_people_without_saying_so(of) -> None:
    sex = pd.Series(["f"] * 33 + ["m"] * 40, name="sex")
    grade = pd.Series((["I"] * 30 + ["II"] * 3) + ["I"] * 20 + ["II"] * 20, name="grade")

    (finding,) = of("CT-01", pd.crosstab(sex, grade))

    assert finding.where[0].label == "row 'f', column 'II'"


def test_a_declared_column_counts_people(of) -> None:
    assert not of("CT-01", table([3, 40], "amount"))
    assert of("CT-01", table([3, 40], "amount"), counts=["amount"])


def test_small_numbers_of_unknown_kind_are_asked_about(of) -> None:
    (finding,) = of("CT-07", table([3, 40], "amount"))

    assert str(finding.severity) == "warn"
    assert 'counts=["amount"]' in finding.fix


@pytest.mark.parametrize(
    ("values", "asked"), [([0, 0, 40], False), ([1, 9, 40], True), ([4, 9, 40], True), ([5, 9, 40], False)]
)
def test_only_one_to_four_are_asked_about(of, values: list[int], asked: bool) -> None:
    assert bool(of("CT-07", table(values, "amount"))) is asked


def test_a_declaration_answers_the_question(of) -> None:
    for said in ({"genetic": True}, {"roles": {"amount": "number"}}, {"counts": ["amount"]}):
        assert not of("CT-07", table([3, 40], "amount"), **said)


@pytest.mark.parametrize(
    ("text", "found"),
    [("A (n=3)", True), ("A, N = 4", True), ("A (n=5)", False), ("A (n=0)", False), ("A (n=34)", False),
     ("A (n=1,234)", False), ("A (n<5)", False), ("A (n=3.5)", False), ("mean=3", False), ("A (n=3%)", False)],
)  # fmt: skip
def test_the_size_of_a_group_in_headers_and_labels(of, text: str, found: bool) -> None:
    in_header = pd.DataFrame({"statistic": ["mean", "sd"], text: [1.2, 0.3], "B (n=50)": [1.3, 0.4]})
    in_label = pd.DataFrame({"group": [text, "B (n=50)"], "mean": [1.2, 1.3]})
    in_levels = pd.DataFrame([[1.2, 1.3]], columns=pd.MultiIndex.from_tuples([("mean", text), ("mean", "B")]))

    for frame in (in_header, in_label, in_levels):
        assert bool(of("CT-01", frame)) is found
    assert not of("CT-01", in_header, genetic=True)


@pytest.mark.parametrize(
    ("header", "counted"),
    [
        ("gene_count", "genes"),
        ("n_snps_tested", "genes"),
        ("number of overlapping genes", "genes"),
        ("n_variant_carriers", "people"),
        ("n_with_variant", "people"),
        ("n_variants_per_person", "people"),
    ],
)
def test_a_count_of_genes_is_told_from_one_of_people_with_them(of, header: str, counted: str) -> None:
    found = of("CT-01", pd.DataFrame({"term": ["apoptosis", "repair", "cycle"], header: [3, 12, 4]}))
    assert bool(found) == (counted == "people")


@pytest.mark.parametrize("header", ["Cases (n=,)", "n = , percent"])
def test_a_header_without_the_number_it_announces_is_judged_all_the_same(judge, header: str) -> None:
    report = judge(pd.DataFrame({"group": ["x", "y", "z"], header: [12, 13, 14], "p_value": [0.1, 0.2, 0.3]}))
    assert not [run.rule for run in report.rules if run.outcome == "crashed"]
