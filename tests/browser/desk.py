"""What a researcher does at JupyterLab, as a test says it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from tests.browser.processes import Lab

# Whether the kernel in front can be talked to: its mark in the page turns idle before its socket is connected, and a
# cell run then is silently dropped. Asked inside one call, since wait_for_function takes a promise for an answer.
READY = """async () => {
  for (let turn = 0; turn < 600; turn++) {
    const session = window.jupyterapp?.shell?.currentWidget?.sessionContext?.session;
    if (session?.kernel?.connectionStatus === 'connected' && session.kernel.status === 'idle') return true;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return false;
}"""


# Two frames later what was changed is drawn, however long a frame takes.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What the page asks of our part of the server fails as long as `airlockOffline` is set. Done in the page: a route of
# Playwright that is taken away while an answer is under way fails the next call, whatever that is.
OFFLINE = """
const asking = window.fetch;
window.fetch = (...asked) => {
  const url = asked[0] instanceof Request ? asked[0].url : String(asked[0]);
  return window.airlockOffline && url.includes('/gel-airlock/')
    ? Promise.reject(new TypeError('Failed to fetch'))
    : asking(...asked);
};
"""


class Desk:
    """One browser page with JupyterLab in it."""

    def __init__(self, page: Any, lab: Lab, shots: Path) -> None:
        self.page = page
        self.lab = lab
        self.shots = shots
        self.expected: list[str] = []

    def write(self, name: str, cells: list[str]) -> str:
        """Put a notebook into Lab's folder."""
        notebook = {
            "cells": [
                {"cell_type": "code", "id": uuid.uuid4().hex[:8], "metadata": {}, "outputs": [],
                 "execution_count": None, "source": source}
                for source in cells
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }  # fmt: skip
        (self.lab.root / name).write_text(json.dumps(notebook))
        return name

    def open(self, notebook: str = "") -> None:
        """Open Lab in a workspace of its own, with a notebook when one is named, and wait for its kernel."""
        self.page.goto(self.lab.page(f"t{uuid.uuid4().hex[:8]}", notebook), wait_until="domcontentloaded")
        self.page.wait_for_selector("#jp-main-dock-panel", timeout=90_000)
        self.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=60_000)
        if notebook:
            self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
            assert self.page.evaluate(READY), "the kernel never became ready"

    def command(self, name: str, **arguments: Any) -> None:
        """Run a command of Lab."""
        self.page.evaluate("([name, args]) => window.jupyterapp.commands.execute(name, args)", [name, arguments])

    def begin(self, name: str, **arguments: Any) -> None:
        """Start a command of Lab that waits for a person, such as one with a dialog."""
        self.page.evaluate("([name, args]) => void window.jupyterapp.commands.execute(name, args)", [name, arguments])

    def theme(self, name: str) -> None:
        """Change the theme and wait until it is there, and JupyterLab's splash is gone.

        JupyterLab takes the splash away 200 ms after a change, once for each; two changes in a row would make it take
        away what is gone, an uncaught error of its own.
        """
        self.command("apputils:change-theme", theme=name)
        self.page.wait_for_selector(f"body[data-jp-theme-name='{name}']", state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        self.page.evaluate(DRAWN)

    def cell(self, index: int) -> Any:
        """A cell of the notebook in front."""
        return self.page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{index}']").first

    def run(self, index: int) -> Any:
        """Run one cell and wait for it; answers the cell."""
        self.page.evaluate(
            """async index => {
              const panel = window.jupyterapp.shell.currentWidget;
              panel.content.activeCellIndex = index;
              await window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            index,
        )
        assert self.page.evaluate(READY), "the cell never ended"
        return self.cell(index)

    def run_containing(self, text: str) -> Any:
        """Run the first cell whose source holds this text; answers the cell."""
        index = self.page.evaluate(
            """text => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(
                 cell => cell.model.type === 'code' && cell.model.sharedModel.source.includes(text))""",
            text,
        )
        assert index >= 0, text
        return self.run(index)

    def endless(self) -> str:
        """The source of a cell that runs until `end` is called: no clock decides who is faster."""
        self._end = self.lab.root / f"end-{uuid.uuid4().hex[:8]}"
        return f"import os, time\nwhile not os.path.exists({str(self._end)!r}): time.sleep(0.05)"

    def end(self) -> None:
        """Let the endless cell end, and wait for it."""
        self._end.touch()
        self.settle()

    def start(self, index: int) -> None:
        """Start a cell without waiting for it."""
        self.page.evaluate(
            """index => {
              window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
              void window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            index,
        )
        busy = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'"
        self.page.wait_for_function(busy)

    def settle(self) -> None:
        """Wait until the kernel is free."""
        assert self.page.evaluate(READY), "the kernel is still busy"

    def panel(self) -> Any:
        """The sidebar, opened."""
        self.command("gel-airlock:open")
        panel = self.page.locator("#gel-airlock-panel")
        panel.locator(".jp-Airlock-section").first.wait_for()
        return panel

    def widen(self, pixels: int) -> None:
        """Give the left area this width."""
        self.page.evaluate(
            """width => {
              const shell = window.jupyterapp.shell;
              const split = shell._hsplitPanel;
              const whole = split.node.offsetWidth;
              split.setRelativeSizes([width, whole - width, 0]);
            }""",
            pixels,
        )
        self.page.evaluate(DRAWN)

    def shot(self, name: str, target: Any = None) -> Path:
        """A screenshot into out/screenshots."""
        self.shots.mkdir(parents=True, exist_ok=True)
        path = self.shots / f"{name}.png"
        (target or self.page).screenshot(path=path, animations="disabled")
        return path

    def both(self, name: str) -> None:
        """Two screenshots: in the light and in the dark theme."""
        self.shot(f"{name}-light")
        self.theme("JupyterLab Dark")
        self.shot(f"{name}-dark")
        self.theme("JupyterLab Light")

    def leave(self) -> None:
        """Shut the kernels down, so that each test starts with none."""
        self.page.evaluate("() => window.jupyterapp?.serviceManager?.sessions?.shutdownAll()")
