"""The report under a cell."""

from __future__ import annotations

from tests.browser.desk import Desk

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
table = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 3]}).set_index("group")
""".strip()


def test_a_failing_table_is_shown_with_its_cells_marked(desk: Desk) -> None:
    desk.open(desk.write("failing.ipynb", [TABLE, "%airlock_check table"]))

    desk.run(0)
    report = desk.run(1).locator(".jp-Airlock-report")

    report.wait_for()
    assert report.locator(".jp-Airlock-badge").first.inner_text() == "Fail"
    assert "CT-01" in report.locator(".jp-Airlock-rule").all_inner_texts()
    marked = report.locator(".jp-Airlock-preview td[data-tone='fail']")
    assert marked.count() == 1
    assert marked.inner_text().endswith("3")
    assert marked.locator("svg").count() == 1
    desk.shot("report-fail-light")
    desk.theme("JupyterLab Dark")
    desk.shot("report-fail-dark")
