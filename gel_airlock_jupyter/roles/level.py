"""Whether rows are people, aggregates or variants: a conclusion with evidence, never a guess from the row count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.assign import assign, has_variant_rows
from gel_airlock_jupyter.roles.averages import is_averaged
from gel_airlock_jupyter.roles.genetics import signature_of
from gel_airlock_jupyter.roles.groups import evidence_of_groups
from gel_airlock_jupyter.roles.keys import KEY_ROWS, is_calendar, is_key, label_columns
from gel_airlock_jupyter.roles.model import ColumnRole, Reading, Role
from gel_airlock_jupyter.roles.person_labels import labels_people, numbers_people
from gel_airlock_jupyter.roles.shape import shape_of
from gel_airlock_jupyter.roles.signature import Signature
from gel_airlock_jupyter.roles.telling import telling
from gel_airlock_jupyter.roles.type_prefixes import without_types
from gel_airlock_jupyter.roles.weighing import SUMMARY
from gel_airlock_jupyter.subjects import Column, TableView

QUESTION = 'What is a row? Declare row_is="participant", "variant", "gene", "site", "group" or "other".'
MOST_GROUPS = 50
FEW_CODES = 12
OLDEST = 2200  # beyond ages, and beyond years of birth
NUMBERED = re.compile(r"\d")
BAND = re.compile(r"\d+\s*[-\u2013]\s*\d+|[<>\u2264\u2265]=?\s*\d+|\d+\s*\+")
ANSWERS = {"participant": "individual", "person": "individual", "variant": "variant", "gene": "variant"}


def read_table(view: TableView, policy: Policy, declared: Mapping[str, Any]) -> Reading:
    """Return roles, shape and level of a table, with evidence.

    A table is called aggregate or individual only on evidence; what lacks both is "unsure" and asked about.
    """
    view = without_types(telling(labelled(view, declared)), policy)
    genetics = signature_of(view, policy, declared)
    columns = assign(view, policy, declared, genetics)
    shape = shape_of(view, policy)
    level, evidence, questions = _level(view, policy, declared, columns, shape, genetics)
    return Reading(columns, shape, level, evidence, questions, genetics)


def labelled(view: TableView, declared: Mapping[str, Any]) -> TableView:
    """Return the view with the columns of `index=` as labels of its rows; frames without an index have none else."""
    said = frozenset(declared.get("index") or ())
    if not said or any(column.is_index for column in view.columns):
        return view
    columns = tuple(replace(column, is_index=column.label in said) for column in view.columns)
    named = tuple(column.label for column in columns if column.is_index)
    return replace(view, columns=columns, row_axis=named) if named else view


Level = tuple[str, tuple[str, ...], tuple[str, ...]]


def _level(
    view: TableView,
    policy: Policy,
    declared: Mapping[str, Any],
    columns: tuple[ColumnRole, ...],
    shape: str,
    genetics: Signature | None,
) -> Level:
    """Return (level, evidence, questions)."""
    if shape == "empty":
        return "none", ("there is nothing in it",), ()
    answer = declared.get("row_is")
    if answer:
        return ANSWERS.get(str(answer), "aggregate"), (f"declared: a row is a {answer}",), ()
    if genetics is not None:
        known = _genetic_level(view, columns, policy, genetics)
        if known is not None:
            return known
    people = _evidence_of_people(view, columns, policy)
    if has_variant_rows(view, policy) and not people and shape != "describe":
        return "variant", ("rows are variants",), ()
    groups = evidence_of_groups(view, columns, shape, policy)
    if people and (not groups or len(people) > 1 + len(groups)):
        return "individual", tuple(people), ()
    if groups and not people:
        return "aggregate", tuple(groups), ()
    if genetics is not None and not people:
        described = next((c.label for c in columns if c.role in (Role.PERSON, Role.AGE)), None)
        counted = any(c.role in SUMMARY for c in columns)
        if described is None or counted:
            return "variant", genetics.evidence, ()
        groups = [f"column '{described}' may be about genes, or about the person in each row"]
    return "unsure", (*people, *groups), (QUESTION,)


def _genetic_level(
    view: TableView, columns: tuple[ColumnRole, ...], policy: Policy, genetics: Signature
) -> Level | None:
    """Return the level of a table of genotypes or variants, or None where other evidence must decide."""
    if genetics.has_people:
        return ("individual", genetics.evidence, ()) if genetics.sure else ("unsure", genetics.evidence, (QUESTION,))
    if not genetics.has_variants and genetics.kind != "gene burden":
        return None
    people = _descriptions_of_people(view, columns, policy)
    return ("individual", tuple(people), ()) if people else ("variant", genetics.evidence, ())


def _descriptions_of_people(view: TableView, columns: tuple[ColumnRole, ...], policy: Policy) -> list[str]:
    """Return what names or describes single people: identifiers, dates, attributes."""
    found = []
    counted = any(c.role is Role.COUNT for c in columns)
    for column in columns:
        if column.role is Role.IDENTIFIER and _is_varied(view, column):
            found.append(f"column '{column.label}' identifies people")
        dated = view.columns[column.position]
        if column.role in (Role.LABEL, Role.TEXT) and labels_people(dated, policy):
            found.append(f"column '{column.label}' labels single people")
        if column.role in (Role.UNKNOWN_COUNT, Role.NUMBER, Role.LABEL) and numbers_people(dated, policy):
            found.append(f"column '{column.label}' numbers single people")
        if column.role is Role.DATE and dated.kind == "date" and not (counted and is_calendar(dated)):
            found.append(f"column '{column.label}' holds full dates")
    grouped = labels_name_groups(view, columns, policy)
    personal = [
        c
        for c in columns
        if c.role in (Role.AGE, Role.PERSON, Role.DATE)
        and not _is_average(view, c)
        and not (grouped and view.columns[c.position].kind == "number")
        and not _is_sum(view.columns[c.position], c)
    ]
    born = next((c.label for c in personal if names.words_of(c.label) & policy.words("birth_words")), None)
    if born is not None and not counted:
        found.append(f"column '{born}' says when people were born")
    labels = list(dict.fromkeys(c.label for c in personal))  # the same column twice says no more than once
    if len(labels) >= 2 and not counted:
        found.append(f"columns such as '{labels[0]}' and '{labels[1]}' describe people")
    return found


def _evidence_of_people(view: TableView, columns: tuple[ColumnRole, ...], policy: Policy) -> list[str]:
    found = _descriptions_of_people(view, columns, policy)
    flags = [c for c in view.body if c.kind == "boolean" or _is_flag(c)]
    if view.n_rows > 4 and not any(c.role in (Role.COUNT, Role.STATISTIC) for c in columns):
        if flags and not labels_are_a_key(view, columns, policy):
            found.append(f"labels repeat, and '{flags[0].label}' is a yes/no about each row")
        elif not labels_are_a_key(view, columns, policy) and any(c.role in (Role.NUMBER, Role.AGE) for c in columns):
            found.append("labels repeat and nothing counts: each row is a measurement")
    return found


def _all_have_decimals(view: TableView) -> bool:
    """Return whether one column has a few different whole numbers, and all others decimals: rounded means by code."""
    numbers = [column for column in view.body if column.profile is not None]
    whole = [column for column in numbers if column.profile is not None and column.profile.whole]
    if len(whole) != 1 or len(numbers) < 3 or len(numbers) < len(view.body) or view.n_rows > FEW_CODES:
        return False
    return len(set(whole[0].texts)) == view.n_rows


def _is_sum(column: Column, role: ColumnRole) -> bool:
    """Return whether ages are beyond anybody's and no years of birth: they are sums."""
    profile = column.profile
    return role.role is Role.AGE and profile is not None and profile.minimum > OLDEST


def labels_are_a_key(view: TableView, columns: tuple[ColumnRole, ...], policy: Policy) -> bool:
    """Return whether rows have no labels, or no two rows the same."""
    keys = label_columns(view, columns, policy)
    return not keys or is_key(view, keys)


def labels_name_groups(view: TableView, columns: tuple[ColumnRole, ...], policy: Policy) -> bool:
    """Return whether every row has its own label of words or bands, and ages beside them are not whole years.

    Rounded means by group look so; ages of people are whole, and people are labelled with numbers.
    """
    keys = label_columns(view, columns, policy)
    if not keys:
        return _all_have_decimals(view)
    if not is_key(view, keys) or view.n_rows > MOST_GROUPS:
        return False
    if any(NUMBERED.search(BAND.sub("", text)) for column in keys for text in column.texts):
        return False
    ages = [view.columns[c.position] for c in columns if c.role is Role.AGE]
    return any(c.kind == "number" and c.profile is not None and not c.profile.whole for c in ages)


def _is_average(view: TableView, column: ColumnRole) -> bool:
    return is_averaged(view.columns[column.position])


def _is_varied(view: TableView, column: ColumnRole) -> bool:
    texts = view.columns[column.position].texts[:KEY_ROWS]
    return len(set(texts)) * 2 > len(texts)


def _is_flag(column: Any) -> bool:
    profile = column.profile
    return profile is not None and profile.whole and profile.minimum == 0 and profile.maximum == 1
