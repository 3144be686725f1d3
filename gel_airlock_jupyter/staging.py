"""Staging: the export file is written, its bytes are re-read and re-checked in a clean process, and frozen."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter import declarations, engine, form, recheck
from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.evidence.contributing import carried
from gel_airlock_jupyter.evidence.session import SessionFrames, prepared
from gel_airlock_jupyter.exportable import require_exportable
from gel_airlock_jupyter.findings import Report, Severity
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.recheck import views_of
from gel_airlock_jupyter.records import Export, Item
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.store import item_id, safe_file_name
from gel_airlock_jupyter.subjects import TableView, View
from gel_airlock_jupyter.writers.write import EXTENSIONS, OTHERS, Written, write

if TYPE_CHECKING:
    from gel_airlock_jupyter.provenance.record import Provenance
    from gel_airlock_jupyter.session import Session

DETAILS = ("title", "description", "exception", "position", "variable")
WORDS = ("title", "description", "alt_text", "justification", "exception")


def stage(session: Session, obj: Any, name: str | None, details: Mapping[str, Any]) -> Item:
    """Stage an output; see `Session.stage`."""
    details = dict(details) | _words(details, session.policy.limits.form_characters)
    said = declarations.validated({key: value for key, value in details.items() if key not in DETAILS})
    variable = name or "output"
    views = views_of(obj, str(details.get("variable") or variable))
    said, frames = prepared(views, session.namespace, session.policy, said, [obj], session.store.folder)
    said = declarations.with_known(said, views)
    report = engine.run(views, session.policy, said, frames)
    exception = str(details.get("exception") or "")
    require_exportable(report, session.policy, said, exception)
    file = file_name(variable, obj, views)
    written = write(obj, views, file, session.policy.limits.output_bytes)
    hints = said | _strictness(views, session.policy, said) | _proven(views, frames)
    clean = _with_failures(_clean_check(written, file, hints, session.policy), report)
    require_exportable(clean, session.policy, said, exception)
    origin = _origin(session, str(details.get("variable") or variable))
    item = Item(
        id=item_id("staged", session.settings.project, file),
        project=session.settings.project,
        state="staged",
        name=file,
        kind=report.kind,
        verdict=clean.verdict,
        report=clean.named(file).to_dict(),
        title=str(details.get("title") or ""),
        description=str(details.get("description") or ""),
        alt_text=str(said.get("alt_text") or ""),
        justification=str(said.get("justification") or ""),
        exception=exception,
        removed=tuple(origin.data["removed"]) if origin else (),
        position=int(details.get("position") or _next_position(session)),
        variable=str(details.get("variable") or ""),
        kernel_id=session.kernel_id,
        notebook=session.notebook,
        declared=declarations.recorded(hints),
        export=Export(file, written.media_type, len(written.data), hashlib.sha256(written.data).hexdigest()),
    )
    files = origin.files() if origin else {}
    return session.store.put_item(item, written.data, dict(written.evidence) | _record(frames, said) | files)


def _origin(session: Session, variable: str) -> Provenance | None:
    """Return where the output came from, as far as the kernel was watched."""
    if session.recorder is None:
        return None
    return session.recorder.of(variable, session.notebook, session.policy)


def _words(details: Mapping[str, Any], most: int) -> dict[str, str]:
    """Return what the researcher wrote for the reviewer, fit to be read."""
    return {key: form.readable(str(details[key]), f"The {key}", most) for key in WORDS if details.get(key)}


def file_name(variable: str, obj: Any, views: tuple[View, ...]) -> str:
    """Return the export's file name: the one given if it has an extension we write, else the variable's with one."""
    extension = next((EXTENSIONS[view.kind] for view in views if view.kind in EXTENSIONS), None)
    if isinstance(obj, str | Path) and any(view.kind == "file" for view in views):
        extension = Path(obj).suffix.lower()
        variable = variable if Path(variable).suffix else Path(obj).name
    if extension is None:
        raise InputError(f"'{variable}' cannot be exported as it is.", "Export a table, a figure or a text.")
    path = Path(variable).name
    suffix = Path(path).suffix.lower()
    if suffix in OTHERS.get(views[0].kind, ()):
        extension = suffix
    if re.fullmatch(r"\.[a-z]{2,5}", suffix) and suffix != extension:
        raise InputError(
            f"This output is written as {extension}, not as {suffix}.", f"Name it {Path(path).stem}{extension}."
        )
    return safe_file_name(path if suffix == extension else path + extension)


def _clean_check(written: Written, file: str, said: Mapping[str, Any], policy: Policy) -> Report:
    with tempfile.TemporaryDirectory(prefix="airlock-") as folder:
        path = Path(folder) / file
        write_bytes(path, written.data)
        figure: Path | None = None
        if "figure.json" in written.evidence:
            figure = Path(folder) / "figure.json"
            write_bytes(figure, written.evidence["figure.json"])
        return recheck.in_child(path, file, declarations.recorded(said), policy, figure)


def _with_failures(clean: Report, report: Report) -> Report:
    """Return the clean re-check with what only the kernel could see to fail, such as people behind a statistic.

    An exception lets a fail be staged; it must then stand in the record, whatever the bytes alone show.
    """
    known = {finding.rule for finding in clean.findings if finding.severity is Severity.FAIL}
    only = [f for f in report.findings if f.severity is Severity.FAIL and f.rule not in known]
    return replace(clean, findings=(*only, *clean.findings)) if only else clean


def _strictness(views: tuple[View, ...], policy: Policy, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the kernel knew of the table that its csv does not tell.

    A group-by has its keys in the index, a csv has columns alike; that columns count people must not be lost either.
    """
    table = next((view for view in views if isinstance(view, TableView)), None)
    if table is None:
        return {}
    labels = [column.label for column in table.index if column.label]
    index = {"index": labels} if labels else {}
    if said.get("genetic"):
        return index
    counts = [role.label for role in read_table(table, policy, said).having(Role.COUNT)]
    return index | ({"counts": sorted({*counts, *said.get("counts", ())})} if counts else {})


def _proven(views: tuple[View, ...], frames: SessionFrames) -> dict[str, Any]:
    """Return what the live frames proved of the table, for the clean process that has none."""
    table = next((view for view in views if isinstance(view, TableView)), None)
    return carried(table, frames) if table is not None else {}


def _record(frames: SessionFrames, said: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what the reviewer gets of the session: supporting counts, and what its frames were used for."""
    found = {f"supporting-{number}.json": entry for number, entry in enumerate(said.get("evidence", ()), 1)}
    if frames.used:
        found["session.json"] = {"used": list(frames.used)}
    return {name: json.dumps(entry, indent=1, ensure_ascii=False).encode() for name, entry in found.items()}


def _next_position(session: Session) -> int:
    items, _ = session.store.items()
    return max((item.position for item in items if item.is_staged), default=0) + 1
