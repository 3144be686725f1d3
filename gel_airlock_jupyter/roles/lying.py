"""Whether a table lies on its side, or is in long form: told by the names that stand where cells should be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.assign import is_identifier_name
from gel_airlock_jupyter.roles.fields import Names
from gel_airlock_jupyter.subjects import Column, TableView

MOST_NAMES = 64
LONGEST = 64
GIVEN = frozenset({"value", "values", "figure", "val", "cell"})  # of a column that gives anything
SERIES = frozenset({"", "0", *GIVEN})  # and of one that stands alone, as a series without a name does
NAMING = frozenset({"variable", "what", "attribute", "field", "measure", "key", "name", "column", "feature", "item"})
GROUP = re.compile(
    r"\bn\s*[=<≤]|\b(?:group|arm|cohort|cases?|controls?|total|all|overall|quartile|tier)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Turned:
    """A table on its side: the column whose texts are names of attributes, and the columns of one unit each.

    `sure` says that more than words tell it: the axes are named so, or the headers count the rows through.
    """

    names: Column
    units: tuple[Column, ...]
    numbered: bool
    sure: bool


@dataclass(frozen=True)
class Long:
    """A table in long form: the columns that name an attribute, give it, and say whose it is."""

    names: Column
    values: Column
    keys: tuple[Column, ...]
    attributes: tuple[str, ...]
    sure: bool


class Heads:
    """Knows which texts are called as columns are: a count, a statistic, an attribute of people, an allele count.

    Parameters
    ----------
    policy : Policy
        Its vocabularies of names.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy, self._fields = policy, Names(policy)
        self._known: dict[str, bool] = {}

    def is_name(self, text: str) -> bool:
        """Return whether a text is the name of a column."""
        if text not in self._known:
            self._known[text] = 0 < len(text) <= LONGEST and self._names(text)
        return self._known[text]

    def _names(self, text: str) -> bool:
        path, policy = (text,), self._policy
        known = policy.column_names | policy.words("people_id_words")
        if fold(text) in known or self._fields.field_of(path) is not None:
            return True
        says = (names.is_statistic_name, names.is_count_name, names.is_percentage_name, names.is_age_name)
        return any(is_so(path, policy) for is_so in says) or is_identifier_name(text, policy)

    def gives(self, path: tuple[str, ...]) -> bool:
        """Return whether a header is that of figures: counts, statistics, percentages."""
        says = (names.is_statistic_name, names.is_count_name, names.is_percentage_name)
        return any(is_so(path, self._policy) for is_so in says)

    def sums_up(self, path: tuple[str, ...]) -> bool:
        """Return whether a header is that of a size or statistic, which no group is called: `n`, `mean`, `percent`."""
        says = (names.is_size_name, names.is_statistic_name, names.is_percentage_name)
        return any(is_so(path, self._policy) for is_so in says)

    def share(self, texts: Sequence[str]) -> float:
        """Return which part of some texts are names."""
        return sum(map(self.is_name, texts)) / len(texts) if texts else 0.0


def turned(view: TableView, policy: Policy) -> Turned | None:
    """Return how a table lies on its side; None where its headers tell as much as its rows do, or more.

    Names of attributes in the rows tell it; so do headers that count the rows through beside rows of several kinds,
    and columns whose axis has a name while the index has none, as `.T` leaves a table.
    """
    if not 1 <= view.n_rows <= MOST_NAMES:
        return None
    labels = view.index[0] if view.index else view.columns[0]
    if labels.kind != "text" or len(view.index) > 1 or (any(view.row_axis) and any(view.column_axis)):
        return None
    told = [text for text in labels.texts if text]
    units = tuple(column for column in view.body if column is not labels)
    if len(told) < view.n_rows or len(set(told)) < len(told) or len(units) < 2:
        return None
    headers = [column.path[-1] for column in units]
    numbered = _counts_through(headers)
    heads = Heads(policy)
    rows, tops = heads.share(told), 0.0 if numbered else heads.share(headers)
    nameless = labels.is_index or fold(labels.path[-1]) in NAMING | {"", "index"}
    named = any(view.column_axis) and nameless and tops < 0.5
    mixed = numbered and nameless and _of_several_kinds(units)
    by_words = rows > tops and (rows >= 0.5 or numbered) and not _are_groups(headers)
    by_words = by_words and not any(heads.sums_up(unit.path) for unit in units)
    return Turned(labels, units, numbered, named or mixed) if named or mixed or by_words else None


def _counts_through(headers: Sequence[str]) -> bool:
    return headers in ([str(k) for k in range(len(headers))], [str(k + 1) for k in range(len(headers))])


def _of_several_kinds(units: Sequence[Column]) -> bool:
    """Return whether some cells are words and others are numbers, as where each row is an attribute."""
    texts = {text for column in units for text in column.texts if text}
    words = {text for text in texts if any(map(str.isalpha, text))}
    return bool(words) and words != texts


def _are_groups(headers: Sequence[str]) -> bool:
    """Return whether headers are those of groups, as in the first table of a paper."""
    return any(GROUP.search(header) for header in headers)


def in_long_form(view: TableView, policy: Policy) -> Long | None:
    """Return how a table is in long form; None where no column names attributes that another one gives.

    Columns called as melt() calls them tell it, and so does the level without a name that stack() leaves.
    """
    if view.n_rows < 2:
        return None
    heads = Heads(policy)
    called = [(column, fold(column.path[-1])) for column in view.body]
    given = [column for column, name in called if name in GIVEN]
    series = [column for column, name in called if name in SERIES]
    for named in sorted(view.columns, key=lambda column: fold(column.path[-1]) not in NAMING):
        if named.kind != "text" or (named.is_index and len(view.index) == 1 and len(view.body) > 1):
            continue
        attributes = tuple(dict.fromkeys(named.texts))
        if not 1 <= len(attributes) <= MOST_NAMES or "" in attributes:
            continue
        is_alone = len(view.body) - (not named.is_index) == 1
        found = _whose(view, named, attributes, heads, series if is_alone else given)
        if found is not None:
            return found
    return None


def _whose(
    view: TableView, named: Column, attributes: tuple[str, ...], heads: Heads, called_so: Sequence[Column]
) -> Long | None:
    """Return the long form with a column of names, where the other columns are keys and one of values.

    `called_so` are the columns whose headers say that they give anything.
    """
    plain = [c for c in called_so if c is not named]
    values = plain[-1] if plain else next((c for c in reversed(view.body) if c is not named), None)
    if values is None or (not plain and heads.is_name(values.path[-1])):
        return None
    stacked = named.is_index and not named.label and sum(not c.label for c in view.index) == 1 and len(view.body) == 1
    naming = fold(named.path[-1]) in NAMING
    told = (plain or naming) and heads.share(attributes) >= 0.5
    if not told and not (plain and (naming or stacked)):
        return None
    keys = tuple(c for c in view.columns if c is not named and c is not values)
    if not keys or any(heads.gives(c.path) for c in keys if not c.is_index):
        return None
    whose = list(zip(*(c.texts for c in keys), strict=True))
    units = len(set(whose))
    if len(set(zip(whose, named.texts, strict=True))) < view.n_rows or units < 2:
        return None
    if 2 * view.n_rows < units * len(attributes) or (len(attributes) == 1 and not plain):
        return None
    return Long(named, values, keys, attributes, bool(plain) and (naming or stacked))
