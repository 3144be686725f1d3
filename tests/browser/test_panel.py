"""The sidebar: what it says, what it does, and that it costs nothing while nobody looks."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import DRAWN, Desk

LOAD = "%load_ext gel_airlock_jupyter"
TABLE = """
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
small = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 3]}).set_index("group")
means = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "mean_age": [41.2, 38.5, 52.25]}).set_index("group")
""".strip()


# Another window of the same person, or a terminal, checks a file.
SEND = """async body => {
  const settings = window.jupyterapp.serviceManager.serverSettings;
  const xsrf = document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? '';
  const answer = await fetch(settings.baseUrl + 'gel-airlock/items', {
    method: 'POST',
    headers: { Authorization: 'token ' + settings.token, 'X-XSRFToken': xsrf },
    body: JSON.stringify(body)
  });
  if (!answer.ok) throw new Error(await answer.text());
}"""


def item(desk: Desk, name: str) -> Any:
    return desk.page.locator(".jp-Airlock-item").filter(has=desk.page.locator(f"code[title='{name}']"))


def test_it_says_what_to_run_when_the_notebook_has_not_loaded_the_package(desk: Desk) -> None:
    desk.open(desk.write("unloaded.ipynb", ["1 + 1"]))

    panel = desk.panel()

    note = panel.locator(".jp-Airlock-note", has_text="has not loaded Airlock")
    note.wait_for()
    assert "%load_ext gel_airlock_jupyter" in note.inner_text()
    assert "%pip install gel-airlock-jupyter" in note.inner_text()
    desk.shot("panel-unloaded")
    panel.get_by_role("button", name="Settings", exact=True).click()
    desk.page.get_by_role("heading", name="Airlock: notifications").first.wait_for()
    desk.shot("panel-settings")
    desk.command("application:close")
    note.get_by_role("button", name="Load it").click()
    note.wait_for(state="detached")


def test_an_output_is_staged_from_the_panel_removed_and_brought_back(desk: Desk) -> None:
    desk.open(desk.write("panel.ipynb", [LOAD + "\n" + TABLE, "%airlock_check counts\n%airlock_check small"]))
    panel = desk.panel()
    desk.run(0)
    desk.run(1)

    failing = item(desk, "small")
    failing.locator(".jp-Airlock-why > summary").click()
    assert "CT-01" in failing.inner_text()
    assert failing.get_by_role("button", name="Stage for export").count() == 0
    row = item(desk, "counts")
    row.get_by_role("button", name="Stage for export").click()
    expect(row.get_by_label("Title")).to_be_focused()
    desk.page.keyboard.type("Counts by group")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("People by diagnosis")
    desk.shot("panel-stage-form")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")

    staged = item(desk, "counts.csv")
    staged.wait_for()
    assert "Counts by group" in staged.inner_text()
    staged.get_by_role("button", name="Remove").click()
    staged.wait_for(state="detached")
    undo = panel.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    desk.shot("panel-removed")
    undo.click()
    staged.wait_for()
    desk.run(0)
    staged.get_by_text("counts was changed after this was staged").wait_for()
    desk.shot("panel-staged-changed")


def test_an_output_to_review_is_staged_with_a_justification(desk: Desk) -> None:
    desk.open(desk.write("review.ipynb", [LOAD + "\n" + TABLE, "%airlock_check means"]))
    desk.run(0)
    report = desk.run(1).locator(".jp-Airlock-report")
    assert report.locator(".jp-Airlock-badge").first.inner_text() == "Review"

    report.get_by_role("button", name="Stage for export").click()
    report.get_by_label("Title").fill("Mean age")
    report.get_by_label("Description").fill("Mean age at recruitment by diagnosis, in years")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("Each group holds more than 20 people; see table 1.")
    desk.shot("report-review")
    report.locator("form").get_by_role("button", name="Stage for export").click()

    report.get_by_text("Staged for export as means.csv").wait_for()
    desk.panel()
    staged = item(desk, "means.csv")
    staged.wait_for()
    assert "Review" in staged.inner_text()


def test_a_refusal_of_the_kernel_is_shown_with_what_to_do(desk: Desk) -> None:
    desk.open(desk.write("gone.ipynb", [LOAD + "\n" + TABLE, "%airlock_check counts", "del counts"]))
    desk.run(0)
    report = desk.run(1).locator(".jp-Airlock-report")
    desk.run(2)

    report.get_by_role("button", name="Stage for export").click()
    report.get_by_label("Title").fill("Counts")
    report.get_by_label("Description").fill("People by diagnosis")
    report.locator("form").get_by_role("button", name="Stage for export").click()

    alert = report.get_by_role("alert")
    alert.wait_for()
    assert "counts" in alert.inner_text()
    assert "Run the cell that makes it" in alert.inner_text()
    desk.shot("report-refused")


def test_a_busy_kernel_is_waited_for_and_waiting_can_be_stopped(desk: Desk) -> None:
    desk.open(desk.write("busy.ipynb", [LOAD + "\n" + TABLE, "%airlock_check counts", desk.endless()]))
    desk.run(0)
    report = desk.run(1).locator(".jp-Airlock-report")
    report.get_by_role("button", name="Stage for export").click()
    report.get_by_label("Title").fill("Counts, never sent")
    report.get_by_label("Description").fill("People by diagnosis")
    desk.start(2)

    report.locator("form").get_by_role("button", name="Stage for export").click()
    report.get_by_text("Waiting for the kernel").wait_for()
    report.get_by_role("button", name="Stop waiting").click()

    report.get_by_role("button", name="Cancel").wait_for()
    desk.end()
    panel = desk.panel()
    with desk.page.expect_response("**/gel-airlock/items?*"):
        panel.get_by_role("button", name="Refresh").click()
    desk.page.evaluate(DRAWN)
    assert "Counts, never sent" not in panel.inner_text()


def answered(desk: Desk, asked: list[Any], under_way: set[Any]) -> None:
    """Wait until what was on its way has its answer, and no other question followed from that."""
    for _ in range(60):
        before = len(asked)
        desk.page.wait_for_timeout(1000)
        if len(asked) == before and not under_way:
            return
    raise AssertionError(under_way or asked)


def test_it_asks_the_server_nothing_while_hidden(desk: Desk) -> None:
    asked: list[Any] = []
    under_way: set[Any] = set()

    def ask(request: Any) -> None:
        if "/gel-airlock/" in request.url:
            asked.append(request)
            under_way.add(request)

    desk.open()
    desk.page.on("request", ask)
    for end in ("requestfinished", "requestfailed"):
        desk.page.on(end, lambda request: under_way.discard(request))
    desk.panel()
    for _ in range(2):  # two turns of the poll
        with desk.page.expect_response("**/gel-airlock/requests?*"):
            pass
    desk.command("filebrowser:toggle-main")
    desk.page.locator("#gel-airlock-panel").wait_for(state="hidden")
    answered(desk, asked, under_way)
    hidden = len(asked)
    desk.page.wait_for_timeout(4000)  # longer than a turn of the poll

    assert len(asked) == hidden

    # What happened meanwhile is there as soon as it is shown again.
    staged = desk.lab.root / "while_hidden.csv"
    staged.write_text("disease,n_participants\nLeigh,30\nMELAS,50\n")
    desk.page.evaluate(SEND, {"path": "while_hidden.csv", "state": "checked"})
    shown = desk.panel()
    shown.locator("code[title='while_hidden.csv']").wait_for()
