"""What would be changed in a table, decided on its view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.checks import all_rules
from gel_airlock_jupyter.checks.counts import small_cells
from gel_airlock_jupyter.findings import Finding, Severity
from gel_airlock_jupyter.fixing.identifiers import removal
from gel_airlock_jupyter.fixing.people import banded
from gel_airlock_jupyter.fixing.variants import variants_to_fix
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.model import Reading, Role
from gel_airlock_jupyter.subjects import TableView

IDENTIFIER_RULES = ("ID-01", "ID-02", "ID-03", "ID-04", "ID-05", "ID-06", "ID-10", "ID-11")
AGE_RULES = ("AG-01",)
DATE_RULES = ("AG-03",)
STATISTIC_RULES = ("CT-08", "CT-11")
Written = str | int | float


@dataclass(frozen=True)
class Plan:
    """Changes to a table: positions of columns to drop, rows to drop, cells to write, and all of it in words.

    `cells` are by (row, position); a column that gets numbers only stays a column of numbers. `headers` are new names
    of columns by position.
    """

    columns: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], Written] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    headers: Mapping[int, str] = field(default_factory=dict)


def drops(view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any], session: Any = None) -> Plan:
    """Return what has to go altogether: identifiers, dates and exact ages of people, variants under the filters."""
    identifiers = removal(view, _findings(view, reading, policy, declared, IDENTIFIER_RULES, session))
    dates = _columns(view, reading, policy, declared, DATE_RULES, session) - identifiers.columns
    ages = _columns(view, reading, policy, declared, AGE_RULES, session) - identifiers.columns
    words = list(identifiers.words)
    if carried := [f"'{column.label}'" for column in view.columns if column.carried]:
        words.append(f"left out categories of {some(carried, 5)} that no cell uses")
    if dates:
        words.append(f"dropped {plural(len(dates), 'column')} with full dates of people")
    cells = dict(identifiers.cells)
    for position in sorted(ages):
        cells.update(banded(view.columns[position]))
        words.append(f"wrote ages of '{view.columns[position].label}' in bands of ten years")
    variants = variants_to_fix(view, reading, policy, declared)
    gone = identifiers.columns | dates | variants.columns
    return Plan(gone, variants.rows, {**cells, **variants.cells}, (*words, *variants.words), identifiers.headers)


def of_few(
    view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]
) -> frozenset[tuple[int, int]]:
    """Return (row, position) of statistics of fewer people than the threshold, while the table still tells it."""
    return failing_places(view, reading, policy, declared, STATISTIC_RULES)


def failing_places(
    view: TableView,
    reading: Reading,
    policy: Policy,
    declared: Mapping[str, Any],
    rules: tuple[str, ...],
    session: Any = None,
) -> frozenset[tuple[int, int]]:
    """Return (row, position) of the cells that rules fail."""
    fatal = (f for f in _findings(view, reading, policy, declared, rules, session) if f.severity is Severity.FAIL)
    places = (place for finding in fatal for place in finding.where)
    return frozenset((p.row, p.column) for p in places if p.row is not None and p.column is not None)


def _columns(
    view: TableView,
    reading: Reading,
    policy: Policy,
    declared: Mapping[str, Any],
    rules: tuple[str, ...],
    session: Any,
) -> set[int]:
    """Return the positions of the columns that rules fail."""
    failing = [f for f in _findings(view, reading, policy, declared, rules, session) if f.severity is Severity.FAIL]
    return {place.column for finding in failing for place in finding.where if place.column is not None}


def _findings(
    view: TableView,
    reading: Reading,
    policy: Policy,
    declared: Mapping[str, Any],
    wanted: tuple[str, ...],
    session: Any = None,
) -> list[Finding]:
    found: list[Finding] = []
    for rule in all_rules():
        if rule.id in wanted and isinstance(view, rule.subjects) and policy.is_enabled(rule.id):
            context = _Uncapped(rule.id, policy, declared, reading, session)
            found.extend(rule.check(view, context))
    return found


class _Uncapped(Context):
    """A context whose findings keep every place: a fix must reach all of them."""

    def finding(self, message: str, where: Any = (), fix: Any = None, severity: Any = None, places: int = 0) -> Finding:
        level = Severity(severity) if severity else self.policy.severity(self.rule)
        return Finding(self.rule, level, message, tuple(where), fix, places)


def primary_cells(view: TableView, reading: Reading, policy: Policy) -> tuple[tuple[int, int], ...]:
    """Return (row, position) of every count of 1 to threshold - 1 people."""
    threshold = int(policy.settings("CT-01").get("threshold", 5))
    return tuple(
        (row, role.position)
        for role in reading.having(Role.COUNT)
        for row in small_cells(view.columns[role.position], threshold, view.n_rows, role.other_rows).rows
    )
