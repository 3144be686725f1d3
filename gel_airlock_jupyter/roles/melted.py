"""Tables in long form: one column names the figure, another gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.fields import fields_at
from gel_airlock_jupyter.roles.signature import Field, FieldAt
from gel_airlock_jupyter.roles.variant_texts import holds_variants
from gel_airlock_jupyter.subjects import Column, TableView

FIGURE = re.compile(r"\s*<?\s*[\d.,]+(?:[eE][-+]?\d+)?\s*%?\s*")
MOST_NAMES = 64
MOST_ROWS = 2_000_000
FEW_ROWS = 5_000
FIGURES = frozenset({Field.COUNT, Field.FREQUENCY, Field.HOMOZYGOTES, Field.HETEROZYGOTES})


@dataclass(frozen=True)
class Melted:
    """A table in long form: the columns with names and values, and the fields that the names are."""

    names: Column
    values: Column
    fields: tuple[FieldAt, ...]


def melted(view: TableView, policy: Policy) -> Melted | None:
    """Return how a table of variants was melted, or None.

    A column of few texts names figures of variants, another one gives them, and a third names the variants (or the
    names include an identifier or a position).
    """
    if view.n_rows > MOST_ROWS:
        return None
    giving = [column for column in view.body if _gives_values(column)]
    if not 1 <= len(giving) <= 2:
        return None
    for names in view.columns:
        if names.kind != "text" or len(set(names.texts[:1000])) > MOST_NAMES:
            continue
        values = [c for c in giving if c is not names]
        distinct = list(dict.fromkeys(names.texts)) if len(values) == 1 else []
        if not distinct or len(distinct) > MOST_NAMES:
            continue
        fields = fields_at([(values[0].position, (text,), text) for text in distinct], policy)
        has = {at.field for at in fields}
        placed = {Field.CHROMOSOME, Field.POSITION} <= has or Field.VARIANT in has
        placed = placed or any(holds_variants(column) for column in view.columns)
        if has & FIGURES and placed and 2 * len(fields) >= len(distinct) and _repeats(view, names, values[0]):
            return Melted(names, values[0], fields)
    return None


def _repeats(view: TableView, names: Column, values: Column) -> bool:
    """Return whether a variant has several rows, one for each figure; a long table is not gone through."""
    if view.n_rows > FEW_ROWS or len(set(names.texts)) < 2:
        return True
    others = [column for column in view.columns if column is not names and column is not values]
    return len(set(zip(*(column.texts for column in others), strict=True))) < view.n_rows


def _gives_values(column: Column) -> bool:
    if column.kind in ("whole", "number"):
        return True
    texts = [text for text in column.texts[:200] if text]
    return column.kind in ("text", "other") and 4 * sum(bool(FIGURE.fullmatch(text)) for text in texts) > len(texts) > 0
