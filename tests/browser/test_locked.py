"""What an administrator locked is shown as locked in JupyterLab's settings, before anybody types over it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.browser.desk import Desk
from tests.browser.processes import lab

SITE = {"AirlockApp": {"project": "RR150", "transfer_targets": {"production": {"url": "https://transfer.example.org"}}}}


def test_locked_settings_cannot_be_typed_over_and_listed_ones_are_chosen_from(
    page: Any, tmp_path_factory: Any, tmp_path: Path
) -> None:
    page.set_default_timeout(60_000)
    folder = tmp_path_factory.mktemp("locked")
    (folder / "config").mkdir()
    (folder / "config" / "jupyter_server_config.json").write_text(json.dumps(SITE))
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    with lab(folder, {"GEL_AIRLOCK_STORE": str(folder / "store")}) as running:
        desk = Desk(page, running, tmp_path)
        desk.open()
        panel = desk.panel()
        panel.locator(".jp-Airlock-header", has_text="RR150").wait_for()

        desk.command("settingeditor:open", query="Airlock")

        editor = page.locator(".jp-SettingsPanel")
        editor.get_by_text("Locked by your site: RR150.").wait_for()
        project = editor.locator("input[id$='_project']")
        assert not project.is_editable()
        editor.get_by_text("Project (locked)").first.wait_for()
        assert editor.locator("input[id$='_store']").is_editable()
        target = editor.locator("select[id$='_transferTarget']")
        assert {text.strip() for text in target.locator("option").all_inner_texts()} >= {"manual", "production"}
        editor.locator("input[id$='_pollInterval']").fill("7")
        saved = folder / "settings" / "gel-airlock-jupyter" / "plugin.jupyterlab-settings"
        while not (saved.exists() and '"pollInterval": 7' in saved.read_text()):
            page.wait_for_timeout(100)  # what is not locked is saved as ever
    assert said == []
