"""At the output itself, in the file browser, and what is staged: renamed, put in order, judged together."""

from __future__ import annotations

from typing import Any

import pandas as pd
from playwright.sync_api import expect

from tests.browser.desk import Desk

SETUP = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
odd = pd.DataFrame({"name": ["alpha", "beta", "gamma"], "value": [7.5, 8.25, 9.125]})
""".strip()


def expect_last(panel: Any, *names: str) -> None:
    """Wait until these are the last of what is staged, in this order."""
    staged = panel.locator(".jp-Airlock-item[data-item] code.jp-Airlock-name")
    for place, name in enumerate(reversed(names), start=1):
        expect(staged.nth(-place)).to_have_text(name)


def answered(form: Any, title: str) -> None:
    form.get_by_label("Title").fill(title)
    form.get_by_label("Description").fill(f"{title}, by diagnosis")


def staged_by_menu(desk: Desk, name: str) -> None:
    desk.begin("gel-airlock:stage-file", paths=[name])


def dropped(desk: Desk, name: str) -> None:
    """Drop a file as Lab's file browser does."""
    desk.page.locator("#gel-airlock-panel").evaluate(
        """(panel, path) => {
             const mimeData = { hasData: mime => mime === 'application/x-jupyter-icontents', getData: () => [path] };
             for (const type of ['lm-dragenter', 'lm-dragover', 'lm-drop']) {
               panel.dispatchEvent(Object.assign(new Event(type, { bubbles: true, cancelable: true }), { mimeData }));
             }
           }""",
        name,
    )


def shown_in_its_sheet(desk: Desk, panel: Any) -> None:
    """A finding in a workbook's second sheet leads to that sheet."""
    with pd.ExcelWriter(desk.lab.root / "two.xlsx") as writer:
        for sheet, counts in (("First", [30, 50]), ("Second", [3, 50])):
            frame = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n_participants": counts})
            frame.to_excel(writer, sheet_name=sheet, index=False)
    desk.begin("gel-airlock:check-file", paths=["two.xlsx"])
    book = panel.locator("[aria-label='two.xlsx']")
    chooser = book.get_by_label("Table:")
    chooser.wait_for()
    assert "Second" in chooser.locator("option:checked").inner_text()
    chooser.select_option(index=0)
    assert book.locator(".jp-Airlock-preview td[data-tone]").count() == 0
    book.locator(".jp-Airlock-place").first.click()
    assert book.locator(".jp-Airlock-preview [data-marked]").inner_text().endswith("3")
    desk.shot("outputs-workbook")


def test_what_a_cell_shows_is_checked_at_the_cell(desk: Desk) -> None:
    desk.open(desk.write("cells.ipynb", [SETUP, "counts.head(2)", "odd", "counts"]))
    desk.run(0)
    desk.run(1)
    desk.page.locator(".jp-cell-toolbar [data-command='gel-airlock:check-cell']").first.click()

    panel = desk.panel()
    shown = panel.locator("[data-object='Out[2]']")
    shown.locator(".jp-Airlock-badge", has_text="Pass").wait_for()
    shown.get_by_role("button", name="Stage for export").click()
    answered(shown, "First rows")
    assert shown.get_by_label("File name").input_value() == "Out_2"
    shown.get_by_label("File name").fill("first_rows")
    shown.locator("form").get_by_role("button", name="Stage for export").click()
    panel.locator("code[title='first_rows.csv']").wait_for()
    shown.get_by_text("Staged as first_rows.csv").wait_for()

    desk.run(3)
    desk.cell(3).locator(".jp-OutputArea-output").first.click(button="right")
    desk.page.get_by_role("menuitem", name="Stage This Output for Export").click()
    form = panel.locator("[data-object='counts'] form")
    form.get_by_label("Title").wait_for()
    form.get_by_role("button", name="Cancel").click()

    desk.run(2).locator(".jp-OutputArea-output").first.click(button="right")
    desk.page.get_by_role("menuitem", name="Check This Output for Export").click()
    odd = panel.locator("[data-object='odd']")
    odd.locator(".jp-Airlock-item-head .jp-Airlock-badge", has_text="Review").wait_for()
    desk.shot("outputs-question")
    odd.get_by_role("button", name="gene", exact=True).click()
    odd.get_by_text("row_is: gene").wait_for()
    odd.locator(".jp-Airlock-item-head .jp-Airlock-badge", has_text="Pass").wait_for()
    desk.shot("outputs-cell")


def test_files_are_checked_staged_renamed_put_in_order_and_judged_together(desk: Desk) -> None:
    (desk.lab.root / "by_r.csv").write_text("disease,n_participants\nLeigh,30\nMELAS,50\n")
    (desk.lab.root / "small.csv").write_text("disease,n_participants\nLeigh,3\nMELAS,50\n")
    (desk.lab.root / "more.csv").write_text("disease,n_participants\nLeigh,40\nMELAS,90\n")
    desk.open()
    desk.command("filebrowser:open-path", path="/")
    desk.command("filebrowser:refresh")
    listing = desk.page.locator(".jp-DirListing-item")
    listing.filter(has_text="small.csv").click(button="right")
    desk.page.get_by_role("menuitem", name="Check for Export").click()
    panel = desk.page.locator("#gel-airlock-panel")
    panel.locator("code[title='small.csv']").wait_for()
    panel.locator(".jp-Airlock-badge", has_text="Fail").wait_for()
    desk.shot("outputs-file-checked")
    panel.get_by_role("button", name="Ask for an exception").click()
    panel.get_by_label("Exception").wait_for()
    panel.get_by_role("button", name="Cancel").click()
    panel.get_by_role("button", name="Fix: small.csv").click()
    panel.get_by_text("A cleaned copy is in").wait_for()
    assert panel.locator(".jp-Airlock-side").nth(1).locator("td[data-changed]").count() >= 1
    copies = {path.name for path in desk.lab.root.glob("small*.csv")} - {"small.csv"}
    assert len(copies) == 1
    desk.shot("outputs-file-fixed")
    panel.get_by_role("button", name="Undo").click()
    panel.get_by_text("A cleaned copy is in").wait_for(state="detached")
    assert [path.name for path in desk.lab.root.glob("small*.csv")] == ["small.csv"]

    shown_in_its_sheet(desk, panel)
    for name, start in (("by_r.csv", staged_by_menu), ("more.csv", dropped)):
        start(desk, name)
        dialog = desk.page.locator(".jp-Dialog")
        answered(dialog, f"Counts in {name}")
        desk.shot("outputs-file-dialog")
        dialog.get_by_role("button", name="Stage for export").click()
        panel.locator(f"code[title='{name}']").wait_for()
        dialog.wait_for(state="detached")
    expect_last(panel, "by_r.csv", "more.csv")

    more = panel.locator(".jp-Airlock-item[aria-label='more.csv']")
    more.get_by_role("button", name="Move up").focus()
    desk.page.keyboard.press("Alt+ArrowUp")
    expect_last(panel, "more.csv", "by_r.csv")
    more.get_by_role("button", name="Rename and describe").click()
    more.get_by_label("File name").fill("cases.csv")
    more.get_by_role("button", name="Save").click()
    panel.locator("code[title='cases.csv']").wait_for()
    expect_last(panel, "cases.csv", "by_r.csv")

    panel.get_by_role("button", name="Check together").click()
    panel.get_by_role("button", name="Check together again").wait_for()
    panel.locator(".jp-Airlock-together .jp-Airlock-badge").wait_for()
    desk.shot("outputs-staged")
