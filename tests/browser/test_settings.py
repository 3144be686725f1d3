"""Project, store and target chosen in the panel and in JupyterLab's settings."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.test_quality import AXE, LOOK

STAGED = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
%airlock_stage counts --title "Counts by group" --description "People by diagnosis"
""".strip()
AGAIN = (
    '%airlock_stage counts --as second.csv --title "Counts again" --description "People by diagnosis"\n%airlock_status'
)


def section(panel: Any, part: str) -> Any:
    return panel.locator(f"[data-part='{part}']")


def change(panel: Any, name: str, value: str) -> Any:
    """Choose something under "Where and how"; answers the row."""
    row = panel.locator(f"dd[data-setting='{name}']")
    if not row.is_visible():
        panel.get_by_text("Where and how").click()
    row.get_by_role("button", name="Change").press("Enter")
    field = row.locator("input, select")
    expect(field).to_be_focused()
    if field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    field.press("Enter") if field.evaluate("node => node.tagName") == "INPUT" else row.get_by_role(
        "button", name="Save"
    ).click()
    return row


def test_a_project_is_chosen_and_panel_and_kernel_follow_and_nothing_is_lost(desk: Desk) -> None:
    desk.expected += ["400"]  # the refused call itself
    desk.open(desk.write("project.ipynb", [STAGED, AGAIN]))
    desk.run(0)
    panel = desk.panel()
    section(panel, "staged").get_by_text("counts.csv").wait_for()

    row = change(panel, "project", "not a project")
    row.get_by_role("alert").wait_for()
    assert "cannot be the name of a project" in row.get_by_role("alert").inner_text()
    desk.shot("settings-refused")
    desk.page.add_script_tag(path=AXE)
    assert desk.page.evaluate(LOOK) == []
    row.locator("input").fill("RR151")
    row.get_by_role("button", name="Save").click()
    kept = panel.get_by_role("list", name="Other projects and stores")
    kept.get_by_text("RR150").wait_for()

    kept.get_by_text("1 staged output").wait_for()
    expect(section(panel, "staged").get_by_text("counts.csv")).to_have_count(0)
    panel.locator(".jp-Airlock-header", has_text="RR151").wait_for()
    expect(panel.locator(".jp-Airlock-note")).to_have_count(0)  # the kernel follows: there is nothing to say
    desk.shot("settings-project")
    desk.run(1).get_by_text("Project RR151").wait_for()
    section(panel, "staged").get_by_text("second.csv").wait_for()

    kept.get_by_role("button", name="Show: RR150").press("Enter")
    section(panel, "staged").get_by_text("counts.csv").wait_for()
    assert section(panel, "staged").get_by_text("second.csv").count() == 0


def test_the_settings_editor_is_answered_by_the_server(desk: Desk) -> None:
    desk.expected += ["400"]  # the refused call itself
    desk.open()
    panel = desk.panel()
    desk.command("settingeditor:open", query="Airlock")
    field, store = (desk.page.locator(f".jp-SettingsPanel input[id$='_{name}']") for name in ("project", "store"))
    field.wait_for()
    assert desk.page.locator(".jp-SettingsPanel [id$='_transferTarget']").count() == 1

    field.fill("RR152")
    panel.locator(".jp-Airlock-header", has_text="RR152").wait_for()
    store.fill("/etc/airlock")
    panel.get_by_text("Your site allows no store in").wait_for()
    desk.shot("settings-editor")
    expect(store).to_have_value("")
    assert "RR152" in panel.locator(".jp-Airlock-header").inner_text()


def test_a_notebook_that_set_its_own_project_is_pointed_out(desk: Desk) -> None:
    own = "%config AirlockMagics.project = 'RR9'"
    desk.open(desk.write("pinned.ipynb", [STAGED, own, "1", '%config AirlockMagics.project = ""', "2"]))
    desk.run(0)
    panel = desk.panel()
    section(panel, "staged").get_by_text("counts.csv").wait_for()

    desk.run(1)
    desk.run(2)
    note = panel.get_by_text("pinned.ipynb works in RR9, this panel shows RR150.")
    note.wait_for()
    desk.shot("settings-pinned")
    desk.run(3)
    desk.run(4)
    note.wait_for(state="detached")
