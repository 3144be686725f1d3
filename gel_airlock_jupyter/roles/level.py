"""Whether rows are people, aggregates or variants: a conclusion with evidence, never a guess from the row count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.assign import assign, has_variant_rows
from gel_airlock_jupyter.roles.model import ColumnRole, Reading, Role
from gel_airlock_jupyter.roles.shape import shape_of
from gel_airlock_jupyter.subjects import TableView

QUESTION = 'What is a row? Declare row_is="participant", "variant", "gene", "site", "group" or "other".'
ANSWERS = {"participant": "individual", "person": "individual", "variant": "variant", "gene": "variant"}
AGGREGATE_SHAPES = ("crosstab", "normalised crosstab", "describe", "correlation")
KEY_ROWS = 100_000


def read_table(view: TableView, policy: Policy, declared: Mapping[str, Any]) -> Reading:
    """Return roles, shape and level of a table, with evidence.

    A table is called aggregate or individual only on evidence; what lacks both is "unsure" and asked about.
    """
    columns = assign(view, policy, declared)
    shape = shape_of(view, policy)
    if shape == "empty":
        return Reading(columns, shape, "none", ("there is nothing in it",))
    answer = declared.get("row_is")
    if answer:
        level = ANSWERS.get(str(answer), "aggregate")
        return Reading(columns, shape, level, (f"declared: a row is a {answer}",))
    people = _evidence_of_people(view, columns)
    if has_variant_rows(view, policy) and not people:
        return Reading(columns, shape, "variant", ("rows are variants",))
    groups = _evidence_of_groups(view, columns, shape, policy)
    if people and (not groups or len(people) > 1 + len(groups)):
        return Reading(columns, shape, "individual", tuple(people))
    if groups and not people:
        return Reading(columns, shape, "aggregate", tuple(groups))
    return Reading(columns, shape, "unsure", (*people, *groups), (QUESTION,))


def _evidence_of_groups(view: TableView, columns: tuple[ColumnRole, ...], shape: str, policy: Policy) -> list[str]:
    found = []
    if shape in AGGREGATE_SHAPES:
        found.append(f"its shape is that of a {shape}")
    counts = [c for c in columns if c.role in (Role.COUNT, Role.GENETIC_COUNT)]
    if counts:
        found.append(f"column '{counts[0].label}' counts people or genetic things")
    statistics = [c for c in columns if c.role in (Role.STATISTIC, Role.PERCENTAGE)]
    if len(statistics) >= 2 or (statistics and view.row_axis and any(view.row_axis)):
        found.append(f"columns such as '{statistics[0].label}' are statistics")
    labels = {fold(text) for c in view.columns if c.kind == "text" for text in c.texts[:2000]}
    if labels & policy.words("total_labels"):
        found.append("a row is a total")
    return found if _labels_are_a_key(view, columns) else []


def _labels_are_a_key(view: TableView, columns: tuple[ColumnRole, ...]) -> bool:
    """Return whether no two rows have the same labels, as in every aggregate."""
    keys = [view.columns[i] for i, c in enumerate(columns) if c.role in (Role.LABEL, Role.GENE, Role.PERSON, Role.AGE)]
    if not keys or view.n_rows > KEY_ROWS:
        return True
    return len(set(zip(*(c.texts for c in keys), strict=True))) == view.n_rows


def _evidence_of_people(view: TableView, columns: tuple[ColumnRole, ...]) -> list[str]:
    found = []
    for column in columns:
        if column.role is Role.IDENTIFIER and _is_varied(view, column):
            found.append(f"column '{column.label}' identifies people")
        if column.role is Role.DATE and view.columns[column.position].kind == "date":
            found.append(f"column '{column.label}' holds full dates")
    personal = [c for c in columns if c.role in (Role.AGE, Role.PERSON, Role.DATE)]
    if len(personal) >= 2 and not any(c.role is Role.COUNT for c in columns):
        found.append(f"columns such as '{personal[0].label}' and '{personal[1].label}' describe people")
    flags = [c for c in view.body if c.kind == "boolean" or _is_flag(c)]
    if view.n_rows > 4 and not any(c.role in (Role.COUNT, Role.STATISTIC) for c in columns):
        if flags and not _labels_are_a_key(view, columns):
            found.append(f"labels repeat, and '{flags[0].label}' is a yes/no about each row")
        elif not _labels_are_a_key(view, columns) and any(c.role in (Role.NUMBER, Role.AGE) for c in columns):
            found.append("labels repeat and nothing counts: each row is a measurement")
    return found


def _is_varied(view: TableView, column: ColumnRole) -> bool:
    texts = view.columns[column.position].texts[:KEY_ROWS]
    return len(set(texts)) * 2 > len(texts)


def _is_flag(column: Any) -> bool:
    profile = column.profile
    return profile is not None and profile.whole and profile.minimum == 0 and profile.maximum == 1
