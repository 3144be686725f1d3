"""The words of an output that may be identifiers, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.plain_text import plain
from gel_airlock_jupyter.roles.model import Reading, Role
from gel_airlock_jupyter.subjects import TableView, View

BLANK = re.compile(r"""[\s,;|/:()\[\]{}"'=<>]+""")
EVERY = re.compile(r"[^0-9A-Za-z]+")
VARIANT_ROLES = (Role.VARIANT, Role.ALLELE, Role.CHROMOSOME, Role.GENE, Role.POSITION, Role.P_VALUE)
THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:([ ,.'’_])\d{3})(?:\1\d{3})+(?![\w]|[.,]\d)")
MANY = 20_000  # cells of a column from which on known identifiers are looked for, not every word noted


@dataclass(frozen=True)
class Tokens:
    """Words and numbers of an output with their places, and columns as they are.

    `columns` are of large whole numbers, `long` of many texts or where the data live elsewhere.
    """

    texts: dict[str, list[Location]] = field(default_factory=dict)
    numbers: dict[int, list[Location]] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    long: list[Column] = field(default_factory=list)

    def add(self, text: str, where: Location, shortest: int) -> None:
        """Note a text's words that are long enough and hold a digit."""
        for word in words_of(text, shortest):
            if word.isdigit() and len(word) < 19:
                self.numbers.setdefault(int(word), []).append(where)
            else:
                self.texts.setdefault(word, []).append(where)


def words_of(text: str, shortest: int) -> set[str]:
    """Return the words of a text in which an identifier may hide: whole, between blanks, between signs."""
    if len(text) < shortest:
        return set()
    text = plain(text)
    found = {text.strip(), *BLANK.split(text), *EVERY.split(text)}
    found |= {re.sub(r"\D", "", match[0]) for match in THOUSANDS.finditer(text)}
    return {word for word in found if len(word) >= shortest and any(c.isdigit() for c in word)}


def tokens_of(view: View, reading: Reading, shortest: int, clock: Clock) -> Tokens:
    """Return the words and numbers of an output.

    Columns of variants are left out where a row is a variant: rs numbers and positions are no identifiers of people.
    """
    tokens = Tokens()
    for placed in getattr(view, "placed_texts", tuple)():
        tokens.add(placed.text, placed.where, shortest)
    if isinstance(view, TableView):
        for column in view.columns:
            role = reading.of(column.position)
            if role is Role.POSITION or (reading.level == "variant" and role in VARIANT_ROLES):
                continue
            if column.is_remote or (column.length > MANY and column.kind in ("text", "other") and not column.profile):
                tokens.long.append(column)
                continue
            if column.profile is not None:
                if column.profile.whole and column.profile.maximum >= 10 ** (shortest - 1):
                    tokens.columns.append(column)
                continue
            for row, text in _long_cells(column, shortest):
                clock.check()
                tokens.add(text, Location("cell", f"row {row + 1}", row, column.position), shortest)
    return tokens


def _long_cells(column: Column, shortest: int) -> Iterator[tuple[int, str]]:
    """Yield rows and texts of the cells that are long enough to hold an identifier."""
    if column.kind not in ("text", "other"):
        return
    for row, text in enumerate(column.texts):
        if len(text) >= shortest:
            yield row, text
