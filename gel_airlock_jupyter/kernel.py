"""Which kernel this is, and the note in the store that tells the sidebar so."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.inventory import Inventory
from gel_airlock_jupyter.records import now
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

RECORDER = "airlock_recorder"
INVENTORY = "airlock_inventory"
UNDO = "airlock_undo"
ANNOUNCED = "airlock_announced"
T = TypeVar("T")
KERNEL_ID = re.compile(r"[0-9a-zA-Z_.-]{1,80}")


def kernel_id() -> str | None:
    """Return the id of the running kernel, from its connection file; None outside a kernel."""
    if "ipykernel" not in sys.modules:
        return None
    try:
        from ipykernel.connect import get_connection_file

        stem = Path(get_connection_file()).stem.removeprefix("kernel-")
    except Exception:  # noqa: BLE001 - ipykernel raises RuntimeError or traitlets errors where no kernel app runs
        return None
    return stem if KERNEL_ID.fullmatch(stem) else None


def notebook_path(namespace: dict[str, Any] | None = None) -> str | None:
    """Return the notebook's path as far as the kernel knows; the server knows better after a rename."""
    known = (namespace or {}).get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    return Path(str(known)).name if known else None


def session(settings: Settings | None = None, namespace: dict[str, Any] | None = None) -> Session:
    """Return the session of this process; its names are IPython's where there is a notebook and none are given."""
    names = namespace if namespace is not None else user_namespace()
    recorder = getattr(_shell(), RECORDER, None)
    return Session(settings or Settings.from_environment(), kernel_id(), notebook_path(names), names, recorder)


def _shell() -> Any:
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def user_namespace() -> dict[str, Any] | None:
    """Return the names and objects of the running IPython session, None outside one."""
    shell = _shell()
    return shell.user_ns if shell is not None else None


def record_from_here(shell: Any) -> None:
    """Start the recorder of cells and readings, once for each shell; it lives as long as the shell."""
    from gel_airlock_jupyter.provenance.recorder import Recorder

    if getattr(shell, RECORDER, None) is None:
        recorder = Recorder(shell)
        recorder.start()
        setattr(shell, RECORDER, recorder)


def stop_recording(shell: Any) -> None:
    """Stop the recorder and put wrapped readers back."""
    recorder = getattr(shell, RECORDER, None)
    if recorder is not None:
        recorder.stop()
        setattr(shell, RECORDER, None)


def list_from_here(shell: Any, current: Callable[[], Session]) -> None:
    """Start the list of exportable objects, once for each shell; outside a kernel there is nobody to show it to."""
    if getattr(shell, INVENTORY, None) is None and kernel_id() is not None:
        started = Inventory(shell, lambda: objects_path(current()))
        started.start()
        setattr(shell, INVENTORY, started)


def inventory() -> Inventory | None:
    """Return the running list of exportable objects; None where there is none."""
    return getattr(_shell(), INVENTORY, None)


def kept(name: str, make: Callable[[], T]) -> T:
    """Return what is kept under a name for as long as the shell lives, made on first use; anew outside a shell."""
    shell = _shell()
    found: T | None = getattr(shell, name, None)
    if found is None:
        found = make()
        if shell is not None:
            setattr(shell, name, found)
    return found


def stop_listing(shell: Any) -> None:
    """Stop the list and remove it."""
    running = getattr(shell, INVENTORY, None)
    if running is not None:
        running.stop()
        setattr(shell, INVENTORY, None)


def announce(current: Session, pinned: Sequence[str] = ()) -> None:
    """Note in the store that this kernel loaded the extension; a store that cannot be written is told later.

    Parameters
    ----------
    current : Session
        Where it works.
    pinned : sequence of str
        What of it this kernel set for itself, and no choice of the person changes.
    """
    if current.kernel_id is None:
        return
    note = {
        "project": current.settings.project,
        "store": str(current.settings.store),
        "pinned": list(pinned),
        "kernel_id": current.kernel_id,
        "package_version": __version__,
        "notebook": current.notebook,
        "started_at": now(),
        "pid": os.getpid(),
    }
    try:
        write_json(note_path(current), note)
    except AirlockError:
        return


def keep_announced(shell: Any, current: Callable[[], Session], pinned: Callable[[], Sequence[str]]) -> None:
    """Announce this kernel now, and before a cell whenever it works in another place than before."""
    known: list[tuple[Path, str]] = []

    def renew(_: Any = None) -> None:
        try:
            found = current()
        except AirlockError:
            return  # said when something is checked
        place = (found.settings.store, found.settings.project)
        if known != [place]:
            if known and known[0][0] != place[0] and found.kernel_id is not None:
                (known[0][0] / "sessions" / f"{found.kernel_id}.json").unlink(missing_ok=True)
            known[:] = [place]
            announce(found, pinned())

    if getattr(shell, ANNOUNCED, None) is not None:
        shell.events.unregister("pre_run_cell", getattr(shell, ANNOUNCED))
    shell.events.register("pre_run_cell", renew)
    setattr(shell, ANNOUNCED, renew)
    renew()


def stop_announcing(shell: Any) -> None:
    """Stop looking where this kernel works."""
    if getattr(shell, ANNOUNCED, None) is not None:
        shell.events.unregister("pre_run_cell", getattr(shell, ANNOUNCED))
        setattr(shell, ANNOUNCED, None)


def retract(current: Session) -> None:
    """Remove that note."""
    if current.kernel_id is not None:
        note_path(current).unlink(missing_ok=True)


def objects_path(current: Session) -> Path:
    """Return where the list of this kernel's exportable objects lies."""
    return current.settings.store / "inventory" / f"{current.kernel_id}.json"


def note_path(current: Session) -> Path:
    """Return where this kernel's note lies."""
    return current.settings.store / "sessions" / f"{current.kernel_id}.json"
