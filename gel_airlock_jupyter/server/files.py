"""REST of files that no kernel holds: made by R, a pipeline, or a program of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.records import Item

if TYPE_CHECKING:  # a server that nobody asks to judge a file starts without the rules
    from gel_airlock_jupyter.session import Session

WORDS = ("title", "description", "alt_text", "justification", "exception", "file")


def local_path(contents: Any, path: Any) -> Path:
    """Return where a file of the file browser lies.

    Parameters
    ----------
    contents : ContentsManager
        The server's; it knows the root, and refuses what lies outside.
    path : object
        The file's path in the browser, below the root.

    Raises
    ------
    InputError
        If it is no file, or not on this machine.
    """
    if not isinstance(path, str) or not path.strip("/"):
        raise InputError("There is no file named.", 'Send {"path": "folder/table.csv"}.')
    locate = getattr(contents, "_get_os_path", None)
    if locate is None:
        raise InputError("The files of this Jupyter are not on this machine.", "Check them where they lie.")
    try:
        found = Path(locate(path.strip("/")))
    except Exception as error:  # jupyter_server raises HTTP errors for what lies outside
        raise InputError(f"'{path}' is not in the folder of this Jupyter.", "Check the path.") from error
    if not found.is_file():
        raise InputError(f"There is no file '{path}'.", "It may have been moved or removed.")
    return found


def check(session: Session, found: Path, path: str, declared: dict[str, Any]) -> Item:
    """Judge a file's bytes in a clean child process and keep the report; the item is named by the file's path."""
    from gel_airlock_jupyter import recheck
    from gel_airlock_jupyter.declarations import validated

    said = validated(declared)
    report = recheck.in_child(found, path, said, session.policy)
    return session.record(path, report, said)


def stage(session: Session, found: Path, path: str, asked: dict[str, Any]) -> Item:
    """Freeze a file for export; raises like `Session.stage`."""
    details = {key: asked[key] for key in WORDS if asked.get(key)}
    if not all(isinstance(text, str) for text in details.values()):
        raise InputError("What is said about a file must be text.", "Send JSON strings.")
    name = details.pop("file", found.name)
    declared = dict(asked.get("declared") or {})
    return session.stage(found, name, variable=path, **{**declared, **details})
