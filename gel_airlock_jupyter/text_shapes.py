"""What all texts of a column have in common, and which patterns cannot occur in any text of that shape.

A column of ten million rs numbers holds no platekey: that follows from its shape, and no text has to be searched. The
proof is sound and one-sided: whatever it does not understand, it calls possible, and the texts are searched after all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gel_airlock_jupyter.plain_text import search

LONGEST = 64


@dataclass(frozen=True)
class TextShape:
    """The shape of every text of a column: one of few texts, or a prefix and characters of an alphabet.

    Parameters
    ----------
    texts : tuple of str
        All distinct texts, where they are few; then nothing else counts.
    prefix : str
        How every text begins.
    alphabet : str or None
        The characters after the prefix; None for any.
    shortest, longest : int
        Lengths in characters, the prefix included.
    """

    texts: tuple[str, ...] | None = None
    prefix: str = ""
    alphabet: str | None = None
    shortest: int = 0
    longest: int = 0

    def may_hold(self, pattern: re.Pattern[str]) -> bool:
        """Return False where no text of this shape can hold the pattern."""
        if self.texts is not None:
            return any(search(pattern, text) for text in self.texts)
        try:
            return _may_hold(self, pattern)
        except _Unknown:
            return True


def lacks(text: str, pattern: re.Pattern[str]) -> bool:
    """Return True where a text lacks a character that every match of a pattern holds, such as the `@` of an address."""
    return any(character not in text for character in _certain(pattern))


class _Unknown(Exception):
    """The pattern uses something this proof does not follow."""


def _may_hold(shape: TextShape, pattern: re.Pattern[str]) -> bool:
    """Follow the pattern once over the longest text; any place from the shortest length on may also be its end.

    A text longer than `LONGEST` holds nothing that a shorter one could not: behind the prefix all places are alike, so
    repetitions beyond the fewest may be left out.
    """
    tree, width = _parsed(pattern)
    if width > shape.longest:
        return False
    if shape.alphabet is None or (shape.longest > LONGEST and _reach(tree) + 2 * len(shape.prefix) + 4 > LONGEST):
        return True
    length = min(shape.longest, LONGEST)
    shortest = shape.shortest if length == shape.longest else len(shape.prefix)
    places: list[str] = [*shape.prefix, *[shape.alphabet] * (length - len(shape.prefix))]
    walk = _Walk(places, shortest, bool(pattern.flags & re.IGNORECASE))
    return bool(walk.ends(tree, set(range(length + 1))))


@lru_cache(maxsize=128)
def _parsed(pattern: re.Pattern[str]) -> tuple[Sequence[Any], int]:
    try:
        from re import _parser  # type: ignore[attr-defined]
    except ImportError:
        raise _Unknown from None
    tree = _parser.parse(pattern.pattern, pattern.flags)
    return list(tree), int(tree.getwidth()[0])


@lru_cache(maxsize=128)
def _certain(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return characters that every match holds; none where case does not matter."""
    try:
        tree, _ = _parsed(pattern)
    except _Unknown:
        return frozenset()
    folds_case = bool(pattern.flags & re.IGNORECASE)
    return frozenset() if folds_case else frozenset(chr(node[1]) for node in tree if str(node[0]) == "LITERAL")


def _reach(nodes: Iterable[Any]) -> int:
    """Return how many places a match takes at most that repeats nothing more often than it must, and once more.

    The once more is for a repetition that begins in the prefix and ends behind it.
    """
    total = 0
    for node in nodes:
        name, argument = str(node[0]), node[1]
        if name == "BRANCH":
            total += max(_reach(branch) for branch in argument[1])
        elif name == "SUBPATTERN":
            total += _reach(argument[3])
        elif name == "ATOMIC_GROUP":
            total += _reach(argument)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            total += (int(argument[0]) + 1) * _reach(argument[2])
        else:
            total += 1
    return total


@dataclass(frozen=True)
class _Walk:
    """Follows a parsed pattern over places, each of which holds any one of some characters.

    The text may end at any place from `shortest` on. `may` and `must` keep which node meets which characters; nodes
    are told apart by identity.
    """

    places: Sequence[str]
    shortest: int
    folds_case: bool
    may: dict[tuple[int, str], bool] = field(default_factory=dict)
    must: dict[tuple[int, str], bool] = field(default_factory=dict)

    def ends(self, nodes: Iterable[Any], starts: set[int]) -> set[int]:
        """Return where a match of the nodes may end that starts at one of the places."""
        for node in nodes:
            starts = self._step(node, starts)
            if not starts:
                break
        return starts

    def _step(self, node: Any, starts: set[int]) -> set[int]:
        name, argument = str(node[0]), node[1]
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            return {at + 1 for at in starts if at < len(self.places) and self._may(node, self.places[at])}
        if name == "BRANCH":
            return set().union(*(self.ends(branch, starts) for branch in argument[1]))
        if name == "SUBPATTERN":
            return self.ends(argument[3], starts)
        if name == "ATOMIC_GROUP":
            return self.ends(argument, starts)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, nodes = argument
            return self._repeated(least, most, nodes, starts)
        if name == "AT":
            return {at for at in starts if at == 0} if str(argument) == "AT_BEGINNING_STRING" else starts
        if name == "ASSERT":
            return starts
        if name == "ASSERT_NOT":
            direction, nodes = argument
            return {at for at in starts if not self._must(direction, nodes, at)}
        raise _Unknown

    def _repeated(self, least: Any, most: Any, nodes: Any, starts: set[int]) -> set[int]:
        found = starts
        for _ in range(int(least)):
            found = self.ends(nodes, found)
        every = set(found)
        for _ in range(min(int(most) - int(least), len(self.places) + 1)):
            found = self.ends(nodes, found) - every
            if not found:
                break
            every |= found
        return every

    def _must(self, direction: int, nodes: Any, at: int) -> bool:
        """Return whether an assertion about a single character holds whatever the text is."""
        listed = list(nodes)
        place = at if direction > 0 else at - 1
        if len(listed) != 1 or not 0 <= place < len(self.places) or (direction > 0 and place >= self.shortest):
            return False
        name, argument = str(listed[0][0]), listed[0][1]
        if name not in ("LITERAL", "IN"):
            return False
        key = (id(nodes), self.places[place])
        if key not in self.must:
            self.must[key] = all(self._is(name, argument, character) for character in self.places[place])
        return self.must[key]

    def _may(self, node: Any, characters: str) -> bool:
        key = (id(node), characters)
        if key not in self.may:
            self.may[key] = any(self._is(str(node[0]), node[1], character) for character in characters)
        return self.may[key]

    def _is(self, name: str, argument: Any, character: str) -> bool:
        if name == "ANY":
            return True
        if name == "LITERAL":
            return self._equal(character, chr(argument))
        if name == "NOT_LITERAL":
            return not self._equal(character, chr(argument)) or self.folds_case
        items = [(str(kind), value) for kind, value in argument]
        negated = bool(items) and items[0][0] == "NEGATE"
        held = any(self._in(kind, value, character) for kind, value in items[negated:])
        return held != negated

    def _in(self, kind: str, value: Any, character: str) -> bool:
        if kind == "LITERAL":
            return self._equal(character, chr(value))
        if kind == "RANGE":
            forms = {character, character.lower(), character.upper()} if self.folds_case else {character}
            return any(value[0] <= ord(form) <= value[1] for form in forms if len(form) == 1)
        if kind == "CATEGORY" and str(value) in CATEGORIES:
            return CATEGORIES[str(value)].fullmatch(character) is not None
        raise _Unknown

    def _equal(self, one: str, other: str) -> bool:
        return one == other or (self.folds_case and one.casefold() == other.casefold())


CATEGORIES = {
    "CATEGORY_DIGIT": re.compile(r"\d"),
    "CATEGORY_NOT_DIGIT": re.compile(r"\D"),
    "CATEGORY_SPACE": re.compile(r"\s"),
    "CATEGORY_NOT_SPACE": re.compile(r"\S"),
    "CATEGORY_WORD": re.compile(r"\w"),
    "CATEGORY_NOT_WORD": re.compile(r"\W"),
}
