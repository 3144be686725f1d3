"""Complementary suppression: what else to hide so that no masked number can be worked back, with the least loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from gel_airlock_jupyter.disclosure import problem as problems
from gel_airlock_jupyter.disclosure.audit import audit, consistent
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.plan import Plan, Progress, plan
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.system import Key, System, Variable
from gel_airlock_jupyter.disclosure.verdicts import Audit
from gel_airlock_jupyter.disclosure.witnesses import Clock, Need

__all__ = ["Protection", "protect"]
CONTRADICTION = "its mark contradicts a relation that is certain"


@dataclass(frozen=True)
class Protection:
    """What to hide, what it costs, and the independent audit of the result.

    Parameters
    ----------
    masked : tuple of hashable
        Keys to print with the complementary mark.
    ranges : mapping of key to (int, int)
        Keys to print as a range, both ends included (people).
    loss : float
        Sum of the weights of what is hidden.
    bound : float
        No valid choice loses less than this.
    infeasible : mapping of key to str
        Protected numbers that no choice can save, with the reason; they stay exposed and must be dealt with by hand
        (merge categories, use one neutral mark, withhold).
    audit : Audit
        Audit of the protected system.
    system : System
        The system as it is printed afterwards.
    complete : bool
        False when time ran out or the user cancelled before the choice was proven to be the best.
    """

    masked: tuple[Key, ...]
    ranges: Mapping[Key, tuple[int, int]]
    loss: float
    bound: float
    infeasible: Mapping[Key, str]
    audit: Audit = field(repr=False)
    system: System = field(repr=False)
    complete: bool = True

    @property
    def gap(self) -> float:
        """Share of the loss that a better choice might save, from 0 (proven best) to 1."""
        return 0.0 if self.loss <= 0 else max(0.0, (self.loss - self.bound) / self.loss)

    @property
    def holds(self) -> bool:
        """True when the audit of the result proves every protected number safe."""
        return self.audit.holds


def protect(
    system: System,
    need: Need = "exact",
    weights: Mapping[Key, float] | None = None,
    seconds: float = 10.0,
    allow_ranges: bool | Iterable[Key] = (),
    fixed: Iterable[Key] = (),
    neutral: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Protection:
    """Choose what to hide besides the small counts of a system whose small counts are masked already.

    Parameters
    ----------
    need : {"exact", "band"}
        As in :func:`~gel_airlock_jupyter.disclosure.audit.audit`.
    weights : mapping of key to float, optional
        Loss of masking each published number; numbers without a weight are kept. By default large counts cost
        somewhat more and totals ten times as much.
    seconds : float
        Time limit; the best valid choice found by then is returned with its gap.
    allow_ranges : bool or iterable of hashable
        Numbers that may become a range of five such as 20-24; True means every total.
    fixed : iterable of hashable
        Numbers that stay as printed, such as those of earlier requests. Numbers of titles always do.
    neutral : bool
        True when the complementary mark is the same as the primary one.
    progress, cancelled : callable, optional
        Called with (stage, loss of the best choice so far, proven bound); return True to stop with the best so far.

    Returns
    -------
    Protection
        Always audited again from the printed numbers; check ``holds``.
    """
    clock = Clock(seconds, cancelled)
    start = _start(system, need, seconds)
    if isinstance(start, Protection):
        return start
    keys = problems.totals_of(start.used) if allow_ranges is True else frozenset(allow_ranges or ())
    kept = frozenset(fixed) | {key for key in start.used.variables if _is_title(key)}
    posed = problems.build(start.used, start.base, need, weights, keys - kept, kept, neutral)
    chosen = plan(posed, clock, progress, posed.witnesses(start.used.names, start.known))
    result = _result(system, posed, chosen, need, clock)
    if need == "band" and chosen.hopeless:
        return _with_exact(result, posed, chosen, weights, clock, frozenset(keys), kept, neutral)
    return result


@dataclass(frozen=True)
class _Start:
    """The system without contradicted relations, a table that prints the same, and more of those if known."""

    used: System
    base: Mapping[Key, int]
    known: Ints | None


def _start(system: System, need: Need, seconds: float) -> _Start | Protection:
    """Return what the search starts from, or the answer when nothing is to be hidden or can be."""
    _, _, skip, impossible = consistent(system)
    dropped = {system.relations[number] for number in skip}
    used = replace(system, relations=tuple(r for r in system.relations if r not in dropped))
    if used.truth is not None and not impossible:
        return _Start(used, used.truth, None)
    first = audit(used, need, seconds=max(seconds, 1.0), explain=False)
    if first.holds or first.inconsistent:
        bad = {v.key: CONTRADICTION for v in first.exposed} if first.inconsistent else {}
        return Protection((), {}, 0.0, 0.0, bad, first, system, first.complete)
    return _Start(used, first.table(0), first.columns(used.names))


def _with_exact(
    band: Protection,
    posed: Problem,
    chosen: Plan,
    weights: Mapping[Key, float] | None,
    clock: Clock,
    ranges: frozenset[Key],
    fixed: frozenset[Key],
    neutral: bool,
) -> Protection:
    """Protect at least exactly what cannot keep all its values; such numbers stay listed as infeasible."""
    lost = {posed.keys[k] for k in chosen.hopeless}
    only = {key: replace(v, protected=v.protected and key in lost) for key, v in band.system.variables.items()}
    more = protect(
        replace(band.system, variables=only, truth=None),
        "exact",
        weights,
        max(1.0, clock.left),
        ranges - set(band.ranges),
        fixed,
        neutral,
        cancelled=clock.cancelled,
    )
    protected = {
        key: replace(v, protected=band.system.variables[key].protected) for key, v in more.system.variables.items()
    }
    printed = replace(band.system, variables=protected)
    reasons = {
        key: more.infeasible.get(key, f"only some of its values can be kept: {words}")
        for key, words in band.infeasible.items()
    }
    return replace(
        band,
        masked=(*band.masked, *more.masked),
        ranges={**band.ranges, **more.ranges},
        loss=band.loss + more.loss,
        infeasible=reasons,
        audit=audit(printed, "band", seconds=max(5.0, clock.left)),
        system=printed,
        complete=False,
    )


def _is_title(key: Key) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and key[0] == "title"


def _result(system: System, posed: Problem, chosen: Plan, need: Need, clock: Clock) -> Protection:
    """Print the choice into the system and audit it from scratch."""
    masked, ranges = [], {}
    for option in sorted(chosen.chosen):
        key = posed.keys[int(posed.options.column[option])]
        if posed.options.is_range[option]:
            ranges[key] = (int(posed.options.lower[option]), int(posed.options.upper[option]))
        else:
            masked.append(key)
    printed = printed_with(system, posed, chosen.chosen)
    checked = audit(printed, need, seconds=max(5.0, clock.left))
    infeasible = _too_telling(system, checked) | (
        _reasons(system, posed, chosen.hopeless, need) if chosen.hopeless else {}
    )
    loss = float(sum(posed.options.loss[n] for n in chosen.chosen))
    return Protection(tuple(masked), ranges, loss, chosen.bound, infeasible, checked, printed, chosen.complete)


def _too_telling(system: System, checked: Audit) -> dict[Key, str]:
    """Say which marks themselves tell more than the need permits, as ``<4`` does where all of 1 to 4 must be left."""
    first, last = system.sensitive
    found = {}
    for verdict in checked.exposed:
        mark = system.variables[verdict.key]
        is_narrow = mark.upper is not None and (mark.lower > first or mark.upper < last)
        if verdict.status == "narrowed" and is_narrow:
            found[verdict.key] = (
                f"its mark {mark.text or 'itself'} says {mark.lower} to {mark.upper}: print <{last + 1}"
            )
    return found


def printed_with(system: System, posed: Problem, chosen: Iterable[int]) -> System:
    """Return the system as printed when these options are chosen."""
    variables = dict(system.variables)
    for option in chosen:
        key = posed.keys[int(posed.options.column[option])]
        upper = int(posed.options.upper[option])
        lower = int(posed.options.lower[option])
        text = f"{lower}-{upper}" if posed.options.is_range[option] else "*"
        end = upper if posed.options.is_range[option] else None
        variables[key] = Variable(key, lower, end, False, text, variables[key].name)
    return replace(system, variables=variables)


def _reasons(system: System, posed: Problem, hopeless: set[int], need: Need) -> dict[Key, str]:
    """Say why numbers stay exposed even when everything that may be hidden is hidden."""
    widest = {int(posed.options.column[n]): n for n in range(len(posed.options)) if posed.options.is_range[n]}
    widest |= {int(posed.options.column[n]): n for n in range(len(posed.options)) if not posed.options.is_range[n]}
    hidden = printed_with(system, posed, widest.values())
    lost = {posed.keys[k] for k in hopeless}
    only = {key: replace(v, protected=v.protected and key in lost) for key, v in hidden.variables.items()}
    result = audit(replace(hidden, variables=only), need, seconds=5.0)
    reasons = {}
    for key in lost:
        verdict = result.verdicts[key]
        left = f"from {verdict.lower}" if verdict.upper is None else f"{verdict.lower} to {verdict.upper}"
        why = verdict.equation or f"what stays printed leaves {left}"
        reasons[key] = f"no mask or range that is permitted protects it: {why}"
    return reasons
