"""What the notebook holds: checked, fixed and staged from the sidebar, one by one and together, also by keyboard."""

from __future__ import annotations

from typing import Any

from tests.browser.desk import Desk

SETUP = """
%load_ext gel_airlock_jupyter
import pandas as pd
import matplotlib.pyplot as plt
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
small = pd.DataFrame({"group": ["Leigh", "MELAS", "Other", "All"], "n": [8, 11, 3, 22]}).set_index("group")
odd = pd.DataFrame({"name": ["alpha", "beta", "gamma"], "value": [7.5, 8.25, 9.125]})
fig, ax = plt.subplots(figsize=(4, 2))
_ = ax.bar(["Leigh", "MELAS", "Other"], [8, 3, 30])
_ = ax.set_ylabel("participants")
plt.close(fig)
""".strip()


def row(panel: Any, name: str) -> Any:
    return panel.locator(f"[data-object='{name}']")


def verdict(panel: Any, name: str) -> Any:
    return row(panel, name).locator(".jp-Airlock-item-head .jp-Airlock-badge")


def test_what_the_notebook_holds_is_listed_checked_fixed_and_staged(desk: Desk) -> None:
    desk.open(desk.write("live.ipynb", [SETUP, "small = small.copy()", desk.endless()]))
    panel = desk.panel()
    desk.widen(430)
    desk.run(0)
    row(panel, "fig").wait_for()
    assert panel.locator("[data-object]").evaluate_all("rows => rows.map(row => row.dataset.object).sort()") == [
        "counts", "fig", "odd", "small",
    ]  # fmt: skip
    desk.shot("notebook-unchecked")

    panel.get_by_role("button", name="Check all 4").click()
    for name, expected in {"counts": "Pass", "small": "Fail", "fig": "Fail"}.items():
        verdict(panel, name).get_by_text(expected).wait_for()
    desk.shot("notebook-checked")

    failing = row(panel, "small")
    failing.locator(".jp-Airlock-why > summary").click()
    place = failing.locator(".jp-Airlock-place").first
    place.wait_for()
    place.focus()
    desk.page.keyboard.press("Enter")
    marked = failing.locator(".jp-Airlock-preview [data-marked]")
    marked.wait_for()
    assert marked.inner_text().endswith("3")
    failing.locator("button.jp-Airlock-rule").first.click()
    failing.get_by_text("Why it matters").first.wait_for()
    desk.shot("notebook-finding")
    failing.locator("button.jp-Airlock-rule").first.click()

    failing.get_by_role("button", name="Fix: small").click()
    failing.get_by_text("A masked copy is in the notebook as small_safe").wait_for()
    assert failing.locator(".jp-Airlock-side").nth(1).locator("td[data-changed]").count() >= 1
    row(panel, "small_safe").wait_for()
    desk.shot("notebook-fixed")
    failing.get_by_role("button", name="Undo").click()
    row(panel, "small_safe").wait_for(state="detached")

    shown_in_the_figure(desk, panel)
    desk.run(1)
    failing.get_by_text("changed since").wait_for()
    desk.start(2)
    failing.get_by_role("button", name="Check again: small").click()
    failing.get_by_text("Waiting for the kernel").wait_for()
    panel.get_by_text("The kernel is running a cell").wait_for()
    desk.shot("notebook-busy")
    failing.get_by_role("button", name="Stop waiting").click()
    failing.get_by_role("button", name="Check again: small").wait_for()
    desk.end()


def shown_in_the_figure(desk: Desk, panel: Any) -> None:
    """A bar that a finding names is boxed in a picture of the figure, and the fix shows both figures."""
    figure = row(panel, "fig")
    figure.locator(".jp-Airlock-why > summary").click()
    figure.locator(".jp-Airlock-picture").wait_for()
    assert figure.locator(".jp-Airlock-box").get_attribute("aria-label") == "Fail: bar 'MELAS' of axes 1"
    figure.locator(".jp-Airlock-place", has_text="MELAS").click()
    figure.locator(".jp-Airlock-box[data-marked]").wait_for()
    figure.scroll_into_view_if_needed()
    desk.shot("notebook-figure")
    figure.get_by_role("button", name="Fix: fig").click()
    figure.locator(".jp-Airlock-side").nth(1).locator(".jp-Airlock-picture").wait_for()
    desk.shot("notebook-figure-fixed")
    figure.get_by_role("button", name="Undo").click()
    row(panel, "fig_safe").wait_for(state="detached")
