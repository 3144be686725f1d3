"""Builds the sidebar with npm, only when its sources changed.

Called by hatch-jupyter-builder when a wheel, an sdist or an editable install is made, and by hand:
``python scripts/build_sidebar.py``. The built files carry the digest of the sources they were made from. File times
would not do: git sets them.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "labextension"
BUILT = ROOT / "gel_airlock_jupyter" / "labextension"
STAMP = BUILT / "source.sha256"


def source_files() -> Iterator[Path]:
    """The files that decide what is built, in a fixed order."""
    for name in ("build.config.js", "core-4.2.json", "package.json", "package-lock.json", "tsconfig.json"):
        yield SOURCE / name
    for folder in ("schema", "src", "style"):
        yield from sorted(path for path in (SOURCE / folder).rglob("*") if path.is_file())


def source_digest() -> str:
    """SHA-256 over names and contents of the sources; line ends do not count."""
    digest = hashlib.sha256()
    for path in source_files():
        digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the built files were made from these very sources."""
    return STAMP.is_file() and STAMP.read_text().strip() == source_digest()


def npm(*words: str) -> None:
    """Run npm in the sidebar's folder."""
    command = shutil.which("npm")
    if command is None:
        raise SystemExit(
            "Building the Airlock sidebar needs Node 20.19 or later with npm, and npm is not on the PATH. "
            "Install Node, or install a wheel of gel-airlock-jupyter: it carries the built sidebar."
        )
    print(f"sidebar: npm {' '.join(words)}", flush=True)
    subprocess.run([command, *words], cwd=SOURCE, check=True)


def install_packages() -> None:
    """Install the locked npm packages unless they are there already."""
    lock = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()
    stamp = SOURCE / "node_modules" / ".installed-lock"
    if not (stamp.is_file() and stamp.read_text() == lock):
        npm("ci", "--ignore-scripts")
        stamp.write_text(lock)


def build(target_name: str = "", version: str = "", *, force: bool = False) -> None:
    """Build the sidebar into ``gel_airlock_jupyter/labextension``.

    Parameters
    ----------
    target_name, version
        What the build back end is making; not used.
    force
        Build even if the built files are fresh.

    Raises
    ------
    SystemExit
        If npm is missing and there are no built files that fit the sources.
    """
    if is_fresh() and not force:
        print("sidebar: up to date", flush=True)
        return
    install_packages()
    shutil.rmtree(BUILT, ignore_errors=True)
    npm("run", "build")
    STAMP.write_text(source_digest() + "\n")


if __name__ == "__main__":
    if "--packages" in sys.argv:
        install_packages()
    elif "--digest" in sys.argv:
        print(source_digest())
    else:
        build(force="--force" in sys.argv)
