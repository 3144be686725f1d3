"""The attacker's knowledge: unknown whole numbers, what is printed of each, and how they relate."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import repeat

Key = Hashable


@dataclass(frozen=True, slots=True)
class Variable:
    """One whole number behind a published (or latent) value.

    Parameters
    ----------
    key : hashable
        Canonical name; the same key in two tables is the same number.
    lower, upper : int, int or None
        What the printed mark says (people); None means no upper limit.
    protected : bool
        True when the number must not be calculable.
    text : str
        As printed, for the words of a finding.
    name : str
        Where it stands, for the words of a finding.
    """

    key: Key
    lower: int = 0
    upper: int | None = None
    protected: bool = False
    text: str = ""
    name: str = ""

    @property
    def is_fixed(self) -> bool:
        """True when the printed mark leaves one value."""
        return self.lower == self.upper


@dataclass(frozen=True, slots=True)
class Relation:
    """``lower <= scale * total - sum(coefficient * part) <= upper`` (people times scale); an equation by default.

    Parameters
    ----------
    total : hashable
        Key of the total (or of the numerator of a percentage).
    parts : tuple of hashable
        Keys of the parts.
    coefficients : tuple of int
        One for each part; empty means 1 each.
    words : str
        How it was read, such as "read `All` as the sum of `a`, `b`".
    lower, upper : int or None
        Ends of the permitted difference; None means no limit.
    scale : int
        Factor of the total.
    certain : bool
        True when declared or true by construction. An uncertain relation that contradicts the marks is dropped,
        and said to be.
    """

    total: Key
    parts: tuple[Key, ...]
    coefficients: tuple[int, ...] = ()
    words: str = ""
    lower: int | None = 0
    upper: int | None = 0
    scale: int = 1
    certain: bool = False
    terms: tuple[tuple[Key, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that every part has a coefficient, and note the keys with theirs in ``lower <= sum <= upper``."""
        if self.coefficients and len(self.coefficients) != len(self.parts):
            raise ValueError(f"{len(self.parts)} parts but {len(self.coefficients)} coefficients")
        own = [-c for c in self.coefficients] or repeat(-1)
        object.__setattr__(self, "terms", ((self.total, self.scale), *zip(self.parts, own, strict=False)))

    @property
    def is_equation(self) -> bool:
        """True when both ends agree."""
        return self.lower is not None and self.lower == self.upper

    @property
    def is_plain_sum(self) -> bool:
        """True for an equation in which a total is the sum of its parts, each taken once."""
        return self.is_equation and not self.coefficients and self.scale == 1


@dataclass(frozen=True)
class System:
    """Variables and relations together; the input of the audit and of suppression.

    Parameters
    ----------
    variables : mapping of key to Variable
        Every number that a relation names.
    relations : tuple of Relation
        What ties them together.
    truth : mapping of key to int, optional
        The true table (people), when it is at hand; used as the first witness only.
    sensitive : tuple of int
        First and last value (people) that must stay hidden; Airlock rule CT-01: 1 to 4.
    conflicts : tuple of str
        Words for keys that two sources print differently.
    """

    variables: Mapping[Key, Variable]
    relations: tuple[Relation, ...] = ()
    truth: Mapping[Key, int] | None = None
    sensitive: tuple[int, int] = (1, 4)
    conflicts: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Check that every relation names known keys."""
        for relation in self.relations:
            for key, _ in relation.terms:
                if key not in self.variables:
                    raise ValueError(f"relation {relation.words or relation.total!r} names unknown key {key!r}")

    @property
    def protected(self) -> tuple[Key, ...]:
        """Keys that must not be calculable."""
        return tuple(key for key, variable in self.variables.items() if variable.protected)

    @property
    def names(self) -> tuple[Key, ...]:
        """All keys, in order."""
        return tuple(self.variables)

    def with_relations(self, relations: Iterable[Relation]) -> System:
        """Return the system with more relations."""
        return replace(self, relations=(*self.relations, *relations))


def system(
    variables: Iterable[Variable],
    relations: Iterable[Relation] = (),
    truth: Mapping[Key, int] | None = None,
    sensitive: tuple[int, int] = (1, 4),
) -> System:
    """Build a system from variables in any order; variables that share a key are joined."""
    joined: dict[Key, Variable] = {}
    conflicts: list[str] = []
    for variable in variables:
        known = joined.get(variable.key)
        joined[variable.key] = variable if known is None else _joined(known, variable, conflicts)
    return System(joined, tuple(dict.fromkeys(relations)), truth, sensitive, tuple(conflicts))


def join(*systems: System) -> System:
    """Join systems that share keys: a reader who has all tables knows all their marks and relations."""
    truth: dict[Key, int] = {}
    for part in systems:
        truth.update(part.truth or {})
    variables = [variable for part in systems for variable in part.variables.values()]
    relations = [relation for part in systems for relation in part.relations]
    sensitive = (min(s.sensitive[0] for s in systems), max(s.sensitive[1] for s in systems)) if systems else (1, 4)
    joined = system(variables, relations, None, sensitive)
    complete = truth if len(truth) == len(joined.variables) else None
    conflicts = (*(words for part in systems for words in part.conflicts), *joined.conflicts)
    return replace(joined, truth=complete, conflicts=conflicts)


def _joined(first: Variable, second: Variable, conflicts: list[str]) -> Variable:
    """Intersect what two marks say about one number; where they exclude each other keep the first and say so."""
    if (first.lower, first.upper, first.protected, first.text) == (
        second.lower,
        second.upper,
        second.protected,
        second.text,
    ) and first.name:
        return first
    lower = max(first.lower, second.lower)
    uppers = [upper for upper in (first.upper, second.upper) if upper is not None]
    upper = min(uppers) if uppers else None
    protected = first.protected or second.protected
    if upper is not None and lower > upper:
        name = first.name or second.name or str(first.key)
        conflicts.append(f"{name} is printed as {first.text or first.lower} and as {second.text or second.lower}")
        return replace(first, protected=protected)
    text = first.text if first.text == second.text else " and ".join(t for t in (first.text, second.text) if t)
    return Variable(first.key, lower, upper, protected, text, first.name or second.name)
