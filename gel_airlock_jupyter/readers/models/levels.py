"""People behind the terms of a fit: levels of its factors, outcomes, and outcomes within a level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.subjects import Group

CODED = re.compile(r"\[[^\]]*\]")  # the level in "C(site)[T.b]:sex"
CATEGORICAL = ("MNLogit", "OrderedModel", "ConditionalMNLogit", "OrdinalGEE", "NominalGEE")
MOST_LEVELS = 50


@dataclass(frozen=True)
class Design:
    """What a model was fitted to.

    Parameters
    ----------
    exog : array or None
        Terms, of shape (rows, terms).
    names : sequence of str
        Their names.
    people : array
        People in each row: 1, more in grouped data, 0 where the row has no weight.
    outcomes : mapping
        By the name of an outcome ("events"), the people with it in each row.
    """

    exog: Any
    names: Sequence[str]
    people: Any
    outcomes: Mapping[str, Any]

    @property
    def is_grouped(self) -> bool:
        """Return whether a row stands for several people."""
        return bool(len(self.people)) and float(self.people.max()) > 1

    @property
    def unused(self) -> int:
        """Return how many rows have no weight."""
        return int(np.count_nonzero(self.people == 0))


def design_of(model: Any, names: Sequence[str]) -> Design:
    """Return what a model of statsmodels was fitted to."""
    exog = getattr(model, "exog", None)
    exog = np.asarray(exog, dtype=float) if exog is not None and np.ndim(exog) == 2 else None
    endog = np.asarray(getattr(model, "endog", ()))
    rows = len(exog) if exog is not None else len(endog)
    people = _people(model, rows)
    return Design(exog, names, people, dict(_outcomes(model, endog, people)))


def _people(model: Any, rows: int) -> Any:
    """Return the people in each row: by frequency weights, trials of grouped data, or whether it has a weight."""
    for attribute in ("freq_weights", "n_trials"):
        given = getattr(model, attribute, None)
        if given is not None and np.shape(given) == (rows,):
            values = np.asarray(given, dtype=float)
            if len(values) and np.array_equal(values, np.round(values)) and values.max() > 1:
                return values
    weights = getattr(model, "weights", None)
    weighted = weights is not None and np.shape(weights) == (rows,)
    return (np.asarray(weights, dtype=float) != 0).astype(float) if weighted else np.ones(rows)


def _outcomes(model: Any, endog: Any, people: Any) -> Iterator[tuple[str, Any]]:
    status = getattr(model, "status", None)
    if status is not None and np.shape(status) == np.shape(people):
        endog = np.asarray(status)
    if endog.ndim != 1 or not len(endog) or len(endog) != len(people):
        return
    trials = getattr(model, "n_trials", None)
    if _is_binary(endog) or (trials is not None and np.array_equal(trials, people)):
        yield "events", np.round(endog * people)
        yield "no event", np.round((1 - endog) * people)
    elif type(model).__name__ in CATEGORICAL and len(levels := np.unique(endog)) <= MOST_LEVELS:
        for level in levels:
            yield f"outcome {level:g}", people * (endog == level)


def _is_binary(values: Any) -> bool:
    """Return whether all values are 0 or 1, without sorting them."""
    return bool(((values == 0) | (values == 1)).all())


def groups_of(design: Design) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return the people behind each level and outcome; and those with an outcome within a level.

    The latter belong to the former where the fit gives them back exactly: as many terms as different rows.
    """
    levels = [(level, design.people * chosen) for level, chosen in _levels(design)]
    groups = [Group(level, int(people.sum())) for level, people in levels]
    groups += [Group(name, int(people.sum())) for name, people in design.outcomes.items()]
    crossed = [
        Group(f"{name} within {level}", int(held[people > 0].sum()))
        for level, people in levels
        for name, held in design.outcomes.items()
    ]
    return (tuple(groups + crossed), ()) if _is_saturated(design) else (tuple(groups), tuple(crossed))


def _levels(design: Design) -> Iterator[tuple[str, Any]]:
    """Yield the rows of every level of a factor, whichever way it is coded, and of every rarely non-zero term."""
    if design.exog is None:
        return
    columns = dict(zip(design.names, design.exog.T, strict=False))
    for names in _terms(columns):
        block = np.column_stack([columns[name] for name in names])
        codes = _codes(block, 1 + len(names))
        if codes is not None:
            for code in range(int(codes.max(initial=0)) + 1):
                yield _called(names, block, codes == code), codes == code
        elif len(names) == 1 or any(":" in name for name in names):
            for name in names:
                present = columns[name] != 0
                if 0 < np.count_nonzero(present) < len(present):
                    yield name, present


def _codes(block: Any, most: int) -> Any:
    """Return the number of the level of each row; None for what has more levels than its columns can tell apart."""
    code = np.zeros(len(block), dtype=np.int64)
    for column in block.T:
        values, places = np.unique(column, return_inverse=True)
        if len(values) > MOST_LEVELS:
            return None
        seen, code = np.unique(code * len(values) + places, return_inverse=True)
        if len(seen) > most:
            return None
    return code if len(np.unique(code)) > 1 else None


def _called(names: Sequence[str], block: Any, rows: Any) -> str:
    """Return the name of a level: that of its column of ones, or of the factor where all columns are alike."""
    first = block[rows][0]
    ones = [name for name, value in zip(names, first, strict=True) if value == 1]
    if len(names) == 1:
        return names[0] if first[0] else f"not {names[0]}"
    return ones[0] if len(ones) == 1 else f"another level of {CODED.sub('', names[0])}"


def _terms(columns: Mapping[str, Any]) -> list[list[str]]:
    """Return the names of columns, those of one factor together: "C(site)[T.b]" and "C(site)[T.c]", "site_b" too."""
    found: dict[str, list[str]] = {}
    for name in columns:
        found.setdefault(CODED.sub("[]", name), []).append(name)
    dummies: dict[str, list[str]] = {}
    for name, column in columns.items():
        if "_" in name and "[" not in name and _is_binary(column) and 0 < column.sum() < len(column):
            dummies.setdefault(name.rpartition("_")[0], []).append(name)
    for names in dummies.values():
        if len(names) > 1 and np.sum([columns[name] for name in names], axis=0).max() <= 1:
            for name in names:
                found.pop(name, None)
            found[" ".join(names)] = names
    return list(found.values())


def _is_saturated(design: Design) -> bool:
    """Return whether a fit has a term for every different row: it gives the outcome of each of them back."""
    if design.exog is None or not design.outcomes:
        return False
    terms = np.linalg.matrix_rank(design.exog[:10_000]) if design.exog.shape[1] <= MOST_LEVELS else 0
    return bool(terms) and (design.exog.shape[1] == 1 or _codes(design.exog, int(terms)) is not None)
