"""Running the cell of `%%airlock_check` and keeping what it shows: result, printed text, displayed objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PICTURE = "let the figure itself be the cell's last line, or check it by its name."
ECHO = re.compile(r"^Out\[\d+\]:.*", re.MULTILINE | re.DOTALL)  # a terminal prints the result too
READ_FIRST = ("text/html", "text/markdown", "text/latex", "text/plain")


@dataclass(frozen=True)
class Ran:
    """What a cell showed.

    Parameters
    ----------
    success : bool
        Whether it ran without error.
    outputs : mapping
        Results and texts by a name for messages.
    pictures : int
        Displayed pictures, whose pixels cannot be judged.
    """

    success: bool
    outputs: Mapping[str, Any]
    pictures: int = 0


def run_and_capture(shell: Any, cell: str) -> Ran:
    """Run a cell; what it prints and displays is kept, then shown as usual.

    Parameters
    ----------
    shell : IPython InteractiveShell
        The user's.
    cell : str
        Its source.
    """
    from IPython.core import displaypub
    from IPython.utils import capture

    untyped: Any = capture
    publisher = shell.display_pub
    kept: Any = vars(displaypub)["CapturingDisplayPublisher"]()
    shell.display_pub = kept
    try:
        with untyped.capture_output(stdout=True, stderr=False, display=False) as printed:
            result = shell.run_cell(cell)
    finally:
        shell.display_pub = publisher
    printed.show()
    for entry in kept.outputs:
        untyped.RichOutput(entry["data"], entry.get("metadata")).display()
    outputs: dict[str, Any] = {}
    if result.result is not None:
        outputs["result"] = str(result.result) if isinstance(result.result, int | float) else result.result
    text = ECHO.sub("", printed.stdout)
    if text.strip():
        outputs["printed text"] = text
    pictures = 0
    for number, entry in enumerate(kept.outputs, 1):
        data = entry["data"]
        pictures += any(kind.startswith("image/") for kind in data)
        shown = next((data[kind] for kind in READ_FIRST if isinstance(data.get(kind), str)), None)
        if shown and not any(kind.startswith("image/") for kind in data):
            outputs[f"display {number}"] = shown
    return Ran(bool(result.success), outputs, pictures)
