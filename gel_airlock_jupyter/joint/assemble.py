"""One system of several outputs: cells that are one number share one variable, sums across outputs are relations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.quantities import Marks
from gel_airlock_jupyter.disclosure.ratios import percentage_relations
from gel_airlock_jupyter.disclosure.system import Relation, System, Variable, system
from gel_airlock_jupyter.disclosure.tables import told
from gel_airlock_jupyter.joint.published import Number, Place, Published
from gel_airlock_jupyter.joint.same import Link
from gel_airlock_jupyter.joint.sums import Key, Sum


@dataclass(frozen=True)
class Assembled:
    """A joint system; `canonical` maps every number of every output to the variable it is."""

    system: System
    canonical: Mapping[Key, Key]

    def members(self, variables: Collection[object]) -> dict[object, list[Key]]:
        """Return the numbers that are each of some variables."""
        found: dict[object, list[Key]] = {}
        for own, chosen in self.canonical.items():
            if chosen in variables:
                found.setdefault(chosen, []).append(own)
        return found


def assemble(
    outputs: Sequence[Published], links: Iterable[Link], sums: Iterable[Sum], marks: Marks, used: Iterable[int] = ()
) -> Assembled:
    """Build the system of a reader who has all outputs.

    Parameters
    ----------
    outputs : sequence of Published
        All outputs; keys name them by position.
    links, sums : iterable
        What ties them.
    marks : Marks
        What the labels mean.
    used : iterable of int
        Outputs that take part; all by default.
    """
    chosen = set(used) or set(range(len(outputs)))
    canonical = _canonical(outputs, [link for link in links if link.first in chosen and link.second in chosen], chosen)
    variables = []
    relations: list[Relation] = []
    for number in sorted(chosen):
        output = outputs[number]
        for place, cell in output.counts():
            own = canonical[number, *place]
            variables.append(Variable(own, *told(cell, marks), output.named[place]))
        for position, stated in enumerate(output.numbers):
            own = (number, "number", position)
            variables.append(_stated(canonical[own], stated, f"'{stated.words}' of {output.called}"))
        for relation, total, owned in _owned(output, number):
            moved = tuple([canonical[part] for part in owned])
            relations.append(
                Relation(
                    canonical[total],
                    moved,
                    relation.coefficients,
                    relation.words,
                    relation.lower,
                    relation.upper,
                    relation.scale,
                    relation.certain,
                )
            )
    said: set[tuple[Key, tuple[Key, ...]]] = set()
    for sum_ in sums:
        if sum_.outputs <= chosen and sum_.percent is not None:
            latent, ratios = _ratio(sum_, canonical)
            variables += latent
            relations += ratios
        elif sum_.outputs <= chosen:
            parts = tuple(canonical[key] for key in (*sum_.parts, *sum_.minus))
            signs = (*(1 for _ in sum_.parts), *(-1 for _ in sum_.minus)) if sum_.minus else ()
            name = (canonical[sum_.total], parts)
            if name[0] not in parts and name not in said:
                said.add(name)
                relations.append(Relation(canonical[sum_.total], parts, signs, words=sum_.words))
    known = {variable.key for variable in variables}
    variables += [_latent(key, outputs) for key in dict.fromkeys(canonical.values()) if key not in known]
    return Assembled(system(variables, relations, sensitive=(1, marks.threshold - 1)), canonical)


def _canonical(outputs: Sequence[Published], links: Sequence[Link], chosen: set[int]) -> dict[Key, Key]:
    """Return the variable of every number: the first of those that are one."""
    parent: dict[Key, Key] = {}
    for number in sorted(chosen):
        parent.update(_keys(outputs[number], number))

    def root(key: Key) -> Key:
        above = parent[key]
        while (further := parent[above]) is not above:
            parent[key] = further
            key, above = above, further
        return above

    for link in links:
        for first, second in link.keys:
            a, b = root(first), root(second)
            if a is not b:
                a, b = (a, b) if str(a) <= str(b) else (b, a)
                parent[b] = a
    return {key: root(key) for key in parent}


def _keys(output: Published, number: int) -> dict[Key, Key]:
    """Return the joint keys of an output, each of which is its own root at first."""
    known: dict[Key, Key] | None = output.kept.get(("keys", number))
    if known is None:
        found: list[Key] = [(number, *place) for place, _ in output.counts()]
        found += [(number, "number", position) for position in range(len(output.numbers))]
        found += [own for _, total, parts in _owned(output, number) for own in (total, *parts)]
        unique = dict.fromkeys(found)
        known = output.kept["keys", number] = dict(zip(unique, unique, strict=True))
    return known


def own_key(key: object, number: int) -> Key:
    """Return the joint key of a key within one output."""
    if (
        isinstance(key, tuple)
        and len(key) == 2
        and isinstance(key[1], int)
        and (isinstance(key[0], int) or key[0] == "title")
    ):
        return (number, *key)
    return (number, "latent", str(key))


def _ratio(one: Sum, canonical: Mapping[Key, Key]) -> tuple[list[Variable], list[Relation]]:
    """Return ``lower * whole <= 100 * count <= upper * whole`` of a percentage; the whole may be unprinted."""
    count = canonical[one.total]
    wholes = tuple(canonical[key] for key in one.parts)
    if one.percent is None or wholes == (count,):
        return [], []
    if len(wholes) == 1:
        return [], percentage_relations(count, wholes[0], one.percent, one.words)
    whole: Key = ("whole", *sorted(wholes, key=str))
    summed = Relation(whole, wholes, words=one.words)
    ratios = percentage_relations(count, whole, one.percent, one.words)
    return [Variable(whole, 0, None, False, "", "the sum of these counts")], [summed, *ratios]


def _owned(output: Published, number: int) -> list[tuple[Relation, Key, tuple[Key, ...]]]:
    """Return the relations of an output with the joint keys of what they name."""
    known: list[tuple[Relation, Key, tuple[Key, ...]]] | None = output.kept.get(("owned", number))
    if known is None:
        known = output.kept["owned", number] = [
            (relation, own_key(relation.total, number), tuple([own_key(part, number) for part in relation.parts]))
            for relation in output.relations
        ]
    return known


def _stated(key: Key, stated: Number, name: str) -> Variable:
    most = stated.value if stated.most is None else stated.most
    return Variable(key, stated.value, most, False, stated.quantity.text, name)


def _latent(key: Key, outputs: Sequence[Published]) -> Variable:
    """Return a number that no cell prints: one of a title, or an empty cell that a total shows not to be zero."""
    match key:
        case (int(number), "title", int(value)):
            return Variable(key, value, value, False, f"{value:,}", f"the title of {outputs[number].called}")
        case _:
            return Variable(key, 0, None, True, "", "a cell with nothing printed")


def place_of(key: Key) -> Place | None:
    """Return row and column of a cell's key; None for a stated number."""
    match key:
        case (int(), int(row), int(column)):
            return (row, column)
        case _:
            return None
