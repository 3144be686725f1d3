"""For all tests: nothing touches the home of whoever runs them, and browser tests come last.

With `-n 2` (pytest-xdist, as `make test` does) a file's tests stay together in one process, and all browser tests in
one: two of Chromium, JupyterLab and kernels beside each other would make them late.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from fault_tally import TALLY, line

# Before anything of Jupyter is imported: it reads these once.
_HOME = Path(tempfile.mkdtemp(prefix="airlock-tests-"))
for _name in [name for name in os.environ if name.startswith("GEL_AIRLOCK_")]:
    del os.environ[_name]
for _name, _folder in {
    "HOME": "home",
    "XDG_DATA_HOME": "home",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter-config",
    "JUPYTER_DATA_DIR": "jupyter-data",
    "JUPYTER_RUNTIME_DIR": "jupyter-runtime",
    "MPLCONFIGDIR": "matplotlib",
    "GEL_AIRLOCK_STORE": "store",
    "GEL_AIRLOCK_FILETRANSFER_DATA": "filetransfer",
}.items():
    (_HOME / _folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[_name] = str(_HOME / _folder)
# An administrator's policy of this machine would judge instead of the shipped one.
os.environ["GEL_AIRLOCK_SITE_POLICY"] = str(_HOME / "no-site-policy.toml")

BROWSER = "tests/browser/"

# How long one example takes says how busy the machine is; tests of speed measure processor time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# Registered before IPython registers its own end, and so run after it: its history database lies in there.
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright's event loop and pytest-jupyter's do not mix."""
    items.sort(key=lambda item: BROWSER in item.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole files in the order of collection, and the browser tests, which come last, as one."""
    from xdist.scheduler import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if BROWSER in nodeid else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return Files(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["faults"] = dict(TALLY)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    TALLY.update(getattr(node, "workeroutput", {}).get("faults", {}))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what tests/faults did and found over the whole run."""
    if TALLY:
        terminalreporter.write_line(line())
