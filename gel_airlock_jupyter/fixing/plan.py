"""What would be changed in a table, decided on its view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.checks import all_rules
from gel_airlock_jupyter.checks.counts import small_cells
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.fixing.variants import variants_to_fix
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context, plural
from gel_airlock_jupyter.roles.model import Reading, Role
from gel_airlock_jupyter.subjects import TableView

IDENTIFIER_RULES = ("ID-01", "ID-02", "ID-05")


@dataclass(frozen=True)
class Plan:
    """Changes to a table: positions of columns to drop, rows to drop, cells to write, and all of it in words."""

    columns: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def drops(view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]) -> Plan:
    """Return what has to go altogether: identifier columns, and variants under the filters."""
    columns: set[int] = set()
    words: list[str] = []
    for finding in _findings(view, reading, policy, declared, IDENTIFIER_RULES):
        columns |= {place.column for place in finding.where if place.column is not None}
    if columns:
        words.append(f"dropped {plural(len(columns), 'column')} that hold identifiers")
    variants = variants_to_fix(view, reading, policy, declared)
    words += variants.words
    return Plan(frozenset(columns) | variants.columns, variants.rows, variants.cells, tuple(words))


def _findings(
    view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any], wanted: tuple[str, ...]
) -> list[Finding]:
    found: list[Finding] = []
    for rule in all_rules():
        if rule.id in wanted and isinstance(view, rule.subjects) and policy.is_enabled(rule.id):
            context = _Uncapped(rule.id, policy, declared, reading)
            found.extend(rule.check(view, context))
    return found


class _Uncapped(Context):
    """A context whose findings keep every place: a fix must reach all of them."""

    def finding(self, message: str, where: Any = (), *args: Any, **kwargs: Any) -> Finding:
        return Finding(self.rule, self.policy.severity(self.rule), message, tuple(where))


def primary_cells(view: TableView, reading: Reading, policy: Policy) -> tuple[tuple[int, int], ...]:
    """Return (row, position) of every count of 1 to threshold - 1 people."""
    threshold = int(policy.settings("CT-01").get("threshold", 5))
    return tuple(
        (row, role.position)
        for role in reading.having(Role.COUNT)
        for row in small_cells(view.columns[role.position], threshold, view.n_rows).rows
    )
