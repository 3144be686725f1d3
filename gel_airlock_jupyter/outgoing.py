"""The part of the facade that deals with requests: make, seal, submit, answer, withdraw, fetch the release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import errands, participants
from gel_airlock_jupyter.atomic import write_bytes
from gel_airlock_jupyter.corresponding import LONGEST
from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.form import readable
from gel_airlock_jupyter.participants import IdFile
from gel_airlock_jupyter.records import Item, Receipt, Request
from gel_airlock_jupyter.requesting import Requests
from gel_airlock_jupyter.sending import FINAL
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.transfer.protocol import Parked

PARTS = ("bundle", "outputs", "evidence", "review", "form")
UNSIGNED = (
    "The bundle is unsigned: the signing key is kept by the Jupyter server extension, and none runs on this store. "
    "File Transfer checks the bundle all the same and signs a receipt; for a signature, seal from the sidebar."
)


class Outgoing:
    """What a session can do with requests.

    What needs the signing key or a token is done by the server extension where one runs on this store, and else in
    this process (`gel_airlock_jupyter.errands`).
    """

    keys: Path | None
    kernel_id: str | None

    @property
    def requests(self) -> Requests:
        """Return what can be done with requests."""
        raise NotImplementedError

    @property
    def store(self) -> Store:
        """Return the project's store."""
        raise NotImplementedError

    def request(self, items: Iterable[str] | None = None, **form: Any) -> Request:
        """Make a request of staged items (all of them by default) and the form's answers."""
        return self.requests.create(form, items)

    def bundle(self, request: Request | str) -> Path:
        """Seal a request into its bundle and return the path; sealed once, the bundle never changes."""
        sealed = self._ask("seal", request)
        return self.store.request_folder(sealed.id) / str((sealed.bundle or {})["file"])

    def part(self, request: Request | str, part: str) -> Path:
        """Write what the way by hand needs of a request, beside its bundle, and return the path.

        Parameters
        ----------
        request : Request or str
            The request; a draft is sealed, except for its form.
        part : str
            "bundle"; "outputs", which may be released whole; "evidence", the whole bag for the Airlock team;
            "review", the reviewer's report as PDF; "form", the text to paste into the Airlock form.

        Raises
        ------
        InputError
            For another part, or a PDF where matplotlib is missing.
        NotExportable, BundleError, StoreError
            As for `bundle`.
        """
        from gel_airlock_jupyter.bundle import parts, review_pdf
        from gel_airlock_jupyter.transfer.manual import form_text

        if part not in PARTS:
            raise InputError(f"There is no part '{part}'.", f"Parts: {', '.join(PARTS)}.")
        identifier = self.requests.id_of(request)
        if part == "form":
            known = {
                **self.store.request(identifier).to_dict(),
                "participants": self.participants(identifier).to_dict(),
            }
            path = self.store.request_folder(identifier) / f"airlock-{identifier[:8]}-form.txt"
            write_bytes(path, form_text(known).encode())
            return path
        bundle = self.bundle(identifier)
        made = {"outputs": parts.outputs_zip, "evidence": parts.evidence_zip, "review": review_pdf.review_pdf}
        return made[part](bundle) if part in made else bundle

    def unsigned(self, request: Request | str) -> str:
        """Return why a sealed request bears no signature, and what to do; empty when it does."""
        sealed = self.store.request(self.requests.id_of(request))
        return UNSIGNED if (sealed.bundle or {}).get("signed") is False else ""

    def submit(self, request: Request | str | Path) -> Receipt:
        """Hand a request, or the path of its bundle, to the transfer back end and return the receipt."""
        return Receipt.of(self._ask("submit", request))

    def refresh(self, request: Request | str) -> Request:
        """Ask File Transfer for the newest state of a request, with questions and decisions, and record it."""
        return self._ask("refresh", request)

    def messages(self, request: Request | str) -> Sequence[Mapping[str, Any]]:
        """Return what reviewers and author said so far, oldest first: `at`, `author`, `text`, `mine`."""
        return tuple((self.refresh(request).review or {}).get("messages", ()))

    def answer(self, request: Request | str, text: str) -> Request:
        """Send a message to the reviewers of a request."""
        return self._ask("answer", request, text=text)

    def resubmit(self, request: Request | str, text: str = "") -> Request:
        """Hand a returned request to the reviewers again with the same bundle, after an answer if one is given."""
        return self._ask("resubmit", request, text=text)

    def revise(self, request: Request | str) -> Request:
        """Make a draft with the form and outputs of an earlier request, which it replaces."""
        return self.requests.revise(self.requests.id_of(request))

    def withdraw(self, request: Request | str, reason: str = "") -> Request:
        """Take a request back; possible until it is decided."""
        return self._ask("withdraw", request, reason=reason)

    def release(self, request: Request | str) -> Path:
        """Fetch the released outputs of a request and return the path of the sealed zip."""
        fetched = self._ask("release", request)
        return self.store.request_folder(fetched.id) / str((fetched.release or {})["file"])

    def participants(self, request: Request | str, ids: str | Iterable[object] | None = None) -> IdFile:
        """Write the participant-id file of a request, apart from store and bundle; without ids tell what is there."""
        identifier = self.requests.id_of(request)
        if ids is None:
            return participants.state(self.store, identifier)
        return participants.write(self.store, identifier, ids)

    def acknowledge(self, item: str, reason: str) -> Item:
        """Confirm that reviewers may read the code behind a staged output without what was removed from it.

        Parameters
        ----------
        item : str
            The output's file name, or the id of the item.
        reason : str
            Why, for the reviewers: it is recorded in the bundle.

        Raises
        ------
        UnknownName
            If no staged output is called so.
        InputError
            If nothing was removed, or no reason is given.
        """
        staged = [found for found in self.store.items()[0] if found.is_staged]
        meant = next((found for found in staged if item in (found.id, found.name)), None)
        if meant is None:
            raise UnknownName.among("staged output", item, [found.name for found in staged])
        said = readable(reason, "The reason", LONGEST)
        if not meant.removed:
            raise InputError(f"Nothing was removed from the code behind '{meant.name}'.")
        if not said:
            raise InputError("The reason is empty.", "Say why the code without it may be read.")
        return self.store.update_item(meant.id, acknowledged=said)

    def current(self) -> Sequence[Request]:
        """Return the requests, newest first, as they are now.

        A running server follows them, so that its record is a minute old at most; without one they are asked for here,
        until one is not answered.
        """
        found = list(self.store.requests()[0])
        if self.keys is not None or any(errands.servers(self.requests.settings)):
            return found
        for number, request in enumerate(found):
            if request.submission and request.state not in FINAL:
                found[number] = fresh = self.requests.refresh(request.id)
                if fresh.updated_at == request.updated_at and fresh != request:
                    break  # told only, not recorded: nobody answers
        return found

    def chosen(self, given: str | None) -> str:
        """Return the id of the request that a person means: its first characters, or none for the newest.

        Raises
        ------
        UnknownName
            If there is none, or more than one.
        """
        known = [request.id for request in self.store.requests()[0]]
        if not known and given is None:
            raise UnknownName("There is no request yet.", "Make one: `%airlock_request`, or `gel-airlock request`.")
        matching = known[:1] if given is None else [each for each in known if given and each.startswith(given)]
        if not matching:
            raise UnknownName.among("request", str(given), known, "`%airlock_status` lists them.")
        if len(matching) > 1:
            raise UnknownName(f"{len(matching)} requests start with '{given}'.", "Give more of the id.")
        return matching[0]

    def _ask(self, verb: str, request: Request | str | Path, **given: str) -> Request:
        """Do what needs the signing key or a token: in the server extension where one runs, else here."""
        identifier = self.requests.id_of(request)
        if self.keys is None and errands.ask(self.requests, verb, identifier, given):
            return self.store.request(identifier)
        if self.kernel_id is not None and verb != "seal" and self.requests.settings.transfer.oauth_issuer:
            raise Parked(
                "needs-login",
                "A kernel holds no sign-in, and no Jupyter server with the extension runs on this store.",
                "Start one, or use `gel-airlock` in a terminal.",
            )
        found = errands.do(self.requests, verb, identifier, given)
        return found if isinstance(found, Request) else self.store.request(identifier)
