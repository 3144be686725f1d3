"""Two outputs that differ by fewer than 5 people: their difference describes those few."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.same import Link

SURE_BITS = 6.0
"""Evidence from which two tables count the same thing before and after a few people left."""
POSSIBLE_BITS = 3.5


@dataclass(frozen=True)
class Near:
    """Cells named alike in two outputs that differ by 1 to 4 people.

    `pairs` are their places with the two numbers; `is_sure` is True when the outputs are the same table twice.
    """

    first: int
    second: int
    pairs: tuple[tuple[Place, Place, int, int], ...]
    is_sure: bool

    @property
    def words(self) -> str:
        """Return the arithmetic, such as "120 - 119 = 1"."""
        shown = [f"{max(a, b):,} - {min(a, b):,} = {abs(a - b)}" for _, _, a, b in self.pairs]
        return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def near_tables(
    outputs: Sequence[Published], links: Sequence[Link], sensitive: tuple[int, int] = (1, 4)
) -> Iterator[Near]:
    """Yield the pairs of outputs whose cells of the same name differ by few people.

    That numbers of about 120 differ by at most 4 is no chance; that 7 and 9 do may be. Each cell that is near speaks
    with ``log2((1 + n) / 9)`` bits, each that is equal with ``log2(1 + n)``. Cells that are far apart speak against it,
    unless all differences have one sign, as those of a group within a group do. The more pairs of outputs name the
    same cells, the more evidence is asked: among eighty tables of one form some numbers are near by chance.
    """
    chance = math.log2(max(1, len(links)))
    for link in links:
        one, other = outputs[link.first], outputs[link.second]
        numbers = []
        for first, second in (*link.alike, *link.differing):
            a, b = one.cell(first), other.cell(second)
            if a is not None and b is not None and isinstance(a.value, int) and isinstance(b.value, int):
                numbers.append((first, second, a.value, b.value))
        found = _near(link, numbers, sensitive, chance)
        if found is not None:
            yield found


def _near(
    link: Link, numbers: list[tuple[Place, Place, int, int]], sensitive: tuple[int, int], chance: float
) -> Near | None:
    low, high = sensitive
    near = [entry for entry in numbers if low <= abs(entry[2] - entry[3]) <= high]
    if not near:
        return None
    spread = 2 * high + 1
    close = sum(max(0.0, math.log2((1 + max(a, b)) / spread)) for _, _, a, b in near)
    equal = sum(math.log2(1 + a) for _, _, a, b in numbers if a == b)
    far = [entry for entry in numbers if abs(entry[2] - entry[3]) > high]
    if not far:
        bits = close + equal
        is_sure = bits >= SURE_BITS + chance
        return Near(link.first, link.second, tuple(near), is_sure) if bits >= POSSIBLE_BITS + chance else None
    signs = {a > b for _, _, a, b in numbers if a != b}
    if equal >= SURE_BITS + chance and len(far) * 2 <= len(numbers):
        return Near(link.first, link.second, tuple(near), False)
    one_way = len(numbers) - 1 if len(signs) == 1 else 0  # that no difference has the other sign, in bits
    if one_way and close >= POSSIBLE_BITS and close + one_way >= POSSIBLE_BITS + 1 + chance:
        return Near(link.first, link.second, tuple(near), False)
    return None
