"""What the sidebar says when something is wrong, and that it comes back by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import OFFLINE, Desk

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
%airlock_check counts
""".strip()


def store(desk: Desk) -> Path:
    return Path(desk.lab.environment["GEL_AIRLOCK_STORE"])


def test_a_server_that_does_not_answer_is_said_and_forgotten_once_it_does(desk: Desk) -> None:
    desk.page.add_init_script(OFFLINE)
    desk.open(desk.write("offline.ipynb", [TABLE]))
    desk.run(0)
    panel = desk.panel()
    panel.locator("code[title='counts']").first.wait_for()

    desk.page.evaluate("() => { window.airlockOffline = true; }")
    note = panel.get_by_text("Jupyter does not answer.")
    note.wait_for()
    assert panel.locator("code[title='counts']").count() >= 1
    desk.shot("panel-offline")

    desk.page.evaluate("() => { window.airlockOffline = false; }")
    panel.get_by_role("button", name="Refresh").click()
    note.wait_for(state="detached")


def test_what_waits_for_a_kernel_that_is_restarted_is_said_to_be_lost(desk: Desk) -> None:
    desk.open(desk.write("again.ipynb", [TABLE.replace("%airlock_check counts", ""), desk.endless()]))
    desk.run(0)
    panel = desk.panel()
    check = panel.get_by_role("button", name="Check: counts")
    check.wait_for()
    desk.start(1)
    check.press("Enter")
    panel.get_by_text("Waiting for the kernel").wait_for()

    desk.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")

    panel.get_by_role("alert").get_by_text("The kernel was restarted").wait_for()
    panel.get_by_text("has not loaded Airlock").wait_for()
    desk.shot("panel-restarted")
    desk.expected.append("Could not restore the debugger state")  # JupyterLab's own word about the restart


def field(panel: Any, name: str) -> Any:
    return panel.locator(f"[data-field='{name}']").locator("input, textarea")


def test_a_closed_tab_costs_no_word_and_two_windows_undo_nothing_of_each_other(desk: Desk) -> None:
    desk.open(
        desk.write("typed.ipynb", [TABLE.replace("check counts", 'stage counts --title T --description "By group"')])
    )
    desk.run(0)
    panel = desk.panel()
    panel.get_by_role("button", name="Request export").click()
    panel.locator("[data-field='description'] textarea:focus").wait_for()
    desk.page.keyboard.type("Counts of people by diagnosis")
    context = desk.page.context
    desk.page.close()  # before anything was sent

    desk.page = context.new_page()
    desk.open("typed.ipynb")
    panel = desk.panel()
    field(panel, "description").wait_for()
    assert field(panel, "description").input_value() == "Counts of people by diagnosis"

    other = Desk(context.new_page(), desk.lab, desk.shots)
    other.page.add_init_script(OFFLINE)
    other.open("typed.ipynb")
    beside = other.panel()
    field(beside, "aim").wait_for()
    other.page.evaluate("() => { window.airlockOffline = true; }")  # it has not seen the other's answer
    field(beside, "aim").fill("Thesis")
    beside.get_by_text("Not saved yet.").wait_for()
    with desk.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        field(panel, "aim").fill("Publication")
    other.page.evaluate("() => { window.airlockOffline = false; }")
    beside.get_by_role("button", name="Refresh").click()
    beside.get_by_text("Changed elsewhere while you wrote here. It says there: “Publication”").wait_for()
    other.shot("form-disputed")
    beside.get_by_role("button", name="Take the other").click()
    beside.get_by_text("Changed elsewhere").wait_for(state="detached")
    expect(field(beside, "aim")).to_have_value("Publication")
    other.page.close()


def test_a_kernel_with_another_version_is_told_what_to_install(desk: Desk) -> None:
    desk.open(desk.write("version.ipynb", [TABLE]))
    desk.run(0)
    kernel = desk.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id")
    note = store(desk) / "sessions" / f"{kernel}.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), "package_version": "0.0.9"}))

    panel = desk.panel()

    told = panel.locator(".jp-Airlock-note", has_text="uses version 0.0.9")
    told.wait_for()
    assert "%pip install gel-airlock-jupyter==" in told.inner_text()
    desk.shot("panel-version")


def test_a_damaged_record_is_said_and_can_be_removed(desk: Desk) -> None:
    desk.open(desk.write("corrupt.ipynb", [TABLE]))
    desk.run(0)
    panel = desk.panel()
    panel.locator("code[title='counts']").first.wait_for()
    broken = next((store(desk) / "RR150" / "items").iterdir()) / "item.json"

    broken.write_text("{ not JSON")

    note = panel.locator(".jp-Airlock-note[data-tone='warn']")
    note.wait_for()
    assert "damaged" in note.inner_text()
    assert panel.locator(".jp-Airlock-section").count() == 3
    desk.shot("panel-corrupt")
    note.get_by_role("button", name="Remove").click()
    note.wait_for(state="detached")


def test_a_kernel_that_is_gone_is_said_when_its_output_is_staged(desk: Desk) -> None:
    desk.open(desk.write("restarted.ipynb", [TABLE]))
    desk.run(0)
    panel = desk.panel()
    row = panel.locator(".jp-Airlock-item").first
    row.wait_for()
    desk.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    panel.locator("[data-object]").wait_for(state="detached")  # the row is among those of other kernels now

    row.get_by_role("button", name="Stage for export").click()
    row.get_by_label("Title").fill("Counts")
    row.get_by_label("Description").fill("People by diagnosis")
    row.locator("form").get_by_role("button", name="Stage for export").click()

    row.get_by_role("alert").wait_for()
    assert "no longer running" in row.get_by_role("alert").inner_text()
