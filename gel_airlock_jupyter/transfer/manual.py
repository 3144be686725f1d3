"""The default back end: the user carries the bundle by hand, and this module writes the form's text to paste.

The fields and their order are those of "Export from RE: Findings" (labels as seen in the public test suite of the
Airlock forms, 2022, and the public Airlock pages). Files are attached by hand, the participant-id file apart from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.transfer.protocol import Cancelled, Progress, Status, Submission
from gel_airlock_jupyter.transfer.settings import TransferSettings

_HOW = "Download the bundle, then attach the outputs to the Airlock form and paste the form's text."
_EMPTY = "(please fill in)"

FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("User Group", ("user_group", "userGroup")),
    ("File(s)", ()),
    ("Participant ID file", ()),
    ("Description of file content", ("description", "file_description", "fileDescription")),
    ("Research Registry ID", ("project", "research_registry_id", "researchRegistryId")),
    ("Disease Type", ("disease_type", "diseaseType")),
    ("Aim of Export", ("aim", "aim_of_export", "aimOfExport")),
    ("Transfer Request Justification", ("justification",)),
    ("Transfer Agreement", ("agreement", "agreement_accepted", "agreementAccepted")),
    ("Additional Comments", ("comments", "additional_comments", "additionalComments")),
)
"""Label in the form, and the names under which a request may hold it."""


@dataclass(frozen=True)
class ManualBackend:
    """Sends nothing: it says what to do by hand."""

    name: str = "manual"

    @classmethod
    def from_settings(cls, settings: TransferSettings) -> ManualBackend:
        """Build it; no setting matters."""
        return cls()

    def describe(self) -> Status:
        """Return that it is always ready."""
        return Status(True, _HOW, "by hand")

    def submit(
        self,
        bundle_path: Path,
        request_summary: Mapping[str, Any],
        key: str,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Submission:
        """Return `handed_over`: from here on the user acts."""
        return Submission("", "handed_over", _HOW)

    def status(self, remote_id: str) -> Submission:
        """Return `handed_over`: what happens to a request carried by hand is not known here."""
        return Submission("", "handed_over", "The Airlock team answers by its own messages.")


def form_text(request: Mapping[str, Any]) -> str:
    """Return the text to paste into the Airlock form, field by field in the form's order.

    Parameters
    ----------
    request : Mapping
        `form` maps field names to text; `outputs` lists `{"file", "title", "verdict"}`; `project` may stand outside;
        `participants` tells where the participant-id file lies.

    Returns
    -------
    str
        Plain text; an empty field says so, it is never left out.
    """
    form = dict(request.get("form") or {})
    form.setdefault("project", request.get("project") or "")
    blocks = []
    for label, names in FIELDS:
        if label == "File(s)":
            text = _files(request.get("outputs") or ())
        elif label == "Participant ID file":
            text = _participants(request.get("participants") or {})
        else:
            text = _value(form, names)
        blocks.append(f"{label}\n{'-' * len(label)}\n{text}\n")
    return "\n".join(blocks)


def _participants(found: Mapping[str, Any]) -> str:
    if found.get("file"):
        return f"Attach '{found['file']}' here ({found['count']} ids), apart from the outputs."
    return "Attach the participant-id file here, apart from the outputs. It must never be among them."


def _value(form: Mapping[str, Any], names: tuple[str, ...]) -> str:
    values = [form[name] for name in names if form.get(name) not in (None, "", False)]
    if not values:
        return _EMPTY
    return "Yes" if values[0] is True else str(values[0]).strip() or _EMPTY


def _files(outputs: Any) -> str:
    lines = [f"- {each.get('file', '?')}: {each.get('title') or 'no title'}" for each in outputs]
    return "\n".join(lines) or _EMPTY
