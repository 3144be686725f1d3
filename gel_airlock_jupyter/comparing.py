"""A request's outputs compared with each other and with earlier requests, from their frozen bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter import declarations, together
from gel_airlock_jupyter.bundle.canonical import json_bytes
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.findings import Finding, Location, Report, Severity
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.joint.published import Earlier
from gel_airlock_jupyter.ledger import PUBLISHED, Ledger
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.recheck_together import NAME, Frozen, form_part, part_of, words_of
from gel_airlock_jupyter.records import Item, Request
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.together import Part

SENT = ("sending", "parked", "submitted", "validating", "in_review", "approved", "released", "handed_over")
ASKED = (*SENT, "sealed", "rejected", "partly_approved")  # a sealed bundle may have gone by hand
UNREADABLE = "EN-03"
SCHEMA = "gel-airlock-ledger/1"


@dataclass(frozen=True)
class Compared:
    """The joint report, and the quantities it rests on, as JSON values."""

    report: Report
    outputs: tuple[Mapping[str, Any], ...]
    earlier: Earlier

    @property
    def files(self) -> dict[str, bytes]:
        """Return what goes into the bundle's evidence: what this request publishes, and what earlier ones did."""
        read = [entry.reason for entry in self.report.read_as]
        own = {"schema": SCHEMA, "outputs": list(self.outputs), "read": read}
        before = {
            "schema": SCHEMA,
            "outputs": [{"request": one.request, **shape.to_dict(one)} for one in self.earlier.outputs],
            "trouble": list(self.earlier.trouble),
        }
        return {PUBLISHED: json_bytes(own), "earlier.json": json_bytes(before)}


def compared(store: Store, policy: Policy, request: Request, items: Sequence[Item]) -> Compared:
    """Read a request's frozen outputs, and judge them together and with the ledger.

    Nothing that cannot be read passes: it is a finding of severity fail.
    """
    parts: list[Part] = []
    unread: list[Finding] = []
    for item in items:
        try:
            parts.append(part_of(frozen_of(store, item)))
        except AirlockError as error:
            message = f"'{item.name}' could not be compared with the other outputs: {error.message}"
            where = (Location("output", f"output '{item.name}'"),)
            unread.append(Finding(UNREADABLE, Severity.FAIL, message, where, error.hint or "Stage it again.", 1))
    parts.append(form_part(request.form))
    earlier = earlier_of(store, request.id)
    outputs, crashed = together.publish(parts, policy)
    said = together.declared_in(parts)
    report = together.judge_published(
        NAME, outputs, policy, earlier, (*unread, *crashed, *together.pinned(parts, policy)), said
    )
    return Compared(report, tuple(shape.to_dict(output) for output in outputs), earlier)


def beside(store: Store, policy: Policy, outputs: Mapping[str, Any], declared: Mapping[str, Any]) -> Report | None:
    """Return what outputs give away together and with earlier requests, and none alone; None for a single one.

    Parameters
    ----------
    outputs : mapping of str to object
        Objects or paths by name.
    declared : mapping
        What the researcher says of them.
    """
    said = declarations.validated(declared)
    parts = [Part(name, views_of(obj, name), said) for name, obj in outputs.items()]
    return together.judge("together", parts, policy, earlier_of(store)) if len(parts) > 1 else None


def frozen_of(store: Store, item: Item) -> Frozen:
    """Return a staged item as it lies in the store."""
    figure = store.evidence(item).get("figure.json")
    return Frozen(store.export_path(item), item.name, item.declared, words_of(item.to_dict(whole=False)), figure)


def earlier_of(store: Store, apart: str = "") -> Earlier:
    """Return what the project's earlier requests published, by its ledger."""
    submitted = [request.id for request in store.requests()[0] if request.state in SENT]
    return Ledger(store.folder).earlier(apart, submitted)


def asked_before(store: Store, request: Request) -> dict[str, str]:
    """Say which content was asked for by requests that are sealed, on their way or decided: sha256 to request in words.

    The request that this one replaces is left out: it is asked again because it was not granted.
    """
    apart = (request.id, request.replaces)
    return {
        str(output["sha256"]): f"request {earlier.id[:8]} of {earlier.created_at[:10]} ({earlier.state})"
        for earlier in store.requests()[0]
        if earlier.id not in apart and earlier.state in ASKED
        for output in earlier.outputs
        if output.get("sha256")
    }
