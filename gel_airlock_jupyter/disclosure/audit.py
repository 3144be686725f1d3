"""What a reader who knows every mark and relation can still not rule out about each protected number.

Steps: narrow intervals row by row; split into independent components; collect witness tables by search (small
components) or by linear programmes that push all undecided numbers at once; decide what is left number by number,
with whole-number programmes where the linear ones are not whole. Every verdict is then checked by
:mod:`~gel_airlock_jupyter.disclosure.certificates`. What is not proven counts as calculable.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gel_airlock_jupyter.disclosure.attack import Programs, search_small
from gel_airlock_jupyter.disclosure.compiled import Compiled, compile_system
from gel_airlock_jupyter.disclosure.judge import Judge, Part
from gel_airlock_jupyter.disclosure.propagation import Narrowed, closure, components, propagate
from gel_airlock_jupyter.disclosure.system import System
from gel_airlock_jupyter.disclosure.verdicts import Audit, Verdict
from gel_airlock_jupyter.disclosure.witnesses import Clock, Need, Witnesses

__all__ = ["Audit", "Need", "Verdict", "audit"]


def audit(
    system: System,
    need: Need = "exact",
    seconds: float = 20.0,
    explain: bool = True,
    cancelled: Callable[[], bool] | None = None,
) -> Audit:
    """Audit a system.

    Parameters
    ----------
    system : System
        Variables with their printed intervals, and relations.
    need : {"exact", "band"}
        ``exact``: two possible values are enough (Airlock rule CT-02). ``band``: a mark must keep all the small
        values it promises (CT-03); only this finds every ``narrowed`` number.
    seconds : float
        Time limit; what is not decided by then is ``unproven``.
    explain : bool
        False leaves out the words of the equations (their proofs are checked all the same).
    cancelled : callable, optional
        Return True to stop; what is not decided by then is ``unproven``.

    Returns
    -------
    Audit
        ``holds`` is True only when every protected number is proven safe.
    """
    clock = Clock(seconds, cancelled)
    compiled, narrowed, skip, failed = consistent(system)
    parts: list[Part] = []
    for columns, rows in components(compiled, narrowed.lower, narrowed.upper):
        if failed.isdisjoint(columns):
            seen = _witnesses(system, compiled, narrowed, columns, rows, need)
            _attack(system, seen, clock)
            parts.append(Part(columns, seen))
            if not seen.tables:
                failed |= set(columns)
    judge = Judge(system, compiled, narrowed, frozenset(skip), parts, need, explain)
    verdicts = judge.verdicts(failed)
    names = tuple(system.variables[compiled.keys[k]].name or str(compiled.keys[k]) for k in sorted(failed))
    return Audit(
        verdicts,
        need,
        tuple(system.relations[number] for number in skip),
        names,
        not clock.over(),
        judge.keys,
        judge.tables,
    )


def _attack(system: System, seen: Witnesses, clock: Clock) -> None:
    """Collect the witness tables of one component."""
    if system.truth is not None:
        seen.add(np.array([system.truth[key] for key in seen.part.keys], dtype=np.int64))
    if not seen.tables or seen.undecided():
        search_small(seen, clock)
    if not seen.tables or seen.undecided():
        Programs(seen, clock).run()


def _witnesses(
    system: System, compiled: Compiled, narrowed: Narrowed, columns: list[int], rows: list[int], need: Need
) -> Witnesses:
    """Return an empty collection for one component, on the narrowed intervals."""
    part = compiled.within(narrowed.lower, narrowed.upper).restricted(columns, rows)
    protected = [k for k, key in enumerate(part.keys) if system.variables[key].protected]
    return Witnesses(part, compiled.lower[columns], compiled.upper[columns], protected, system.sensitive, need)


def consistent(system: System) -> tuple[Compiled, Narrowed, list[int], set[int]]:
    """Compile and propagate; drop uncertain relations that contradict the printed numbers.

    Returns the arrays, the narrowed intervals, the numbers of dropped relations, and the columns that certain
    relations leave without any value.
    """
    skip: list[int] = []
    while True:
        compiled = compile_system(system, frozenset(skip))
        if compiled.broken:
            skip += compiled.broken
            continue
        narrowed = propagate(compiled)
        if not narrowed.empty:
            return compiled, narrowed, skip, set()
        blamed = _blamed(system, compiled, narrowed)
        if blamed is None:
            return compiled, Narrowed(compiled.lower, compiled.upper), skip, _tied(compiled, narrowed.empty)
        skip.append(blamed)


def _blamed(system: System, compiled: Compiled, narrowed: Narrowed) -> int | None:
    """Return the uncertain relation that the contradiction used last."""
    for column in narrowed.empty:
        for step in reversed(closure(narrowed.steps, compiled, column)):
            number = int(compiled.row_relation[step.row])
            if not system.relations[number].certain:
                return number
    return None


def _tied(compiled: Compiled, empty: list[int]) -> set[int]:
    """Return every column of the components that hold a contradiction."""
    tied: set[int] = set()
    for columns, _ in components(compiled, compiled.lower, compiled.upper):
        if not tied.issuperset(columns) and not set(empty).isdisjoint(columns):
            tied |= set(columns)
    return tied
