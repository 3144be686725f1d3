"""What the sidebar may ask of a kernel, on a click that needs a live object (docs/rest.md)."""

from __future__ import annotations

import json
import sys
from typing import Any

from gel_airlock_jupyter import kernel, live
from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.errors import AirlockError, InputError, NotExportable, short_traceback
from gel_airlock_jupyter.session import Session

STAGED_WITH = ("title", "description", "justification", "alt_text", "exception")


class Answer:
    """A reply that reaches the front end as `application/json`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def _repr_json_(self) -> dict[str, Any]:
        return self.data


def ask(question: str) -> Answer:
    """Answer a question of the sidebar; an error is an answer too, never an exception.

    Parameters
    ----------
    question : str
        JSON object with a `verb`: "ping", "check", "stage", "fix", "unfix" or "picture".
    """
    try:
        asked = json.loads(question)
        namespace = _namespace()
        session = kernel.session(namespace=namespace)
        return Answer({"ok": True, "version": __version__, **_answer(asked, session, namespace)})
    except AirlockError as error:
        report = error.report.to_dict() if isinstance(error, NotExportable) and error.report else None
        return Answer({"ok": False, "error": error.to_dict(), "report": report})
    except Exception:  # noqa: BLE001 - whatever fails, the sidebar gets an answer
        failure = AirlockError(f"This failed in the kernel ({short_traceback()}).", "Try `%airlock_stage` in a cell.")
        return Answer({"ok": False, "error": failure.to_dict(), "report": None})


def _answer(asked: dict[str, Any], session: Session, namespace: dict[str, Any]) -> dict[str, Any]:
    verb, name = asked.get("verb"), str(asked.get("name") or "")
    if verb == "ping":
        return {"kernel_id": session.kernel_id}
    if verb not in ("check", "stage", "fix", "unfix", "picture"):
        raise InputError(f"The kernel does not know how to '{verb}'.", "Update the package in the kernel.")
    if verb == "picture":
        return {"picture": live.picture(live.named(name, namespace), asked.get("places") or ())}
    undo = kernel.kept(kernel.UNDO, live.Undo)
    if verb == "unfix":
        return live.unfix(session, namespace, undo, name) | _listed()
    declared = {key: value for key, value in dict(asked.get("declared") or {}).items() if key not in STAGED_WITH}
    if verb == "fix":
        return live.fix(session, namespace, undo, name, asked | {"declared": declared}) | _listed()
    if "cell" in asked:
        if "source" in asked:
            live.require_run(int(asked["cell"]), str(asked["source"]), session.recorder)
        name, obj = live.shown_by(int(asked["cell"]), namespace, kernel.inventory())
    else:
        obj = live.named(name, namespace)
    if verb == "check":
        return {"item": session.record(name, session.check(obj, name, **declared), declared).to_dict()}
    details = {key: asked[key] for key in STAGED_WITH if asked.get(key)}
    return {"item": session.stage(obj, str(asked.get("file") or name), variable=name, **details, **declared).to_dict()}


def _listed() -> dict[str, Any]:
    """List the kernel's objects anew, since no cell ran that would have."""
    running = kernel.inventory()
    if running is not None:
        running.refresh()
    return {}


def _namespace() -> dict[str, Any]:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        raise InputError("There is no notebook session here.", "Run it in a Jupyter kernel.")
    namespace: dict[str, Any] = shell.user_ns
    return namespace
