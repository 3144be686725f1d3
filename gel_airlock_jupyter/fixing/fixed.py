"""What a fix returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.findings import Report


@dataclass(frozen=True)
class Fixed:
    """A fixed output.

    Parameters
    ----------
    output : object
        Of the same kind as the object given, masked; the object itself is unchanged.
    report : Report
        The check of that output.
    changes : tuple of str
        What was changed, and where.
    declared : mapping
        What to say of the output from now on, such as `rounded=5`; the report was made with it.
    """

    output: Any
    report: Report
    changes: tuple[str, ...]
    declared: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from gel_airlock_jupyter.rendering.display import mimebundle

        return mimebundle(self.report)
