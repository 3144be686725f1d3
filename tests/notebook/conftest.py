"""An IPython shell of its own for every test, with the extension loaded on an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("GEL_AIRLOCK_PROJECT", "RR150")
    return tmp_path / "store"


@pytest.fixture
def session(store: Path) -> Session:
    """The store as the sidebar's server sees it."""
    return Session(Settings(store=store, project="RR150"))


@pytest.fixture
def shell(store: Path) -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance(colors="NoColor")
    made.run_line_magic("load_ext", "gel_airlock_jupyter")
    made.user_ns["table"] = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [3, 50]})
    made.user_ns["safe"] = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [30, 50]})
    yield made
    InteractiveShell.clear_instance()


@pytest.fixture
def run(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a cell and return (what it printed, its error or None)."""

    def cell(source: str) -> tuple[str, BaseException | None]:
        capsys.readouterr()
        result = shell.run_cell(source)
        printed = capsys.readouterr()
        return printed.out + printed.err, result.error_in_exec or result.error_before_exec

    return cell
