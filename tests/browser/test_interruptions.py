"""A page that is reloaded, a laptop that sleeps, a network that goes, and a notebook that is not Python's."""

from __future__ import annotations

import json
import sys
import urllib.request
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.processes import TOKEN

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
%airlock_check counts
""".strip()
STAGED = TABLE.replace("check counts", 'stage counts --title "Counts" --description "People by diagnosis"')
ANNOUNCES_R = """
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

class Kernel(IPythonKernel):
    implementation = "fake-r"
    language_info = {"name": "R", "version": "4.4.0", "mimetype": "text/x-r-source", "file_extension": ".r"}

IPKernelApp.launch_instance(kernel_class=Kernel)
"""
DISCONNECTED = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "NetworkError", "Connection lost", "WebSocket", "fetch")


def retitled(desk: Desk, title: str) -> None:
    """Change the title of what is staged from somewhere else than this page."""

    def call(path: str, method: str = "GET", body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{desk.lab.url}gel-airlock/{path}", data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    item = next(item for item in call("items")["items"] if item["state"] == "staged")
    call(f"items/{item['id']}", "PATCH", {"title": title})


def test_what_is_typed_to_stage_an_output_outlives_a_reload_and_leaves_the_notebook_the_focus(desk: Desk) -> None:
    desk.expected.append("Could not restore the debugger state")  # JupyterLab's own word about the reload
    desk.open(desk.write("reloaded.ipynb", [TABLE]))
    desk.run(0)
    panel = desk.panel()
    panel.get_by_role("button", name="Stage for export: counts").click()
    panel.get_by_label("Title").fill("Counts by group")
    panel.get_by_label("Description").fill("People by diagnosis")

    desk.page.reload(wait_until="domcontentloaded")

    row = panel.locator("[data-object='counts']")
    row.locator("form").wait_for()
    assert row.get_by_label("Title").input_value() == "Counts by group"
    assert row.get_by_label("Description").input_value() == "People by diagnosis"
    assert row.evaluate("row => !row.contains(document.activeElement)")
    desk.shot("form-after-reload")
    row.locator("form").get_by_role("button", name="Stage for export").click()
    panel.locator("[data-part='staged']").get_by_text("Counts by group").wait_for()
    expect(panel.locator("form")).to_have_count(0)


def test_a_laptop_that_slept_and_lost_its_network_catches_up_by_itself(desk: Desk) -> None:
    desk.expected += DISCONNECTED  # JupyterLab's own words about it
    desk.open(desk.write("asleep.ipynb", [STAGED]))
    desk.run(0)
    panel = desk.panel()
    staged = panel.locator("[data-part='staged']")
    staged.get_by_text("Counts", exact=True).wait_for()
    desk.page.evaluate("() => { window.airlockSamePage = true; }")
    tools = desk.page.context.new_cdp_session(desk.page)

    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    retitled(desk, "Renamed while it slept")
    tools.send("Page.setWebLifecycleState", {"state": "active"})
    staged.get_by_text("Renamed while it slept").wait_for()

    # JupyterLab says so too, in a dialog over everything, whenever a question of its own happens to fail.
    dialog = desk.page.locator(".jp-Dialog", has_text="Server Connection Error").first
    desk.page.add_locator_handler(dialog, lambda: dialog.get_by_role("button", name="Close").click())
    desk.page.context.set_offline(True)
    lost = panel.get_by_text("Jupyter does not answer.")
    lost.wait_for()
    retitled(desk, "Renamed without a network")
    assert staged.get_by_text("Renamed while it slept").count() == 1  # what was known stays
    staged.get_by_role("button", name="Rename and describe: counts.csv").click()
    staged.get_by_label("Description").fill("Written on a train")
    desk.page.context.set_offline(False)

    lost.wait_for(state="detached")
    staged.get_by_text("Renamed without a network").wait_for()
    assert staged.get_by_label("Description").input_value() == "Written on a train"
    assert desk.page.evaluate("() => window.airlockSamePage") is True
    desk.shot("awake-again")


def test_a_notebook_in_another_language_is_told_the_way_through_files(desk: Desk) -> None:
    folder = desk.lab.home / "data" / "kernels" / "fake-r"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.py").write_text(ANNOUNCES_R)
    argv = [sys.executable, str(folder / "kernel.py"), "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "R", "language": "R"}))
    name = desk.write("other.ipynb", ["6 * 7"])
    notebook = json.loads((desk.lab.root / name).read_text())
    notebook["metadata"] = {"kernelspec": {"name": "fake-r", "display_name": "R", "language": "R"}}
    (desk.lab.root / name).write_text(json.dumps(notebook))
    (desk.lab.root / "from_r.csv").write_text("group,n\nLeigh,8\nMELAS,11\nOther,30\n")
    desk.open(name)

    panel = desk.panel()

    note = panel.locator(".jp-Airlock-note", has_text="other.ipynb does not run Python.")
    note.wait_for()
    assert "Check for Export" in note.inner_text()
    assert panel.get_by_role("button", name="Load").count() == 0
    desk.shot("panel-other-language")
    desk.run(0).get_by_text("42", exact=True).wait_for()
    assert desk.page.locator("[data-command='gel-airlock:check-cell']:visible").count() == 0
    desk.command("gel-airlock:check-file", paths=["from_r.csv"])
    panel.locator("[data-part='elsewhere'] [data-item]", has_text="from_r.csv").wait_for()
