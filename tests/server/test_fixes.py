"""Fixing a file of the file browser, without a kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def root(jp_root_dir: Path) -> Path:
    (jp_root_dir / "results").mkdir()
    return jp_root_dir


async def test_a_copy_is_written_beside_the_file(ask: Any, root: Path) -> None:
    before = "disease,n\nLeigh,3\nMELAS,50\n"
    (root / "results" / "table.csv").write_text(before)

    answer = await ask("POST", "fixes", {"path": "results/table.csv"})

    assert answer.status == 201
    assert answer.data["path"] == "results/table-fixed.csv"
    assert answer.data["report"]["verdict"] == "pass"
    assert any("<5" in change for change in answer.data["changes"])
    assert (root / "results" / "table.csv").read_text() == before
    assert "Leigh,<5" in (root / "results" / "table-fixed.csv").read_text()


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/passwd", "", None, "none.csv", "results", "page.html"])
async def test_what_cannot_be_fixed(ask: Any, root: Path, path: Any) -> None:
    (root.parent / "outside.csv").write_text("n\n3\n")
    (root / "page.html").write_text("<p>Hello</p>")

    answer = await ask("POST", "fixes", {"path": path})

    assert answer.status == 400
    assert answer.data["hint"]
    assert not list(root.rglob("*-fixed*"))
