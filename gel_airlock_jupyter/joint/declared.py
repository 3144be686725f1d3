"""What a researcher says of totals: `relations=["All = women + men", "not Total"]`, read into plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.errors import InputError

EXAMPLE = 'For example relations=["All = women + men"], or relations=["not Total"] to take a reading back.'
NAME = re.compile(r"\s*(?:`(?P<quoted>[^`]+)`|(?P<plain>[^+=`]+?))\s*(?P<sign>[+=]|$)")
NOT = re.compile(r"\s*(?:not\b|!)\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared relation.

    Parameters
    ----------
    total : str
        Name of the row, column or output that is the total.
    parts : tuple of str
        Names of what it adds up; empty where every reading of the total is taken back.
    is_added : bool
        False when the reading is taken back.
    """

    total: str
    parts: tuple[str, ...]
    is_added: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name in it."""
        return (self.total, *self.parts)

    @property
    def words(self) -> str:
        """Return it as one would say it."""
        parts = ", ".join(f"`{part}`" for part in self.parts)
        if self.is_added:
            return f"declared: `{self.total}` is the sum of {parts}"
        return f"declared: `{self.total}` is not the sum of {parts or 'others'}"


def parsed(value: Any) -> tuple[Declared, ...]:
    """Read `relations=`.

    Parameters
    ----------
    value : str, list of str, or mapping
        `"total = part + part"` adds a relation, `"not total = part + part"` takes that reading back, `"not total"`
        every reading of this total; names with `+` or `=` stand in backticks. A mapping gives parts by total, False
        for taking back.

    Raises
    ------
    InputError
        If it is neither, with an example.
    """
    if isinstance(value, Mapping):
        return tuple(_entry(str(total), parts) for total, parts in value.items())
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
        raise InputError("relations= must be texts or a mapping of totals to their parts.", EXAMPLE)
    return tuple(_read(entry) for entry in value)


def _entry(total: str, parts: Any) -> Declared:
    if parts is False or parts is None:
        return Declared(total, (), False)
    if isinstance(parts, str) or not isinstance(parts, Iterable):
        raise InputError(f"relations= must give '{total}' a list of its parts, or False.", EXAMPLE)
    return _checked(Declared(total, tuple(str(part) for part in parts)), total)


def _read(text: str) -> Declared:
    taken_back = NOT.match(text)
    rest = text[taken_back.end() :] if taken_back else text
    names: list[str] = []
    signs = ""
    at = 0
    while at < len(rest):
        match = NAME.match(rest, at)
        if match is None or match.end() == at:
            raise InputError(f"'{text}' cannot be read as a relation.", EXAMPLE)
        names.append((match["quoted"] or match["plain"]).strip())
        signs += match["sign"]
        at = match.end()
    is_equation = signs.startswith("=") and "=" not in signs[1:] and len(signs) == len(names) - 1
    if not all(names) or not names or not (is_equation or (taken_back and len(names) == 1)):
        raise InputError(f"'{text}' cannot be read as a relation.", EXAMPLE)
    return _checked(Declared(names[0], tuple(names[1:]), not taken_back), text)


def _checked(one: Declared, text: str) -> Declared:
    if len(set(one.names)) < len(one.names) or (one.is_added and not one.parts):
        raise InputError(f"'{text}' names the same thing twice, or nothing.", EXAMPLE)
    return one
