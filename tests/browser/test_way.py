"""The whole way of two outputs of the tutorial: check, fix, stage, request, bundle, submit, review."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.processes import Service

TUTORIAL = Path(__file__).parents[2] / "notebooks" / "tutorial.ipynb"
ANSWERS = {
    "description": "Grade by positive nodes, and events by grade, in GBSG-2.",
    "aim": "Publication",
    "justification": "Summary results for a paper; to appear in an open-access journal.",
    "project_approved": "2025-01-15",
}


def staged_with(form: Any, title: str, description: str) -> None:
    """Open the small form in a report or a row, fill it in, and send it."""
    form.get_by_role("button", name="Stage for export").click()
    form.get_by_label("Title").fill(title)
    form.get_by_label("Description").fill(description)
    form.locator("form").get_by_role("button", name="Stage for export").click()


def filled_in(desk: Desk, panel: Any) -> Any:
    """Make a request of everything staged and answer its form; answers the request's card."""
    panel.get_by_role("button", name="Request export").click()
    card = panel.locator(".jp-Airlock-request").first
    card.locator("[data-field='aim']").wait_for()
    card.locator("summary").first.scroll_into_view_if_needed()
    desk.both("way-4-form-empty")
    assert card.get_by_role("button", name="Submit").is_disabled()
    assert "Aim of export" in card.locator(".jp-Airlock-missing").inner_text()
    expect(card.locator("[data-field='description'] textarea")).to_be_focused()
    for name, answer in ANSWERS.items():
        card.locator(f"[data-field='{name}']").locator("input, textarea").fill(answer)
    card.locator(".jp-Airlock-missing").wait_for(state="detached")  # what is said under fields moves those below
    card.locator("[data-field='agreement'] input").check()
    card.get_by_role("button", name="Submit").and_(desk.page.locator("[aria-disabled=false]")).wait_for()
    card.get_by_role("button", name="Save answers as a template").click()
    card.get_by_label("Name of the template").fill("paper")
    desk.page.keyboard.press("Enter")
    card.locator("option", has_text="paper").wait_for(state="attached")
    card.get_by_role("button", name="Submit").scroll_into_view_if_needed()
    desk.both("way-5-form-filled")
    return card


def downloaded(desk: Desk, card: Any, folder: Path) -> list[str]:
    """Download the bundle; answers the names inside."""
    with desk.page.expect_download() as download:
        card.get_by_role("button", name="Download bundle").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return zipfile.ZipFile(path).namelist()


def test_the_tutorial_goes_from_a_failing_table_to_an_approved_request(
    desk: Desk, service: Service, tmp_path: Path
) -> None:
    shutil.copy(TUTORIAL, desk.lab.root / "tutorial.ipynb")
    desk.open("tutorial.ipynb")
    desk.run_containing("%load_ext")
    report = desk.run_containing("%airlock_check table").locator(".jp-Airlock-report")
    assert report.locator(".jp-Airlock-badge").first.inner_text() == "Fail"
    assert report.get_by_role("button", name="Stage for export").count() == 0
    desk.both("way-1-fail")

    report = desk.run_containing("%airlock_fix table").locator(".jp-Airlock-report")
    assert report.locator(".jp-Airlock-badge").first.inner_text() == "Pass"
    panel = desk.panel()
    desk.widen(430)
    staged_with(report, "Tumour grade by positive nodes", "Women by grade and nodes; small numbers are masked.")
    report.get_by_text(re.compile("Staged for export as safe.csv")).wait_for()
    desk.both("way-2-fixed-and-staged")

    desk.run_containing("%airlock_check figure")
    row = panel.locator(".jp-Airlock-item").filter(has=desk.page.locator("code[title='figure']"))
    staged_with(row, "Events by tumour grade", "Women with recurrence or death, by histological grade.")
    panel.locator(".jp-Airlock-item[data-item]", has_text="figure.png").wait_for()
    desk.both("way-3-staged")

    card = filled_in(desk, panel)
    read_as_reviewers_will(desk, card)
    names = downloaded(desk, card, tmp_path)
    assert [Path(name).suffix for name in names if Path(name).stem in ("safe", "figure")]
    card.locator("[data-state='sealed']").wait_for()
    card.get_by_role("button", name="Submit").click()
    card.locator("[data-state='in_review']").wait_for(timeout=90_000)
    desk.both("way-6-in-review")

    waiting = [line.split()[0] for line in service.review("list").splitlines() if "in_review" in line]
    answered_and_submitted_again(desk, card, service, waiting[0])
    service.review("approve", waiting[0])
    card.locator("[data-state='approved']").wait_for(timeout=90_000)
    card.locator(".jp-Airlock-receipt summary").click()
    desk.both("way-7-approved")


def read_as_reviewers_will(desk: Desk, card: Any) -> None:
    """The reviewers' page of the draft, in a frame that runs nothing."""
    card.get_by_role("button", name="What reviewers will read").click()
    dialog = desk.page.get_by_role("dialog", name="What reviewers will read")
    dialog.frame_locator("iframe").get_by_text("Events by tumour grade").first.wait_for()
    desk.shot("way-5-reviewers-page")
    desk.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def answered_and_submitted_again(desk: Desk, card: Any, service: Service, request: str) -> None:
    """Reviewers give it back with a question; the author answers and hands it in again from the sidebar."""
    service.review("return", request, "--reason", "How many women are behind each bar?")
    card.locator("[data-state='returned']").wait_for(timeout=90_000)
    desk.page.locator(".Toastify__toast", has_text="Returned").first.wait_for()
    talk = card.get_by_role("region", name="Questions and answers")
    talk.get_by_label(re.compile("answer|Message")).fill("The number on each bar; none is below 5.")
    talk.scroll_into_view_if_needed()
    desk.shot("way-6-returned")
    talk.get_by_role("button", name="Answer and submit again").click()
    card.locator("[data-state='in_review']").wait_for(timeout=60_000)
    talk.locator(".jp-Airlock-words", has_text="none is below 5").wait_for()
