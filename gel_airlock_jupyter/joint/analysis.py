"""The audit of several outputs together: what follows from all of them and from none alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gel_airlock_jupyter.disclosure.audit import Need
from gel_airlock_jupyter.disclosure.pausing import uncollected
from gel_airlock_jupyter.disclosure.quantities import Marks
from gel_airlock_jupyter.joint import (
    exposing,
    few,
    naming,
    nearly,
    remainder,
    same,
    shares,
    stack,
    stated,
    stating,
    sums,
    wider,
)
from gel_airlock_jupyter.joint.assemble import Assembled, assemble
from gel_airlock_jupyter.joint.declared import Declared
from gel_airlock_jupyter.joint.exposure import Exposure
from gel_airlock_jupyter.joint.published import Published
from gel_airlock_jupyter.joint.sums import Key, Sum


@dataclass(frozen=True)
class Analysis:
    """Outputs at hand, and those of earlier requests, audited together.

    Parameters
    ----------
    outputs : tuple of Published
        The outputs at hand first, then earlier ones, newest first.
    marks : Marks
        What the labels mean.
    need : str
        "exact" or "band", as in the audit.
    seconds : float
        Time limit; what is not decided by then counts as calculable.
    declared : tuple of Declared
        Relations among outputs, added or taken back by their names.
    """

    outputs: tuple[Published, ...]
    marks: Marks
    need: Need = "exact"
    seconds: float = 5.0
    declared: tuple[Declared, ...] = ()

    @cached_property
    def names(self) -> list[same.Names]:
        """Return the conditions of every cell of every output."""
        attribute = self._attributes
        return [naming.conditions(number, output, attribute) for number, output in enumerate(self.outputs)]

    @cached_property
    def _axes(self) -> list[naming.Axis]:
        return [axis for number, output in enumerate(self.outputs) for axis in naming.axes_of(number, output)]

    @cached_property
    def _attributes(self) -> dict[naming.AxisId, int]:
        return naming.attributes(self._axes)

    @cached_property
    def _nests(self) -> list[wider.Nest]:
        called = wider.names_of(self._axes, self._attributes)
        return list(wider.nests(self.names, called, self.at_hand))

    @cached_property
    def _identities(self) -> list[same.Link]:
        return same.identities(self.outputs, self.names)

    @cached_property
    def links(self) -> list[same.Link]:
        """Return which cells of two outputs are one number."""
        found = [link for link in self._identities if link.pairs]
        linked = {(link.first, link.second) for link in found if link.is_sure}
        new = [number for number, output in enumerate(self.outputs) if not output.is_earlier]
        pairs = [(a, b) for a in new for b in range(a + 1, len(self.outputs)) if (a, b) not in linked]
        return [*found, *same.renamed(self.outputs, pairs)]

    @cached_property
    def _stacked(self) -> stack.Stacked:
        return stack.stacked(self.outputs)

    @cached_property
    def sums(self) -> list[Sum]:
        """Return which numbers add up across outputs."""
        linked = {(link.first, link.second) for link in self.links if link.is_sure and not link.differing}
        apart = {(link.first, link.second) for link in self._identities if link.contradicts}
        margins = [list(sums.margins(number, named)) for number, named in enumerate(self.names)]
        found = [*sums.printed_margins(self.outputs, self.names, margins, linked, apart)]
        found += stated.stated_totals(self.outputs, self.names, margins)
        found += wider.sums_of(self.outputs, self._nests)
        found += sums.common_margins(self.outputs, self.names, margins, apart)
        best: dict[tuple[Key, frozenset[Key]], Sum] = {}
        stacked = [one for one in self._stacked.sums if not self._is_taken_back(one)]
        for one in (*found, *stacked, *stack.declared_sums(self.outputs, self.declared)):
            name = (one.total, frozenset((*one.parts, *one.minus)))
            if name not in best or (one.is_sure and not best[name].is_sure):
                best[name] = one
        if not self._hides:
            return [*best.values()]
        spoken = stated.spoken_shares(self.outputs, self.names, margins)
        return [*best.values(), *shares.shares(self.outputs), *spoken]

    def _is_taken_back(self, one: Sum) -> bool:
        """Return whether the researcher said that these outputs do not add up."""
        total = self.outputs[int(str(one.total[0]))].name.casefold()
        parts = {self.outputs[int(str(key[0]))].name.casefold() for key in one.parts}
        return any(
            not said.is_added
            and said.total.casefold() == total
            and (not said.parts or {part.casefold() for part in said.parts} == parts)
            for said in self.declared
        )

    @property
    def left_out(self) -> int:
        """Return how many columns were not searched for sums because there are too many."""
        return self._stacked.left_out if self._hides else 0

    @property
    def left_out_at_hand(self) -> bool:
        """Return whether some of these columns are of outputs at hand."""
        return self._hides and self._stacked.left_out_at_hand

    @cached_property
    def _hides(self) -> bool:
        return any(output.hides for output in self.outputs)

    @cached_property
    def near(self) -> list[nearly.Near]:
        """Return pairs of outputs that differ by few people, at least one of them at hand."""
        at_hand = self.at_hand
        links = [link for link in self._identities if link.first in at_hand or link.second in at_hand]
        return list(nearly.near_tables(self.outputs, links, (1, self.marks.threshold - 1)))

    @cached_property
    def slips(self) -> list[stating.Slip]:
        """Return numbers in words that differ by few people from what another output prints."""
        return list(stating.slips(self.outputs, self.names, self.at_hand, self.marks.threshold - 1))

    @cached_property
    def remainders(self) -> list[remainder.Remainder]:
        """Return parts whose whole another output prints, and which leave few people."""
        found = remainder.remainders(
            self.outputs, self.names, self._identities, self.at_hand, self.declared, self.marks.threshold, self._nests
        )
        return list(found)

    @cached_property
    def few(self) -> list[few.Few]:
        """Return percentages that stand for few people of a whole in another output."""
        return list(dict.fromkeys(few.few(self.outputs, self.names, self.at_hand, self.marks.threshold)))

    @cached_property
    def at_hand(self) -> frozenset[int]:
        """Return the numbers of the outputs at hand."""
        return frozenset(number for number, output in enumerate(self.outputs) if not output.is_earlier)

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        """Return the masked numbers that follow from several outputs, and not from one or from earlier ones alone."""
        if len(self.outputs) < 2 or not self._hides:
            return ()
        with uncollected():
            return exposing.exposures(self)

    @cached_property
    def narrowed(self) -> tuple[Exposure, ...]:
        """Return the masked numbers at hand that keep only some of their values beside the other outputs."""
        if len(self.outputs) < 2 or not self._hides:
            return ()
        with uncollected():
            return exposing.narrowed(self)

    @cached_property
    def reading(self) -> tuple[str, ...]:
        """Return in words how numbers of different outputs were tied, those that labels alone suggest marked so."""
        at_hand = {number for number, output in enumerate(self.outputs) if not output.is_earlier}
        new = [link for link in self.links if link.first in at_hand or link.second in at_hand]
        tied = [(same.said(self.outputs, link), link.is_sure) for link in new]
        tied += [(one.words, one.is_sure) for one in self.sums if one.outputs & at_hand]
        words = [said if is_sure else f"{said} (by the labels only)" for said, is_sure in tied if said]
        return tuple(dict.fromkeys(words))

    def names_same_cells(self, numbers: Iterable[int]) -> bool:
        """Return whether an output at hand and an earlier one name the same cells."""
        used = set(numbers)
        if any(one.percent is not None and one.outputs <= used for one in self.sums):
            return True  # percentages are of the cells whose names they bear
        return any(
            {link.first, link.second} <= used
            and self.outputs[link.first].is_earlier is not self.outputs[link.second].is_earlier
            and any(self.names[link.first][place] for place, _ in (*link.alike, *link.differing))
            for link in self._identities
        )

    def tied(self, only_sure: bool) -> tuple[list[same.Link], list[Sum]]:
        """Return the ties that count; those that only labels suggest count where an output at hand has part in them."""
        return self._sure_ties if only_sure else self._ties_of(self.at_hand)

    @cached_property
    def _sure_ties(self) -> tuple[list[same.Link], list[Sum]]:
        return self._ties_of(frozenset())

    def _ties_of(self, at_hand: frozenset[int]) -> tuple[list[same.Link], list[Sum]]:
        return (
            [link for link in self.links if link.is_sure or link.first in at_hand or link.second in at_hand],
            [one for one in self.sums if one.is_sure or not at_hand.isdisjoint(one.outputs)],
        )

    def reached(self, only_sure: bool) -> set[int]:
        """Return the outputs that something ties to an output at hand."""
        links, added = self.tied(only_sure)
        ties = [set(pair) for pair in dict.fromkeys((link.first, link.second) for link in links)]
        ties += [set(tie) for tie in dict.fromkeys(frozenset(one.outputs) for one in added)]
        reached = set(self.at_hand)
        grows = True
        while grows:
            grows = False
            for tie in ties:
                if tie & reached and not tie <= reached:
                    reached |= tie
                    grows = True
        return reached

    def system(self, used: Iterable[int] = (), only_sure: bool = True) -> Assembled:
        """Return the joint system of some outputs, of all by default."""
        links, added = self.tied(only_sure)
        return assemble(self.outputs, links, added, self.marks, used)


def joined(current: Sequence[Published], earlier: Sequence[Published] = ()) -> tuple[Published, ...]:
    """Return all outputs in the order that an analysis asks for, with names that tell them apart."""
    times: dict[str, int] = {}
    found = []
    for output in current:
        if output.grid is None:
            found.append(output)  # the words that go with an output are called as it is
            continue
        times[output.name] = times.get(output.name, 0) + 1
        again = times[output.name]
        found.append(output if again == 1 else replace(output, name=f"{output.name} ({again})"))
    return (*found, *earlier)
