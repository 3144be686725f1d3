"""The store: checked and staged items, requests and sessions, as plain files. No database: homes are network shares.

<root>/<project>/items/<id>/item.json            the record, with the report
<root>/<project>/items/<id>/export/<file>        the frozen bytes of a staged item
<root>/<project>/items/<id>/evidence/<file>      what the reviewer gets beside them
<root>/<project>/removed/<id>/                   removed items, for undo
<root>/<project>/requests/<id>/request.json      requests, with their bundle beside
<root>/sessions/<kernel id>.json                 kernels that loaded the extension
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from gel_airlock_jupyter.atomic import make_private, write_bytes, write_json
from gel_airlock_jupyter.errors import InputError, ItemNotFound, StoreError
from gel_airlock_jupyter.locking import locked
from gel_airlock_jupyter.records import Item, Problem, Request, now

NAMESPACE = uuid.UUID("b1a5e0d6-3f0c-5c1e-9d62-6f2f5a3f7a10")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Record = TypeVar("Record", Item, Request)


def item_id(*parts: str) -> str:
    """Return the id of an item: the same thing checked or staged again is the same item."""
    return str(uuid.uuid5(NAMESPACE, "\n".join(parts)))


def safe_file_name(name: str) -> str:
    """Return the name if it may be used for an export.

    Raises
    ------
    InputError
        If it holds anything but letters, digits, '.', '_' and '-', or starts with a dot.
    """
    if not FILE_NAME.fullmatch(name) or name.endswith("."):
        raise InputError(
            f"'{name}' cannot be a file name of an export.",
            "Use letters, digits, '.', '_' and '-', such as table1.csv.",
        )
    return name


class Store:
    """The store of one project.

    Parameters
    ----------
    root : Path
        Folder for all projects; made when first written to.
    project : str
        The project, already validated by `Settings`.
    """

    def __init__(self, root: Path, project: str) -> None:
        self.root = root
        self.project = project
        self.folder = root / project

    def items(self) -> tuple[list[Item], list[Problem]]:
        """Return items (staged first, by position, then newest checked first) and what could not be read."""
        items, problems = self._all("items", "item.json", Item.from_dict)
        items.sort(key=lambda item: item.updated_at, reverse=True)
        items.sort(key=lambda item: (not item.is_staged, item.position if item.is_staged else 0))
        return items, problems

    def item(self, identifier: str) -> Item:
        """Return one item.

        Raises
        ------
        ItemNotFound
            If there is none of that id.
        StoreError
            If its record is corrupt.
        """
        return self._one("items", identifier, "item.json", Item.from_dict)

    def export_path(self, item: Item) -> Path:
        """Return the path of a staged item's frozen file."""
        if item.export is None:
            raise InputError(f"'{item.name}' is checked but not staged.", "Stage it first.")
        return self._folder("items", item.id) / "export" / safe_file_name(item.export.file)

    def evidence(self, item: Item) -> dict[str, Path]:
        """Return the evidence files of an item by name."""
        folder = self._folder("items", item.id) / "evidence"
        return {path.name: path for path in sorted(folder.iterdir())} if folder.is_dir() else {}

    def put_item(self, item: Item, export: bytes | None = None, evidence: Mapping[str, bytes] | None = None) -> Item:
        """Write an item aside and rename it into place; an older one of the same id is replaced.

        Raises
        ------
        StoreError
            If it cannot be written; the older one is still there then.
        """
        folder = self._folder("items", item.id)
        aside = folder.with_name(f".{item.id}.{uuid.uuid4().hex[:8]}.part")
        try:
            write_json(aside / "item.json", item.to_dict())
            if export is not None and item.export is not None:
                write_bytes(aside / "export" / safe_file_name(item.export.file), export)
            for name, data in (evidence or {}).items():
                write_bytes(aside / "evidence" / safe_file_name(name), data)
            self._swap(aside, folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        return item

    def update_item(self, identifier: str, **changes: Any) -> Item:
        """Change fields of an item's record; the frozen bytes stay as they are."""
        with locked(self.folder / ".lock"):
            item = replace(self.item(identifier), **changes, updated_at=now())
            write_json(self._folder("items", identifier) / "item.json", item.to_dict())
        return item

    def remove_item(self, identifier: str) -> None:
        """Move an item aside, so that it can be restored."""
        self.item_folder(identifier)
        self._swap(self._folder("items", identifier), self._folder("removed", identifier))

    def restore_item(self, identifier: str) -> Item:
        """Bring a removed item back."""
        removed = self._folder("removed", identifier)
        if not removed.is_dir():
            raise ItemNotFound("There is no removed item of that id.", "It may have been restored already.")
        if self._folder("items", identifier).exists():
            raise InputError("It was staged again since it was removed.", "Remove the new one first.")
        self._swap(removed, self._folder("items", identifier))
        return self.item(identifier)

    def item_folder(self, identifier: str) -> Path:
        """Return an item's folder, also of a corrupt one, so that it can be removed."""
        folder = self._folder("items", identifier)
        if not folder.is_dir():
            raise ItemNotFound("There is no item of that id.", "List the items with `%airlock_status`.")
        return folder

    def requests(self) -> tuple[list[Request], list[Problem]]:
        """Return requests, newest first, and what could not be read."""
        requests, problems = self._all("requests", "request.json", Request.from_dict)
        return sorted(requests, key=lambda request: (request.created_at, request.id), reverse=True), problems

    def request(self, identifier: str) -> Request:
        """Return one request; raises like `item`."""
        return self._one("requests", identifier, "request.json", Request.from_dict)

    def put_request(self, request: Request) -> Request:
        """Write a request's record."""
        changed = replace(request, updated_at=now())
        write_json(self.request_folder(request.id) / "request.json", changed.to_dict())
        return changed

    def update_request(self, identifier: str, change: Callable[[Request], Request]) -> Request:
        """Change a request's record as it is now, whoever wrote it last; what stays the same is not written."""
        with locked(self.folder / ".lock"):
            request = self.request(identifier)
            changed = change(request)
            return request if changed == request else self.put_request(changed)

    def remove_request(self, identifier: str) -> None:
        """Move a request's record and bundle aside, also a corrupt one."""
        folder = self.request_folder(identifier)
        if not folder.is_dir():
            raise ItemNotFound("There is no request of that id.", "List them with `%airlock_status`.")
        self._swap(folder, self._folder("removed", identifier))

    def request_folder(self, identifier: str) -> Path:
        """Return a request's folder."""
        return self._folder("requests", identifier)

    def etag(self, *kinds: str) -> str:
        """Return a tag that changes whenever a record does, from names, sizes and times only.

        `kinds` are `items` and `requests`, both when none is named: an answer typed into a request does not make
        anybody fetch a thousand items again.
        """
        digest = hashlib.sha256()
        for pattern in (f"{kind}/*/{kind[:-1]}.json" for kind in kinds or ("items", "requests")):
            for path in sorted(self.folder.glob(pattern)):
                try:
                    stat = path.stat()
                except OSError:
                    continue
                # Every change is a new file: its number tells where a network share's clock is too coarse.
                digest.update(f"{path.parent.name} {stat.st_mtime_ns} {stat.st_size} {stat.st_ino}\n".encode())
        return digest.hexdigest()[:32]

    def _folder(self, kind: str, identifier: str) -> Path:
        if not ID.fullmatch(identifier):
            raise ItemNotFound("That is not the id of an item or request.", "Ids are listed by `%airlock_status`.")
        return self.folder / kind / identifier

    def _swap(self, source: Path, destination: Path) -> None:
        """Rename a folder into place; the one that stood there is gone only once the new one stands."""
        with locked(self.folder / ".lock"):
            old = destination.with_name(f".{destination.name}.{uuid.uuid4().hex[:8]}.old")
            try:
                make_private(destination.parent)
                if destination.exists():
                    destination.rename(old)
                source.rename(destination)
            except OSError as error:
                if old.exists() and not destination.exists():
                    old.rename(destination)
                raise StoreError(
                    f"The store could not be changed: {error.strerror}.", "Check space and permissions."
                ) from error
        shutil.rmtree(old, ignore_errors=True)

    def _recover(self, folder: Path) -> None:
        """Bring back what a crash between the two renames of `_swap` left aside."""
        for old in folder.glob(".*.old"):
            identifier = old.name[1:37]
            if ID.fullmatch(identifier) and not (folder / identifier).exists():
                with contextlib.suppress(StoreError, OSError), locked(self.folder / ".lock"):
                    if not (folder / identifier).exists():  # nobody was in the middle of a change
                        old.rename(folder / identifier)

    def _one(self, kind: str, identifier: str, file: str, build: Callable[[Mapping[str, Any]], Record]) -> Record:
        path = self._folder(kind, identifier) / file
        try:
            if not path.is_file():
                raise ItemNotFound(f"There is no {kind[:-1]} of that id.", "List them with `%airlock_status`.")
            record = build(json.loads(path.read_text(encoding="utf-8")))
            if record.id != identifier:
                raise ValueError("the record of another one")
            return record
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError(
                f"The record of {kind[:-1]} {identifier[:8]} is damaged ({type(error).__name__}).",
                "Remove it and make it again; the other ones are not touched.",
            ) from error

    def _all(
        self, kind: str, file: str, build: Callable[[Mapping[str, Any]], Record]
    ) -> tuple[list[Record], list[Problem]]:
        records: list[Record] = []
        problems: list[Problem] = []
        folder = self.folder / kind
        self._recover(folder)
        for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not ID.fullmatch(entry.name):
                continue
            try:
                records.append(self._one(kind, entry.name, file, build))
            except StoreError as error:
                problems.append(Problem(entry.name, "corrupt-record", error.message, error.hint))
        return records, problems
