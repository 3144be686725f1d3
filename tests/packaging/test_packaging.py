"""That the parts of the package agree with each other, and that an installation is whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from gel_airlock_jupyter import __version__

ROOT = Path(__file__).parents[2]
LABEXTENSION = ROOT / "labextension"


@pytest.fixture(scope="module")
def manifest() -> dict[str, object]:
    return json.loads((LABEXTENSION / "package.json").read_text())


def environment() -> dict[str, str]:
    """The environment without what the tests point elsewhere, so that the installation itself is seen."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}


def listed(*words: str) -> str:
    command = [sys.executable, "-m", "jupyter", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=True)
    return re.sub(r"\x1b\[\d+m", "", done.stdout + done.stderr)


def test_the_sidebar_has_the_version_of_the_package(manifest: dict[str, object]) -> None:
    assert manifest["version"] == __version__


def test_the_lock_names_no_host_to_fetch_from() -> None:
    lock = (LABEXTENSION / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert ".tgz" not in lock


def test_the_lock_fits_the_manifest(manifest: dict[str, object]) -> None:
    root = json.loads((LABEXTENSION / "package-lock.json").read_text())["packages"][""]

    assert root["dependencies"] == manifest["dependencies"]
    assert root["devDependencies"] == manifest["devDependencies"]


def test_every_command_in_the_schema_is_one_of_ours() -> None:
    schema = json.loads((LABEXTENSION / "schema" / "plugin.json").read_text())
    known = set(re.findall(r"'(gel-airlock:[a-z-]+)'", (LABEXTENSION / "src" / "tokens.ts").read_text()))

    used = set(re.findall(r'"(gel-airlock:[a-z-]+)"', json.dumps(schema)))

    assert used
    assert used <= known


def test_jupyter_lists_the_sidebar_as_enabled_and_ok() -> None:
    lines = [line for line in listed("labextension", "list").splitlines() if "gel-airlock-jupyter v" in line]

    assert len(lines) == 1
    assert f"v{__version__} enabled OK" in lines[0]


def test_jupyter_lists_the_server_extension_as_enabled_and_ok() -> None:
    text = listed("server", "extension", "list")

    assert re.search(r"gel_airlock_jupyter\s+enabled", text)
    assert re.search(rf"gel_airlock_jupyter {re.escape(__version__)} OK", text)


def test_the_command_is_installed() -> None:
    script = Path(sys.executable).parent / "gel-airlock"

    done = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60, check=True)

    assert __version__ in done.stdout


def test_setup_py_says_nothing_that_pyproject_does_not() -> None:
    assert "setup()" in (ROOT / "setup.py").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"


def test_the_demo_installs_what_the_tutorial_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    demo = " ".join([*project["dependencies"], *project["optional-dependencies"]["demo"]])
    notebook = json.loads((ROOT / "notebooks" / "tutorial.ipynb").read_text())
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")

    imported = set(re.findall(r"^(?:from|import) (\w+)", code, re.MULTILINE)) - {"gel_airlock_jupyter", "matplotlib"}

    assert imported
    assert all(name in demo for name in imported), imported


def test_the_template_for_translators_holds_every_word_of_the_sidebar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    sys.modules.pop("scripts", None)
    from scripts.messages import TEMPLATE, template

    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run: python -m scripts.messages"
    assert 'msgid "Stage for export"' in template()
    assert 'msgid "Jupyter does not answer."' in template()


def test_every_part_of_the_sidebar_is_a_plugin_with_a_schema_only_where_it_has_settings() -> None:
    source = (LABEXTENSION / "src" / "tokens.ts").read_text()
    plugins = set(re.findall(r"'gel-airlock-jupyter:(\w+)'", source))

    assert {path.stem for path in (LABEXTENSION / "schema").glob("*.json")} <= plugins
    assert {"plugin", "core", "reports", "cells", "files", "status", "news"} <= plugins
