"""How many people are behind each statistic of a table: shown, declared, or proven by the session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.told_sizes import told_size
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.proof import COUNTING, Recount
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.averages import is_averaged
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.keys import is_measured
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import is_size_name, words_of
from gel_airlock_jupyter.roles.statistic_rows import count_rows
from gel_airlock_jupyter.subjects import TableView

Array = NDArray[Any]
STATISTICS = (Role.STATISTIC,)
PLAIN = (Role.NUMBER, Role.AGE, Role.PERSON, Role.UNKNOWN_COUNT)
SHOWN_PLAIN = PLAIN[:-1]  # means under the name of what they are of, beside the sizes of the groups


@dataclass(frozen=True, eq=False)
class People:
    """People behind the cells of one column.

    `least` and `most` are arrays of shape (rows,), NaN where not known: `<5` is 1 to 4. `source` says how it is known,
    `sure` is False where it is an upper bound that holds only if the table was made from that frame.
    """

    column: Column
    least: Array
    most: Array
    source: str
    sure: bool = True


def statistic_columns(view: TableView, context: Context) -> tuple[Column, ...]:
    """Return the columns that show statistics of people: by role, by their decimals, by recomputation, or as declared.

    Whoever declares contributors, or that a row is a group, says that plain numbers are those of several people.
    """
    reading = context.reading
    if reading.level not in ("aggregate", "unsure") or reading.genetics is not None:
        return ()
    known = proof_of(view, context)
    contributors = context.declared.get("contributors") is not None
    groups = context.declared.get("row_is") == "group"
    sized = reading.level == "aggregate" and (
        _has_sizes(view, context) or (context.declared.get("n") is not None and is_of_everybody(view, context))
    )
    found = []
    for column in view.body:
        role = reading.of(column.position)
        proven = set(known.statistics.get(column.position, ())) - COUNTING if known else set()
        averaged = role in PLAIN and reading.level == "aggregate" and is_averaged(column)
        beside = sized and role in SHOWN_PLAIN and column.kind == "number" and is_measured(column)
        said = role in PLAIN and (
            contributors or (groups and role is not Role.UNKNOWN_COUNT and column.kind == "number")
        )
        if (role in STATISTICS or proven or averaged or beside or said) and role is not Role.COUNT:
            found.append(column)
    return tuple(found)


def _has_sizes(view: TableView, context: Context) -> bool:
    """Return whether a column gives the sizes of groups beyond doubt: other numbers beside it are about them."""
    counts = (view.columns[c.position].path for c in context.reading.having(Role.COUNT))
    return any(is_size_name(path, context.policy) for path in counts)


def proof_of(view: TableView, context: Context) -> Recount | None:
    """Return the table recomputed from a live frame, None in a process without one or where nothing fits."""
    if context.session is None:
        return None
    found: Recount | None = context.session.recount(view)
    return found


def people_behind(view: TableView, columns: Sequence[Column], context: Context) -> dict[int, People]:
    """Return by position what is known of the people behind columns.

    What was recomputed comes first, since it counts people where the table may count rows; then what the table shows,
    then what is declared, then an upper bound.
    """
    known: dict[int, People] = {}
    proof = proof_of(view, context)
    for source in (_recounted(proof), _shown(view, context), _declared(view, context), _bounded(proof, context)):
        for position, (least, most, words, sure) in source.items():
            column = next((c for c in columns if c.position == position), None)
            if column is not None and position not in known:
                known[position] = People(column, least, most, words, sure)
    return known


Known = Mapping[int, tuple[Array, Array, str, bool]]


def _recounted(proof: Recount | None) -> Known:
    if proof is None or not proof.is_proof:
        return {}
    return {position: (people, people, proof.words, True) for position, people in proof.people.items()}


def _bounded(proof: Recount | None, context: Context) -> Known:
    if proof is None or proof.is_proof:
        return {}
    if context.declared.get("cohort") is not None:
        words = f"declared: cohort `{proof.frame}` by {', '.join(proof.by)}"
        return {position: (people, people, words, True) for position, people in proof.people.items()}
    nothing = np.zeros(1)
    return {p: (nothing.repeat(len(people)), people, proof.words, False) for p, people in proof.people.items()}


def _declared(view: TableView, context: Context) -> Known:
    """Return what `contributors=` says, or `n=` for statistics of everybody such as a regression's."""
    given = context.declared.get("contributors")
    found: dict[int, tuple[Array, Array, str, bool]] = {}
    if isinstance(given, Mapping):
        words = str(given.get("from") or "declared: contributors=")
        cells, least = given.get("cells") or {}, given.get("least")
        for column in view.body:
            listed = cells.get(column.label)
            if listed is not None and len(listed) == view.n_rows:
                array = np.array([np.nan if value is None else float(value) for value in listed])
                found[column.position] = (array, array, words, True)
            elif least is not None and not cells:
                array = np.full(view.n_rows, float(least))
                found[column.position] = (array, array, words, True)
    elif context.declared.get("n") is not None and is_of_everybody(view, context):
        array = np.full(view.n_rows, float(context.declared["n"]))
        found = {column.position: (array, array, "declared: n=", True) for column in view.body}
    return found


def is_of_everybody(view: TableView, context: Context) -> bool:
    """Return whether one number of people is behind the whole table: a correlation or the terms of a model."""
    if context.reading.shape in ("correlation", "describe", "regression"):
        return True
    names = {fold(column.path[-1]) for column in view.body}
    labels = next((column for column in view.columns if column.kind == "text"), None)
    if labels is not None and len(view.columns) == 2:
        names |= {fold(text) for text in labels.texts[:50]}  # a test's statistic and p-value, one below the other
    statistics = {fold(view.columns[c.position].path[-1]) for c in context.reading.having(Role.STATISTIC)}
    if statistics and statistics <= context.policy.words("comparison_names") | context.policy.words("p_value_names"):
        return True
    return bool(names & context.policy.words("model_names"))


def _shown(view: TableView, context: Context) -> Known:
    """Return what the table itself says: a row of counts, a count beside each statistic, or a column of sizes."""
    marks = marks_of(context.policy)
    found: dict[int, tuple[Array, Array, str, bool]] = {}
    counted = count_rows(view, context.policy)
    for column in view.body:
        beside = None if counted else sizes_for(column, view, context)
        if counted:
            texts = [column.texts[counted[row]] if row in counted else "" for row in range(view.n_rows)]
            words = "as the table's row of counts tells"
        elif (told := told_size(column, view, context, marks.threshold)) is not None and beside is None:
            found[column.position] = (*told, True)
            continue
        elif beside is not None:
            texts, words = list(beside.texts), f"as the table's column '{beside.label}' tells"
        else:
            continue
        ends = [parse(text, "count", marks) if text else None for text in texts]
        if all(end is None for end in ends):
            continue
        low = np.array([np.nan if q is None else _number(q.lower, 0.0) for q in ends])
        high = np.array([np.nan if q is None else _number(q.upper, np.inf) for q in ends])
        found[column.position] = (low, high, words, True)
    return found


def _number(value: Any, otherwise: float) -> float:
    return otherwise if value is None else float(value)


def sizes_for(column: Column, view: TableView, context: Context) -> Column | None:
    """Return the column of group sizes that belongs to a statistic."""
    words = context.policy.words("group_size_names")
    counts = [c for c in _sizes(view, context, words) if c is not column]
    if len(column.path) > 1:
        beside = [c for c in counts if c.path[:-1] == column.path[:-1] or c.path[1:] == column.path[1:]]
        if beside:
            return beside[0]
    about = words_of(column.label) - context.policy.words("statistic_words") - words
    named = [c for c in counts if about and about <= words_of(c.label)]
    if named:
        return named[0]
    plain = [c for c in counts if fold(c.path[-1]) in words]
    if plain:
        return plain[0]
    return counts[0] if len(counts) == 1 else None


def _sizes(view: TableView, context: Context, words: frozenset[str]) -> list[Column]:
    """Return the columns of sizes of a table, looked for once."""
    if "sizes" not in context.memo:
        context.memo["sizes"] = [c for c in view.body if _is_size(c, context, words)]
    found: list[Column] = context.memo["sizes"]
    return found


def _is_size(column: Column, context: Context, words: frozenset[str]) -> bool:
    role = context.reading.of(column.position)
    if role is Role.STATISTIC or role in PLAIN:  # describe() makes statistics of all its columns, counts too
        return fold(column.path[-1]) in words and column.profile is not None and column.profile.whole
    return role in (Role.COUNT, Role.UNKNOWN_COUNT)


def shown_cells(column: Column) -> Iterator[int]:
    """Yield the rows where a statistic is shown: not missing, not masked."""
    numbers = column.numbers
    if numbers is not None:
        yield from np.flatnonzero(~np.isnan(numbers.astype(float))).tolist()
        return
    for row, text in enumerate(column.texts):
        quantity = parse(text) if text and any(c.isdigit() for c in text) else None
        if quantity is not None and not quantity.is_hidden:
            yield row
