"""One line that is renewed while something lasts: in a notebook, in a terminal, nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable


def line() -> Callable[[str], None] | None:
    """Return what shows a line in place of the one before; None where nobody watches."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and getattr(shell, "kernel", None) is not None:
        return _in_a_notebook()
    return _in_a_terminal if sys.stderr is not None and sys.stderr.isatty() else None


def _in_a_notebook() -> Callable[[str], None]:
    from IPython.display import display

    handles: list[object] = []

    def tell(text: str) -> None:
        data = {"text/plain": text}
        if handles:
            handles[0].update(data, raw=True)  # type: ignore[attr-defined]
        elif text:
            handles.append(display(data, raw=True, display_id=True))  # type: ignore[no-untyped-call]

    return tell


def _in_a_terminal(text: str) -> None:
    ends = "" if text.endswith("nothing is changed.") or not text else "\n"
    sys.stderr.write(f"\r\033[K{text}{ends}")
    sys.stderr.flush()
