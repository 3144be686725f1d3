"""Notebooks: sources and outputs are judged, and a cleared copy is offered (SC-01)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from file_reports import PLATEKEY, found, kinds, messages
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter import cli
from gel_airlock_jupyter.errors import Unreadable

SECRET = "password = 'hunter2hunter'"


def notebook(path: Path, *cells: Any, **metadata: Any) -> Path:
    made = new_notebook(
        cells=list(cells),
        metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}, **metadata},
    )
    nbformat.write(made, path / "n.ipynb")
    return path / "n.ipynb"


TYPES = {
    "html": "text/html",
    "plain": "text/plain",
    "png": "image/png",
    "plotly": "application/vnd.plotly.v1+json",
    "widget": "application/vnd.jupyter.widget-view+json",
    "other": "application/x-parquet",
}
TABLE = "<table><tr><th>d<th>n<tr><td>Leigh<td>3<tr><td>b<td>50</table>"
BARS = {"data": [{"type": "bar", "x": ["a"], "y": [3]}], "layout": {"yaxis": {"title": {"text": "patients"}}}}


def shown(**data: Any) -> Any:
    return new_output("display_data", data={TYPES[key]: value for key, value in data.items()})


def test_a_cleared_notebook_passes(tmp_path: Path, check: Any) -> None:
    path = notebook(tmp_path, new_markdown_cell("# Analysis"), new_code_cell("frame.head(n=3)\nx = 3  # people"))

    report = check(path)

    assert report.verdict == "pass"
    assert found(report) == {("FT-06", "warn")}


@pytest.mark.parametrize(
    ("cell", "rule", "place"),
    [
        (new_markdown_cell("We saw 3 patients."), "CT-01", "cell 1: line 1"),
        (new_code_cell("x = 1\n# n=3 patients with Leigh"), "CT-01", "cell 1: line 2"),
        (new_code_cell("print('3 patients')"), "CT-01", "cell 1: line 1"),
        (new_code_cell(f"key = '{PLATEKEY}'"), "ID-01", "cell 1: line 1"),
        (new_code_cell("q = 'SELECT * FROM t WHERE participant_id = 500000009'"), "ID-04", "cell 1: line 1"),
        (new_code_cell("p = '/genomes/by_date/2020-01-01/x'"), "ID-05", "cell 1: line 1"),
        (new_code_cell(SECRET), "SC-02", "cell 1: line 1"),
        (new_code_cell("%%bash\nexport TOKEN=abcdefgh12345"), "SC-02", "cell 1: line 2"),
    ],
)
def test_sources_are_judged(tmp_path: Path, check: Any, cell: Any, rule: str, place: str) -> None:
    report = check(notebook(tmp_path, cell))

    assert (rule, "fail") in found(report)
    assert place in {where.label for finding in report.findings for where in finding.where if finding.rule == rule}


OUTPUTS = {
    "table": (shown(html=TABLE, plain="d n"), "CT-01", "fail"),
    "text": (shown(plain="3 patients"), "CT-01", "fail"),
    "printed": (new_output("stream", text="participant 500000009\n"), "ID-04", "fail"),
    "error": (new_output("error", ename="KeyError", evalue=PLATEKEY, traceback=["x"]), "ID-01", "fail"),
    "plotly": (shown(plotly=BARS), "FG-01", "fail"),
    "png": (shown(png=base64.b64encode(b"no png").decode()), "SC-01", "fail"),
    "widget": (shown(widget={"model_id": "x", "version_major": 2}), "SC-01", "fail"),
    "unknown": (shown(other="x"), "SC-01", "fail"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OUTPUTS)
def test_outputs_are_judged_as_outputs(tmp_path: Path, check: Any, kind: str) -> None:
    output, rule, severity = OUTPUTS[kind]

    report = check(notebook(tmp_path, new_code_cell("1"), new_code_cell("x", outputs=[output])))

    assert (rule, severity) in found(report)
    assert ("SC-01", "warn") in found(report)
    assert "cell 2, output" in messages(report, rule)


def test_metadata_attachments_and_widgets(tmp_path: Path, check: Any) -> None:
    cell = new_markdown_cell("![x](attachment:x.png)", attachments={f"{PLATEKEY}.png": {"image/png": "AAAA"}})

    report = check(notebook(tmp_path, cell, widgets={"state": {"x": PLATEKEY}}, papermill={"input": "x"}))

    assert {"widget state", "metadata", "unreadable output"} <= kinds(report, "SC-01")
    assert "attachment" in messages(report, "ID-01")
    assert "metadata of the notebook" in messages(report, "ID-01")


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"cells": 3}', '{"cells": [1]}', '{"worksheets": []}', "[" * 100_000]
)
def test_what_is_no_notebook(tmp_path: Path, check: Any, content: str) -> None:
    (tmp_path / "n.ipynb").write_text(content)

    with pytest.raises(Unreadable):
        check(tmp_path / "n.ipynb")


def test_clearing_writes_a_copy(tmp_path: Path, check: Any, capsys: Any) -> None:
    cell = new_code_cell("1 + 1", outputs=[OUTPUTS["text"][0]], execution_count=3, metadata={"tags": [PLATEKEY]})
    path = notebook(tmp_path, cell, widgets={"state": {}}, papermill={"x": 1})
    before = path.read_bytes()

    assert cli.main(["clear", str(path)]) == 0

    copy = tmp_path / "n-cleared.ipynb"
    nbformat.validate(nbformat.read(copy, as_version=4))
    cleared = json.loads(copy.read_text())
    assert path.read_bytes() == before
    assert cleared["cells"][0]["source"] == json.loads(before)["cells"][0]["source"]
    assert (cleared["cells"][0]["outputs"], cleared["cells"][0]["execution_count"]) == ([], None)
    assert set(cleared["metadata"]) == {"kernelspec"}
    assert "removed 1 output" in capsys.readouterr().out
    assert check(copy).verdict == "pass"


def test_fixing_is_clearing(tmp_path: Path) -> None:
    path = notebook(tmp_path, new_code_cell("1 + 1", outputs=[OUTPUTS["text"][0]]))

    first, second = airlock.fix(path), airlock.fix(str(path))

    assert first.output.name == "n-fixed.ipynb"
    assert second.output.name == "n-fixed-2.ipynb", "nothing is ever written over"
    assert first.report.verdict == "pass"
    assert first.changes == ("removed 1 output",)


def test_printed_tables_are_tables(tmp_path: Path, check: Any) -> None:
    printed = "disease   n\n  Leigh   3\n  MELAS  50\n"
    for output in (new_output("stream", text=printed), shown(plain=printed)):
        report = check(notebook(tmp_path, new_code_cell("x", outputs=[output])))

        assert "cell 1, output" in messages(report, "CT-01")
