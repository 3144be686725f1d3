"""One bundle on its way out: the record that the outbox keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from gel_airlock_jupyter.records import now
from gel_airlock_jupyter.transfer.protocol import Submission

QUEUED, SENDING, SENT, PARKED = "queued", "sending", "sent", "parked"
STATES = (QUEUED, SENDING, SENT, PARKED)
_SCHEMA = 1
_KEPT = 200  # lines of history


@dataclass(frozen=True)
class Entry:
    """One bundle on its way.

    Parameters
    ----------
    reason : dict or None
        Why it is parked or waits: `{"code", "message", "hint"}`.
    not_before : float
        Unix time before which it is not tried again; 0 for at once.
    history : tuple of dict
        `{"at", "state", "note"}`, oldest first.
    target : str
        The name of where it goes, as `TransferSettings.name`; empty for the target that the environment sets.
    """

    key: str
    backend: str
    state: str
    sha256: str
    size: int
    request: Mapping[str, Any]
    submission: Submission | None = None
    reason: Mapping[str, str] | None = None
    attempts: int = 0
    not_before: float = 0.0
    created_at: str = ""
    updated_at: str = ""
    history: tuple[Mapping[str, str], ...] = field(default=())
    target: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        submission = self.submission.to_dict() if self.submission else None
        raw = asdict(replace(self, submission=None))
        return {"schema": _SCHEMA, **raw, "submission": submission, "history": list(self.history)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Entry:
        """Read `to_dict` back; raises `ValueError`, `KeyError` or `TypeError` for anything else."""
        known = {name: raw[name] for name in cls.__dataclass_fields__ if name != "target"}
        known["target"] = str(raw.get("target") or "")
        if raw["schema"] != _SCHEMA or known["state"] not in STATES:
            raise ValueError("another schema or an unknown state")
        submission = Submission.from_dict(known.pop("submission")) if known["submission"] else None
        known.pop("submission", None)
        return cls(**{**known, "history": tuple(known["history"])}, submission=submission)

    def moved(self, state: str, note: str, **changes: Any) -> Entry:
        """Return the entry in another state, with a line in its history."""
        at = now()
        line = {"at": at, "state": state, "note": note}
        return replace(self, state=state, updated_at=at, history=(*self.history, line)[-_KEPT:], **changes)
