"""What a column holds: types are claimed only for what was read to the end."""

import pytest

from gel_airlock_jupyter.bundle.columns import columns_of, table_schema


def read(tmp_path, text, most=1_000_000, name="t.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return columns_of(path, most)


def test_numbers_masks_ranges_and_texts_are_told_apart(tmp_path):
    columns = read(tmp_path, "a,b,c,d\n1,<5,1.5,x\n0,20-24,,y\n-3,7,2,nan\n")

    a, b, c, d = columns.entries
    assert (a["type"], a["least"], a["least_above_zero"], a["most"], a["sum"]) == ("integer", -3, 1, 1, -2)
    assert (b["masked"], b["ranges"], b["numbers"], b["type"]) == (1, 1, 1, "string")
    assert (c["type"], c["missing"], c["sum"]) == ("number", 1, 3.5)
    assert (d["type"], d["texts"]) == ("string", 3)


def test_a_masked_column_of_counts_stays_an_integer_column(tmp_path):
    schema = table_schema(read(tmp_path, "n\n12\n<5\n*\n"), {"n": "count of people"})

    assert schema == {
        "fields": [{"name": "n", "type": "integer", "description": "Read as: count of people."}],
        "missingValues": ["", "*", "<5"],
    }


def test_a_file_that_is_not_read_to_the_end_claims_no_types(tmp_path):
    columns = read(tmp_path, "n\n" + "1\n" * 100, most=10)

    assert (columns.rows, columns.complete, columns.entries[0]["type"]) == (10, False, "any")


@pytest.mark.parametrize("text", ["", "a,b\n1\n", "a,b\n1,2,3\n", 'a\n"x\n'])
def test_what_is_no_rectangular_table_has_no_columns(tmp_path, text):
    assert read(tmp_path, text) is None


def test_other_files_have_no_columns(tmp_path):
    assert read(tmp_path, "a,b\n", name="t.txt") is None


def test_tabs_quotes_and_bytes_order_marks(tmp_path):
    columns = read(tmp_path, '\ufeffa\t"b\tc"\n1\t2\n', name="t.tsv")

    assert [entry["label"] for entry in columns.entries] == ["a", "b\tc"]
