"""The words of an output that may be identifiers, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.roles.model import Reading, Role
from gel_airlock_jupyter.subjects import Column, TableView, View

BLANK = re.compile(r"""[\s,;|/:()\[\]{}"'=<>]+""")
EVERY = re.compile(r"[^0-9A-Za-z]+")
VARIANT_ROLES = (Role.VARIANT, Role.ALLELE, Role.CHROMOSOME, Role.GENE, Role.POSITION, Role.P_VALUE)
STEP = 20_000  # values between two looks at the clock


@dataclass(frozen=True)
class Tokens:
    """Words and numbers of an output with their places; `places` counts all of them."""

    texts: dict[str, list[Location]] = field(default_factory=dict)
    numbers: dict[int, list[Location]] = field(default_factory=dict)

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
    found = {text.strip(), *BLANK.split(text), *EVERY.split(text)}
    return {word for word in found if len(word) >= shortest and any(c.isdigit() for c in word)}


def tokens_of(view: View, reading: Reading, shortest: int, clock: Clock) -> Tokens:
    """Return the words and numbers of an output.

    Columns of variants are left out where a row is a variant: rs numbers and positions are no identifiers of people.
    """
    tokens = Tokens()
    for placed in view.placed_texts():
        tokens.add(placed.text, placed.where, shortest)
    if isinstance(view, TableView):
        for column in view.columns:
            role = reading.of(column.position)
            if role is Role.POSITION or (reading.level == "variant" and role in VARIANT_ROLES):
                continue
            for row, text in _cells(column, shortest):
                if row % STEP == 0:
                    clock.check()
                tokens.add(text, Location("cell", f"row {row + 1}", row, column.position), shortest)
    return tokens


def _cells(column: Column, shortest: int) -> Iterator[tuple[int, str]]:
    """Yield rows and texts of the cells that are long enough; whole numbers as digits."""
    profile = column.profile
    if profile is not None:
        if not profile.whole or profile.maximum < 10 ** (shortest - 1) or column.numbers is None:
            return
        for row, number in enumerate(column.numbers.tolist()):
            if number == number and number >= 10 ** (shortest - 1):
                yield row, str(int(number))
    elif column.kind in ("text", "other"):
        for row, text in enumerate(column.texts):
            if len(text) >= shortest:
                yield row, text
