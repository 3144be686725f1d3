"""`airlock.panel()`: what the kernel holds, checked, fixed and staged with widgets, where there is no sidebar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gel_airlock_jupyter import kernel, live
from gel_airlock_jupyter.errors import AirlockError, InputError, short_traceback
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.inventory import Inventory
from gel_airlock_jupyter.records import Item
from gel_airlock_jupyter.rendering.display import mimebundle
from gel_airlock_jupyter.rendering.escaping import escape
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.widget_requests import WORDS, RequestPart
from gel_airlock_jupyter.widget_sent import ROW

MOST_ROWS = 100


def panel() -> Any:
    """Return a panel of widgets on this session, for front ends without the sidebar (VS Code, Voila, Colab).

    It shows what the sidebar shows of the notebook: each table, figure and model, its verdict, and buttons to check,
    fix and stage it; then what is staged, the form of its request, and the requests so far. It is drawn anew on each
    action; "Refresh" lists what later cells made.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    InputError
        If ipywidgets is not installed, or there is no notebook session.
    """
    try:
        import ipywidgets
    except ImportError:
        raise InputError("The panel needs ipywidgets.", "Run `%pip install ipywidgets`, or use the sidebar.") from None
    names = kernel.user_namespace()
    if names is None:
        raise InputError("There is no notebook session here.", "Run it in a notebook.")
    return Panel(ipywidgets, lambda: kernel.session(namespace=names), names).box


class Panel:
    """The panel's widgets and what their buttons do.

    Parameters
    ----------
    widgets : module
        ipywidgets.
    session : callable
        Returns the session, the facade that all surfaces use, as it is now: its project can be chosen at any time.
    names : dict
        The kernel's names.
    """

    def __init__(self, widgets: Any, session: Callable[[], Session], names: dict[str, Any]) -> None:
        self._widgets = widgets
        self._find = session
        self._names = names
        self._undo = kernel.kept(kernel.UNDO, live.Undo)
        self._said = widgets.HTML(layout={"margin": "4px 0"})
        self._rows = widgets.VBox()
        self._form = widgets.VBox()
        self._report = widgets.HTML()
        refresh = self._button("Refresh", "List what later cells made", lambda: "")
        self._head = widgets.HTML()
        head = widgets.HBox([self._head, refresh])
        self._lines: dict[str, _Line] = {}
        self._requests = RequestPart(widgets, session, self._button)
        self.box = widgets.VBox([head, self._said, self._rows, self._form, self._report, self._requests.box])
        self._draw()

    @property
    def _session(self) -> Session:
        return self._find()

    def _draw(self) -> None:
        """Draw the rows as the kernel and the store are now."""
        where = self._session.settings
        title = f'title="Store: {escape(str(where.store))}"'
        self._head.value = f"<b>Airlock</b> <span {title}>{escape(where.project)}</span>"
        checked = {
            item.name: item
            for item in self._session.store.items()[0]
            if not item.is_staged and item.kernel_id == self._session.kernel_id
        }
        objects = self._objects()
        shown = objects[:MOST_ROWS]
        self._lines = {entry.name: self._lines.get(entry.name) or self._line(entry.name) for entry in shown}
        for entry in shown:
            self._lines[entry.name].show(entry.shape, checked.get(entry.name), entry.name in self._undo.before)
        rows = [self._lines[entry.name].box for entry in shown]
        if len(objects) > MOST_ROWS:
            rows.append(self._widgets.HTML(f"{len(objects) - MOST_ROWS} more; name one: %airlock_check NAME"))
        empty = self._widgets.HTML("Tables, figures and models appear here once a cell made them.")
        self._rows.children = rows or [empty]
        self._requests.draw()

    def _objects(self) -> Any:
        running = kernel.inventory()
        if running is None:
            running = Inventory(_Names(self._names), lambda: kernel.objects_path(self._session))
        running.refresh()
        return running.objects

    def _line(self, name: str) -> _Line:
        verbs = {
            "check": self._button("Check", f"Check {name}", lambda: self._check(name)),
            "fix": self._button("Fix", f"Fix {name}: a masked copy beside it", lambda: self._fix(name)),
            "stage": self._button("Stage…", f"Stage {name} for export", lambda: self._ask(name)),
            "unfix": self._button("Undo fix", f"Take {name} back", lambda: self._unfix(name)),
        }
        return _Line(self._widgets, name, verbs)

    def _button(self, word: str, tooltip: str, act: Callable[[], str]) -> Any:
        """Return a button; its tooltip names what it is about, for screen readers too."""
        button = self._widgets.Button(description=word, tooltip=tooltip, layout={"width": "auto"})
        button.on_click(lambda _: self._do(act))
        return button

    def _do(self, act: Callable[[], str]) -> None:
        """Do what a button stands for; an error is said, never raised into the front end's log."""
        try:
            self._say(act())
        except AirlockError as error:
            self._say(f"{error.message} {error.hint}".strip(), "alert")
        except Exception:  # noqa: BLE001 - a button has nobody to raise to
            self._say(f"This failed in the kernel ({short_traceback()}).", "alert")
        self._draw()

    def _say(self, text: str, role: str = "status") -> None:
        self._said.value = f'<span role="{role}">{escape(text)}</span>' if text else ""

    def _check(self, name: str) -> str:
        report = self._session.check(live.named(name, self._names), name)
        self._session.record(name, report)
        self._report.value = str(mimebundle(report).get("text/html", ""))
        return f"{name}: {WORDS[report.verdict]}"

    def _fix(self, name: str) -> str:
        fixed = live.fix(self._session, self._names, self._undo, name, {})
        self._report.value = str(mimebundle(Report.from_dict(fixed["after"])).get("text/html", ""))
        return f"{name} → {fixed['output']}: " + "; ".join(fixed["changes"] or ["nothing to change"])

    def _unfix(self, name: str) -> str:
        live.unfix(self._session, self._names, self._undo, name)
        return f"{name} is as it was before the fix."

    def _ask(self, name: str) -> str:
        """Show the form that staging needs."""
        verdict = self._lines[name].verdict
        text = self._widgets.Text
        fields = {
            "file": text(description="File name", value=name),
            "title": text(description="Title"),
            "description": self._widgets.Textarea(description="Description"),
        }
        if verdict == "review":
            fields["justification"] = self._widgets.Textarea(description="Justification")
        for field in fields.values():
            field.style.description_width = "7em"
        stage = self._button("Stage for export", f"Stage {name} for export", lambda: self._stage(name, fields))
        cancel = self._button("Cancel", "Close this form", self._close)
        self._form.children = [*fields.values(), self._widgets.HBox([stage, cancel])]
        return ""

    def _close(self) -> str:
        self._form.children = []
        return ""

    def _stage(self, name: str, fields: dict[str, Any]) -> str:
        said = {key: field.value.strip() for key, field in fields.items()}
        for key in ("title", "description"):
            if not said[key]:
                raise InputError(f"The {key} is empty.", "Reviewers read it.")
        item = self._session.stage(live.named(name, self._names), said.pop("file") or name, variable=name, **said)
        self._close()
        return f"Staged {item.export.file if item.export else item.name}: {WORDS[item.verdict]}"


class _Line:
    """One object: its widgets are made once, so that the keyboard keeps its place when it is drawn anew."""

    def __init__(self, widgets: Any, name: str, verbs: Mapping[str, Any]) -> None:
        self.verdict = ""
        self._name = name
        self._verbs = verbs
        self._label = widgets.HTML(layout={"min_width": "16em"})
        self.box = widgets.HBox(layout=ROW)

    def show(self, shape: tuple[int, ...] | None, item: Item | None, was_fixed: bool) -> None:
        """Show name, size, verdict and what can be done."""
        self.verdict = verdict = item.verdict if item else ""
        size = " × ".join(f"{side:,}" for side in shape or ())
        self._label.value = f"<code>{escape(self._name)}</code> {size} <b>{WORDS[verdict]}</b>"
        wanted = {
            "check": True,
            "fix": verdict == "fail" and item is not None and item.kind != "model",
            "stage": verdict in ("pass", "review"),
            "unfix": was_fixed,
        }
        self.box.children = [self._label, *(self._verbs[verb] for verb, fits in wanted.items() if fits)]


class _Names:
    """A shell as far as the inventory looks at one, where the extension was not loaded."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = names
        self.user_ns_hidden: dict[str, Any] = {}
