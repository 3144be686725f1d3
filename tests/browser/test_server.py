"""The Jupyter server is killed and started again while the panel is open: said, survived, and no storm of requests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk
from tests.browser.processes import lab

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
%airlock_stage counts --title "Counts by group" --description "People by diagnosis"
""".strip()
AWAY = 12  # seconds without a server
COUNT = """
window.airlockAsked = 0;
window.airlockUnanswered = 0;
const asking = window.fetch;
window.fetch = async (...asked) => {
  const url = asked[0] instanceof Request ? asked[0].url : String(asked[0]);
  const ours = url.includes('/gel-airlock/') ? 1 : 0;
  window.airlockAsked += ours;
  try {
    return await asking(...asked);
  } catch (reason) {
    window.airlockUnanswered += ours;
    throw reason;
  }
};
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("restarted")


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    return {"GEL_AIRLOCK_STORE": str(folder / "store"), "GEL_AIRLOCK_PROJECT": "RR150"}


@pytest.fixture
def errors(page: Any) -> Iterator[list[str]]:
    """What of ours goes wrong in the page; that the server is gone, JupyterLab itself reports at length."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(getattr(error, "stack", error))))
    yield said
    assert not [text for text in said if "gel-airlock" in text]


def test_a_killed_server_is_said_and_the_panel_recovers_without_a_reload(
    page: Any, folder: Path, environment: dict[str, str], errors: list[str]
) -> None:
    page.set_default_timeout(60_000)
    page.add_init_script(COUNT)

    def asked() -> int:
        count: int = page.evaluate("() => window.airlockAsked")
        return count

    with lab(folder, environment) as first:
        desk = Desk(page, first, folder)
        desk.open(desk.write("restart.ipynb", [TABLE]))
        desk.run(0)
        panel = desk.panel()
        panel.locator("[data-part='staged']").get_by_text("counts.csv").wait_for()
        page.evaluate("() => { window.airlockSamePage = true; }")
        before, began = asked(), time.monotonic()
    note = panel.get_by_text("Jupyter does not answer.")
    note.wait_for()
    page.wait_for_timeout(1000 * AWAY)
    tried, away = asked() - before, time.monotonic() - began
    unanswered = page.evaluate("() => window.airlockUnanswered")
    assert panel.locator("[data-part='staged']").get_by_text("counts.csv").count() == 1  # what is known stays

    with lab(folder, environment, port=first.port):
        note.wait_for(state="detached")
        back, began = asked(), time.monotonic()
        page.wait_for_timeout(6_000)
        after, watched = asked() - back, time.monotonic() - began
        assert panel.locator("[data-part='staged']").get_by_text("counts.csv").count() == 1
        assert page.evaluate("() => window.airlockSamePage") is True

    print(f"{tried} questions in {away:.0f} s without a server, {after} in {watched:.0f} s afterwards")
    # A look is three or four questions; looks become rarer while nobody answers, and are every 3 seconds afterwards.
    assert unanswered >= 3, unanswered
    assert tried <= 4 * (away / 3 + 3), tried
    assert after <= 5 * (watched / 3 + 2), after
