"""A masked number that several outputs give away."""

from __future__ import annotations

from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.verdicts import Verdict
from gel_airlock_jupyter.joint.sums import Key


@dataclass(frozen=True)
class Exposure:
    """A masked number that follows from several outputs.

    Parameters
    ----------
    key : tuple
        Where it is masked.
    outputs : tuple of int
        The outputs it takes, that of the masked number first.
    verdict : Verdict
        What is left of it, with the arithmetic.
    is_sure : bool
        False when it rests on a reading that labels suggest and numbers do not confirm.
    reading : tuple of str
        How the relations across outputs were read.
    """

    key: Key
    outputs: tuple[int, ...]
    verdict: Verdict
    is_sure: bool
    reading: tuple[str, ...]
