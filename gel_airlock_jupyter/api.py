"""The public functions: the session facade with settings from the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter import kernel, telling
from gel_airlock_jupyter.evidence.supporting import SupportingCounts
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.readers.loose import is_one_table
from gel_airlock_jupyter.records import Item, Receipt, Request

if TYPE_CHECKING:
    from gel_airlock_jupyter.bundle.verify import Verification


def check(obj: Any, name: str | None = None, policy: Any = None, **declared: Any) -> Report:
    """Judge one output, or a list or dict of outputs together. See `Session.check`."""
    return kernel.session().check(_entries_named(obj), name or _name_of(obj), policy, **declared)


def fix(obj: Any, name: str | None = None, method: str | None = None, **declared: Any) -> Fixed:
    """Return a copy that passes the check, its report, and what was changed; `obj` stays as it is.

    Parameters
    ----------
    obj : object
        A table or figure, or a list or dict of outputs that are published together.
    name : str, optional
        Name for the report.
    method : str, optional
        "mask" (default): `<5`, and as little else as keeps it hidden; "range": totals as ranges such as `20-24`;
        "round": every count to a multiple of five, sums still add up; "merge": fewer categories.
    **declared
        As for `check`. See `Session.fix`.
    """
    named = _entries_named(obj)
    fixed = kernel.session().fix(named, name or _name_of(obj), method, telling.line(), **declared)
    return fixed if named is obj else replace(fixed, output=list(fixed.output.values()))


def stage(obj: Any, name: str | None = None, **details: Any) -> Item:
    """Freeze an output for export. See `Session.stage`."""
    variable = _name_of(obj)
    return kernel.session().stage(obj, name or variable, variable=variable, **details)


def evidence(**given: Any) -> SupportingCounts:
    """Count the people who fit a description and keep the supporting document. See `Session.evidence`."""
    return kernel.session().evidence(**given)


def status() -> tuple[Sequence[Item], Sequence[Request]]:
    """Return items and requests of the project."""
    return kernel.session().status()


def request(items: Iterable[str] | None = None, **form: Any) -> Request:
    """Make a request of staged items and the form's answers. See `Session.request`."""
    return kernel.session().request(items, **form)


def bundle(request: Request | str) -> Path:
    """Seal a request and return the path of its bundle. See `Session.bundle`."""
    return kernel.session().bundle(request)


def verify(path: str | Path, public_key: Any = None) -> Verification:
    """Check hashes, names, sizes and seal of a bundle, and re-run the checks on its outputs."""
    from gel_airlock_jupyter.bundle.verify import verify as verified

    return verified(Path(path), public_key)


def submit(bundle: Request | str | Path) -> Receipt:
    """Hand a request or its bundle to the transfer back end; returns the receipt. See `Session.submit`."""
    return kernel.session().submit(bundle)


def acknowledge(output: str, reason: str) -> Item:
    """Confirm that reviewers may read the code behind an output without its secrets. See `Session.acknowledge`."""
    return kernel.session().acknowledge(output, reason)


def messages(request: Request | str) -> Sequence[Mapping[str, Any]]:
    """Ask for the newest state of a request, and return what reviewers and author said. See `Session.messages`."""
    return kernel.session().messages(request)


def answer(request: Request | str, text: str) -> Request:
    """Answer a question of the reviewers, or ask them one. See `Session.answer`."""
    return kernel.session().answer(request, text)


def resubmit(request: Request | str, text: str = "") -> Request:
    """Hand a returned request to the reviewers again, with the same bundle. See `Session.resubmit`."""
    return kernel.session().resubmit(request, text)


def revise(request: Request | str) -> Request:
    """Make a draft that replaces an earlier request once it is submitted. See `Session.revise`."""
    return kernel.session().revise(request)


def withdraw(request: Request | str, reason: str = "") -> Request:
    """Take a request back, until it is decided. See `Session.withdraw`."""
    return kernel.session().withdraw(request, reason)


def release(request: Request | str) -> Path:
    """Fetch the released outputs and return the path of the sealed zip. See `Session.release`."""
    return kernel.session().release(request)


def _name_of(obj: Any) -> str | None:
    """Return the caller's variable name for an object, so that messages name what the user typed."""
    if isinstance(obj, str | os.PathLike):
        return None  # a file has a name of its own
    frame = sys._getframe(2)
    names = [name for name, value in frame.f_locals.items() if value is obj and name.isidentifier() and name[0] != "_"]
    return names[0] if names else None


def _entries_named(obj: Any) -> Any:
    """Return a list of outputs as a dict by the caller's variable names; anything else as it is.

    Messages about outputs taken together name them as the user does; what has no name is called by its place.
    """
    if not isinstance(obj, list | tuple) or is_one_table(obj) or isinstance(next(iter(obj), ""), str | int | float):
        return obj
    found: dict[str, Any] = {}
    known = sys._getframe(2).f_locals.items()
    for number, entry in enumerate(obj, 1):
        names = [name for name, value in known if value is entry and name.isidentifier() and name[0] != "_"]
        name = names[0] if names and not isinstance(entry, str | os.PathLike) else f"output {number}"
        found[name if name not in found else f"{name} ({number})"] = entry
    return found
