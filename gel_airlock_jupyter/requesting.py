"""Requests: the form with staged items, judged together, sealed into a bundle, handed to File Transfer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import corresponding, engine, form, sending
from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.comparing import asked_before, compared
from gel_airlock_jupyter.editing import edited
from gel_airlock_jupyter.errors import InputError, ItemNotFound, NotExportable, StoreError
from gel_airlock_jupyter.exportable import require_clean_code, require_exportable, require_together
from gel_airlock_jupyter.findings import Report, Verdict
from gel_airlock_jupyter.ledger import PUBLISHED
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.records import Item, Request, advanced, now, output_of
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.subjects import RequestView

UNDER_WAY = (
    "sending", "uploading", "submitted", "validating", "in_review", "returned", "approved", "partly_approved",
)  # fmt: skip
REPLACEABLE = ("returned", "rejected", "blocked", "withdrawn", "failed", "partly_approved", "released", "handed_over")


@dataclass(frozen=True)
class Requests:
    """What can be done with requests of one project.

    `keys` is the folder of the signing key: the server extension has one, a kernel has none and seals unsigned.
    """

    settings: Settings
    store: Store
    policy: Policy
    keys: Path | None = None

    def create(self, answers: Mapping[str, Any], items: Iterable[str] | None = None) -> Request:
        """Make a draft of the form's answers and staged items (all by default).

        Raises
        ------
        InputError
            For a field that does not exist or an item that is not staged.
        """
        request = Request(
            id=str(uuid.uuid4()),
            project=self.settings.project,
            state="draft",
            form=form.validated(answers, self.policy.limits.form_characters),
            items=tuple(self._staged(items)),
            history=({"at": now(), "state": "draft", "note": ""},),
        )
        return self.store.put_request(self._judged(request))

    def update(
        self,
        identifier: str,
        answers: Mapping[str, Any] | None = None,
        items: Iterable[str] | None = None,
        was: Mapping[str, Any] | None = None,
    ) -> Request:
        """Change a draft; answers not named stay. They are on disk before anything is judged, which takes longer.

        Raises
        ------
        ChangedElsewhere
            Where an answer is no longer what it `was`; every other answer is taken.
        """
        given = form.validated(answers or {}, self.policy.limits.form_characters)
        chosen = tuple(self._staged(items)) if items is not None else None
        return edited(self.store, self._judged, identifier, given, was or {}, chosen)

    def _staged(self, wanted: Iterable[str] | None) -> list[str]:
        staged = {item.id: item for item in self.store.items()[0] if item.is_staged}
        if wanted is None:
            return list(staged)
        listed = list(dict.fromkeys(str(identifier) for identifier in wanted))
        for identifier in listed:
            if identifier not in staged:
                raise ItemNotFound("One of the items is not staged.", "Stage it first, or leave it out.")
        return listed

    def _items(self, request: Request) -> list[Item]:
        try:
            return [self.store.item(identifier) for identifier in request.items]
        except ItemNotFound as error:
            raise ItemNotFound(
                "An output of this request was removed.", "Restore it, or choose the request's outputs anew."
            ) from error

    def remove(self, identifier: str) -> None:
        """Remove a request that is not under way.

        Raises
        ------
        InputError
            If it is queued, sent or being reviewed: its record is how you hear of the decision.
        """
        try:
            state = self.store.request(identifier).state
        except ItemNotFound:
            raise
        except StoreError:
            state = "damaged"
        if state in UNDER_WAY:
            raise InputError(f"This request is {state}; it cannot be removed now.", "Wait for the decision.")
        self.store.remove_request(identifier)

    def _judged(self, request: Request) -> Request:
        """Return the request with its outputs, findings and verdict."""
        items = self._items(request)
        outputs = tuple(output_of(item) for item in items)
        report = self.judge_form(request.form, outputs, asked_before(self.store, request))
        joint = compared(self.store, self.policy, request, items).report
        findings = tuple(finding.to_dict() for finding in (*report.findings, *joint.findings))
        return replace(
            request,
            outputs=outputs,
            findings=findings,
            verdict=_worst(report.verdict, joint.verdict, *(item.verdict for item in items)),
        )

    def judge_form(
        self, answers: Mapping[str, str], outputs: Sequence[Mapping[str, Any]], before: Mapping[str, str] | None = None
    ) -> Report:
        """Return the report of the request's own rules; `before` says which content which request asked for."""
        return engine.run(
            (RequestView("request", answers, tuple(outputs), {"before": dict(before or {})}),), self.policy
        )

    def seal(self, identifier: str) -> Path:
        """Seal a draft into a bundle; a request sealed before answers with the same bundle.

        Raises
        ------
        NotExportable
            If the form is incomplete, identifiers stand in it, or an output's newest verdict does not let it leave.
        StoreError
            If a frozen file was changed or removed.
        """
        from gel_airlock_jupyter.bundle.seal import seal
        from gel_airlock_jupyter.bundle.signing import signer_in

        request = self.store.request(identifier)
        folder = self.store.request_folder(identifier)
        if request.bundle:
            return folder / str(request.bundle["file"])
        request = self._judged(request)
        report = self.judge_form(request.form, request.outputs)
        if report.verdict == "fail":
            self.store.put_request(request)
            first = report.findings[0]
            raise NotExportable(f"The request is not complete: {first.message}", first.fix or "", report)
        items = self._items(request)
        for item in items:
            self._require_exportable(item)
        together = compared(self.store, self.policy, request, items)
        require_together(together.report, self.policy, items)
        entries = self._entries(items)
        signer = signer_in(self.keys) if self.keys is not None else None
        sealed = seal(
            request.to_dict(), entries, self.policy, folder, request.created_at, signer=signer, ledger=together.files
        )
        write_bytes(folder / PUBLISHED, together.files[PUBLISHED])
        bundle = {
            "file": sealed.path.name,
            "sha256": sealed.sha256,
            "bytes": sealed.bytes,
            "sealed_at": now(),
            "id": sealed.id,
            "policy": self.policy.ref.to_dict(),
            "signed": signer is not None,
        }
        self.store.update_request(identifier, lambda known: _sealed(request, known, bundle))
        return sealed.path

    def _entries(self, items: Iterable[Item]) -> list[Any]:
        from gel_airlock_jupyter.bundle.model import BundleItem

        return [BundleItem(item.to_dict(), self.store.export_path(item), self.store.evidence(item)) for item in items]

    def preview(self, identifier: str) -> str:
        """Return the page that reviewers would read of a request as it is now; nothing is sealed.

        Raises
        ------
        BundleError
            If it holds no output, or a frozen file was changed or removed.
        """
        from gel_airlock_jupyter.bundle.seal import draft_page

        request = self._judged(self.store.request(identifier))
        items = self._items(request)
        files = compared(self.store, self.policy, request, items).files
        return draft_page(request.to_dict(), self._entries(items), self.policy, request.created_at, files)

    def together(self) -> Report:
        """Judge everything that is staged together and with the project's earlier requests."""
        items = [item for item in self.store.items()[0] if item.is_staged]
        draft = Request(str(uuid.uuid4()), self.settings.project, "draft", {}, tuple(item.id for item in items))
        return compared(self.store, self.policy, draft, items).report

    def _require_exportable(self, item: Item) -> None:
        """Raise unless what is known of a staged item now, after any re-check or edit, still lets it leave."""
        report = Report.from_dict(item.report)
        if report.policy.digest != self.policy.digest:
            raise NotExportable(
                f"'{item.name}' was checked under another policy.", "Check it again in the sidebar, or stage it anew."
            )
        require_exportable(report, self.policy, {"justification": item.justification}, item.exception)
        require_clean_code(item)

    def id_of(self, request: Request | str | Path) -> str:
        """Return the id of a request given as such, by id, or by the path of its bundle."""
        if isinstance(request, Request):
            return request.id
        if isinstance(request, str) and not request.endswith(".zip"):
            return request
        path = Path(request).absolute()
        for known in self.store.requests()[0]:
            if known.bundle and self.store.request_folder(known.id) / str(known.bundle["file"]) == path:
                return known.id
        raise ItemNotFound(f"'{path.name}' is not a bundle of this project.", "Submit a request made here.")

    def submit(self, identifier: str) -> Request:
        """Seal if need be, hand the bundle over, and record what the back end answers."""
        self.seal(identifier)
        sending.queue(self.settings.transfer, self.store, identifier)
        return sending.send(self.settings.transfer, self.store, identifier)

    def refresh(self, identifier: str) -> Request:
        """Ask the back end for the state of a submitted request and record it."""
        return sending.refresh(self.settings.transfer, self.store, identifier)

    def answer(self, identifier: str, text: str) -> Request:
        """Send a message to the reviewers; see `corresponding.answer`."""
        return corresponding.answer(self.settings.transfer, self.store, identifier, text)

    def resubmit(self, identifier: str, text: str = "") -> Request:
        """Hand a returned request to the reviewers again; see `corresponding.resubmit`."""
        return corresponding.resubmit(self.settings.transfer, self.store, identifier, text)

    def withdraw(self, identifier: str, reason: str = "") -> Request:
        """Take a request back; see `corresponding.withdraw`."""
        return corresponding.withdraw(self.settings.transfer, self.store, identifier, reason)

    def outcome(self, identifier: str, state: str, note: str = "") -> Request:
        """Write down what became of a request carried by hand; see `corresponding.outcome`."""
        return corresponding.outcome(self.store, identifier, state, note)

    def release(self, identifier: str) -> Path:
        """Fetch the released outputs; see `corresponding.release`."""
        return corresponding.release(self.settings.transfer, self.store, identifier)

    def seen(self, identifier: str) -> Request:
        """Note that the person has seen what the service said so far."""
        return self.store.update_request(identifier, lambda known: replace(known, seen=len(known.history)))

    def revise(self, identifier: str) -> Request:
        """Make a draft with the form and the outputs of an earlier request, which it replaces once it is submitted.

        Raises
        ------
        InputError
            If the earlier one was not sent, or may still be decided as it is.
        """
        old = self.store.request(identifier)
        if old.state not in REPLACEABLE:
            raise InputError(
                f"This request is {old.state}; nothing replaces it now.", "Withdraw it first, if it should."
            )
        staged = set(self._staged(None))
        request = Request(
            id=str(uuid.uuid4()),
            project=self.settings.project,
            state="draft",
            form=old.form,
            items=tuple(item for item in old.items if item in staged),
            replaces=old.id,
            history=({"at": now(), "state": "draft", "note": f"replaces {old.id[:8]}"},),
        )
        return self.store.put_request(self._judged(request))


def _sealed(request: Request, known: Request, bundle: Mapping[str, Any]) -> Request:
    """Return the judged request with its bundle; two processes that seal at once make the same bytes."""
    return known if known.bundle else advanced(replace(request, bundle=bundle), "sealed")


def _worst(*verdicts: Verdict) -> Verdict:
    if "fail" in verdicts:
        return "fail"
    return "review" if "review" in verdicts else "pass"
