"""Verifying a bundle that somebody else made, offline: the first thing that does not hold is named.

Nothing the bundle says of itself is believed: names, sizes and hashes are compared, the verdicts are derived anew
from the findings, and the checks are run again on every output's bytes in a clean child process.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter.bundle.canonical import read_object
from gel_airlock_jupyter.bundle.opened import Opened, open_bundle
from gel_airlock_jupyter.bundle.records_check import check_crate, check_policy, check_records, check_strings
from gel_airlock_jupyter.bundle.seal_check import signature_state
from gel_airlock_jupyter.errors import AirlockError, BundleError
from gel_airlock_jupyter.findings import Finding, Severity, verdict_of
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.rendering.escaping import one_line
from gel_airlock_jupyter.safe_zip import Caps

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# What reading records of any shape can raise; the values themselves are never quoted.
MALFORMED = (
    KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, ArithmeticError, re.error,
)  # fmt: skip
EARLIER = "evidence/ledger/earlier.json"
RANK = {"pass": 0, "review": 1, "fail": 2}


@dataclass(frozen=True)
class Verification:
    """What verifying a bundle found.

    Parameters
    ----------
    ok : bool
        Whether everything that was looked at holds.
    problem : str
        The first thing that does not hold, in words; empty when all holds.
    bundle_id, verdict : str
        As the bundle says; empty where it was not read so far.
    outputs : tuple of (file, verdict)
        Path in the bundle and recorded verdict of every output.
    checks : tuple of str
        What was looked at and holds, in order.
    signature : str
        "absent", "present, not checked: no public key was given", or "valid, key <id>"; empty where it was not read.
    policy : str
        Policy the bundle was checked under, and whether it is the one in force here.
    request : mapping
        request.json, empty where it was not read so far.
    """

    ok: bool
    problem: str
    bundle_id: str = ""
    verdict: str = ""
    outputs: tuple[tuple[str, str], ...] = ()
    checks: tuple[str, ...] = ()
    signature: str = ""
    policy: str = ""
    request: Any = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape, without the request."""
        return {
            "ok": self.ok,
            "problem": self.problem,
            "bundle_id": self.bundle_id,
            "verdict": self.verdict,
            "outputs": [{"file": file, "verdict": verdict} for file, verdict in self.outputs],
            "checks": list(self.checks),
            "signature": self.signature,
            "policy": self.policy,
        }

    def __str__(self) -> str:
        lines = [f"✓ {check}" for check in self.checks]
        lines += [f"  {verdict:<7} {file}" for file, verdict in self.outputs] if self.ok else []
        lines += [f"  policy:    {self.policy}"] if self.policy else []
        lines += [f"  signature: {self.signature}"] if self.signature else []
        end = f"✓ The bundle holds. Verdict: {self.verdict}." if self.ok else f"✕ {self.problem}"
        return "\n".join([*lines, end])


def verify(
    path: Path | str,
    public_key: bytes | str | Path | Ed25519PublicKey | None = None,
    recheck: bool = True,
    policy: Policy | None = None,
    caps: Caps | None = None,
) -> Verification:
    """Verify a bundle.

    Parameters
    ----------
    path : Path
        The zip.
    public_key : PEM, path or key, optional
        With it the bundle must be signed by that key.
    recheck : bool
        Whether the checks are run again on the outputs' bytes.
    policy : Policy, optional
        The receiver's own policy: the bundle must have been checked under it.
    caps : Caps, optional
        Limits on sizes.

    Returns
    -------
    Verification
        Never raises for a bundle that does not hold: `ok` is False and `problem` says what.
    """
    done: list[str] = []
    found: dict[str, Any] = {}
    try:
        with open_bundle(Path(path), caps) as bundle:
            for check, name in _steps(bundle, found, public_key, recheck, policy):
                check()
                done.append(name)
    except AirlockError as error:
        return Verification(False, one_line(error.message), checks=tuple(done), **found)
    except MALFORMED as error:
        return Verification(False, f"The records are malformed ({type(error).__name__}).", checks=tuple(done), **found)
    return Verification(True, "", checks=tuple(done), **found)


def _steps(
    bundle: Opened, found: dict[str, Any], public_key: Any, recheck: bool, policy: Policy | None
) -> Iterator[tuple[Callable[[], None], str]]:
    """Yield the checks in order; each raises BundleError where something does not hold."""
    yield bundle.check_structure, "one folder, only known files, harmless names and sizes"
    yield bundle.check_manifests, "every file's sha512 as in the manifests, no file besides"
    request = bundle.request
    found |= {
        "bundle_id": str(request.get("id")),
        "verdict": str(request.get("verdict")),
        "request": request,
    }
    yield lambda: check_records(bundle), "request, results and outputs agree"
    found["outputs"] = tuple((entry["path"], entry["verdict"]) for entry in request["outputs"])
    yield lambda: check_policy(bundle, policy), "policy as its digest says"
    found["policy"] = _policy(bundle.policy)
    yield lambda: check_crate(bundle), "crate describes every file"
    yield lambda: check_strings(bundle), "no identifier in any string"
    found["signature"] = signature_state(bundle, public_key)
    if public_key is not None:
        yield lambda: None, "signature holds"
    if recheck:
        yield lambda: _recheck(bundle), "checks run again with the same or a milder verdict"
        yield lambda: _recheck_together(bundle), "outputs compared again with each other and with earlier requests"


def _policy(used: Policy) -> str:
    """Say which policy was used: re-running the checks under the sender's policy proves nothing about another one."""
    here = load()
    standing = "the one in force here" if here.digest == used.digest else f"NOT the one in force here ({here.version})"
    return one_line(f"{used.id} {used.version} ({used.digest[:12]}), {standing}")


def _recheck(bundle: Opened) -> None:
    """Run the checks again on every output, in a clean child process."""
    from gel_airlock_jupyter.recheck import in_child

    for entry in bundle.request["outputs"]:
        file = str(entry["path"]).rpartition("/")[2]
        with tempfile.TemporaryDirectory(prefix="airlock-") as folder:
            target = bundle.copy(entry["path"], Path(folder) / file)
            evidence = entry.get("evidence", {}).get("figure.json")
            figure = bundle.copy(evidence, Path(folder) / "figure.json.evidence") if evidence else None
            report = in_child(target, file, entry.get("declared", {}), bundle.policy, figure)
        if RANK[report.verdict] > RANK[entry["verdict"]]:
            worst = next(f for f in report.findings if f.severity in (Severity.FAIL, Severity.REVIEW))
            raise BundleError(
                f"'{entry['path']}' is recorded as {entry['verdict']}, but checked again it is {report.verdict}: "
                f"{worst.rule}: {worst.message}",
                "The record does not fit the file.",
            )


def _recheck_together(bundle: Opened) -> None:
    """Compare all outputs again, in a clean child process: what is found has to stand in the request's findings."""
    from gel_airlock_jupyter.recheck_together import Frozen, in_child, words_of

    earlier = read_object(bundle.read(EARLIER), EARLIER) if EARLIER in bundle.paths else {}
    outputs = []
    with tempfile.TemporaryDirectory(prefix="airlock-") as folder:
        for number, entry in enumerate(bundle.request["outputs"]):
            file = str(entry["path"]).rpartition("/")[2]
            own = Path(folder) / str(number)
            own.mkdir()
            target = bundle.copy(entry["path"], own / file)
            evidence = entry.get("evidence", {}).get("figure.json")
            figure = bundle.copy(evidence, Path(folder) / f"{number}.figure") if evidence else None
            outputs.append(Frozen(target, file, entry.get("declared", {}), words_of(entry), figure))
        report = in_child(outputs, bundle.request.get("form", {}), bundle.policy, earlier)
    recorded = verdict_of(Finding.from_dict(finding) for finding in bundle.request["findings"])
    if RANK[report.verdict] > RANK[recorded]:
        worst = next(f for f in report.findings if f.severity in (Severity.FAIL, Severity.REVIEW))
        raise BundleError(
            f"The request is recorded as {recorded}, but its outputs together are {report.verdict}: "
            f"{worst.rule}: {worst.message}",
            "The record does not fit the files.",
        )
