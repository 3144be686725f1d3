"""Hashes of identifiers: who has the identifiers has the hashes, so a hash is the identifier in other letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.roles.person_labels import HEXADECIMAL

# Plain hashes only: with a secret key or salt nobody can tell.
ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
SHORTEST = 8  # characters of a hash that was cut
SOME = 2_000  # hashes of an output that are looked up
EVERY = 5_000  # identifiers between two looks at the clock


def hashed_from(values: Iterable[str], names: Sequence[str], clock: Clock) -> str:
    """Return which hash of the identifiers the values are, in words; "" where they are none.

    Parameters
    ----------
    values : iterable of str
        Distinct cells of a column.
    names : sequence of str
        Identifiers of a frame of the session.
    clock : Clock
        The time box of the search.
    """
    wanted = {value.strip().casefold() for value in values if HEXADECIMAL.fullmatch(value.strip())}
    wanted = {value for value in wanted if len(value) >= SHORTEST and any(c.isalpha() for c in value)}
    if len(wanted) < 3:
        return ""
    wanted = set(sorted(wanted)[:SOME])
    sizes = {len(value) for value in wanted}
    for algorithm in ALGORITHMS:
        found = 0
        for number, name in enumerate(names):
            if number % EVERY == 0:
                clock.check()
            digest = hashlib.new(algorithm, name.encode(), usedforsecurity=False).hexdigest()
            found += any(digest[:size] in wanted for size in sizes if size <= len(digest))
        if found >= 3 and 2 * found >= min(len(wanted), len(names)):
            return f"{algorithm.upper()} hashes"
    return ""
