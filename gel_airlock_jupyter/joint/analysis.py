"""The audit of several outputs together: what follows from all of them and from none alone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gel_airlock_jupyter.disclosure.audit import Audit, Need, audit
from gel_airlock_jupyter.disclosure.quantities import Marks
from gel_airlock_jupyter.disclosure.verdicts import Verdict
from gel_airlock_jupyter.joint import naming, nearly, same, stack, sums
from gel_airlock_jupyter.joint.assemble import Assembled, assemble
from gel_airlock_jupyter.joint.declared import Declared
from gel_airlock_jupyter.joint.exposure import Exposure
from gel_airlock_jupyter.joint.published import Published
from gel_airlock_jupyter.joint.sums import Key, Sum

EXPLAINING_SECONDS = 0.5
"""Time for finding out which outputs a number takes; after it, all that are tied are named."""


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
        axes = [axis for number, output in enumerate(self.outputs) for axis in naming.axes_of(number, output)]
        attribute = naming.attributes(axes)
        return [naming.conditions(number, output, attribute) for number, output in enumerate(self.outputs)]

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
        apart = {(link.first, link.second) for link in self._identities if self._contradicts(link)}
        found = [*sums.printed_margins(self.outputs, self.names, linked, apart)]
        found += sums.stated_totals(self.outputs, self.names)
        found += sums.common_margins(self.outputs, self.names, apart)
        best: dict[tuple[Key, tuple[Key, ...]], Sum] = {}
        stacked = [one for one in self._stacked.sums if not self._is_taken_back(one)]
        for one in (*found, *stacked, *stack.declared_sums(self.outputs, self.declared)):
            name = (one.total, tuple(sorted((*one.parts, *one.minus), key=str)))
            if name not in best or (one.is_sure and not best[name].is_sure):
                best[name] = one
        return list(best.values())

    def _contradicts(self, link: same.Link) -> bool:
        """Return whether two outputs print different numbers under one name: then they count different people."""
        pairs = ((self.outputs[link.first].cell(a), self.outputs[link.second].cell(b)) for a, b in link.differing)
        shown = ("exact", "range", "rounded")  # a mark may stand for something else in each
        return any(a is not None and b is not None and a.mark in shown and b.mark in shown for a, b in pairs)

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
        at_hand = self._at_hand
        links = [link for link in self._identities if link.first in at_hand or link.second in at_hand]
        return list(nearly.near_tables(self.outputs, links, (1, self.marks.threshold - 1)))

    @cached_property
    def _at_hand(self) -> frozenset[int]:
        return frozenset(number for number, output in enumerate(self.outputs) if not output.is_earlier)

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        """Return the masked numbers that follow from several outputs, and not from one or from earlier ones alone."""
        if len(self.outputs) < 2 or not self._hides:
            return ()
        until = time.monotonic() + self.seconds
        sure = [*self._exposed(True, until)]
        known = {one.key for one in sure}
        if self._tied(only_sure=False) != self._tied(only_sure=True):
            sure += [one for one in self._exposed(False, until) if one.key not in known]
        return tuple(sure)

    @cached_property
    def reading(self) -> tuple[str, ...]:
        """Return in words how numbers of different outputs were tied, those that labels alone suggest marked so."""
        at_hand = {number for number, output in enumerate(self.outputs) if not output.is_earlier}
        tied = [(link.words, link.is_sure, {link.first, link.second}) for link in self.links]
        tied += [(one.words, one.is_sure, _outputs_of(one)) for one in self.sums]
        words = [
            said if is_sure else f"{said} (by the labels only)"
            for said, is_sure, numbers in tied
            if said and numbers & at_hand
        ]
        return tuple(dict.fromkeys(words))

    def names_same_cells(self, numbers: Iterable[int]) -> bool:
        """Return whether an output at hand and an earlier one name the same cells."""
        used = set(numbers)
        return any(
            {link.first, link.second} <= used
            and self.outputs[link.first].is_earlier is not self.outputs[link.second].is_earlier
            and any(self.names[link.first][place] for place, _ in (*link.alike, *link.differing))
            for link in self._identities
        )

    def _tied(self, only_sure: bool) -> tuple[list[same.Link], list[Sum]]:
        """Return the ties that count; those that only labels suggest count where an output at hand has part in them."""
        at_hand = frozenset[int]() if only_sure else self._at_hand
        return (
            [link for link in self.links if link.is_sure or link.first in at_hand or link.second in at_hand],
            [one for one in self.sums if one.is_sure or not at_hand.isdisjoint(_outputs_of(one))],
        )

    def _reached(self, only_sure: bool) -> set[int]:
        """Return the outputs that something ties to an output at hand."""
        links, added = self._tied(only_sure)
        ties = [{link.first, link.second} for link in links] + [_outputs_of(one) for one in added]
        reached = {number for number, output in enumerate(self.outputs) if not output.is_earlier}
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
        links, added = self._tied(only_sure)
        return assemble(self.outputs, links, added, self.marks, used)

    def audited(self, used: Iterable[int], only_sure: bool, until: float) -> tuple[Assembled, Audit]:
        """Return the system of some outputs and its audit."""
        joint = self.system(used, only_sure)
        return joint, audit(joint.system, self.need, max(0.2, until - time.monotonic()))

    def _exposed(self, only_sure: bool, until: float) -> Iterator[Exposure]:
        used = self._reached(only_sure)
        joint, result = self.audited(used, only_sure, until)
        bad = {verdict.key: verdict for verdict in result.exposed}
        if not bad:
            return
        alone = self._exposed_alone(used, only_sure, until)
        fresh: dict[Key, Verdict] = {}
        members = joint.by_variable
        for key, verdict in bad.items():
            owned = [own for own in members[key] if _is_masked(self.outputs, own)] or members[key]
            if alone.isdisjoint(owned):
                fresh[owned[0]] = verdict
        yield from self._explained(fresh, used, only_sure, until)

    def _exposed_alone(self, used: set[int], only_sure: bool, until: float) -> set[Key]:
        """Return what each output at hand gives away by itself, and what the earlier ones give away without them."""
        earlier = {number for number in used if self.outputs[number].is_earlier}
        found: set[Key] = set()
        for group in (*({number} for number in sorted(used - earlier)), earlier):
            if group:
                joint, result = self.audited(group, only_sure, until)
                found |= {own for verdict in result.exposed for own in joint.by_variable[verdict.key]}
        return found

    def _explained(
        self, fresh: dict[Key, Verdict], used: set[int], only_sure: bool, until: float
    ) -> Iterator[Exposure]:
        """Say for each number which outputs it takes; what one set of outputs gives away is explained at once."""
        links, added = self._tied(only_sure)
        ties = [frozenset((link.first, link.second)) for link in links] + [frozenset(_outputs_of(one)) for one in added]
        left = dict(fresh)
        until = min(until, time.monotonic() + EXPLAINING_SECONDS)
        while left:
            own, verdict = next(iter(left.items()))
            needed = self._needed(own, used, ties, only_sure, until)
            given = self._given(left, needed, only_sure, until) if needed != used else {}
            given.setdefault(own, verdict)
            reading = [link.words for link in links if {link.first, link.second} <= needed]
            reading += [one.words for one in added if _outputs_of(one) <= needed]
            words = tuple(dict.fromkeys(filter(None, reading)))
            for key, shown in given.items():
                order = sorted(needed, key=lambda n, key=key: (n != key[0], n))  # type: ignore[misc]
                yield Exposure(key, tuple(order), shown, only_sure, words)
                left.pop(key)

    def _given(self, keys: Iterable[Key], used: set[int], only_sure: bool, until: float) -> dict[Key, Verdict]:
        """Return which of some numbers follow from some outputs."""
        joint, result = self.audited(used, only_sure, until)
        found = {own: result.verdicts.get(joint.canonical[own]) for own in keys if own in joint.canonical}
        return {own: v for own, v in found.items() if v is not None and v.status == "calculable"}

    def _needed(
        self, own: Key, used: set[int], ties: Sequence[frozenset[int]], only_sure: bool, until: float
    ) -> set[int]:
        """Return few outputs from which a number still follows: what one tie gives, else parts left out in turn."""
        home = int(str(own[0]))
        for tie in sorted({tie for tie in ties if home in tie}, key=lambda tie: (len(tie), sorted(tie))):
            if time.monotonic() > until:
                return used
            if self._given([own], set(tie), only_sure, until):
                return set(tie)
        needed, size = set(used), max(1, len(used) // 2)
        while size and time.monotonic() < until:
            others = sorted(needed - {home}, key=lambda n: (not self.outputs[n].is_earlier, -n))
            for start in range(0, len(others), size):
                fewer = needed - set(others[start : start + size])
                if len(fewer) > 1 and self._given([own], fewer, only_sure, until):
                    needed = fewer
            size //= 2
        return needed


def _outputs_of(one: Sum) -> set[int]:
    return {int(str(key[0])) for key in one.keys}


def _is_masked(outputs: Sequence[Published], key: Key) -> bool:
    match key:
        case (int(number), int(row), int(column)):
            cell = outputs[number].cell((row, column))
            return cell is not None and (cell.is_hidden or cell.mark == "range")
        case _:
            return False


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
