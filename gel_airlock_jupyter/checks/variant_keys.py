"""Which variants and genes a table names, in one way of writing: what the ledger keeps of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.joint.published import Variants
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.variant_texts import SEVERAL, VARIANT, holds_variant_lists, holds_variants
from gel_airlock_jupyter.subjects import TableView

MOST = 2_000  # of variants and of genes; longer lists are bulk data, and only their length is kept
PLACE = re.compile(
    r"(?:chr)?(\d{1,2}|[XYM]|MT)[:_\-.](\d{4,})(?:[:_\-./>]([ACGTN*]+))?(?:[:_\-./>]([ACGTN*]+))?", re.IGNORECASE
)


def variants_in(view: TableView, context: Context, *, for_matchmaker: bool) -> Variants | None:
    """Return the variants and genes that a table names; None where it names none.

    Parameters
    ----------
    view, context : TableView, Context
        The table and how it was read.
    for_matchmaker : bool
        Whether it is a submission to a matchmaker.
    """
    reading = context.reading
    if reading.genetics is None and not for_matchmaker:
        return None
    columns = [c for c in view.columns if holds_variants(c) or holds_variant_lists(c)]
    place = [view.columns[c.position] for c in reading.having(Role.CHROMOSOME, Role.POSITION, Role.ALLELE)]
    placed = {Role.CHROMOSOME, Role.POSITION} <= {c.role for c in reading.columns}
    genes = [view.columns[c.position] for c in reading.having(Role.GENE)]
    if not columns and not placed and not for_matchmaker:
        return None
    if view.n_rows > MOST:
        return Variants(more=view.n_rows, for_matchmaker=for_matchmaker)
    keys = _named(columns) if columns or not placed else _placed(place, view.n_rows)
    return Variants(_kept(keys), _kept(_texts(genes)), for_matchmaker=for_matchmaker)


def _kept(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text})[:MOST])


def _texts(columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        yield from (text.strip().upper() for text in column.texts)


def _named(columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        for text in column.texts:
            yield from (variant_key(part) for part in SEVERAL.split(text) if VARIANT.fullmatch(part))


def _placed(columns: list[Column], rows: int) -> Iterator[str]:
    for row in range(rows):
        yield variant_key("-".join(column.texts[row].strip() for column in columns[:4]))


def variant_key(text: str) -> str:
    """Return the name of a variant as `1-12345-A-G`; another name, such as an rs number, as it is written."""
    match = PLACE.fullmatch(text.strip())
    return "-".join(part.upper() for part in match.groups() if part) if match else text.strip()
