"""The whole way without a mouse: open the panel, check, stage, describe, fill in the form, seal, submit."""

from __future__ import annotations

from typing import Any

from tests.browser.desk import Desk
from tests.browser.processes import Service

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
""".strip()
MOST = 90  # presses of Tab between two things in this panel
FIELDS = {
    "description": "Counts of people by diagnosis.",
    "aim": "Publication",
    "justification": "Summary results for a paper in an open-access journal.",
    "project_approved": "15012025",
}
NAMED = """name => {
  const at = document.activeElement;
  return (at.getAttribute('aria-label') ?? at.textContent ?? '').trim() === name;
}"""
WITHIN = "name => document.activeElement.closest('[data-field]')?.dataset.field === name"


class Hands:
    """A person at the keyboard."""

    def __init__(self, desk: Desk) -> None:
        self.page = desk.page
        self.keys = desk.page.keyboard

    def tab(self, where: str, name: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(MOST):
            if self.page.evaluate(where, name):
                return
            self.keys.press("Tab")
        raise AssertionError(f"Tab never came to {name}")

    def press(self, name: str) -> None:
        """Go to a button by its name and press it."""
        self.tab(NAMED, name)
        self.keys.press("Enter")


def test_an_output_goes_from_the_notebook_to_the_reviewers_by_keyboard_alone(desk: Desk, service: Service) -> None:
    desk.open(desk.write("hands.ipynb", [TABLE]))
    desk.run(0)
    hands, panel = Hands(desk), desk.page.locator("#gel-airlock-panel")

    desk.page.keyboard.press("Control+Shift+A")
    panel.locator("[data-object='counts']").wait_for()
    hands.press("Check: counts")
    panel.get_by_role("button", name="Stage for export: counts").wait_for()
    hands.press("Stage for export: counts")
    desk.page.wait_for_function("() => document.activeElement.tagName === 'INPUT'")
    hands.keys.type("Counts by diagnosis")
    hands.keys.press("Tab")
    hands.keys.type("People by diagnosis")
    hands.press("Stage for export")
    panel.locator("[data-part='staged'] [data-item]").wait_for()

    hands.press("Request export…")
    desk.page.wait_for_function("() => document.activeElement.closest('[data-field]') !== null")
    for name, answer in FIELDS.items():
        hands.tab(WITHIN, name)
        hands.keys.type(answer)
    hands.tab(WITHIN, "agreement")
    hands.keys.press("Space")
    card = panel.locator("[data-request]").first
    card.get_by_role("button", name="Submit").and_(desk.page.locator("[aria-disabled=false]")).wait_for()
    with desk.page.expect_download():
        hands.press("Download bundle")
    card.locator("[data-state='sealed']").wait_for()
    in_the_panel(desk)
    back(hands)
    hands.press("Submit")
    card.locator("[data-state='in_review']").wait_for(timeout=90_000)
    in_the_panel(desk)
    desk.shot("keyboard-way")


def back(hands: Hands) -> None:
    """Shift+Tab to the first button of the request."""
    for _ in range(MOST):
        if hands.page.evaluate(NAMED, "Submit"):
            return
        hands.keys.press("Shift+Tab")


def in_the_panel(desk: Desk) -> None:
    inside: Any = "() => document.querySelector('#gel-airlock-panel').contains(document.activeElement)"
    desk.page.wait_for_function(inside)
