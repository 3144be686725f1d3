"""The report under a cell."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.test_quality import AXE, LOOK, THEMES

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
table = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 3]}).set_index("group")
""".strip()


FIGURE = """
%load_ext gel_airlock_jupyter
import plotly.express as px
cases = {"disease": ["Leigh", "MELAS", "Other"], "participants": [8, 3, 30]}
chart = px.bar(cases, x="disease", y="participants", text=["8", "3", "30"], title="Cases by diagnosis")
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


def test_a_finding_of_a_plotly_figure_leads_to_its_mark_without_its_kernel(desk: Desk) -> None:
    desk.open(desk.write("plotly.ipynb", [FIGURE, "%airlock_check chart"]))
    desk.run(0)
    report = desk.run(1).locator(".jp-Airlock-report")
    spots = report.get_by_role("option")
    spots.first.wait_for()
    assert [spot.get_attribute("aria-label") for spot in spots.all()] == [
        "Fail: bar 'MELAS' of axes 1 (3)", "Fail: bar label, axes 1 (3)",
    ]  # fmt: skip
    places = report.locator(".jp-Airlock-place")
    places.nth(1).click()
    expect(spots.nth(1)).to_have_attribute("aria-selected", "true")

    spots.nth(0).focus()
    desk.page.keyboard.press("Enter")
    expect(places.nth(0)).to_have_attribute("aria-pressed", "true")
    desk.page.keyboard.press("ArrowRight")
    expect(spots.nth(1)).to_be_focused()
    desk.both("report-plotly")

    panel = desk.panel()
    desk.widen(430)
    row = panel.locator("[data-object='chart']")
    row.locator(".jp-Airlock-why > summary").click()
    row.locator(".jp-Airlock-place").first.click()
    row.locator(".jp-Airlock-spot[data-marked]").wait_for()
    row.scroll_into_view_if_needed()
    desk.both("notebook-plotly")
    desk.page.add_script_tag(path=AXE)
    for theme in THEMES:
        desk.theme(theme)
        assert desk.page.evaluate(LOOK) == [], theme
    desk.theme(THEMES[0])
    row.get_by_role("button", name="Fix: chart").click()
    sides = row.locator(".jp-Airlock-side svg[viewBox^='0 0 360']")
    sides.nth(1).wait_for()
    assert sides.nth(0).locator("[role=option]").count() == 2
    assert sides.nth(1).locator("[role=option]").count() == 0
    desk.shot("notebook-plotly-fixed")
    row.get_by_role("button", name="Undo").click()
    row.locator(".jp-Airlock-fix").wait_for(state="detached")
    desk.widen(200)
    overflow = "node => node.scrollWidth - node.clientWidth"
    assert panel.locator(".jp-Airlock-section").first.evaluate(overflow) <= 0
