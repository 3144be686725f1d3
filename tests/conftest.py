"""For all tests: nothing touches the home of whoever runs them, and browser tests come last."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

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


# Registered before IPython registers its own end, and so run after it: its history database lies in there.
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright's event loop and pytest-jupyter's do not mix."""
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
