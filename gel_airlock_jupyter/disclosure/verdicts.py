"""The result of an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.system import Key, Relation
from gel_airlock_jupyter.disclosure.witnesses import Need

Status = Literal["safe", "narrowed", "calculable", "unproven"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of one protected number.

    Parameters
    ----------
    key : hashable
        The number.
    status : {"safe", "narrowed", "calculable", "unproven"}
        ``narrowed``: more than one value is left, but not all that the mark promises.
    lower, upper : int, int or None
        Ends of what is left (people); None means no limit.
    tables : tuple of int
        Numbers of two witness tables that print the same and differ here; see :meth:`Audit.table`.
    equation : str
        How the number follows, such as "22 - 8 - 11 = 3"; empty when it does not.
    """

    key: Key
    status: Status
    lower: int
    upper: int | None
    tables: tuple[int, ...] = ()
    equation: str = ""


@dataclass(frozen=True)
class Audit:
    """Verdicts on every protected number of a system, with the witness tables they rest on.

    ``dropped`` are uncertain relations that contradict the printed numbers; ``inconsistent`` names numbers whose
    marks and certain relations exclude each other (they count as unproven); ``complete`` is False when time ran out.
    """

    verdicts: Mapping[Key, Verdict]
    need: Need
    dropped: tuple[Relation, ...] = ()
    inconsistent: tuple[str, ...] = ()
    complete: bool = True
    _keys: tuple[Key, ...] = field(default=(), repr=False)
    _tables: Ints | None = field(default=None, repr=False)

    @property
    def exposed(self) -> tuple[Verdict, ...]:
        """Verdicts that break the need: calculable or unproven, and narrowed ones when the need is a band."""
        bad = ("calculable", "unproven") if self.need == "exact" else ("calculable", "unproven", "narrowed")
        return tuple(v for v in self.verdicts.values() if v.status in bad)

    @property
    def holds(self) -> bool:
        """True when every protected number is proven safe."""
        return not self.exposed

    def columns(self, keys: tuple[Key, ...]) -> Ints:
        """Return all witness tables, restricted to these keys; shape (tables, keys), people."""
        if self._tables is None:
            return np.zeros((0, len(keys)), dtype=np.int64)
        place = {key: n for n, key in enumerate(self._keys)}
        return np.asarray(self._tables[:, [place[key] for key in keys]], dtype=np.int64)

    def table(self, number: int) -> dict[Key, int]:
        """Return one witness table (people)."""
        if self._tables is None:
            raise IndexError(number)
        return dict(zip(self._keys, self._tables[number].tolist(), strict=True))
