"""What several outputs give away: the audit of all that is tied, less what one output gives away alone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gel_airlock_jupyter.disclosure.audit import Audit, Need, audit
from gel_airlock_jupyter.disclosure.verdicts import Verdict
from gel_airlock_jupyter.joint import same
from gel_airlock_jupyter.joint.assemble import Assembled
from gel_airlock_jupyter.joint.exposure import Exposure
from gel_airlock_jupyter.joint.published import Published
from gel_airlock_jupyter.joint.sums import Key

if TYPE_CHECKING:
    from gel_airlock_jupyter.joint.analysis import Analysis

EXPLAINING_SECONDS = 0.5
"""Time for finding out which outputs a number takes; after it, all that are tied are named."""
LEAST = 0.2
"""Time that an audit gets however late it is (seconds)."""


def exposures(analysis: Analysis) -> tuple[Exposure, ...]:
    """Return the masked numbers that follow from several outputs, and not from one or from earlier ones alone.

    What follows from ties that are sure comes first; then what follows if tables that only their labels tie are of the
    same people.
    """
    until = time.monotonic() + analysis.seconds
    sure = [*_exposed(analysis, True, until)]
    known = {one.key for one in sure}
    if analysis.tied(only_sure=False) != analysis.tied(only_sure=True):
        sure += [one for one in _exposed(analysis, False, until) if one.key not in known]
    return tuple(sure)


def narrowed(analysis: Analysis) -> tuple[Exposure, ...]:
    """Return the masked numbers of which fewer values are left to who has all outputs than to who has one.

    Only sure ties count. What is calculable is the matter of `exposures`; what earlier requests leave of their own
    masks was a matter of the latest of them.
    """
    until = time.monotonic() + analysis.seconds
    used = analysis.reached(only_sure=True)
    joint = analysis.system(used)
    wanted: dict[object, Key] = {key: own for own, key in joint.canonical.items() if _is_small(analysis, own)}
    whole = _shrunk(joint, wanted, until)
    if not whole:
        return ()
    left = {wanted[key]: verdict for key, verdict in whole.items()}
    earlier = used - analysis.at_hand
    for group in (*({number} for number in sorted(used - earlier)), earlier):
        alone = _shrunk_in(analysis, group, left, until)
        left = {own: verdict for own, verdict in left.items() if own not in alone}
    if not left:
        return ()
    links, added = analysis.tied(only_sure=True)
    ties = [({link.first, link.second}, same.said(analysis.outputs, link)) for link in links]
    ties += [(one.outputs, one.words) for one in added]
    return tuple(_told(analysis, own, verdict, ties, until) for own, verdict in left.items())


Ties = Sequence[tuple[set[int], str]]


def _told(analysis: Analysis, own: Key, verdict: Verdict, ties: Ties, until: float) -> Exposure:
    """Return a number that is narrowed, with the one tie that does it, or with all that reach it."""
    until = min(until, time.monotonic() + EXPLAINING_SECONDS)
    near = [tied for tied, _ in ties if own[0] in tied]
    needed = set[int]().union(*near)
    for tied in sorted(near, key=lambda tied: (len(tied), sorted(tied))):
        if time.monotonic() > until:
            break
        if own in _shrunk_in(analysis, tied, [own], until):
            needed = tied
            break
    words = dict.fromkeys(words for tied, words in ties if tied <= needed and words)
    order = sorted(needed, key=lambda number: (number != own[0], number))
    return Exposure(own, tuple(order), verdict, True, tuple(words))


def _shrunk_in(analysis: Analysis, group: Iterable[int], keys: Iterable[Key], until: float) -> set[Key]:
    """Return which of some numbers lose values within a group of outputs alone."""
    numbers = set(group)
    here = [own for own in keys if own[0] in numbers]
    if not here:
        return set()
    joint = analysis.system(numbers)
    own_of: dict[object, Key] = {joint.canonical[own]: own for own in here}
    return {own_of[key] for key in _shrunk(joint, own_of, until)}


def _is_small(analysis: Analysis, own: Key) -> bool:
    match own:
        case (int(number), int(row), int(column)):
            cell = analysis.outputs[number].cell((row, column))
            return cell is not None and cell.mark == "masked"
        case _:
            return False


def _shrunk(joint: Assembled, wanted: Iterable[object], until: float) -> dict[object, Verdict]:
    """Return the verdicts on some numbers that lose values, but not all but one."""
    kept = set(wanted)
    variables = {key: replace(v, protected=v.protected and key in kept) for key, v in joint.system.variables.items()}
    result = audit(replace(joint.system, variables=variables), "band", max(LEAST, until - time.monotonic()), False)
    return {key: verdict for key, verdict in result.verdicts.items() if verdict.status == "narrowed"}


def _audited(
    analysis: Analysis, used: Iterable[int], only_sure: bool, until: float, *, explain: bool = True
) -> tuple[Assembled, Audit]:
    """Return the system of some outputs and its audit, with equations where asked for."""
    joint = analysis.system(used, only_sure)
    return joint, _audit(joint, analysis.need, until, explain=explain)


def _audit(joint: Assembled, need: Need, until: float, *, explain: bool = True) -> Audit:
    return audit(joint.system, need, max(LEAST, until - time.monotonic()), explain=explain)


def _exposed(analysis: Analysis, only_sure: bool, until: float) -> Iterator[Exposure]:
    used = analysis.reached(only_sure)
    joint, result = _audited(analysis, used, only_sure, until, explain=False)
    bad = {verdict.key: verdict for verdict in result.exposed}
    if not bad:
        return
    fresh: dict[Key, Verdict] = {}
    members = joint.members(bad.keys())
    owned = {key: [own for own in members[key] if _is_masked(analysis.outputs, own)] or members[key] for key in bad}
    alone = _alone(analysis, used, {own for each in owned.values() for own in each}, only_sure, until)
    for key, verdict in bad.items():
        if alone.isdisjoint(owned[key]):
            fresh[owned[key][0]] = verdict
    if fresh:
        told = _audit(joint, analysis.need, until).verdicts
        fresh = {own: told.get(joint.canonical[own], verdict) for own, verdict in fresh.items()}
    yield from _explained(analysis, fresh, used, only_sure, until)


def _alone(analysis: Analysis, used: set[int], keys: set[Key], only_sure: bool, until: float) -> set[Key]:
    """Return which numbers each output at hand gives away by itself, or the earlier ones give away without them."""
    earlier = {number for number in used if analysis.outputs[number].is_earlier}
    found: set[Key] = set()
    for group in (*({number} for number in sorted(used - earlier)), earlier):
        here = [own for own in keys if own[0] in group]
        if not here:
            continue
        joint = analysis.system(group, only_sure)
        wanted = {joint.canonical[own] for own in here if own in joint.canonical}
        result = _audit(_only(joint, wanted), analysis.need, until, explain=False)
        bad = {verdict.key for verdict in result.exposed}
        found |= {own for own in here if joint.canonical.get(own) in bad}
    return found


def _only(joint: Assembled, keys: set[Key]) -> Assembled:
    """Return a system in which nothing else is to be protected."""
    variables = {
        key: replace(v, protected=False) if v.protected and key not in keys else v
        for key, v in joint.system.variables.items()
    }
    return replace(joint, system=replace(joint.system, variables=variables))


def _explained(
    analysis: Analysis, fresh: dict[Key, Verdict], used: set[int], only_sure: bool, until: float
) -> Iterator[Exposure]:
    """Say for each number which outputs it takes; what one set of outputs gives away is explained at once."""
    links, added = analysis.tied(only_sure)
    ties = [frozenset((link.first, link.second)) for link in links] + [frozenset(one.outputs) for one in added]
    left = dict(fresh)
    until = min(until, time.monotonic() + EXPLAINING_SECONDS)
    while left:
        own, verdict = next(iter(left.items()))
        needed = _needed(analysis, own, used, ties, only_sure, until)
        given = _given(analysis, left, needed, only_sure, until) if needed != used else {}
        given.setdefault(own, verdict)
        reading = [same.said(analysis.outputs, link) for link in links if {link.first, link.second} <= needed]
        reading += [one.words for one in added if one.outputs <= needed]
        words = tuple(dict.fromkeys(filter(None, reading)))
        for key, shown in given.items():
            order = sorted(needed, key=lambda n, key=key: (n != key[0], n))  # type: ignore[misc]
            yield Exposure(key, tuple(order), shown, only_sure, words)
            left.pop(key)


def _given(
    analysis: Analysis, keys: Iterable[Key], used: set[int], only_sure: bool, until: float
) -> dict[Key, Verdict]:
    """Return which of some numbers follow from some outputs."""
    joint, result = _audited(analysis, used, only_sure, until)
    found = {own: result.verdicts.get(joint.canonical[own]) for own in keys if own in joint.canonical}
    return {own: v for own, v in found.items() if v is not None and v.status == "calculable"}


def _needed(
    analysis: Analysis, own: Key, used: set[int], ties: Sequence[frozenset[int]], only_sure: bool, until: float
) -> set[int]:
    """Return few outputs from which a number still follows: what one tie gives, else parts left out in turn."""
    home = int(str(own[0]))
    for tie in sorted({tie for tie in ties if home in tie}, key=lambda tie: (len(tie), sorted(tie))):
        if time.monotonic() > until:
            return used
        if _given(analysis, [own], set(tie), only_sure, until):
            return set(tie)
    needed, size = set(used), max(1, len(used) // 2)
    while size and time.monotonic() < until:
        others = sorted(needed - {home}, key=lambda n: (not analysis.outputs[n].is_earlier, -n))
        for start in range(0, len(others), size):
            fewer = needed - set(others[start : start + size])
            if len(fewer) > 1 and _given(analysis, [own], fewer, only_sure, until):
                needed = fewer
        size //= 2
    return needed


def _is_masked(outputs: Sequence[Published], key: Key) -> bool:
    match key:
        case (int(number), int(row), int(column)):
            cell = outputs[number].cell((row, column))
            return cell is not None and (cell.is_hidden or cell.mark == "range")
        case _:
            return False
