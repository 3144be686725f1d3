"""Interpreter, packages in use, and the state of the git repository."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

SECONDS = 5.0
CREDENTIALS = re.compile(r"(?i)^([a-z+]+://)[^/@]*@")


def packages() -> dict[str, str]:
    """Return name and version of what is imported; `pip freeze` would name internal hosts."""
    imported = {name.partition(".")[0] for name in list(sys.modules)}
    by_module = metadata.packages_distributions()
    names = {distribution for module in imported for distribution in by_module.get(module, ())}
    found = {}
    for name in sorted(names, key=str.casefold):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def environment() -> dict[str, Any]:
    """Return interpreter, platform and packages, as JSON values."""
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": packages(),
    }


def repository(folder: Path) -> dict[str, Any] | None:
    """Return commit, whether there are uncommitted changes, and the remote without credentials; None outside git."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
    remote = _git(folder, "config", "--get", "remote.origin.url")
    return {
        "commit": commit,
        "dirty": bool(changes) if changes is not None else None,
        "remote": CREDENTIALS.sub(r"\1", remote) if remote else None,
    }


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
