"""The tutorial on recalculation runs from top to bottom."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "recalculation.ipynb"


@pytest.fixture
def notebook() -> object:
    return pytest.importorskip("nbformat").read(NOTEBOOK, as_version=4)


def test_it_is_committed_without_outputs(notebook: object) -> None:
    assert all(not cell.get("outputs") for cell in notebook.cells)  # type: ignore[attr-defined]


def test_it_runs(notebook: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("nbclient", "ipykernel", "lifelines", "statsmodels"):
        pytest.importorskip(library)
    from nbclient import NotebookClient

    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("GEL_AIRLOCK_PROJECT", "RR150")

    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()

    texts = [str(out) for cell in notebook.cells for out in cell.get("outputs", ())]  # type: ignore[attr-defined]
    assert any("CT-04" in text for text in texts)
