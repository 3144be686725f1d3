"""The live peer of the suppression benchmark: pytauargus' optimal suppression and audit, where it is installed."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from gel_airlock_jupyter.disclosure.system import Key, System

BIG = 10_000_000


def is_installed() -> bool:
    """Return True when pytauargus can be imported."""
    try:
        import pytauargus  # noqa: F401
    except ImportError:
        return False
    return True


def _write(path: Path, system: System, band: bool, masked: frozenset[Key]) -> dict[Key, int]:
    """Write the system as a linear table of cells and equations; return the number of each key."""
    number = {key: n for n, key in enumerate(system.variables)}
    truth = system.truth or {}
    lines = ["0", str(len(number))]
    for key, n in number.items():
        value, hidden = truth[key], system.variables[key].protected
        status = "u" if hidden else "m" if key in masked else "z" if value < 5 else "s"
        low, high = (1, 4) if hidden else (5, BIG) if value >= 5 else (value, value)
        below, above = ((value - 1, 4 - value) if band else (0, 1)) if hidden else (0, 0)
        if hidden and not band and value == 4:
            below, above = 1, 0
        lines.append(f"{n} {value} 1 {status} {low} {high} {below} {above} 0")
    lines.append(str(len(system.relations)))
    for relation in system.relations:
        terms = " ".join(f"{number[key]} ({c})" for key, c in relation.terms)
        lines.append(f"0 {len(relation.terms)} : {terms}")
    path.write_text("\n".join(lines) + "\n")
    return number


def suppress(system: System, band: bool, seconds: float) -> tuple[int | None, float]:
    """Return (number of complementary masks or None, CPU seconds) of the peer's optimal suppression.

    The peer runs in its own process, which is stopped at the limit (seconds of wall time): it does not keep its own.
    """
    here, there = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_suppress, args=(there, system, band, seconds))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()
        return None, seconds
    masks, spent = here.recv()
    return masks, spent


def _suppress(answer: Connection, system: System, band: bool, seconds: float) -> None:
    from pytauargus import _tauargus

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "table.jj", Path(folder) / "table.out"
        _write(source, system, band, frozenset())
        start = time.process_time()
        code = _tauargus.HiTaSCtrl().full_jj(str(source), str(target), int(seconds))
        spent = time.process_time() - start
        answer.send((len(target.read_text().split()) if code == 0 else None, spent))


def audit(system: System, masked: frozenset[Key]) -> float:
    """Return the CPU seconds of the peer's audit of a pattern."""
    from pytauargus import _tauargus

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "table.jj"
        _write(source, system, True, masked)
        start = time.process_time()
        _tauargus.audit_jj(str(source))
        return time.process_time() - start
