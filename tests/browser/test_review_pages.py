"""The reviewers' pages in Chromium, with JavaScript switched off: the whole way by keyboard, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running_service import RunningService, running, token_of
from sealing import Sealer
from uploading import send

SHOTS = Path(__file__).parents[2] / "out" / "screenshots"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(tmp_path_factory.mktemp("pages") / "data") as found:
        yield found


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return Sealer(tmp_path_factory.mktemp("store"))


def signed_in(browser: Any, site: RunningService, name: str, scheme: str, width: int = 1100) -> Any:
    context = browser.new_context(
        java_script_enabled=False, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{site.url}/review")
    page.get_by_label("Reviewer's token").fill(token_of(name))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Requests").wait_for()
    return page


def choose(page: Any, selector: str) -> None:
    page.locator(selector).focus()
    page.keyboard.press("Space")
    assert page.locator(selector).is_checked()


def press(page: Any, name: str) -> None:
    """Press a button, and wait for the page that it leads to: the one before has the same buttons."""
    page.get_by_role("button", name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_request_is_decided_by_keyboard_without_scripts(
    browser: Any, site: RunningService, sealer: Sealer, scheme: str
) -> None:
    with site.client("alice") as client:
        request_id = send(client, sealer.bundle("pass", "review").read_bytes())
    site.wait_for(request_id, "in_review")
    with site.client("sam") as sam:
        sam.post(f"/v1/requests/{request_id}/reviews", json={"vote": "approve"})
    SHOTS.mkdir(parents=True, exist_ok=True)

    page = signed_in(browser, site, "rita", scheme)
    page.screenshot(path=SHOTS / f"review-list-{scheme}.png")
    page.get_by_role("link", name=request_id[:8]).click()
    report = page.frame_locator("iframe")
    report.get_by_text("Needs your judgement").wait_for()
    page.screenshot(path=SHOTS / f"review-request-{scheme}.png")
    choose(page, "#output-1-approve")
    choose(page, "#output-2-reject")
    press(page, "Send votes")
    assert "may not be empty" in page.get_by_role("alert").inner_text()
    choose(page, "#output-1-approve")
    choose(page, "#output-2-reject")
    page.get_by_label("Comment").fill("How many people are behind each mean?")
    press(page, "Send votes")
    press(page, "Decide by the votes")
    page.get_by_text("partly approved. 1 of 2 outputs approved.").wait_for()
    press(page, "Release the approved outputs")
    page.get_by_text("Released: 1 of 2 outputs.").wait_for()
    page.screenshot(path=SHOTS / f"review-released-{scheme}.png")
    page.context.close()

    assert site.request_state(request_id)["state"] == "released"


def test_a_narrow_window_needs_no_sideways_scrolling(browser: Any, site: RunningService, sealer: Sealer) -> None:
    with site.client("alice") as client:
        request_id = send(client, sealer.bundle("pass", "review").read_bytes())
    site.wait_for(request_id, "in_review")
    page = signed_in(browser, site, "rita", "light", width=420)
    page.goto(f"{site.url}/review/requests/{request_id}")

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.context.close()
