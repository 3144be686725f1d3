"""What the sidebar and the widget panel do with the live objects of a kernel: find them, fix them, undo that."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.errors import AirlockError, InputError, UnknownName
from gel_airlock_jupyter.provenance.recorder import Recorder
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.store import item_id

MISSING = object()
MOST_PLACES = 100


@dataclass
class Undo:
    """What stood under a name before a fix put its copy there; one step for each name."""

    before: dict[str, Any] = field(default_factory=dict)


def named(name: str, namespace: Mapping[str, Any]) -> Any:
    """Return the object of a variable, or of a numbered output as `Out[7]`.

    Raises
    ------
    UnknownName
        If there is none, with the closest one.
    """
    if name in namespace:
        return namespace[name]
    if name.startswith("Out[") and name.endswith("]") and name[4:-1].isdecimal():
        shown = namespace.get("Out", {})
        if int(name[4:-1]) in shown:
            return shown[int(name[4:-1])]
    known = [key for key in namespace if not key.startswith("_")]
    raise UnknownName.among("variable", name, known, "Run the cell that makes it, then try again.")


def shown_by(cell: int, namespace: Mapping[str, Any], inventory: Any = None) -> tuple[str, Any]:
    """Return name and object of what a cell shows: its last expression, else the newest object it made.

    Parameters
    ----------
    cell : int
        The cell's execution count.
    namespace : mapping
        The kernel's names.
    inventory : Inventory, optional
        Which cell made what.

    Raises
    ------
    UnknownName
        If nothing the cell shows has a name, and what to write so that it has.
    """
    shown = namespace.get("Out", {}).get(cell)
    if shown is not None:
        names = [key for key, value in namespace.items() if value is shown and key.isidentifier() and key[0] != "_"]
        return (names[0] if names else f"Out[{cell}]"), shown
    made = [entry for entry in (inventory.objects if inventory else ()) if entry.cell == cell]
    made.sort(key=lambda entry: entry.kind != "figure")
    for entry in made:
        if entry.name in namespace:
            return entry.name, namespace[entry.name]
    raise UnknownName(
        "What this cell shows has no name in the kernel.",
        "Give it one, such as `fig = plt.gcf()`, or let the cell's last line be the table; run the cell and try again.",
    )


def require_run(cell: int, source: str, recorder: Recorder | None) -> None:
    """Raise unless this kernel ran a cell of that number with this source: a saved notebook shows older numbers.

    Raises
    ------
    InputError
        If it did not, or the cell was edited since.
    """
    if recorder is None:
        return
    if not any(run.count == cell and run.source.strip() == source.strip() for run in recorder.history.runs):
        raise InputError("This kernel has not run this cell as it stands.", "Run the cell, then check its output.")


def fix(
    session: Session, namespace: MutableMapping[str, Any], undo: Undo, name: str, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """Put a masked copy of an object beside it, check it, and keep what stood there for `unfix`.

    Parameters
    ----------
    session, namespace
        The kernel's.
    undo : Undo
        Where the way back is kept.
    name : str
        The object to fix.
    asked : mapping
        `output`, the name of the copy (`NAME_safe` by default), `declared`, and `method` where one is chosen.

    Returns
    -------
    dict
        `item` of the copy's check, `changes` in words, `before` and `after` (reports), `output` (its name).
    """
    obj = named(name, namespace)
    new = str(asked.get("output") or f"{name}_safe")
    if not new.isidentifier() or new == name:
        raise InputError(f"'{new}' cannot be the name of the copy.", "Give it another name, such as table_safe.")
    declared = dict(asked.get("declared") or {})
    how = {"method": asked["method"]} if asked.get("method") else {}
    before = session.check(obj, name, **declared)
    fixed = session.fix(obj, name, **declared, **how)
    undo.before[new] = namespace.get(new, MISSING)
    namespace[new] = fixed.output
    after = fixed.report.named(new)
    item = session.record(new, after, declared)
    return {
        "item": item.to_dict(),
        "output": new,
        "changes": list(fixed.changes),
        "before": before.to_dict(),
        "after": after.to_dict(),
    }


def unfix(session: Session, namespace: MutableMapping[str, Any], undo: Undo, name: str) -> dict[str, Any]:
    """Put back what stood under a name before a fix, and remove the record of the copy's check.

    Raises
    ------
    InputError
        If no fix of this session made it.
    """
    if name not in undo.before:
        raise InputError(f"No fix of this session made '{name}'.", "Run the cell that makes it again.")
    old = undo.before.pop(name)
    if old is MISSING:
        namespace.pop(name, None)
    else:
        namespace[name] = old
    with contextlib.suppress(AirlockError):  # the record may have been removed by hand
        session.store.remove_item(item_id("checked", session.kernel_id or "", name))
    return {"output": name}


def picture(obj: Any, places: Sequence[str]) -> dict[str, Any] | None:
    """Return a small picture of a live figure and where findings' places lie in it; nothing of it is kept.

    Parameters
    ----------
    obj : object
        Left as it is.
    places : sequence of str
        Labels of findings' places.

    Returns
    -------
    dict or None
        `png` (base64), `width` and `height` in pixels, and `boxes`: label to (left, top, right, bottom) as fractions of
        the picture. None for what is no matplotlib figure.
    """
    from gel_airlock_jupyter.writers.picture import picture_of

    found = picture_of(obj, [str(place) for place in places][:MOST_PLACES])
    if found is None:
        return None
    png = base64.b64encode(found.png).decode("ascii")
    return {"png": png, "width": found.width, "height": found.height, "boxes": found.boxes}
