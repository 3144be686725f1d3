"""Renews the pictures of the docs from the screenshots that the browser tests made: ``python -m scripts.pictures``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "out" / "screenshots"
IMAGES = ROOT / "docs" / "images"
PANEL = (0, 28, 470, 834)  # left, top, right, bottom: the sidebar at 430 pixels
SLIM = (0, 28, 290, 834)  # the sidebar as wide as JupyterLab opens it
WHOLE = (0, 28, 1360, 834)
COLOURS = 96  # enough for a panel; a fifth of the bytes of a picture in full colour
EDGE = 14  # pixels kept under what is drawn last
PICTURES = {
    "sidebar-unloaded": ("panel-unloaded", SLIM),
    "sidebar-notebook": ("notebook-checked", PANEL),
    "sidebar-busy": ("notebook-busy", PANEL),
    "sidebar-finding": ("notebook-finding", PANEL),
    "sidebar-plotly": ("notebook-plotly-light", PANEL),
    "sidebar-dark": ("notebook-plotly-dark", PANEL),
    "sidebar-figure": ("notebook-figure", PANEL),
    "sidebar-fix": ("notebook-fixed", PANEL),
    "sidebar-fix-figure": ("notebook-plotly-fixed", PANEL),
    "sidebar-fix-file": ("outputs-file-fixed", SLIM),
    "sidebar-cell": ("report-plotly-light", WHOLE),
    "sidebar-staged": ("outputs-staged", SLIM),
    "sidebar-form": ("way-5-form-filled-light", PANEL),
    "sidebar-reviewers": ("way-5-reviewers-page", WHOLE),
    "sidebar-sent": ("way-6-in-review-light", PANEL),
    "sidebar-returned": ("way-6-returned", PANEL),
    "sidebar-approved": ("way-7-approved-light", PANEL),
    "sidebar-offline": ("panel-offline", SLIM),
    "sidebar-contrast": ("quality-dark-high-contrast", PANEL),
    "sidebar-report": ("way-3-staged-light", WHOLE),
}


def renew(name: str) -> bool:
    """Cut a picture out of its screenshot; False where the browser tests have not made it."""
    from PIL import Image

    shot, box = PICTURES[name]
    source = SHOTS / f"{shot}.png"
    if not source.is_file():
        return False
    picture = _without_empty_foot(Image.open(source).convert("RGB").crop(box))
    small = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(IMAGES / f"{name}.png", optimize=True)
    return True


def _without_empty_foot(picture: Any) -> Any:
    """Return a picture of the panel without the ground under its last line; the icons at the left do not count."""
    from PIL import Image, ImageChops

    width, height = picture.size
    panel = picture.crop((40, 0, width - 24, height))
    ground = Image.new("RGB", panel.size, panel.getpixel((panel.width - 1, height - 1)))
    drawn = ImageChops.difference(panel, ground).getbbox()
    return picture.crop((0, 0, width, min(height, drawn[3] + EDGE))) if drawn else picture


if __name__ == "__main__":
    missing = [name for name in PICTURES if not renew(name)]
    if missing:
        raise SystemExit(f"No screenshot for {', '.join(missing)}: run the browser tests first.")
    total = sum((IMAGES / f"{name}.png").stat().st_size for name in PICTURES)
    sys.stdout.write(f"{len(PICTURES)} pictures, {total / 1000:,.0f} kB\n")
