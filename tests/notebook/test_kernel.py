"""A real kernel, as JupyterLab starts it, and the tutorial from end to end with a real File Transfer service."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from gel_airlock_jupyter.session import Session

ROOT = Path(__file__).parents[2]
REPORT = "application/vnd.gel-airlock.report+json"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run cells in one kernel; each call returns the outputs of its cell."""
    folder = tmp_path_factory.mktemp("kernel")
    notebook = nbformat.v4.new_notebook()
    client = NotebookClient(notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}})
    environment = {"GEL_AIRLOCK_STORE": str(folder / "store"), "GEL_AIRLOCK_PROJECT": "RR150"}
    with pytest.MonkeyPatch.context() as patch, client.setup_kernel():
        for name, value in environment.items():
            patch.setenv(name, value)

        def run(source: str) -> list[Any]:
            notebook.cells.append(nbformat.v4.new_code_cell(source))
            client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
            return notebook.cells[-1].outputs

        run(f"import os; os.environ.update({environment!r})")
        run("%load_ext gel_airlock_jupyter\nimport pandas as pd")
        run("table = pd.DataFrame({'disease': ['Leigh', 'MELAS'], 'n': [3, 50]})")
        run.store = folder / "store"  # type: ignore[attr-defined]
        yield run


def test_a_check_shows_html_text_and_the_reports_own_type(kernel) -> None:
    (output,) = [output for output in kernel("%airlock_check table") if output.output_type == "display_data"]

    assert set(output.data) == {"text/html", "text/plain", REPORT}
    shown = output.data[REPORT]
    assert shown["report"]["verdict"] == "fail"
    assert shown["item"]
    assert shown["kernel_id"]


def test_the_kernel_left_a_note_for_the_sidebar(kernel) -> None:
    (note,) = (kernel.store / "sessions").glob("*.json")

    assert json.loads(note.read_text())["kernel_id"] == note.stem


def test_a_mistake_is_one_line(kernel) -> None:
    (error,) = [output for output in kernel("%airlock_check tabel") if output.output_type == "error"]

    assert error.traceback == ["UnknownName: There is no variable 'tabel'. Did you mean 'table'?"]


def test_help_does_not_stop_a_run(kernel) -> None:
    assert not [output for output in kernel("%airlock_stage --help") if output.output_type == "error"]


def test_a_figure_that_was_closed_can_still_be_judged(kernel) -> None:
    pytest.importorskip("matplotlib")
    kernel("%matplotlib inline\nimport matplotlib.pyplot as plt\nfigure, axes = plt.subplots()")
    kernel("axes.bar(['a', 'b'], [3, 50]); axes.set_ylabel('Number of participants'); plt.close(figure)")

    (output,) = [output for output in kernel("%airlock_check figure") if output.output_type == "display_data"]

    assert "FG-01" in output.data["text/plain"]


def test_the_bridge_answers_through_user_expressions(kernel) -> None:
    question = json.dumps(json.dumps({"verb": "ping"}))
    (output,) = kernel(f"__import__('gel_airlock_jupyter.bridge', fromlist=['ask']).ask({question})")

    assert output.data["application/json"]["ok"] is True


@pytest.mark.slow
def test_the_tutorial_from_the_first_cell_to_the_receipt(tmp_path: Path) -> None:
    pytest.importorskip("lifelines")
    command = [sys.executable, "-m", "gel_airlock_jupyter.cli", "demo", "--headless", "--folder", str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "is in_review" in done.stdout
    assert "Receipt: {" in done.stdout


def test_the_tutorial_is_committed_without_outputs() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs")
            assert not cell.get("execution_count")


def test_a_session_reads_what_the_kernel_kept(kernel) -> None:
    from gel_airlock_jupyter.settings import Settings

    kernel("%airlock_check table")

    assert "table" in {item.name for item in Session(Settings(store=kernel.store, project="RR150")).status()[0]}
