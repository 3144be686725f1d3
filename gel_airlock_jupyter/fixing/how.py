"""How an output is fixed: the method, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.errors import UnknownName
from gel_airlock_jupyter.fixing.watch import Tell, Watch
from gel_airlock_jupyter.subjects import View

Prepare = Callable[[Sequence[View], Mapping[str, Any], Sequence[object]], tuple[dict[str, Any], Any]]

METHODS: Mapping[str, str] = {
    "mask": "small counts as `<5`, and as little else as keeps them hidden",
    "range": "small counts as `<5`, and totals as ranges such as `20-24`",
    "round": "every count to a multiple of five, so that all sums still add up",
    "merge": "small categories added to others, and masks for what is still small",
}


@dataclass(frozen=True)
class How:
    """A method of `METHODS`, the watch that is told how far it is, and what the session knows.

    `prepare(views, declared, apart)` makes declarations plain and gives the live evidence beside which an output is
    judged, the objects `apart` left out of it.
    """

    method: str = "mask"
    watch: Watch = field(default_factory=Watch)
    prepare: Prepare | None = None

    def known(
        self, views: Sequence[View], declared: Mapping[str, Any], apart: Sequence[object]
    ) -> tuple[dict[str, Any], Any]:
        """Return (declarations, live evidence or None) for one output."""
        return (dict(declared), None) if self.prepare is None else self.prepare(views, declared, apart)


def how(method: str | None = None, tell: Tell | None = None, prepare: Prepare | None = None) -> How:
    """Return a validated method with a watch.

    Raises
    ------
    UnknownName
        For a method that does not exist, with the closest one.
    """
    if method is not None and method not in METHODS:
        raise UnknownName.among("method", str(method), METHODS, "Known: " + ", ".join(METHODS))
    return How(method or "mask", Watch(tell), prepare)
