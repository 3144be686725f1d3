"""Headers that begin with the type of their cells, as `num_age` and `fac_sex` do: the prefix counts nobody."""

from __future__ import annotations

import re
from dataclasses import replace

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.subjects import Column, TableView

PREFIX = re.compile(r"(num|number|no|nr)[ _.]+(\S.*)", re.IGNORECASE)


def without_types(view: TableView, policy: Policy) -> TableView:
    """Return a table with `num_age` called `age` where `num` says "numeric", not "number of".

    It does where it stands before a number with decimals that is no rate or statistic, and before the name of an age or
    another attribute of a person: nobody counts ages. Labels stay as they are.
    """
    prefixes = {prefix for column in view.body if (prefix := _typing(column, policy))}
    if not prefixes:
        return view
    columns = tuple(_without(column, prefixes) for column in view.columns)
    return replace(view, columns=columns)


def _typing(column: Column, policy: Policy) -> str | None:
    """Return the prefix of a header that cannot count, None for any other header."""
    match = PREFIX.fullmatch(column.path[-1])
    if match is None:
        return None
    rest = (match[2],)
    if fold(match[2]) in policy.words("person_names") or names.is_age_name(rest, policy):
        return match[1].casefold()
    summary = names.is_percentage_name(rest, policy) or names.is_statistic_name(rest, policy)
    measured = column.profile is not None and not column.profile.whole
    return match[1].casefold() if measured and not summary else None


def _without(column: Column, prefixes: set[str]) -> Column:
    match = PREFIX.fullmatch(column.path[-1])
    if match is None or match[1].casefold() not in prefixes:
        return column
    return replace(column, path=(*column.path[:-1], match[2]))
