"""Each part of the extension switched off by itself, as administrators do: the rest works, the console is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

PARTS = ("core", "plugin", "reports", "cells", "files", "status", "news")
STAGED = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
%airlock_stage counts --title "Counts by group" --description "People by diagnosis"
%airlock_check counts
""".strip()


@pytest.mark.parametrize("part", PARTS)
def test_the_rest_works_without_one_part(desk: Desk, part: str) -> None:
    disabled = Path(desk.lab.environment["JUPYTER_CONFIG_DIR"]) / "labconfig" / "page_config.json"
    disabled.parent.mkdir(parents=True, exist_ok=True)
    disabled.write_text(json.dumps({"disabledExtensions": {f"gel-airlock-jupyter:{part}": True}}))
    try:
        desk.open(desk.write(f"without-{part}.ipynb", [STAGED, "counts"]))
    finally:
        disabled.unlink()
    for cell in (0, 1):
        desk.run(cell)
    page, gone = desk.page, {part} if part != "core" else set(PARTS)
    has = page.evaluate("name => window.jupyterapp.commands.hasCommand(name)", "gel-airlock:open")

    assert has == ("plugin" not in gone)
    if has:
        panel = desk.panel()
        panel.locator("[data-part='staged']").get_by_text("counts.csv").wait_for()
    assert page.evaluate("() => window.jupyterapp.commands.hasCommand('gel-airlock:check-file')") == (
        "files" not in gone
    )
    assert page.evaluate("() => window.jupyterapp.commands.hasCommand('gel-airlock:check-cell')") == (
        "cells" not in gone
    )
    desk.cell(0).get_by_text("counts.csv: pass").wait_for()
    expect(page.locator(".jp-Airlock-report")).to_have_count(0 if "reports" in gone else 1)
    said = page.locator("#jp-main-statusbar").get_by_text("1 staged")
    if "status" in gone:
        assert said.count() == 0
    else:
        said.wait_for()  # the panel or, without it, a report under a cell has looked at the store
