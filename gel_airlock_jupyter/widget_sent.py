"""Requests with their way, questions and answers, decisions and receipts, with widgets: a part of `airlock.panel()`."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.records import Request
from gel_airlock_jupyter.rendering.escaping import escape
from gel_airlock_jupyter.rendering.status import DECISION, messages_text
from gel_airlock_jupyter.session import Session

MOST_REQUESTS = 10
ROW = {"flex_flow": "row wrap", "align_items": "center"}
ANSWERED = ("uploading", "submitted", "validating", "in_review", "returned")
"""States in which the author and the reviewers may write to each other."""
WITHDRAWN = ("sending", "parked", *ANSWERED)
REVISED = ("blocked", "returned", "partly_approved", "rejected", "withdrawn", "failed")
Button = Callable[[str, str, Callable[[], str]], Any]


class SentPart:
    """The requests so far, the newest first, each with its details on demand.

    Parameters
    ----------
    widgets : module
        ipywidgets.
    session : callable
        Returns the session as it is now.
    button : callable
        Makes a button of word, tooltip and what it does; that answers what is said above.
    """

    def __init__(self, widgets: Any, session: Callable[[], Session], button: Button) -> None:
        self._widgets = widgets
        self._session = session
        self._button = button
        self._rows: dict[str, _Row] = {}
        self.box = widgets.VBox()

    def draw(self) -> None:
        """Draw the requests as the store is now; what is open stays open, and what is typed stays typed."""
        requests = self._session().store.requests()[0][:MOST_REQUESTS]
        self._rows = {request.id: self._rows.get(request.id) or self._row(request) for request in requests}
        for request in requests:
            self._rows[request.id].show(request)
        boxes = [self._rows[request.id].box for request in requests]
        self.box.children = [self._widgets.HTML("<b>Requests</b>"), *boxes] if boxes else []

    def _row(self, request: Request) -> _Row:
        identifier, short = request.id, request.id[:8]
        text = self._widgets.Textarea(
            description=f"To reviewers of {short}", placeholder="An answer, or a question", layout={"width": "46em"}
        )
        text.style.description_width = "14em"

        def said(verb: str, word: str, *texts: str) -> str:
            done = getattr(self._session(), verb)(identifier, *texts)
            text.value = ""
            return f"Request {short}: {word}, now {_word(done.state)}"

        def answer() -> str:
            if not text.value.strip():
                raise InputError("There is no answer yet.", "Write it above the button.")
            return said("answer", "sent", text.value)

        def fetched() -> str:
            return f"Released outputs: {self._session().release(identifier)}"

        acts: dict[str, tuple[str, str, Callable[[], str]]] = {
            "details": ("Details", "Open or close what is known of", lambda: self._toggle(identifier)),
            "look": ("Look", "Ask for the state of", lambda: said("refresh", "asked")),
            "submit": ("Submit", "Submit to File Transfer", lambda: self._submit(identifier)),
            "answer": ("Send answer", "Send this to the reviewers of", answer),
            "resubmit": ("Submit again", "Hand to the reviewers again", lambda: said("resubmit", "sent", text.value)),
            "revise": ("Revise", "Make a new draft of", lambda: said("revise", "a new draft was made")),
            "withdraw": ("Withdraw", "Take back", lambda: said("withdraw", "taken back", text.value)),
            "release": ("Fetch release", "Fetch the released outputs of", fetched),
        }
        verbs = {name: self._button(word, f"{tip} request {short}", act) for name, (word, tip, act) in acts.items()}
        return _Row(self._widgets, text, verbs)

    def _toggle(self, identifier: str) -> str:
        row = self._rows[identifier]
        row.is_open = not row.is_open
        if row.is_open and self._session().store.request(identifier).unseen:
            self._session().requests.seen(identifier)
        return ""

    def _submit(self, identifier: str) -> str:
        self._session().submit(identifier)
        return f"Request {identifier[:8]} was submitted."


class _Row:
    """One request: its widgets are made once, so that the keyboard keeps its place when it is drawn anew."""

    def __init__(self, widgets: Any, text: Any, verbs: Mapping[str, Any]) -> None:
        self.is_open = False
        self._label = widgets.HTML(layout={"min_width": "16em"})
        self._about = widgets.HTML()
        self._text = text
        self._verbs = verbs
        self._buttons = widgets.HBox(layout=ROW)
        self.box = widgets.VBox()

    def show(self, request: Request) -> None:
        """Show a request as it is now."""
        message = (request.submission or {}).get("message") or ""
        news = f" <b>{request.unseen} new</b>" if request.unseen else ""
        self._label.value = (
            f"<code>{request.id[:8]}</code> {escape(request.form.get('aim', ''))} "
            f"<b>{escape(_word(request.state))}</b>{news} {escape(str(message))}"
        )
        wanted = ["details", *(verb for verb, fits in _fits(request) if fits)]
        self._buttons.children = [self._verbs[verb] for verb in wanted]
        parts = [self._label]
        if self.is_open:
            self._about.value = about(request)
            parts.append(self._about)
        if request.state in ANSWERED and (self.is_open or request.state == "returned"):
            parts.append(self._text)
        self.box.children = [*parts, self._buttons]


def _fits(request: Request) -> Iterator[tuple[str, bool]]:
    state = request.state
    yield "answer", state in ANSWERED
    yield "resubmit", state == "returned"
    yield "submit", state in ("sealed", "parked")
    yield "release", state == "released"
    yield "revise", state in REVISED
    yield "withdraw", state in WITHDRAWN
    yield "look", bool(request.submission)


def about(request: Request) -> str:
    """Return the way of a request, its outputs with what was decided, what was said, and its receipt, as HTML."""
    review = request.review or {}
    decided = {str(output["file"]): output for output in review.get("outputs", ())}
    outputs = []
    for output in request.outputs:
        found = decided.get(str(output["file"]), {})
        words = [
            str(output["file"]),
            DECISION.get(str(found.get("decision")), ""),
            *map(str, found.get("comments", ())),
        ]
        outputs.append(" ".join(word for word in words if word))
    history = [f"{line['at']} {_word(str(line['state']))} {line['note']}".rstrip() for line in request.history]
    notes = [str(note) for note in (*review.get("notes", ()), *review.get("comments", ()))]
    receipt = (request.submission or {}).get("receipt")
    parts = (
        ("Outputs", outputs),
        ("Reviewers", notes),
        ("Messages", messages_text(review.get("messages", ()))),
        ("History", history),
        ("Receipt", list(_receipt(receipt)) if isinstance(receipt, Mapping) else []),
    )
    return "".join(
        f"<b>{title}</b><ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
        for title, lines in parts
        if lines
    )


def _receipt(envelope: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a receipt says, line by line; its signature was checked when it was accepted."""
    try:
        statement: Any = json.loads(base64.b64decode(str(envelope["payload"])))
    except (KeyError, ValueError):
        statement = dict(envelope)
    yield from _lines(statement, "")


def _lines(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _lines(entry, f"{path} {key}".strip())
    elif isinstance(value, list):
        for entry in value:
            yield from _lines(entry, path)
    elif value not in (None, ""):
        yield f"{path}: {value}"


def _word(state: str) -> str:
    return state.replace("_", " ")
