"""How far a search through the session may go; from the policy's `[evidence]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.policy.model import Policy, fold


@dataclass(frozen=True)
class EvidenceLimits:
    """Limits of the search.

    Parameters
    ----------
    seconds : float
        Time box of each search of a check: group sizes, rows, identifiers, parts of identifiers.
    cells : int
        Largest table that is recounted.
    frames : int
        Most live frames looked at, largest first.
    person_rows : int
        Fewest rows of a frame that counts as person-level without further evidence.
    value_share : float
        Share of a table's values that must come out of a recount; the rest may be what nobody can recount.
    row_share : float
        Share of an output's rows that must be rows of a frame.
    chance : float
        Highest probability of an accidental match that still proves anything.
    identifier_characters : int
        Shortest identifier that is looked for; shorter ones are everywhere.
    pseudo_share : float
        Share of a column's values that must come from identifiers to make it a pseudo-identifier.
    filter_values : int
        Most values of a column that are tried as a sub-cohort.
    person_names : frozenset of str
        Names of columns that identify a person, folded; distinct values of the first one found are people.
    """

    seconds: float = 2.0
    cells: int = 20_000
    frames: int = 20
    person_rows: int = 20
    value_share: float = 0.5
    row_share: float = 0.5
    chance: float = 1e-3
    identifier_characters: int = 6
    pseudo_share: float = 0.8
    filter_values: int = 12
    person_names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, policy: Policy) -> EvidenceLimits:
        """Return the limits of a policy; what it does not name has the default above."""
        settings: Mapping[str, Any] = policy.content.get("evidence", {})
        known = {key: settings[key] for key in cls.__dataclass_fields__ if key in settings and key != "person_names"}
        return cls(**known, person_names=frozenset(fold(name) for name in settings.get("person_names", ())))
