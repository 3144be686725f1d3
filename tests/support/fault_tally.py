"""What tests/faults did and found, over a whole run: printed at its end by tests/conftest.py."""

from __future__ import annotations

from collections import Counter

TALLY: Counter[str] = Counter()


def tried(faults: int = 1) -> None:
    """Count faults that were made to happen."""
    TALLY["faults"] += faults


def seen(requests: int, lost: int = 0, duplicated: int = 0) -> None:
    """Count requests that went through faults, and what became of them."""
    TALLY.update(requests=requests, lost=lost, duplicated=duplicated)


def line() -> str:
    """Return the figures in one line."""
    names = ("faults", "requests", "lost", "duplicated")
    words = ("faults tried", "requests", "lost", "duplicated")
    return ", ".join(f"{word}: {TALLY[name]}" for name, word in zip(names, words, strict=True))
