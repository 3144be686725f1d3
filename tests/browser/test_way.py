"""The whole way of an output, on real patients' data that a package ships: check, fix, stage, request, submit, approve."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk
from tests.browser.processes import Service

LOAD = """
%load_ext gel_airlock_jupyter
import pandas as pd
from lifelines.datasets import load_larynx
larynx = load_larynx()
stages = pd.crosstab(larynx["Stage_IV"].map({0: "earlier", 1: "IV"}), pd.cut(larynx["age"], [40, 50, 60, 70, 80, 90]), margins=True)
""".strip()
CELLS = [LOAD, "%airlock_check stages", "safe = stages.loc[[\"earlier\"], stages.columns[:5]]", "%airlock_check safe"]
ANSWERS = {
    "description": "Patients by stage and ten-year age band; below five masked.",
    "aim": "Publication",
    "justification": "Table 1 of a paper; to appear in an open-access journal.",
    "project_approved": "2026-03-31",
}


def fill(form: Any, title: str, description: str) -> None:
    form.get_by_label("Title").fill(title)
    form.get_by_label("Description").fill(description)


def submit_requests(desk: Desk, panel: Any, tmp_path: Path) -> None:
    panel.get_by_role("button", name="Request export").click()
    card = panel.locator(".jp-Airlock-request").first
    card.locator("[data-field='aim']").wait_for()
    desk.shot("way-5-form-empty")
    for name, answer in ANSWERS.items():
        card.locator(f"[data-field='{name}'] input, [data-field='{name}'] textarea").fill(answer)
    card.locator("[data-field='agreement'] input").check()
    card.get_by_role("button", name="Submit").and_(desk.page.locator(":enabled")).wait_for()
    desk.shot("way-6-form-filled")
    with desk.page.expect_download() as download:
        card.get_by_role("button", name="Download bundle").click()
    bundle = tmp_path / download.value.suggested_filename
    download.value.save_as(bundle)
    assert any(name.endswith(".csv") for name in zipfile.ZipFile(bundle).namelist())
    card.locator("[data-state='sealed']").wait_for()
    desk.shot("way-7-sealed")
    card.get_by_role("button", name="Submit").click()
    card.locator("[data-state='in_review']").wait_for(timeout=60_000)
    desk.shot("way-8-in-review")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_an_output_goes_from_a_failing_table_to_an_approved_request(
    desk: Desk, service: Service, tmp_path: Path, theme: str
) -> None:
    desk.open(desk.write(f"way-{theme[-4:].strip()}.ipynb", CELLS))
    desk.theme(theme)
    desk.run(0)
    report = desk.run(1).locator(".jp-Airlock-report")
    assert report.locator(".jp-Airlock-badge").first.inner_text() == "Fail"
    assert report.get_by_role("button", name="Stage for export").count() == 0

    desk.run(2)
    report = desk.run(3).locator(".jp-Airlock-report")
    assert report.locator(".jp-Airlock-badge").first.inner_text() == "Pass"
    panel = desk.panel()
    desk.widen(420)
    desk.shot("way-1-checked")
    report.get_by_role("button", name="Stage for export").click()
    fill(report, "Patients by stage and age", "Counts of patients; <5 masked.")
    report.scroll_into_view_if_needed()
    desk.shot("way-2-inline-form")
    report.locator("form").get_by_role("button", name="Stage for export").click()
    report.get_by_text(re.compile("Staged for export as safe.csv")).wait_for()

    staged = panel.locator(".jp-Airlock-item", has_text="safe.csv")
    staged.wait_for()
    desk.shot("way-3-staged")
    submit_requests(desk, panel, tmp_path)

    waiting = [line.split()[0] for line in service.review("list").splitlines() if "in_review" in line]
    service.review("approve", waiting[0])
    card = panel.locator(".jp-Airlock-request").first
    card.locator("[data-state='approved']").wait_for(timeout=30_000)
    card.locator(".jp-Airlock-receipt summary").click()
    desk.shot("way-9-approved")
