"""Which browser the tests drive."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb",
]  # fmt: skip


def found() -> str | None:
    """The path of a Chromium: `AIRLOCK_CHROMIUM`, or the first on the PATH."""
    named = os.environ.get("AIRLOCK_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)
