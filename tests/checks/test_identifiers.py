"""ID-01, ID-02, ID-05. All identifiers here are the made-up ones that tests may use."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

PLATEKEYS = ["LP1000999-DNA_A01", "LP12345678-DNA_A01"]
GMS = ["r12345678921", "p98765432190"]


@pytest.mark.parametrize(
    "text",
    [
        *PLATEKEYS,
        "sample LP1000999-DNA_A01 (tumour)",
        "x_LP1000999-DNA_H12.bam",
        "lp1000999_dna_a01",
        "LP1000999.DNA.A01",
    ],
)
def test_a_platekey_in_a_cell_also_inside_longer_text(of, text: str) -> None:
    (finding,) = of("ID-01", pd.DataFrame({"note": ["nothing", text], "n": [50, 60]}))

    assert str(finding.severity) == "fail"
    assert finding.where[0].row == 1


@pytest.mark.parametrize(
    "text",
    [
        "LP100099-DNA_A01",
        "LP1000999-DNA_I01",
        "LP1000999-DNA_A13",
        "LP1000999-DNA_A00",
        "LP1000999+DNA_A01",
        "LP1000999",
    ],
)
def test_what_only_resembles_a_platekey(of, text: str) -> None:
    assert not of("ID-01", pd.DataFrame({"note": [text], "n": [50]}))


def _named_index(name: str) -> pd.DataFrame:
    return pd.DataFrame({"n": [50, 60]}, index=pd.Index(["a", "b"], name=name))


def _attrs(text: str) -> pd.DataFrame:
    frame = pd.DataFrame({"group": ["a"], "n": [50]})
    frame.attrs["source"] = text
    return frame


KEY = PLATEKEYS[0]
PLACES: dict[str, Any] = {
    "header": lambda: pd.DataFrame({KEY: [50], "group": ["a"]}),
    "index": lambda: pd.DataFrame({"n": [50]}, index=[KEY]),
    "name of the index": lambda: _named_index(KEY),
    "second level": lambda: pd.DataFrame({"n": [50]}, index=pd.MultiIndex.from_tuples([("a", KEY)])),
    "level of the header": lambda: pd.DataFrame([[50]], columns=pd.MultiIndex.from_tuples([("n", KEY)])),
    "unused category": lambda: pd.DataFrame({"g": pd.Categorical(["a"], categories=["a", KEY]), "n": [50]}),
    "attrs": lambda: _attrs(KEY),
    "series name": lambda: pd.Series([50, 60], index=["a", "b"], name=KEY),
    "mixed objects": lambda: pd.DataFrame({"g": [1, None, KEY], "n": [50, 60, 70]}),
    "text": lambda: f"One of them, {KEY}, was excluded.",
    "list of dicts": lambda: [{"g": KEY, "n": 50}],
}


@pytest.mark.parametrize("place", PLACES)
def test_a_platekey_is_found_wherever_it_stands(of, place: str) -> None:
    assert of("ID-01", PLACES[place]())


SPOKEN = {
    "ID-04": "without participant 500000009",
    "ID-10": "NHS number 999 000 0018",
    "ID-11": "she lives at CB10 1SA",
}


@pytest.mark.parametrize("rule", SPOKEN)
@pytest.mark.parametrize("place", ["caption", "name of the index", "header", "attrs"])
def test_what_names_a_person_is_found_in_the_words_of_a_table(of, rule: str, place: str) -> None:
    text = SPOKEN[rule]
    table = pd.DataFrame({"group": ["a", "b"], "n": [50, 60]})
    places = {
        "caption": lambda: table.style.set_caption(text),
        "name of the index": lambda: _named_index(text),
        "header": lambda: table.rename(columns={"n": text}),
        "attrs": lambda: _attrs(text),
    }

    (finding,) = of(rule, places[place]())

    assert str(finding.severity) == "fail"


def test_findings_and_preview_never_repeat_the_identifier(judge) -> None:
    report = judge(pd.DataFrame({"note": [KEY, "fine"], KEY: [50, 60], "participant_id": [500000009, 600000001]}))

    assert report.verdict == "fail"
    shown = str(report.to_dict())
    assert KEY not in shown.replace(str(report.to_dict()["read_as"]), "")
    assert "500000009" not in shown


@pytest.mark.parametrize(
    "text", [*GMS, "pp123456", "rr12345678", "SAP-12345-1", "ILMN-123-4", "/genomes/by_date/x.vcf"]
)
def test_identifiers_of_the_genomic_medicine_service(of, text: str) -> None:
    assert of("ID-05", pd.DataFrame({"note": [text], "n": [50]}))


@pytest.mark.parametrize(
    "text", ["rs12345678", "r1234567892", "p9876543219", "grr12345678", "SAP-1", "ENSG00000141510"]
)
def test_rs_numbers_and_shorter_ones_are_no_identifiers(of, text: str) -> None:
    assert not of("ID-05", pd.DataFrame({"note": [text], "n": [50]}))


@pytest.mark.parametrize("rule", ["ID-01", "ID-02", "ID-05"])
@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame({"group": [], "n": []}),
        pd.DataFrame({"group": [None, np.nan], "n": [np.nan, np.nan]}),
        pd.DataFrame({"Größe": ["μ", "日本"], "n": [50, 60]}),
    ],
    ids=["empty", "no rows", "all missing", "beyond ASCII"],
)
def test_nothing_to_find(of, rule: str, frame: pd.DataFrame) -> None:
    assert not of(rule, frame)


@pytest.mark.parametrize(
    "name",
    ["participant_id", "Participant ID", "PLATEKEY", "plate-key", "tumour_sample_platekey", "family.id", "IID", "uid",
     "my_participant_id", "gvcf_path", "sample_id"],
)  # fmt: skip
def test_columns_named_as_identifiers(of, name: str) -> None:
    frame = pd.DataFrame({name: ["a", "b"], "n": [50, 60]})

    assert of("ID-02", frame)
    assert of("ID-02", frame.set_index(name))


@pytest.mark.parametrize("name", ["participants", "n_participants", "families", "sample_size", "identity", "pathway"])
def test_counts_and_words_near_identifiers_are_none(of, name: str) -> None:
    assert not of("ID-02", pd.DataFrame({"group": ["a", "b"], name: [50, 60]}))


def test_a_crosstab_with_one_column_per_person(of) -> None:
    wide = pd.DataFrame({"a": [50], "b": [60]}).rename_axis(columns="participant_id")

    assert of("ID-02", wide)


def test_one_identifier_in_a_big_frame(of) -> None:
    notes = ["nothing"] * 200_000
    notes[199_999] = KEY

    (finding,) = of("ID-01", pd.DataFrame({"note": notes}))

    assert (finding.places, finding.where[0].row) == (1, 199_999)


def test_a_csv_file_is_searched_in_cells_headers_and_name(judge, tmp_path) -> None:
    path = tmp_path / f"{KEY}.csv"
    path.write_text(f"group,{KEY}\n{KEY},50\n")

    found = [finding for finding in judge(path, name=None).findings if finding.rule == "ID-01"]

    assert {place.kind for finding in found for place in finding.where} >= {"cell", "header", "file"}
