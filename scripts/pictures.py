"""Renews the pictures of the docs from the screenshots that the browser tests made: ``python -m scripts.pictures``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "out" / "screenshots"
IMAGES = ROOT / "docs" / "images"
PANEL = (0, 28, 478, 838)  # left, top, right, bottom: the sidebar at 430 pixels
WHOLE = (0, 28, 1360, 838)
PICTURES = {
    "sidebar-notebook": ("notebook-checked", PANEL),
    "sidebar-finding": ("notebook-finding", PANEL),
    "sidebar-fix": ("notebook-fixed", PANEL),
    "sidebar-figure": ("notebook-figure", PANEL),
    "sidebar-returned": ("way-6-returned", PANEL),
    "sidebar-report": ("way-3-staged-light", WHOLE),
}


def renew(name: str) -> bool:
    """Cut a picture out of its screenshot; False where the browser tests have not made it."""
    from PIL import Image

    shot, box = PICTURES[name]
    source = SHOTS / f"{shot}.png"
    if not source.is_file():
        return False
    Image.open(source).convert("RGB").crop(box).save(IMAGES / f"{name}.png", optimize=True)
    return True


if __name__ == "__main__":
    missing = [name for name in PICTURES if not renew(name)]
    if missing:
        raise SystemExit(f"No screenshot for {', '.join(missing)}: run the browser tests first.")
    sys.stdout.write(f"{len(PICTURES)} pictures\n")
