"""A real JupyterLab, a real File Transfer service and Debian's Chromium for the browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.desk import Desk
from tests.browser.processes import Lab, Service, file_transfer, lab

SHOTS = Path(__file__).parents[2] / "out" / "screenshots"
WHY = "BROWSER TESTS SKIPPED: no Chromium found. Install it (apt-get install chromium) or set AIRLOCK_CHROMIUM."
THEME = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"
HARMLESS = ("favicon", "Autofill", "ResizeObserver loop")
PATIENCE = 60_000  # milliseconds: a slow machine shared with others

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if chromium.found() is None:
                item.add_marker(pytest.mark.skip(reason=WHY))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if any("BROWSER TESTS SKIPPED" in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep("!", WHY, red=True, bold=True)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": chromium.found(), "args": chromium.ARGUMENTS, "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": 1360, "height": 860}, "accept_downloads": True, "locale": "en-GB"}


# pytest-jupyter's autouse fixtures close the running loop, which is Playwright's here; these tests use neither.
@pytest.fixture
def jp_asyncio_loop() -> None:
    return None


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    return None


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with file_transfer(tmp_path_factory.mktemp("filetransfer")) as running:
        yield running


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("jupyter")
    store = {"GEL_AIRLOCK_STORE": str(folder / "store"), "GEL_AIRLOCK_PROJECT": "RR150"}
    with lab(folder, {**store, **service.client}) as running:
        yield running


@pytest.fixture
def desk(page: Any, jupyter: Lab, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A browser at a fresh workspace. Anything the page writes to the console as an error fails the test."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"uncaught: {error} {getattr(error, 'stack', '')}"))
    page.on(
        "console",
        lambda message: (
            said.append(f"{message.text} ({message.location.get('url', '')})") if message.type == "error" else None
        ),
    )
    page.set_default_timeout(PATIENCE)
    # Each test starts with an empty store and the light theme.
    shutil.rmtree(jupyter.environment["GEL_AIRLOCK_STORE"], ignore_errors=True)
    (jupyter.home / "settings" / THEME).unlink(missing_ok=True)
    shutil.rmtree(jupyter.home / "settings" / "gel-airlock-jupyter", ignore_errors=True)
    Path(jupyter.environment["GEL_AIRLOCK_STORE"]).with_name("airlock-settings.json").unlink(missing_ok=True)
    desk = Desk(page, jupyter, SHOTS)
    failed = request.session.testsfailed
    yield desk
    if request.session.testsfailed > failed:
        desk.shot(f"FAILED-{request.node.name}")
    desk.leave()
    errors = [text for text in said if not any(word in text for word in (*HARMLESS, *desk.expected))]
    assert not errors, errors
