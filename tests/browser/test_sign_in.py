"""Signing in to the real service from the sidebar, and two people whose stores stay apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SHOTS
from tests.browser.desk import Desk
from tests.browser.processes import Lab, Service, lab
from tests.browser.test_quality import AXE, LOOK

TABLE = """
%load_ext gel_airlock_jupyter
import pandas as pd
counts = pd.DataFrame({"group": ["Leigh", "MELAS", "Other"], "n": [8, 11, 30]}).set_index("group")
%airlock_stage counts --title "Counts by group" --description "People by diagnosis"
""".strip()


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Lab]:
    """The JupyterLab of another person, who signs in to the service with a code."""
    folder = tmp_path_factory.mktemp("second")
    ours = {
        "GEL_AIRLOCK_STORE": str(folder / "store"),
        "GEL_AIRLOCK_PROJECT": "RR150",
        "GEL_AIRLOCK_TRANSFER_BACKEND": "http",
        "GEL_AIRLOCK_TRANSFER_URL": service.url,
        "GEL_AIRLOCK_TRANSFER_OAUTH_ISSUER": service.url,
    }
    with lab(folder, ours) as running:
        yield running


def requester(service: Service) -> str:
    tokens = json.loads((service.data / "tokens.json").read_text())["tokens"]
    return str(next(entry["token"] for entry in tokens if "requester" in entry["roles"]))


def test_a_person_signs_in_with_a_code_and_sees_only_their_own_store(
    desk: Desk, second: Lab, service: Service, context: Any
) -> None:
    desk.open(desk.write("mine.ipynb", [TABLE]))
    desk.run(0)
    desk.panel().locator("[data-item] code[title='counts.csv']").wait_for()

    other = Desk(context.new_page(), second, SHOTS)
    other.page.set_default_timeout(60_000)
    other.open()
    panel = other.panel()
    assert panel.locator("[data-item]").count() == 0
    panel.get_by_role("button", name="Sign in").wait_for()
    other.page.add_script_tag(path=AXE)
    assert other.page.evaluate(LOOK) == []
    panel.get_by_role("button", name="Sign in").click()
    code = panel.locator(".jp-Airlock-code").inner_text()
    assert other.page.evaluate(LOOK) == []
    other.shot("sign-in-code")
    with context.expect_page() as opened:
        panel.get_by_role("link", name="Open the page").click()
    page = opened.value
    entered(page, code, requester(service))

    panel.get_by_text("Signing in to File Transfer").wait_for(state="detached")
    assert panel.get_by_role("button", name="Sign in").count() == 0
    other.shot("sign-in-done")
    panel.get_by_text("Where and how").click()
    panel.get_by_role("button", name="Sign out").click()
    panel.get_by_role("button", name="Sign in").wait_for()
    secrets = [str(path) for path in Path(second.environment["GEL_AIRLOCK_STORE"]).rglob("*token*")]
    assert secrets == []
    other.leave()
    other.page.close()


def entered(page: Any, code: str, token: str) -> None:
    """Enter the person's own token beside the code, and allow."""
    assert page.locator("input[name='user_code']").input_value() == code  # the address carries it
    page.locator("input[name='token']").fill(token)
    page.screenshot(path=SHOTS / "sign-in-page.png")
    page.get_by_role("button", name="Allow").click()
    page.wait_for_load_state()
