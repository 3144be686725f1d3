"""What is staged and its request, with widgets: the second half of `airlock.panel()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gel_airlock_jupyter.findings import Severity
from gel_airlock_jupyter.form import FIELDS, Field
from gel_airlock_jupyter.records import Item, Request
from gel_airlock_jupyter.rendering.escaping import escape
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.widget_sent import ROW, Button, SentPart

WORDS = {"pass": "✔ Pass", "review": "◉ Review", "fail": "✖ Fail", "": "Not checked"}


class RequestPart:
    """Staged outputs, the form of a request, and the requests so far.

    Parameters
    ----------
    widgets : module
        ipywidgets.
    session : callable
        Returns the session, the facade that all surfaces use, as it is now.
    button : callable
        Makes a button of word, tooltip and what it does; that answers what is said above.
    """

    def __init__(self, widgets: Any, session: Callable[[], Session], button: Button) -> None:
        self._widgets = widgets
        self._find = session
        self._button = button
        self._staged = widgets.VBox()
        self._form = widgets.VBox()
        self._sent = SentPart(widgets, session, button)
        self._removed: Item | None = None
        self._told = widgets.HTML()
        self._fields: dict[str, Any] = {}
        self.box = widgets.VBox([self._staged, self._form, self._sent.box])

    @property
    def _session(self) -> Session:
        return self._find()

    def draw(self) -> None:
        """Draw what is staged and requested as the store is now; a form that is open stays."""
        staged = [item for item in self._session.store.items()[0] if item.is_staged]
        rows = [self._staged_row(item) for item in staged]
        if rows:
            rows.insert(0, self._widgets.HTML("<b>Staged for export</b>"))
        if self._removed is not None:
            name = self._removed.name
            rows.append(self._button("Undo", f"Bring {name} back", self._restore))
        if staged and not self._fields:
            rows.append(self._button("Request export…", "Request what is staged", self._open))
        self._staged.children = rows
        self._sent.draw()

    def _staged_row(self, item: Item) -> Any:
        title = f"<code>{escape(item.name)}</code> <b>{WORDS[item.verdict]}</b> {escape(item.title)}"
        remove = self._button("Remove", f"Remove {item.name}", lambda: self._remove(item))
        return self._widgets.HBox([self._widgets.HTML(title, layout={"min_width": "16em"}), remove], layout=ROW)

    def _remove(self, item: Item) -> str:
        self._session.store.remove_item(item.id)
        self._removed = item
        return f"Removed {item.name}."

    def _restore(self) -> str:
        item, self._removed = self._removed, None
        if item is None:
            return ""
        return f"{self._session.store.restore_item(item.id).name} is staged again."

    def _open(self) -> str:
        """Show the form, with the answers of a draft where there is one."""
        draft = self._draft()
        known = draft.form if draft else {"project": self._session.settings.project}
        self._fields = {field.name: self._field(field, known.get(field.name, "")) for field in FIELDS}
        seal = self._button("Make bundle", "Seal the request into a bundle to download", lambda: self._send("bundle"))
        submit = self._button("Submit", "Submit the request to File Transfer", lambda: self._send("submit"))
        close = self._button("Close", "Close the form; its answers stay", self._close)
        buttons = self._widgets.HBox([seal, submit, close], layout=ROW)
        self._form.children = [self._widgets.HTML("<b>Request</b>"), *self._fields.values(), buttons, self._told]
        return ""

    def _field(self, field: Field, answer: str) -> Any:
        label = f"{field.label}{' *' if field.required else ''}"
        kinds = {"long": self._widgets.Textarea, "check": self._widgets.Checkbox, "choice": self._widgets.Dropdown}
        made: dict[str, Any] = {"description": label, "tooltip": field.help, "layout": {"width": "46em"}}
        if field.kind == "choice":
            made["options"] = ["", *field.options]
        if field.kind not in ("check", "choice"):
            made["placeholder"] = field.help
        value: Any = bool(answer) if field.kind == "check" else answer
        if field.kind == "choice" and answer not in made["options"]:
            value = ""
        widget = kinds.get(field.kind, self._widgets.Text)(value=value, **made)
        widget.style.description_width = "16em"
        return widget

    def _saved(self) -> Request:
        """Keep the answers in the draft, which is made on the first call."""
        answers = {name: field.value for name, field in self._fields.items()}
        draft = self._draft()
        requests = self._session.requests
        staged = [item.id for item in self._session.store.items()[0] if item.is_staged]
        return requests.update(draft.id, answers, staged) if draft else requests.create(answers, staged)

    def _draft(self) -> Request | None:
        return next((r for r in self._session.store.requests()[0] if r.state == "draft"), None)

    def _send(self, way: str) -> str:
        request = self._saved()
        stops = [finding for finding in request.findings if finding["severity"] == Severity.FAIL]
        if stops:
            said = "Not yet: " + " ".join(str(finding["message"]) for finding in stops)
            self._told.value = f'<span role="status">{escape(said)}</span>'  # here, where the button is
            return ""
        if way == "bundle":
            said = f"The bundle is {self._session.bundle(request)}"
        else:
            self._session.submit(request)
            said = f"Request {request.id[:8]} was submitted."
        self._shut()
        return said

    def _close(self) -> str:
        self._saved()
        self._shut()
        return "The answers are kept."

    def _shut(self) -> None:
        self._fields = {}
        self._told.value = ""
        self._form.children = []
