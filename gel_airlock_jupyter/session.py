"""The facade that every surface uses: check, fix, stage, request, bundle, submit, status."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import comparing, declarations, engine, recheck, staging, together
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.evidence.documents import keep
from gel_airlock_jupyter.evidence.gather import gather
from gel_airlock_jupyter.evidence.session import prepared
from gel_airlock_jupyter.evidence.supporting import SupportingCounts
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.outgoing import Outgoing
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.provenance.recorder import Recorder
from gel_airlock_jupyter.readers.loose import is_one_table
from gel_airlock_jupyter.readers.open import looks_like_path
from gel_airlock_jupyter.recheck import views_of
from gel_airlock_jupyter.records import Item, Request, now
from gel_airlock_jupyter.requesting import Requests
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.store import Store, item_id
from gel_airlock_jupyter.subjects import View
from gel_airlock_jupyter.together import Part


@dataclass(frozen=True)
class Session(Outgoing):
    """One researcher's session on one project.

    Parameters
    ----------
    settings : Settings
        Store, project, policy and transfer target.
    kernel_id, notebook : str, optional
        Where it runs, recorded with items.
    namespace : mapping, optional
        The kernel's names and objects; data frames among them are evidence of what an output was made from.
    recorder : Recorder, optional
        What the kernel ran and read, for the provenance of staged outputs.
    keys : Path, optional
        Folder of the key that signs bundles, in the server extension.
    """

    settings: Settings
    kernel_id: str | None = None
    notebook: str | None = None
    namespace: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    recorder: Recorder | None = field(default=None, repr=False, compare=False)
    keys: Path | None = None

    @cached_property
    def policy(self) -> Policy:
        """Return the policy in force."""
        return load(self.settings.policy)

    @cached_property
    def store(self) -> Store:
        """Return the project's store."""
        return Store(self.settings.store, self.settings.project)

    @cached_property
    def requests(self) -> Requests:
        """Return what can be done with requests."""
        return Requests(self.settings, self.store, self.policy, self.keys)

    def check(self, obj: Any, name: str | None = None, policy: Any = None, **declared: Any) -> Report:
        """Judge one output, or a list or dict of outputs together.

        Parameters
        ----------
        obj : object
            A data frame, series, figure, text, path of a file, or a list or dict of such.
        name : str, optional
            Name for the report.
        policy : str, path or Policy, optional
            Another policy than the session's, where the site allows.
        **declared
            What only the researcher knows (`n=`, `counts=`, `genetic=`, `row_is=` ...).

        Returns
        -------
        Report
            With `.verdict` and `.findings`.

        Raises
        ------
        InputError
            If the object cannot be read or a declaration does not exist.
        """
        said = declarations.validated(declared)
        rules = load(policy) if policy is not None else self.policy
        several = named_outputs(obj, name)
        if several is None:
            called = name or default_name(obj)
            one = Part(called, views_of(obj, called), said)
            report = self._judge(one.views, rules, said, [obj])
            return together.added(report, self._compared(report.name, [one], rules))
        if not several:
            raise InputError("There is no output in this list.", "Give at least one.")
        apart = [entry for _, entry in several]
        parts = [Part(label, views_of(entry, label), said) for label, entry in several]
        reports = [self._judge(part.views, rules, said, apart) for part in parts]
        return engine.joint(name or "outputs", reports, self._compared(name or "outputs", parts, rules))

    def _compared(self, name: str, parts: Sequence[Part], rules: Policy) -> Report | None:
        """Judge outputs together and with earlier requests of the project; None where there is nothing to compare."""
        together.check_names(parts, rules)
        earlier = comparing.earlier_of(self.store)
        return together.judge(name, parts, rules, earlier) if together.has_several(parts, earlier) else None

    def _judge(
        self, views: Sequence[View], rules: Policy, declared: Mapping[str, Any], apart: Sequence[object]
    ) -> Report:
        """Judge one output beside the live frames of the session, the outputs themselves apart."""
        said, frames = prepared(views, self.namespace, rules, declared, apart, self.store.folder)
        return engine.run(views, rules, said, frames)

    def evidence(self, **given: Any) -> SupportingCounts:
        """Count the people who fit a description, and keep the supporting document in the store.

        Parameters
        ----------
        **given
            `frame=` with `query=`, or `sql=`, or `table=` with `filters=` (LabKey); `by=`, `terms=`, `release=`. See
            `gel_airlock_jupyter.evidence.gather.gather`.

        Returns
        -------
        SupportingCounts
            For `evidence=` of check and stage; `.is_enough`, and `.draft()` of a Clinical Collaboration Request.

        Raises
        ------
        InputError
            If the count cannot be made as asked.
        """
        document = gather(self.policy, self.namespace or {}, now(), **given)
        keep(document, self.store.folder)
        return document

    def record(self, name: str, report: Report, declared: Mapping[str, Any] | None = None) -> Item:
        """Keep a check in the store, so that the sidebar shows it; an earlier check of the same name is replaced."""
        item = Item(
            id=item_id("checked", self.kernel_id or "", name),
            project=self.settings.project,
            state="checked",
            name=name,
            kind=report.kind,
            verdict=report.verdict,
            report=report.to_dict(),
            kernel_id=self.kernel_id,
            notebook=self.notebook,
            declared=declarations.recorded(declared or {}),
        )
        return self.store.put_item(item)

    def fix(
        self,
        obj: Any,
        name: str | None = None,
        method: str | None = None,
        tell: Callable[[str], None] | None = None,
        to: Path | None = None,
        **declared: Any,
    ) -> Fixed:
        """Return a copy that passes the check, with the list of changes; `obj` itself stays as it is.

        A list or dict of outputs is masked as a whole, and `.output` is one again: a number that stands in several
        tables is masked in all of them. What earlier requests published is taken as it is. Of a file `.output` is the
        path of the copy.

        Parameters
        ----------
        obj : object
            What to fix.
        name : str, optional
            Name for the report.
        method : str, optional
            "mask" (default), "range", "round" or "merge": see `gel_airlock_jupyter.fixing.how.METHODS`.
        tell : callable, optional
            Shows a line in place of the one before, when the fix takes longer than a second.
        to : Path, optional
            Where the copy of a file is written; beside it as `NAME-fixed` by default.
        **declared
            As for `check`.

        Raises
        ------
        UnknownName
            For a method or declaration that does not exist.
        InputError
            For outputs that cannot be fixed, and for rounding what is masked already.
        """
        from gel_airlock_jupyter.fixing.files import Fixing, fix_file, is_path
        from gel_airlock_jupyter.fixing.fix import fix, fix_several
        from gel_airlock_jupyter.fixing.how import how

        def known(
            views: Sequence[View], declared: Mapping[str, Any], apart: Sequence[object]
        ) -> tuple[dict[str, Any], Any]:
            return prepared(views, self.namespace, self.policy, declared, apart, self.store.folder)

        said, chosen = declarations.validated(declared), how(method, tell, known)
        earlier = comparing.earlier_of(self.store)
        several = named_outputs(obj, name)
        if several is None and is_path(obj):
            called = name or default_name(obj)
            views_of(obj, called)  # whether it can be read within limits
            return fix_file(Path(obj), called, Fixing(self.policy, said, earlier, chosen), Path(to) if to else None)
        if several is None:
            return fix(obj, name or "output", self.policy, said, earlier, chosen)
        fixed = fix_several(dict(several), name or "outputs", self.policy, said, earlier, chosen)
        return replace(fixed, output=list(fixed.output.values())) if isinstance(obj, list | tuple) else fixed

    def stage(self, obj: Any, name: str | None = None, **details: Any) -> Item:
        """Freeze an output for export: write the file, re-check its bytes in a clean process, keep it in the store.

        Parameters
        ----------
        obj : object
            What to export.
        name : str, optional
            File name, such as "table1.csv".
        **details
            `title=`, `description=`, `justification=`, `exception=`, `alt_text=`, and declarations.

        Raises
        ------
        NotExportable
            When the verdict is fail; `.report` says why.
        JustificationNeeded
            When the verdict is review and no `justification=` is given.
        """
        return staging.stage(self, obj, name, details)

    def recheck(self, identifier: str) -> Item:
        """Re-read a staged item's bytes in a clean process and record the verdict anew."""
        item = self.store.item(identifier)
        path = self.store.export_path(item)
        figure = self.store.evidence(item).get("figure.json")
        data = path.read_bytes() if path.is_file() else None
        if data is None or item.export is None or hashlib.sha256(data).hexdigest() != item.export.sha256:
            report = recheck.failed(
                path.name, self.policy, "The frozen file was changed or removed after staging.", "Stage it again."
            )
        else:
            report = recheck.in_child(path, path.name, item.declared, self.policy, figure)
        return self.store.update_item(identifier, verdict=report.verdict, report=report.to_dict())

    def status(self) -> tuple[Sequence[Item], Sequence[Request]]:
        """Return items and requests of the project."""
        return self.store.items()[0], self.store.requests()[0]


def named_outputs(obj: Any, name: str | None) -> list[tuple[str, Any]] | None:
    """Return (name, output) for a list or dict of outputs; None for a single output such as a list of dicts."""
    if is_one_table(obj):
        return None
    if isinstance(obj, dict):
        return [(str(key), value) for key, value in obj.items()]
    if hasattr(obj, "_fields"):  # a named tuple is one result
        return None
    if isinstance(obj, list | tuple) and not (obj and all(isinstance(entry, dict) for entry in obj)):
        if (
            obj
            and all(isinstance(entry, str | int | float) for entry in obj)
            and not any(isinstance(entry, str) and looks_like_path(entry) for entry in obj)
        ):
            return None
        return [(f"{name or 'output'} {number}", entry) for number, entry in enumerate(obj, 1)]
    return None


def default_name(obj: Any) -> str:
    """Return the name of an output that nobody named: a file's own."""
    if isinstance(obj, os.PathLike) or (isinstance(obj, str) and looks_like_path(obj)):
        return Path(obj).name
    return "output"
