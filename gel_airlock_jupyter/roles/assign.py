"""The role of every column: from declarations, names, shape and values, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.genetic_levels import at_genetic_levels
from gel_airlock_jupyter.roles.genetics import role_in
from gel_airlock_jupyter.roles.mixed_rows import (
    counts_in,
    may_mix,
    reads_as_counts,
    row_labels,
    size_rows,
    statistic_rows,
)
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.row_numbers import numbered
from gel_airlock_jupyter.roles.shape import has_parts, has_shares, is_count_like, is_masked, shape_of
from gel_airlock_jupyter.roles.signature import Signature
from gel_airlock_jupyter.roles.statistic_rows import FIGURE, is_spread, names_quantiles, people_names
from gel_airlock_jupyter.roles.variant_texts import holds_variants
from gel_airlock_jupyter.subjects import Column, TableView
from gel_airlock_jupyter.typed import ABSENT

SAMPLE = 2000
INITIALS = 2
ROWS_COUNT = "its rows count people"
SIZED = "its row of sizes counts people"
MAY_MIX = ("text", "numbers", "whole numbers that could be counts")
VARIANT_NAMES: tuple[tuple[str, Role], ...] = (
    ("chromosome_names", Role.CHROMOSOME),
    ("position_names", Role.POSITION),
    ("allele_frequency_names", Role.FREQUENCY),
    ("allele_names", Role.ALLELE),
    ("p_value_names", Role.P_VALUE),
    ("variant_id_names", Role.VARIANT),
)


def assign(
    view: TableView, policy: Policy, declared: Mapping[str, Any], genetics: Signature | None = None
) -> tuple[ColumnRole, ...]:
    """Return the role of every column with the reason that the report shows.

    Parameters
    ----------
    view : TableView
        The table.
    policy : Policy
        Gives the vocabularies.
    declared : mapping
        `counts`, `roles`, `genetic` correct the reading.
    genetics : Signature, optional
        What makes the table one about variants, genes or genotypes.
    """
    shape = shape_of(view, policy)
    about_variants = has_variant_rows(view, policy)
    roles = tuple(_role(column, view, policy, declared, shape, about_variants, genetics) for column in view.columns)
    if shape != "describe":
        roles = _by_rows(roles, view, policy)
    elif any(names_quantiles(column, policy) for column in view.index):
        roles = tuple(_of_quantiles(role) for role in roles)
    if any(role.role is Role.UNKNOWN_COUNT for role in roles) and people_names(view, policy) is not None:
        turned = f"{ROWS_COUNT}: the table is turned, or in long form"
        roles = tuple(
            replace(role, role=Role.GENETIC_COUNT if declared.get("genetic") else Role.COUNT, reason=turned)
            if role.role is Role.UNKNOWN_COUNT
            else role
            for role in roles
        )
    return at_genetic_levels(view, roles, policy, declared, genetics)


def _of_quantiles(role: ColumnRole) -> ColumnRole:
    """Return the role of a column of quantile(): its cells are quantiles, also of a variable called `total`."""
    counts = role.role is Role.COUNT and not role.reason.startswith("declared")
    return replace(role, role=Role.STATISTIC, reason="its rows are quantiles") if counts else role


def _by_rows(roles: tuple[ColumnRole, ...], view: TableView, policy: Policy) -> tuple[ColumnRole, ...]:
    """Return the roles as the labels of the rows correct them: `N`, then `Age, median (IQR)`."""
    labels = row_labels(view)
    sizes = size_rows(labels, policy) if labels else frozenset()
    found = []
    for role in roles:
        column = view.columns[role.position]
        if labels and role.role is Role.COUNT and may_mix(column):
            others = statistic_rows(column, labels, policy)
            role = replace(role, other_rows=others, is_sized=bool(others))
        elif sizes and role.reason in MAY_MIX and not column.is_index and counts_in(column, sizes):
            others = frozenset(range(view.n_rows)) - sizes
            role = replace(role, role=Role.COUNT, reason=SIZED, other_rows=others, is_sized=True)
        found.append(role)
    return tuple(found)


def has_variant_rows(view: TableView, policy: Policy) -> bool:
    """Return whether rows are variants: chromosome with position, or rs numbers, or chrom-pos-ref-alt names."""
    headers = {fold(column.path[-1]) for column in view.columns}
    if headers & policy.words("chromosome_names") and headers & policy.words("position_names"):
        return True
    return any(holds_variants(column) for column in view.columns)


def _role(
    column: Column,
    view: TableView,
    policy: Policy,
    declared: Mapping[str, Any],
    shape: str,
    variants: bool,
    genetics: Signature | None,
) -> ColumnRole:
    role, reason = (
        _declared(column, declared)
        or (role_in(genetics, column) if genetics else None)
        or _identifier(column, policy, variants)
        or numbered(column, view)
        or (_variant(column, policy) if variants and shape != "describe" else None)
        or _from_shape(column, policy, shape)
        or _named(column, view, policy)
        or _from_values(column, view, shape)
    )
    if role in (Role.COUNT, Role.UNKNOWN_COUNT) and declared.get("genetic"):
        role, reason = Role.GENETIC_COUNT, "declared: genetic=True"
    return ColumnRole(column.position, column.label, role, reason)


def _declared(column: Column, declared: Mapping[str, Any]) -> tuple[Role, str] | None:
    if column.label in (declared.get("counts") or ()):
        return Role.COUNT, "declared: counts="
    named = (declared.get("roles") or {}).get(column.label)
    return (Role(named), "declared: roles=") if named else None


def _identifier(column: Column, policy: Policy, variants: bool) -> tuple[Role, str] | None:
    if is_identifier_name(column.label, policy, variants):
        return Role.IDENTIFIER, "its name is that of an identifier"
    return None


def is_identifier_name(label: str, policy: Policy, variants: bool = False) -> bool:
    """Return whether a header names an identifier; `participants` and `n_participants` do not."""
    name = fold(label)
    if variants and name in policy.words("variant_id_names"):
        return False
    suffixes = tuple(policy.words("identifier_suffixes"))
    if name in policy.words("identifier_names") or name.endswith(suffixes):
        return True
    return names.holds_identifier_name(label, policy)


def _variant(column: Column, policy: Policy) -> tuple[Role, str] | None:
    name = fold(column.label)
    for vocabulary, role in VARIANT_NAMES:
        if name in policy.words(vocabulary):
            return role, f"rows are variants, and it is called '{column.label}'"
    return None


def _from_shape(column: Column, policy: Policy, shape: str) -> tuple[Role, str] | None:
    if column.is_index:
        return Role.LABEL, "it labels the rows"
    if shape == "describe" and column.kind == "text" and not is_count_like(column) and not is_spread(column):
        return Role.LABEL, "it names the statistics or variables"
    if shape == "describe" and fold(column.path[-1]) in policy.words("group_size_names") and is_count_like(column):
        return Role.COUNT, "it counts the values behind the statistics beside it"
    if shape == "describe":
        return Role.STATISTIC, "the table is that of describe() or agg()"
    if shape == "crosstab" and is_count_like(column):
        return Role.COUNT, "a table of counts: both axes name groups and cells are whole numbers"
    if shape in ("normalised crosstab", "correlation"):
        return (Role.PERCENTAGE if shape.startswith("norm") else Role.STATISTIC), f"the table is a {shape}"
    return None


def _named(column: Column, view: TableView, policy: Policy) -> tuple[Role, str] | None:
    path = column.path
    reason = f"it is called '{column.label}'"
    if names.is_number_not_count(path, policy):
        kinds = {"text": Role.LABEL, "date": Role.DATE}
        return kinds.get(column.kind, Role.NUMBER), reason
    role = names.whole_name_role(path, policy)
    if role is not None:
        return role, reason
    if is_count_like(column) and names.counts_things(path, policy):
        return Role.GENETIC_COUNT, reason
    if is_count_like(column) and not _is_flag(column, view):
        if _is_margin(column, view, policy):
            return Role.COUNT, f"{reason} and adds the other counts up"
        if names.is_plain_statistic_name(path, policy):
            return Role.STATISTIC, reason
        if names.is_count_name(path, policy):
            return Role.COUNT, reason
    if names.is_plain_count_name(path, policy) and column.kind in ("text", "other") and reads_as_counts(column):
        return Role.COUNT, reason
    if names.is_percentage_name(path, policy):
        return Role.PERCENTAGE, reason
    if names.is_statistic_name(path, policy) and (column.kind != "text" or _is_figures(column)):
        return None if _is_initials(column, view) else (Role.STATISTIC, reason)
    if names.is_age_name(path, policy):
        return Role.AGE, reason
    if fold(path[-1]) in policy.words("person_names"):
        return Role.PERSON, reason
    return None


def _is_initials(column: Column, view: TableView) -> bool:
    """Return whether a header such as `SE` or `OR` may be one of several groups: every column has whole numbers."""
    short = len(fold(column.path[-1])) <= INITIALS and len(view.body) > 2
    return short and all(is_count_like(c) or c.kind == "text" for c in view.body) and is_count_like(column)


def _is_figures(column: Column) -> bool:
    """Return whether most cells of a text column are numbers, as where a few are hidden by a mark."""
    cells = {text: times for text, times in column.tally(SAMPLE).items() if text}
    return sum(times for text, times in cells.items() if FIGURE.fullmatch(text.lstrip("<≤"))) * 2 > sum(cells.values())


def _is_measured(column: Column) -> bool:
    """Return whether the cells of a text column are numbers with decimals, mostly different ones: they name nothing."""
    cells = [text for text in column.tally(SAMPLE) if text.strip() not in ABSENT]
    if 2 * len(cells) <= min(column.length, SAMPLE) or not any("." in text for text in cells):
        return False
    return all(FIGURE.fullmatch(text) for text in cells)


def _is_margin(column: Column, view: TableView, policy: Policy) -> bool:
    """Return whether a column called a total is the sum of all others, which may be counts: `Sum` in a crosstab."""
    others = [other for other in view.body if other is not column]
    if fold(column.path[-1]) not in policy.words("total_labels") or len(others) < 2 or view.n_rows > SAMPLE:
        return False
    if not all(is_count_like(other) for other in others):
        return False
    rows = zip(column.texts, *(other.texts for other in others), strict=True)
    shown = 0
    for row in rows:
        if all(map(str.isdecimal, row)):
            total, *parts = map(int, row)
            if total != sum(parts):
                return False
            shown += 1
    return shown > 0


def _is_flag(column: Column, view: TableView) -> bool:
    """Return whether a column holds only 0 and 1 in many rows: a yes/no about a person, not a count."""
    profile = column.profile
    return profile is not None and profile.maximum <= 1 and view.n_rows > 4


def _is_nameless_series(column: Column, view: TableView) -> bool:
    """Return whether this is one column of whole numbers without a name, beside labels.

    `size().reset_index()` calls it 0, behind the names of the keys.
    """
    labelled = any(view.row_axis) or any(index.kind == "text" for index in view.index)
    if len(view.body) == 1:
        return column.label in ("", "value", "0") and labelled and is_count_like(column)
    if column is not view.columns[-1] or column.label != "0" or not is_count_like(column):
        return False
    return all(other.label and not other.label.isdigit() for other in view.columns[:-1])


def _from_values(column: Column, view: TableView, shape: str) -> tuple[Role, str]:
    if _is_nameless_series(column, view):
        by = (
            "sizes of groups, as groupby(...).size() gives them"
            if any(view.row_axis) or len(view.body) > 1
            else "whole numbers by label"
        )
        return Role.COUNT, by
    if column.kind == "date":
        return Role.DATE, "it holds dates"
    if has_shares(column) or has_parts(column):
        return Role.COUNT, "cells such as `12 (3.4%)` or `3/44`"
    if is_masked(column):
        return Role.COUNT, "cells are masked as `<5`"
    if column.kind == "text" and not is_count_like(column) and _is_measured(column):
        return Role.NUMBER, "numbers written as text"
    if column.kind in ("text", "boolean", "other") and not is_count_like(column):
        return (
            Role.LABEL if len(set(column.texts[:1000])) * 2 < column.length or view.n_rows < 200 else Role.TEXT
        ), "text"
    if is_count_like(column) and shape == "counts by label" and not _is_flag(column, view):
        return Role.COUNT, "whole numbers beside unique row labels, with totals or masks like a table of counts"
    if is_count_like(column) and not _is_flag(column, view):
        return Role.UNKNOWN_COUNT, "whole numbers that could be counts"
    return Role.NUMBER, "numbers"
